"""Every request of the recorded transcripts, put to the simulated autopilots.

What differs stands in docs/autopilot-differences.md with its reason. A difference that does not
stand there fails, and so does one that stands there and no longer shows.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from geodata.position import LocalFrame, LonLat
from simulator.autopilot import Autopilot
from simulator.vehicles.body import Body, Place
from simulator.vehicles.copter import Copter, CopterSpec
from simulator.vehicles.plane import Plane, PlaneSpec
from simulator.vehicles.sub import Sub, SubSpec
from tests.simulator.autopilot.station import EPOCH, HOME, Ground
from tests.simulator.autopilot.transcript import Difference, Replay, Step, read_steps

ROOT = Path(__file__).resolve().parents[3]
RECORDED = ROOT / "tests" / "golden" / "autopilot"
TABLE = ROOT / "docs" / "autopilot-differences.md"
DECK = Place(0.0, 0.0, 0.1)  # as high as the recorded copter stood
AFLOAT = Place(0.0, 0.0, -0.06)
PX4_HOME, PX4_DECK = LonLat(-73.757837, 45.467116), Place(0.0, 0.0, 33.0)
PX4_SPEC = CopterSpec(cruise_mps=5.0, climb_mps=3.0, descend_mps=1.5, accel_mps2=3.0)
_ROW = re.compile(r"^\| (\S+) \| [^|]* \| (real|ours|ours first) \| `([^`]*)` \| [^|]+ \|$")


def vehicle(name: str) -> Body:
    """One like the recorded one: the default airframe of the simulation in the loop."""
    if name == "arduplane":
        return Plane(PlaneSpec(), DECK)
    if name == "ardusub":  # the recorded one had satellites under water, too
        return Sub(SubSpec(positioning="usbl"), AFLOAT)
    if name == "px4":
        return Copter(PX4_SPEC, PX4_DECK)
    return Copter(CopterSpec(cruise_mps=10.0, climb_mps=2.5), DECK)


def autopilot_of(name: str) -> Autopilot:
    """The autopilot of a transcript, where the recorded one stood."""
    if name == "px4":
        return Autopilot(vehicle(name), LocalFrame(PX4_HOME), EPOCH, 0, kind="px4")
    return Autopilot(vehicle(name), LocalFrame(HOME), EPOCH, 0)


def listed(name: str) -> frozenset[Difference]:
    """The rows of the table about a transcript."""
    rows = (_ROW.match(line) for line in TABLE.read_text(encoding="utf-8").splitlines())
    return frozenset(Difference(row[2], row[3]) for row in rows if row and row[1] == name)


def steps_of(name: str) -> Iterator[Step]:
    """The steps of a transcript."""
    return read_steps(RECORDED / f"{name}.txt")


def replayed(name: str) -> Iterator[tuple[str, Difference]]:
    """The differences of a whole transcript, with the step in which they show."""
    autopilot = autopilot_of(name)
    ground, other = Ground(autopilot), Ground(autopilot, system=254)
    other.beats = False
    autopilot.step(0.0)
    try:
        replay = Replay(ground, other, listed(name))
        for step in steps_of(name):
            yield from ((step.name, difference) for difference in replay.run(step))
        yield from (("the end", difference) for difference in replay.end())
    finally:
        ground.wire.close()
        other.wire.close()
        autopilot.close()


RECORDINGS = ["arducopter", "arducopter-corner-cases", "arduplane", "ardusub", "px4"]


@pytest.mark.parametrize("name", RECORDINGS)
def test_our_autopilot_answers_as_the_recorded_one_did(name: str) -> None:
    known = listed(name)
    found = list(replayed(name))
    requests = sum(line.is_request for step in steps_of(name) for line in step.lines)
    print(f"{name}: {requests} requests, {len(known)} differences listed")
    fresh = [f"{step}: {d.who}: {d.answer}" for step, d in found if d not in known]
    assert not fresh, "\n".join(fresh)
    gone = known - {difference for _, difference in found}
    assert not gone, f"listed, but no longer so: {sorted(d.answer for d in gone)}"


def test_every_row_of_the_table_is_read() -> None:
    rows = [
        r
        for r in TABLE.read_text(encoding="utf-8").splitlines()
        if r.startswith(("| ardu", "| px4"))
    ]
    assert rows
    assert all(_ROW.match(row) for row in rows)
