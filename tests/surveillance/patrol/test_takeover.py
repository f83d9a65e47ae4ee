"""A patrol whose program ended in flight is watched again, from the air to the ground."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from surveillance.control.calls import Call, Switchboard
from surveillance.errors import LinkRefused
from surveillance.links.connection import Connection
from surveillance.links.items import ListKind, mission_list
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.modes import COPTER, PLANE, PX4_COPTER, Firmware
from surveillance.links.transfer import store
from surveillance.model import Telemetry, Value
from surveillance.patrol.fly import Patrol
from surveillance.patrol.logbook import Logbook, last_page
from surveillance.patrol.operator import Wish
from surveillance.patrol.order import PatrolOrder
from surveillance.patrol.recorder import Recorder
from surveillance.patrol.report import Report
from surveillance.patrol.takeover import TakeOver
from surveillance.records.shelf import Shelf
from surveillance.records.sortie import End
from tests.surveillance.bench import (
    SimulatedCopter,
    SimulatedPlane,
    SimulatedPx4,
    make_mission,
    make_order,
)
from tests.surveillance.patrol.test_fly import Person
from tests.surveillance.patrol.test_in_flight import Caller, order
from tests.surveillance.patrol.test_plane import order as plane_order

FAST = 30.0


@contextmanager
def found(
    copter: SimulatedCopter,
    person: Person,
    wanted: PatrolOrder,
    home: Path,
    firmware: Firmware = COPTER,
) -> Iterator[tuple[TakeOver, Recorder, Switchboard, list[Value]]]:
    """The second program, on the same link."""
    values: list[Value] = []
    recorder = Recorder(Shelf(home), wanted, None, copter.clock)
    with Connection(copter.link, copter.clock) as connection:
        vehicle = MavlinkVehicle(connection, wanted.vehicle.name, firmware)
        report = Report(
            values.extend, person.say, vehicle.name, wanted.realm, copter.clock, recorder.hear
        )
        recorder.watch(vehicle, report)
        board = Switchboard(is_aloft=True)
        logbook = Logbook(home, wanted, recorder)
        yield (
            TakeOver(vehicle, wanted, report, person, board, logbook),
            recorder,
            board,
            values,
        )


def left_in_the_air(
    copter: SimulatedCopter,
    wanted: PatrolOrder,
    home: Path,
    firmware: Firmware = COPTER,
    at_waypoint: int = 2,
) -> None:
    """A first program that ends on the way to a way point."""
    person = Person(wanted.vehicle.name)
    person.on_view = lambda view: Wish.LEAVE if view.state.waypoint == at_waypoint else None
    recorder = Recorder(Shelf(home), wanted, None, copter.clock)
    with Connection(copter.link, copter.clock) as connection:
        vehicle = MavlinkVehicle(connection, wanted.vehicle.name, firmware)
        report = Report(
            lambda values: None, person.say, vehicle.name, wanted.realm, copter.clock, recorder.hear
        )
        recorder.watch(vehicle, report)
        logbook = Logbook(home, wanted, recorder)
        outcome, _ = Patrol(vehicle, wanted, report, person, Switchboard(), logbook).fly()
    assert outcome.has_left  # and its record stays open, as after kill -9


def test_a_flight_is_watched_on_and_its_record_goes_on(tmp_path: Path) -> None:
    wanted, person = order(), Person()
    with SimulatedCopter(FAST) as copter:
        left_in_the_air(copter, wanted, tmp_path)
        page = last_page(tmp_path, "heron-1")
        assert page.passed == 2
        with found(copter, person, wanted, tmp_path) as (take_over, recorder, _, values):
            outcome = take_over.watch(page.passed)
            recorder.end(outcome)
        assert not copter.autopilot.state.armed
    assert outcome.landed and outcome.waypoints_reached == outcome.waypoints
    assert "found in the air in mode AUTO" in person.texts("notice")[0]
    assert [v for v in values if isinstance(v, Telemetry)]
    [name] = Shelf(tmp_path).names()  # one sortie, one record
    record = Shelf(tmp_path).read(name)
    assert record.end is End.LANDED
    assert record.take_off is not None and record.landing is not None
    assert record.take_off.at < record.landing.at
    kinds = [event.kind for event in record.events]
    assert kinds.count("armed") == 1 and kinds.count("landed") == 1
    assert last_page(tmp_path, "heron-1").passed == 6


@pytest.mark.parametrize(
    ("simulated", "firmware", "wanted"),
    [
        (SimulatedPx4, PX4_COPTER, make_order()),
        (SimulatedPlane, PLANE, plane_order()),
    ],
)
def test_px4_and_planes_are_watched_on(
    simulated: type[SimulatedCopter], firmware: Firmware, wanted: PatrolOrder, tmp_path: Path
) -> None:
    person = Person()
    with simulated(FAST) as drone:
        left_in_the_air(drone, wanted, tmp_path, firmware)
        with found(drone, person, wanted, tmp_path, firmware) as (take_over, recorder, _, _):
            outcome = take_over.watch(last_page(tmp_path, wanted.vehicle.name).passed)
            recorder.end(outcome)
        assert drone.autopilot.state.armed is (firmware is PLANE)
    assert outcome.waypoints_reached == outcome.waypoints == 3
    assert (outcome.landed, outcome.is_circling) == (firmware is not PLANE, firmware is PLANE)
    assert f"found in the air in mode {firmware.mission_mode}" in person.texts("notice")[0]
    [name] = Shelf(tmp_path).names()
    kinds = [event.kind for event in Shelf(tmp_path).read(name).events]
    assert kinds.count("armed") == 1 and kinds.count("waypoint") == 3


def test_it_answers_calls_again(tmp_path: Path) -> None:
    wanted, person = order(), Person()
    with SimulatedCopter(FAST) as copter:
        left_in_the_air(copter, wanted, tmp_path)
        with found(copter, person, wanted, tmp_path) as (take_over, _, board, _):
            flown = type("Flown", (), {"board": board})()
            person.on_view = caller = Caller(flown, lambda view: True).will("recall", by="sato")
            outcome = take_over.watch(2)
    assert "on its way home" in caller.answers[0]["text"]
    assert outcome.landed and 2 <= outcome.waypoints_reached < outcome.waypoints


def test_a_recall_while_it_is_looked_for_is_carried_out(tmp_path: Path) -> None:
    wanted, person, call = order(), Person(), Call("recall", {"by": "sato"})
    with SimulatedCopter(FAST) as copter:
        left_in_the_air(copter, wanted, tmp_path)
        with found(copter, person, wanted, tmp_path) as (take_over, _, board, _):
            assert board.state["phase"] == "taking over"
            board.put(call)
            outcome = take_over.watch(2)
    assert call.wait(0.0)["text"] == "heron-1 is on its way home (mode RTL)"
    assert "recalled by sato" in person.texts("notice")
    assert outcome.landed and outcome.waypoints_reached < outcome.waypoints


def test_on_the_ground_there_is_nothing_to_take_over(tmp_path: Path) -> None:
    person = Person()
    with (
        SimulatedCopter(FAST) as copter,
        found(copter, person, order(), tmp_path) as (take_over, *_),
        pytest.raises(LinkRefused, match="not in the air"),
    ):
        take_over.watch(0)


def test_what_flies_another_plan_is_not_ours(tmp_path: Path) -> None:
    wanted, person = order(), Person()
    with SimulatedCopter(FAST) as copter:
        left_in_the_air(copter, wanted, tmp_path)
        with Connection(copter.link, copter.clock) as other:  # somebody else's station
            MavlinkVehicle(other, "heron-1").identify()
            store(other, ListKind.MISSION, mission_list(make_mission(legs=4, leg_m=200.0)))
        with (
            found(copter, person, wanted, tmp_path) as (take_over, *_),
            pytest.raises(LinkRefused, match="somebody else flies it"),
        ):
            take_over.watch(2)
        assert copter.autopilot.state.armed  # nothing was commanded
