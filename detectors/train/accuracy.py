"""The section of the optical network on the page of measured figures."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.train.counts import Counts


@dataclass(frozen=True, slots=True)
class Result:
    """One port under test. free: vessels with open water round them. every: all of them.

    even: the chances of the network from which on a vessel counted as found, with open water round
    it and at the quay.
    """

    port: str
    free: Counts
    every: Counts
    even: tuple[float, float]


def as_text(table: str) -> str:
    """Markdown: the rules and the table."""
    return f"""## Vessels on Sentinel-2's 10 m bands

`python -m detectors.train.optical --cross-validate` wrote this. Data: sen2ships (MIT; contains
modified Copernicus Sentinel data), four ports, 114 boxes. Split: by port; each port is searched by
a network that was trained on the other three, with ships and piers painted into them. A find counts
when the middle of its box is within 5 pixels of that of a label, one to one.

Open water: of the ring of 10 pixels round the box, at least 90 % do not belong to a body of 5 ha or
more that is not water (by its near infrared). A label is sorted by its own box, a false alarm by
the box of the find.

The two even chances of a port are those that gave the best F1 (its mean over the chances within
0.05) over the other three ports, each searched by its own network; those networks, but not the one
measured, had seen the port. Those of the last line are the best of all four, and ship.

What is not learned (how a spot is cut, what has the shape of a ship, where water ends) was set by
hand with all four pictures in view. How the painted ships and piers look, how many there are, and
that the network must tell a ship's pixels, were tried on the same ports (docs/decisions/0036); so
were the mean of three trainings and the second look at three fourths of the size
(docs/decisions/0041). The figures flatter by what that is worth.

Nothing is left out; boats that nobody labelled count as wrong:

{table}"""


def as_table(results: list[Result], even: tuple[float, float]) -> str:
    """Markdown: a line per port and one of all. even: for scenes not seen yet."""
    nothing = Counts(0, 0, 0)
    total = Result(
        "**all four**",
        sum((r.free for r in results), nothing),
        sum((r.every for r in results), nothing),
        even,
    )
    rows = "\n".join(_row(result) for result in [*results, total])
    heads = ["port"]
    for kind in ("open", "all"):
        heads += [f"{kind}: right", "wrong", "missed", "F1"]
    heads.append("even chances")
    return f"| {' | '.join(heads)} |\n{'|---' * len(heads)}|\n{rows}\n"


def _row(result: Result) -> str:
    cells = [result.port]
    for counts in (result.free, result.every):
        cells += [str(counts.right), str(counts.wrong), str(counts.missed), f"{counts.f1:.2f}"]
    cells.append(f"{result.even[0]:.2f}, {result.even[1]:.2f}")
    return "| " + " | ".join(cells) + " |"
