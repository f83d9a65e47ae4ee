"""Every row of docs/fault-matrix.md, flown through the product against the simulated vehicle."""

import itertools
import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from simulator.faults.kinds import Fault, FaultPart
from simulator.vehicles.state import VehicleState
from surveillance.control.calls import Switchboard
from surveillance.links.connection import Connection
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.modes import COPTER, PLANE, PX4_COPTER, SUB, Firmware
from surveillance.model import PatrolEvent, Value
from surveillance.outbox import Outbox
from surveillance.patrol.dive.dive import PilotedDive
from surveillance.patrol.dive.outcome import DiveOutcome
from surveillance.patrol.fly import Patrol
from surveillance.patrol.logbook import Logbook
from surveillance.patrol.order import PatrolOrder
from surveillance.patrol.progress import Outcome
from surveillance.patrol.report import Report
from surveillance.wire import decode
from tests.surveillance.bench import (
    SimulatedCopter,
    SimulatedPlane,
    SimulatedPx4,
    make_mission,
    make_order,
)
from tests.surveillance.patrol import test_plane
from tests.surveillance.patrol.dive.bench import Script, SimulatedSub, Sticks, make_dive
from tests.surveillance.patrol.test_fly import Person
from tests.surveillance.witness import Witness

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]

TABLE = Path(__file__).parents[3] / "docs" / "fault-matrix.md"
SPEEDUP = 20.0
AFTER_S = 45.0  # of flight
AT_HOME_M, ON_CIRCLE_M = 30.0, 250.0
FELL_MPS = 5.0
AFLOAT_M = 0.5
TOLERANCE_M = 3.0


@dataclass(frozen=True)
class Kind:
    """A kind of vehicle: its name, who simulates it, what it is ordered, what its owner has set.

    go: the product's part, over this vehicle. usual: what is told without any trouble. never:
    faults that cannot reach it.
    """

    name: str
    drone: Callable[..., SimulatedCopter]
    firmware: Firmware
    order: Callable[[], PatrolOrder]
    go: Callable[["Flown", SimulatedCopter, MavlinkVehicle, Report], Outcome | DiveOutcome]
    params: dict[str, float]
    usual: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()


def copter_order() -> PatrolOrder:
    return make_order(make_mission(legs=6, leg_m=250.0))


def fly(flown: "Flown", drone: SimulatedCopter, vehicle: MavlinkVehicle, report: Report) -> Outcome:
    """A patrol."""
    logbook = Logbook(flown.folder, flown.order)
    return Patrol(vehicle, flown.order, report, flown.person, Switchboard(), logbook).fly()[0]


def dive(
    flown: "Flown", drone: SimulatedCopter, vehicle: MavlinkVehicle, report: Report
) -> DiveOutcome:
    """A dive that a pilot steers: down, along, a while, and up."""
    assert isinstance(drone, SimulatedSub)
    legs = ((6.0, Sticks(up=-1.0)), (40.0, Sticks(ahead=0.6)), (60.0, Sticks()))
    flown.person.on_view = Script(drone, *legs).on_view
    order = replace(make_dive(), plan=flown.order)
    return PilotedDive(vehicle, order, report, flown.person, Switchboard()).watch()[0]


# another kind is one entry here and its rows in the table
KINDS = {
    "copter": Kind(
        "heron-1", SimulatedCopter, COPTER, copter_order, fly,
        {"BATT_LOW_VOLT": 21.5, "BATT_FS_LOW_ACT": 2.0},
    ),
    "plane": Kind(
        "swift-1", SimulatedPlane, PLANE, test_plane.order, fly,
        {"BATT_LOW_VOLT": 21.5, "BATT_FS_LOW_ACT": 1.0},
    ),
    "px4": Kind(
        "heron-1", SimulatedPx4, PX4_COPTER, copter_order, fly,
        {"COM_LOW_BAT_ACT": 3.0, "RTL_RETURN_ALT": 30.0},
    ),
    "sub": Kind(
        "orca", SimulatedSub, SUB, lambda: make_dive().plan, dive, {},
        frozenset({
            "the pilot may arm it now: depth and tether are watched",
            "the vehicle is now in mode ALT_HOLD",
        }),
        frozenset({"gnss_drag", "gust"}),
    ),
}  # fmt: skip
FAULTS = ("none", "link_loss", "packet_loss", "gnss_loss", "gnss_drag", "gust", "battery_cell",
          "motor", "camera_off", "clock_jump")  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A row of the table."""

    fault: str
    amount: str
    vehicle: str
    end: str
    within_s: float
    sentence: str

    def __str__(self) -> str:
        return f"{self.fault}-{self.vehicle}"

    def faults(self, at_s: float) -> list[FaultPart]:
        """What happens at that second."""
        if self.fault == "none":
            return []
        amounts = dict(pair.rsplit(" ", 1) for pair in self.amount.split(", ") if pair)
        described = {"kind": self.fault, "at_s": at_s, **amounts}
        made: FaultPart = TypeAdapter(Fault).validate_python(described)
        return [made]


def rows() -> list[Row]:
    found = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 6 and cells[2] in KINDS:
            found.append(Row(*cells[:4], float(cells[4]), cells[5]))
    return found


def test_the_table_has_every_fault_for_every_kind() -> None:
    wanted = {(f, name) for name, kind in KINDS.items() for f in FAULTS if f not in kind.never}
    assert {(row.fault, row.vehicle) for row in rows()} == wanted
    known = {schema["properties"]["kind"]["const"] for schema in _schemas()}
    assert known == set(FAULTS) - {"none"}


def _schemas() -> list[dict[str, Any]]:
    return list(TypeAdapter(Fault).json_schema()["$defs"].values())


def without_numbers(text: str) -> str:
    return re.sub(r"\d+(\.\d+)?", "#", text)


class Flown:
    """What came of a row."""

    def __init__(self, row: Row, folder: Path) -> None:
        self.kind = kind = KINDS[row.vehicle]
        self.folder = folder
        self.order, self.person = kind.order(), Person(kind.name)
        self.kept: list[Value] = []
        self._outbox = Outbox(folder / "outbox.sqlite")
        with kind.drone(SPEEDUP, **kind.params) as drone:
            drone.autopilot.has_camera = True
            self.witness = Witness(drone, self.order.limits, self.order.mission, AFTER_S)
            self.witness.faults = row.faults
            with Connection(drone.link, drone.clock) as connection:
                vehicle = MavlinkVehicle(connection, kind.name, kind.firmware)
                realm = self.order.realm
                report = Report(self._put, self.person.say, kind.name, realm, drone.clock)
                self.outcome = kind.go(self, drone, vehicle, report)
            self.state = drone.autopilot.state
        self._outbox.close()

    def _put(self, values: Any) -> None:
        self._outbox.put(values)
        self.kept += values

    @property
    def end(self) -> str:
        """In the words of the table."""
        if isinstance(self.outcome, DiveOutcome):
            is_up = self.outcome.surfaced and self.state.alt_m > -AFLOAT_M
            return "afloat" if is_up and not self.state.armed else "not up"
        plan = ", plan flown" if _is_flown(self.outcome) else ""
        return f"{self._place(self.outcome)}{plan}"

    def _place(self, outcome: Outcome) -> str:
        state, away_m = self.state, math.hypot(self.state.east_m, self.state.north_m)
        if outcome.is_circling and state.armed and away_m < ON_CIRCLE_M:
            return "circling over home"
        if state.armed or state.alt_m > 1.0 or not outcome.landed:
            return f"{state.mode} at {state.alt_m:.0f} m, {away_m:.0f} m from home"
        if self.witness.fastest_down_mps > FELL_MPS:
            return "fell"
        if self.order.vehicle.is_winged:
            return "glided down"
        return "landed at home" if away_m < AT_HOME_M else "landed on the spot"

    @property
    def ended_s(self) -> float:
        """When it came to its end: in the vehicle's own time, not when the product noticed."""
        last = self.witness.path[-1]
        kept = itertools.takewhile(lambda s: _is_as(s, last), reversed(self.witness.path))
        return min(state.t_s for state in kept)

    def told(self) -> list[str]:
        """Everything that the officer was told of trouble."""
        texts = [e.text for e in self.person.events if e.kind in ("notice", "link_lost")]
        return [without_numbers(text) for text in texts if text not in self.kind.usual]

    def said(self) -> list[str]:
        """Everything that the officer was told."""
        return [without_numbers(event.text) for event in self.person.events]


def _is_as(state: VehicleState, last: VehicleState) -> bool:
    """Is that the end already: armed or not, in this mode, as near home?"""
    is_near, was_near = (math.hypot(s.east_m, s.north_m) < ON_CIRCLE_M for s in (state, last))
    return (state.armed, state.mode, is_near) == (last.armed, last.mode, was_near)


def _is_flown(outcome: Outcome) -> bool:
    return outcome.waypoints_reached == outcome.waypoints


def in_outbox(path: Path) -> list[Value]:
    """What a station would get."""
    outbox = Outbox(path)
    found: list[Value] = []
    while (request := outbox.next_request("patrol")) is not None:
        found += [decode(value) for value in json.loads(request.body)["values"]]
        outbox.remove(request)
    outbox.close()
    return found


@pytest.mark.parametrize("row", rows(), ids=str)
def test_a_fault_ends_as_the_table_says(row: Row, tmp_path: Path) -> None:
    flown = Flown(row, tmp_path)
    told = flown.told()
    assert flown.end == row.end, told
    assert flown.witness.at_s is not None
    assert flown.ended_s - flown.witness.at_s <= row.within_s
    acted = {fault for fault in FAULTS if flown.witness.acting.has_acted(fault)}
    assert acted == ({row.fault} - {"none"}), flown.witness.acting.worst
    if row.sentence == "nothing":
        assert told == []
    else:
        assert flown.said().count(row.sentence) == 1, told
    assert flown.witness.outside_m <= TOLERANCE_M
    assert flown.witness.strange == set()
    stored = in_outbox(tmp_path / "outbox.sqlite")
    assert len(stored) > 50
    assert stored == flown.kept
    said = {event.text for event in stored if isinstance(event, PatrolEvent)}
    assert {event.text for event in flown.person.events} <= said


def test_what_the_table_forbids_is_seen(tmp_path: Path) -> None:
    """The test itself can fail: another mission, another place, another end are noticed."""
    order = copter_order()
    drone = SimulatedCopter(SPEEDUP)
    witness = Witness(drone, order.limits, order.mission, AFTER_S)
    state = replace(drone.autopilot.state, armed=True, alt_m=30.0, mode="AUTO", t_s=50.0)
    witness.look(replace(state, east_m=700.0))
    assert witness.outside_m == pytest.approx(100.0, abs=2.0)
    assert witness.strange  # nothing was uploaded
    assert witness.at_s is None
    witness.look(replace(state, t_s=50.0 + AFTER_S))
    assert witness.at_s == 95.0
    drone.autopilot.close()
