"""Simulated radar passes: what is found, and whether the probability of no AIS means what it says.

A regression: it guards against steps back and promises nothing of a real sea.
"""

from __future__ import annotations

import numpy as np

from bench.accuracy.curve import curve
from bench.satellites import SHAPE, Tally, binned, tallied
from detectors.score.page import table
from detectors.score.pairing import f1_of

# the constants of the verdict were set with seeds 1 to 10 in view
SEEDS = range(11, 21)
PICTURE = "reliability.svg"


def measured() -> tuple[str, str]:
    """Markdown, and the picture that it shows (SVG)."""
    tally = tallied(SEEDS, SHAPE)
    p, dark = np.array(tally.p), np.array(tally.dark, float)
    bins = list(binned(p, dark))
    return text(tally, bins), curve([(told, so, count) for _, _, told, so, count in bins])


def text(tally: Tally, bins: list[tuple[float, float, float, float, int]]) -> str:
    """Markdown. bins: see `bench.satellites.binned`."""
    rows = [
        [f"{low:g} to {high:g}", str(count), f"{told:.2f}", f"{so:.2f}"]
        for low, high, told, so, count in bins
    ]
    judged = len(tally.p)
    rms_m = float(np.sqrt((np.array(tally.errors_m) ** 2).mean()))
    figures = [
        ["things of 10 dB and more found", f"F1 {f1_of(tally.hits, tally.false, tally.missed):.3f}",
         f"{tally.hits} hit, {tally.missed} missed, {tally.false} false"],
        ["ghosts of 10 dB marked", f"{tally.marked} of {tally.ghosts}",
         f"{tally.wrongly_marked} others marked"],
        ["place of what stands still and is found, as shown", f"{rms_m:.1f} m rms",
         f"{len(tally.errors_m)} rocks, platforms, turbines; {tally.claimed} taken for a sender"],
        ["no AIS, Brier skill against the base rate", f"{tally.skill:.2f}",
         f"{judged} vessels, {np.mean(tally.dark):.0%} without; of {tally.unknown} more: unknown"],
    ]  # fmt: skip
    return f"""## Simulated radar passes: a regression, no promise

`python -m bench.accuracy simulated` wrote this. Data: {len(SEEDS)} simulated Sentinel-1 passes of
{SHAPE[0]} x {SHAPE[1]} pixels, seeds {SEEDS[0]} to {SEEDS[-1]}; the constants of the verdict were
set with seeds 1 to 10 in view. 30 to 50 % of the vessels send no AIS.

{table(["what", "figure", "of"], figures)}
What is known of AIS is a log of two receivers ashore: they hear as far as their horizon, not from
behind a headland, not while they are down, less of class B; vessels alter course between reports;
of the sets 8 % tell a wrong length, 2 % the number of another vessel, 2 % a place that is
150 to 600 m off; 3 % of the stamps are late; of the vessels without AIS 15 % were switched off
5 to 25 minutes before the pass. The verdict assumes other shares and other shapes of these errors.

{table(["told", "vessels", "told on average", "without AIS"], rows)}
![The share without AIS over the probability that was told]({PICTURE})"""
