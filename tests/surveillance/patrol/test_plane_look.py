"""A plane looks closer: one circle round a place, in wind, then on with its leg."""

import math
from dataclasses import replace
from typing import Any

import pytest

from geodata.position import distance_m
from surveillance.control.calls import Switchboard
from surveillance.errors import LinkRefused
from surveillance.model import LinkState, Telemetry
from surveillance.patrol.fly import Patrol
from surveillance.patrol.look import Look, plan_look
from surveillance.patrol.operator import FlightView
from surveillance.patrol.order import PatrolOrder, WithoutLink
from tests.surveillance.bench import EPOCH, FRAME, SimulatedPlane, circle
from tests.surveillance.patrol.test_fly import Person
from tests.surveillance.patrol.test_in_flight import Caller, at_waypoint
from tests.surveillance.patrol.test_plane import SWIFT, order, patrol

FAST = 20.0
TARGET = FRAME.lonlat(350.0, 1000.0)
RADIUS_M = 220.0


class _Called:
    """What Caller needs of a flight: where calls are put."""

    def __init__(self, flown: Patrol) -> None:
        self.board: Switchboard = flown._board


def wanted(fence_m: float = 2000.0, **more: Any) -> PatrolOrder:
    return replace(order(fence_m), without_link=WithoutLink.RETURN, **more)


def look(**more: Any) -> dict[str, Any]:
    return {"lon": TARGET.lon, "lat": TARGET.lat, "radius_m": RADIUS_M, "go": True} | more


def test_it_circles_once_and_goes_on() -> None:
    person = Person("swift-1")
    with SimulatedPlane(FAST) as drone, patrol(drone, person, wanted()) as flown:
        person.on_view = caller = Caller(_Called(flown), at_waypoint(1)).will(  # type: ignore[arg-type]
            "investigate", **look()
        )
        outcome, _ = flown.fly()
    assert "looks closer: orbit of 220 m" in caller.answers[0]["text"]
    assert outcome.is_circling
    assert outcome.waypoints_reached == outcome.waypoints == 3
    assert outcome.breaches == ()
    looked = [view for view in person.views if view.is_looking]
    near = [v for v in looked if distance_m(v.state.position, TARGET) < 1.3 * RADIUS_M]
    away = [distance_m(v.state.position, TARGET) for v in near]
    assert min(away) > 0.7 * RADIUS_M
    assert len({round(_bearing_deg(v) / 45.0) % 8 for v in near}) == 8  # all the way round
    assert person.texts("looked")
    left_at, back_at = looked[0].state.position, looked[-1].state.position
    assert distance_m(left_at, back_at) < 1.6 * RADIUS_M  # the leg goes on where it was left
    assert not [t for t in person.texts("notice") if "camera" in t]


def test_what_it_cannot_fly_is_refused() -> None:
    least = f"at least {SWIFT.turning_m(SWIFT.max_wind_mps):.0f} m"
    with pytest.raises(LinkRefused, match=f"too tight for swift-1: {least}"):
        asked(wanted(), radius_m=120.0)
    with pytest.raises(LinkRefused, match=r"would leave its limits \(fence\)"):
        asked(wanted(fence_m=1300.0))
    closed = replace(wanted().area, nofly=(circle("range", 350.0, 1350.0, 50.0),))
    with pytest.raises(LinkRefused, match=r"\(range\)"):
        asked(replace(wanted(), area=closed))
    assert asked(wanted()).goes_on


def test_without_a_failsafe_that_brings_it_home_it_does_not_leave_its_mission() -> None:
    person = Person("swift-1")
    hanging = replace(wanted(), without_link=WithoutLink.GO_ON)
    with SimulatedPlane(FAST) as drone, patrol(drone, person, hanging) as flown:
        caller = Caller(_Called(flown), at_waypoint(1)).will("investigate", **look())  # type: ignore[arg-type]
        person.on_view = caller
        outcome, _ = flown.fly()
    assert "--without-link" in caller.answers[0]["error"]
    assert outcome.waypoints_reached == 3


def asked(plan: PatrolOrder, radius_m: float = RADIUS_M) -> Look:
    """The look from the first way point."""
    state = Telemetry(
        at=EPOCH, realm=plan.realm, vehicle="swift-1", position=FRAME.lonlat(0.0, 700.0),
        alt_home_m=60.0, alt_amsl_m=60.0, heading_deg=90.0, ground_speed_mps=20.0, mode="AUTO",
        armed=True, battery_pct=90.0,
    )  # fmt: skip
    return plan_look(plan, state, 2500.0, TARGET, radius_m)


def _bearing_deg(view: FlightView) -> float:
    assert view.state.link is LinkState.OK
    east, north = FRAME.point(view.state.position)
    x, y = FRAME.point(TARGET)
    return math.degrees(math.atan2(east - x, north - y)) % 360.0


@pytest.mark.long
def test_the_camera_follows_the_place() -> None:
    person = Person("swift-1")
    pitches: list[float] = []
    with SimulatedPlane(FAST) as drone, patrol(drone, person, wanted()) as flown:
        caller = Caller(_Called(flown), at_waypoint(1)).will("investigate", **look())  # type: ignore[arg-type]

        def watch(view: FlightView) -> None:
            caller(view)
            if view.is_looking and distance_m(view.state.position, TARGET) < 1.2 * RADIUS_M:
                pitches.append(drone.autopilot.gimbal_pitch_deg)

        person.on_view = watch  # type: ignore[assignment]
        flown.fly()
    down = -math.degrees(math.atan2(60.0, RADIUS_M))
    assert pitches and sorted(pitches)[len(pitches) // 2] == pytest.approx(down, abs=3.0)
