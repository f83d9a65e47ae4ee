"""Sorties of a plane: flown to the circle at home, and refused before anything is armed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from geodata.area import Area
from mission_planner.mission import (
    CMD_CHANGE_SPEED,
    CMD_TAKEOFF,
    FenceKind,
    FenceRing,
    Flight,
    Mission,
    patrol_items,
)
from mission_planner.vehicles import plane
from surveillance.control.calls import Switchboard
from surveillance.errors import LinkRefused
from surveillance.links.connection import Connection
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.modes import PLANE, firmware_of
from surveillance.links.params import read_params
from surveillance.patrol.fly import Patrol
from surveillance.patrol.logbook import Logbook
from surveillance.patrol.operator import FlightView, Wish
from surveillance.patrol.order import PatrolOrder
from surveillance.patrol.preflight import red
from surveillance.patrol.report import Report
from surveillance.patrol.safeguards import PlaneSafeguards
from tests.surveillance.bench import (
    FRAME,
    HOME,
    SimulatedCopter,
    SimulatedPlane,
    make_order,
    ring,
    square,
)
from tests.surveillance.patrol.test_fly import Person

FAST = 40.0
SWIFT = plane.build(
    "swift-1",
    plane.Options(
        kind="plane",
        link="tcp:127.0.0.1:5760",
        cruise_mps=20.0,
        climb_mps=4.0,
        descend_mps=3.0,
        battery_wh=700.0,
        cruise_w=260.0,
        reserve_pct=20.0,
        max_wind_mps=12.0,
        min_alt_m=30.0,
        max_alt_m=150.0,
        bank_deg=30.0,
    ),
)


def order(fence_m: float = 1500.0, *, takes_off: bool = True) -> PatrolOrder:
    """A triangle over the sea."""
    places = [FRAME.lonlat(*p) for p in ((0.0, 700.0), (700.0, 700.0), (700.0, -300.0))]
    items = [
        item
        for item in patrol_items(HOME, places, Flight(60.0, 20.0, -25.0))
        if item.command != CMD_CHANGE_SPEED and (takes_off or item.command != CMD_TAKEOFF)
    ]
    items = [replace(item, seq=seq) for seq, item in enumerate(items)]
    fence = (FenceRing(FenceKind.INCLUSION, ring(fence_m)),)
    area = Area("bench", square(fence_m), square(fence_m), home=HOME)
    return replace(make_order(Mission(tuple(items), fence)), vehicle=SWIFT, area=area)


@contextmanager
def patrol(drone: SimulatedPlane, person: Person, wanted: PatrolOrder) -> Iterator[Patrol]:
    with TemporaryDirectory() as home, Connection(drone.link, drone.clock) as connection:
        vehicle = MavlinkVehicle(connection, "swift-1", PLANE)
        report = Report(lambda values: None, person.say, "swift-1", wanted.realm, drone.clock)
        logbook = Logbook(Path(home), wanted)
        yield Patrol(vehicle, wanted, report, person, Switchboard(), logbook)


def test_a_plane_is_flown_until_it_circles_at_home() -> None:
    person = Person("swift-1")
    with SimulatedPlane(FAST) as drone, patrol(drone, person, order()) as flown:
        outcome, checks = flown.fly()
        assert drone.autopilot.state.mode == "RTL"
        assert drone.autopilot.state.armed
    assert outcome.is_circling
    assert not outcome.landed
    assert (outcome.waypoints, outcome.waypoints_reached) == (3, 3)
    assert outcome.breaches == ()
    assert not any(check.is_good is False for check in checks)
    kinds = [event.kind for event in person.events]
    expected = ["started", "uploaded", "armed", "waypoint", "rtl", "circling", "ended"]
    assert [k for n, k in enumerate(kinds) if k in expected and k not in kinds[:n]] == expected
    assert "land it" in person.texts("circling")[0]
    assert "handed over circling" in person.texts("ended")[0]


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (order(takes_off=False), "take-off: the mission does not begin"),
        (order(fence_m=710.0), "circle at home: .* round home outside the fence"),
    ],
)
def test_what_a_plane_cannot_fly_is_refused(wanted: PatrolOrder, words: str) -> None:
    person = Person("swift-1")
    with SimulatedPlane(FAST, WP_LOITER_RAD=720.0) as drone:
        with patrol(drone, person, wanted) as flown, pytest.raises(LinkRefused, match=words):
            flown.fly()
        assert not drone.autopilot.state.armed


def test_the_circle_at_home_is_set_as_planned() -> None:
    """What was checked is flown, whatever the vehicle held before; nobody had to do it by hand."""
    person = Person("nobody")
    wanted = replace(order(), circle_m=SWIFT.turning_m(5.0))
    with SimulatedPlane(FAST, WP_LOITER_RAD=720.0, RTL_RADIUS=900.0) as drone:
        with patrol(drone, person, wanted) as flown, pytest.raises(LinkRefused, match="confirmed"):
            flown.fly()
        with Connection(drone.link, drone.clock) as connection:
            held = read_params(connection, ("WP_LOITER_RAD", "RTL_RADIUS"))
    assert held == {"WP_LOITER_RAD": round(SWIFT.turning_m(5.0)), "RTL_RADIUS": 0.0}
    (circle,) = [check for check in person.checks[-1] if check.name == "circle at home"]
    assert circle.is_good and f"circles {SWIFT.turning_m(5.0):.0f} m round home" in circle.text


def test_a_wish_to_land_is_answered_and_the_flight_goes_on() -> None:
    person = Person("swift-1")
    wishes = [Wish.LAND, Wish.RETURN]

    def want(view: FlightView) -> Wish | None:
        return wishes.pop(0) if view.state.waypoint == 1 and wishes else None

    person.on_view = want
    with SimulatedPlane(FAST) as drone, patrol(drone, person, order()) as flown:
        outcome, _ = flown.fly()
    assert any("does not land on the spot" in text for text in person.texts("notice"))
    assert outcome.is_circling
    assert outcome.waypoints_reached < 3


def test_a_copter_on_the_link_of_a_plane_is_refused(tmp_path: Path) -> None:
    person = Person("swift-1")
    with SimulatedCopter(FAST) as drone, Connection(drone.link, drone.clock) as connection:
        report = Report(lambda values: None, person.say, "x", make_order().realm, drone.clock)
        vehicle = MavlinkVehicle(connection, "swift-1", PLANE)
        flown = Patrol(vehicle, order(), report, person, Switchboard(), Logbook(tmp_path, order()))
        with pytest.raises(LinkRefused, match="ArduPilot plane, but a quadrotor"):
            flown.fly()
    with pytest.raises(LinkRefused, match="a boat cannot be flown"):
        firmware_of("boat")


GOOD = {
    "FENCE_ACTION": 1.0,
    "MIS_RESTART": 0.0,
    "FS_GCS_ENABL": 1.0,
    "FS_LONG_ACTN": 1.0,
    "BATT_FS_LOW_ACT": 1.0,
    "BATT_FS_CRT_ACT": 1.0,
    "FENCE_ENABLE": 1.0,
    "FENCE_TYPE": 5.0,
    "FENCE_ALT_MAX": 145.0,
    "RTL_ALTITUDE": 100.0,
}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "not known"),
        ({"FS_GCS_ENABL": 0.0, "FS_LONG_ACTN": 1.0}, "goes on with the mission"),
        ({"FS_GCS_ENABL": 1.0, "FS_LONG_ACTN": 0.0}, "goes on with the mission"),
        ({"FS_GCS_ENABL": 1.0, "FS_LONG_ACTN": 1.0}, "brings it home to circle"),
        ({"FS_GCS_ENABL": 1.0, "FS_LONG_ACTN": 2.0}, "does not bring it home"),
    ],
)
def test_what_a_plane_does_without_a_link(values: dict[str, float], words: str) -> None:
    assert words in PlaneSafeguards(values).without_link


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MIS_RESTART", 1.0),
        ("FENCE_ACTION", 0.0),
        ("FENCE_ACTION", 9.0),
        ("FS_GCS_ENABL", 9.0),
        ("FS_LONG_ACTN", 9.0),
        ("BATT_FS_LOW_ACT", 3.0),
        ("BATT_FS_LOW_ACT", 9.0),
        ("BATT_FS_CRT_ACT", 3.0),
        ("RTL_ALTITUDE", -7.0),
    ],
)
def test_safeguards_of_a_plane(name: str, value: float) -> None:
    assert list(red(tuple(PlaneSafeguards(GOOD).checks()))) == []
    assert len(list(red(tuple(PlaneSafeguards({**GOOD, name: value}).checks())))) == 1


def test_a_plane_that_heeds_a_lost_link_in_auto_only_stays_out_in_guided() -> None:
    assert PlaneSafeguards(GOOD).returns_from_guided
    assert not PlaneSafeguards({**GOOD, "FS_GCS_ENABL": 3.0}).returns_from_guided
