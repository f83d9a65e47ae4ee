"""What people command in flight, against the simulated copter: recall, look closer, go on."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from geodata.position import distance_m
from surveillance.control.calls import Call
from surveillance.errors import LinkRefused
from surveillance.model import LinkState
from surveillance.patrol.operator import FlightView, Wish
from surveillance.patrol.order import PatrolOrder, WithoutLink
from tests.surveillance.bench import FRAME, SimulatedCopter, make_mission, make_order
from tests.surveillance.patrol.test_fly import Flight, Person, flight
from tests.surveillance.radio import Radio

FAST = 40.0
TARGET = FRAME.lonlat(-150.0, 150.0)
RADIUS_M = 80.0


def order(legs: int = 6) -> PatrolOrder:
    made = make_order(make_mission(legs=legs, leg_m=250.0))
    return replace(made, without_link=WithoutLink.GO_ON)


class Caller:
    """Somebody at another terminal, who calls once when the moment comes."""

    def __init__(self, flown: Flight, is_time: Callable[[FlightView], bool]) -> None:
        self.flown = flown
        self.calls: list[Call] = []
        self._is_time = is_time
        self._asks: list[tuple[str, dict[str, Any]]] = []

    def will(self, ask: str, **fields: Any) -> "Caller":
        self._asks.append((ask, fields))
        return self

    def __call__(self, view: FlightView) -> Wish | None:
        if self._asks and self._is_time(view):
            for ask, fields in self._asks:
                self.calls.append(Call(ask, fields))
                self.flown.board.put(self.calls[-1])
            self._asks = []
        return None

    @property
    def answers(self) -> list[dict[str, Any]]:
        return [call.wait(0.0) for call in self.calls]


def at_waypoint(number: int) -> Callable[[FlightView], bool]:
    return lambda view: view.state.waypoint == number and view.state.mode == "AUTO"


def look(**more: Any) -> dict[str, Any]:
    return {"lon": TARGET.lon, "lat": TARGET.lat, "radius_m": RADIUS_M, "go": True} | more


def test_a_recall_from_another_terminal_brings_it_home() -> None:
    person = Person()
    with SimulatedCopter(FAST) as copter, flight(copter, person, order()) as flown:
        person.on_view = caller = Caller(flown, at_waypoint(1)).will("recall", by="sato")
        outcome, _ = flown.patrol.fly()
    assert outcome.landed
    assert outcome.waypoints_reached < 6
    [answer] = caller.answers
    assert answer["text"] == "heron-1 is on its way home (mode RTL)"
    assert "recalled by sato" in person.texts("notice")


def test_what_the_station_finds_out_is_told_to_the_officer() -> None:
    person = Person()
    with SimulatedCopter(FAST) as copter, flight(copter, person, order(3)) as flown:
        person.on_view = caller = Caller(flown, at_waypoint(1)).will(
            "warn", text="its place is off by about 120 m\x1b[2J" + 1000 * "x"
        )
        outcome, _ = flown.patrol.fly()
    assert caller.answers[0]["text"] == "told to the patrol of heron-1"
    (told,) = [t for t in person.texts("notice") if t.startswith("the station says: ")]
    assert told.startswith("the station says: its place is off by about 120 m[2Jx")
    assert len(told) < 530
    # the station has kept and shown it: sent back, it would be there twice
    assert not [v for v in flown.values if "the station says" in getattr(v, "text", "")]
    assert outcome.waypoints_reached == outcome.waypoints  # nothing is commanded


def test_a_recall_before_the_launch_keeps_it_on_the_ground() -> None:
    person = Person()
    with SimulatedCopter(FAST) as copter, flight(copter, person, order()) as flown:
        person.while_asked = lambda: flown.board.put(Call("recall", {}))
        with pytest.raises(LinkRefused, match="called off"):
            flown.patrol.fly()
        assert not copter.autopilot.state.armed
    assert not person.texts("armed")


def test_it_looks_closer_and_goes_on_where_it_left() -> None:
    person = Person()
    with SimulatedCopter(20.0) as copter, flight(copter, person, order()) as flown:
        person.on_view = caller = Caller(flown, at_waypoint(1)).will("investigate", **look())
        outcome, _ = flown.patrol.fly()
        pitch_deg = copter.autopilot.gimbal_pitch_deg
    assert "looks closer: orbit of 80 m" in caller.answers[0]["text"]
    assert outcome.landed
    assert outcome.waypoints_reached == outcome.waypoints
    assert outcome.breaches == ()
    looked = [v.state for v in person.views if v.is_looking]
    away = [distance_m(state.position, TARGET) for state in looked]
    near = [(s, d) for s, d in zip(looked, away, strict=True) if d < RADIUS_M + 8.0]
    assert len(near) > 20
    assert min(away) > RADIUS_M - 8.0
    sides = {round(_bearing_deg(s.position) / 45.0) % 8 for s, _ in near}
    assert len(sides) == 8  # all the way round
    faced = [abs((s.heading_deg - _bearing_deg(s.position) - 180.0 + 180.0) % 360.0 - 180.0)
             for s, _ in near[5:]]  # fmt: skip
    assert sorted(faced)[len(faced) // 2] < 35.0  # the nose, and so the camera, at the target
    # on with the leg where it was left, camera and speed as planned
    assert person.texts("looked")
    after = person.views[person.views.index(_last_looking(person)) + 1 :]
    left_at = looked[0].position
    assert distance_m(after[0].state.position, left_at) < 60.0  # of a leg of 250 m
    assert pitch_deg == pytest.approx(-25.0)
    cruise = [v.state.ground_speed_mps for v in after if v.state.mode == "AUTO"]
    assert max(cruise) > 11.0


def test_asking_first_commands_nothing() -> None:
    person = Person()
    with SimulatedCopter(FAST) as copter, flight(copter, person, order()) as flown:
        person.on_view = caller = Caller(flown, at_waypoint(1)).will(
            "investigate", **look(go=False)
        )
        flown.patrol.fly()
    assert "orbit of 80 m" in caller.answers[0]["text"]
    assert {view.state.mode for view in person.views} == {"AUTO"}  # also its way home


def test_a_look_can_be_ended() -> None:
    person = Person()
    with SimulatedCopter(FAST) as copter, flight(copter, person, order()) as flown:
        going = Caller(flown, at_waypoint(1)).will("investigate", **look())
        ending = Caller(flown, lambda view: view.is_looking).will("resume", by="sato")
        person.on_view = lambda view: going(view) or ending(view)
        outcome, _ = flown.patrol.fly()
    assert ending.answers[0]["text"] == "heron-1 goes on (mode AUTO)"
    assert outcome.waypoints_reached == outcome.waypoints


def test_a_look_that_was_to_end_at_home_ends_there() -> None:
    person = Person()
    poor = replace(order(), vehicle=replace(order().vehicle, battery_wh=26.0), need_pct=10.0)
    with SimulatedCopter(FAST) as copter, flight(copter, person, poor) as flown:
        going = Caller(flown, at_waypoint(1)).will("investigate", **look())
        ending = Caller(flown, lambda view: view.is_looking).will("resume", by="sato")
        person.on_view = lambda view: going(view) or ending(view)
        outcome, _ = flown.patrol.fly()
    assert "then it returns" in going.answers[0]["text"]
    assert ending.answers[0]["text"] == "heron-1 returns, as was agreed with the look (mode RTL)"
    assert not [text for text in person.texts("notice") if "on with the mission" in text]
    assert outcome.landed and outcome.waypoints_reached < outcome.waypoints


def test_after_a_recall_the_battery_decides_whether_it_goes_on() -> None:
    person = Person()
    with SimulatedCopter(FAST) as copter, flight(copter, person, order()) as flown:
        recalling = Caller(flown, at_waypoint(1)).will("recall").will("resume")
        person.on_view = recalling
        outcome, _ = flown.patrol.fly()
    assert recalling.answers[1]["text"] == "heron-1 goes on (mode AUTO)"
    assert outcome.waypoints_reached == outcome.waypoints
    person = Person()
    poor = replace(order(), vehicle=replace(order().vehicle, battery_wh=22.0), need_pct=10.0)
    with SimulatedCopter(FAST) as copter, flight(copter, person, poor) as flown:
        recalling = Caller(flown, at_waypoint(1)).will("recall").will("resume")
        person.on_view = recalling
        outcome, _ = flown.patrol.fly()
    assert "resume with the next battery" in recalling.answers[1]["error"]
    assert outcome.landed and outcome.waypoints_reached < outcome.waypoints


def test_a_recall_ends_a_look_too() -> None:
    person = Person()
    with SimulatedCopter(FAST) as copter, flight(copter, person, order()) as flown:
        going = Caller(flown, at_waypoint(1)).will("investigate", **look())
        ending = Caller(flown, lambda view: view.is_looking).will("recall")
        person.on_view = lambda view: going(view) or ending(view)
        outcome, _ = flown.patrol.fly()
    assert "on its way home" in ending.answers[0]["text"]
    assert outcome.landed and outcome.waypoints_reached < outcome.waypoints


REFUSED = {
    "%, not 100 %: ask again": [{"home_pct": 100.0}],
    "the place to look at is none": [{"lon": 500.0}, {"lon": "east"}, {"lon": None}],
    "limits 30 and 1000 m": [{"radius_m": 5.0}],
    "would leave its limits": [{"lat": 34.8}],
}


def test_bad_calls_are_refused_and_the_patrol_flies_on() -> None:
    person = Person()
    with SimulatedCopter(FAST) as copter, flight(copter, person, order(3)) as flown:
        caller = Caller(flown, at_waypoint(1)).will("dance")
        for fields in (fields for several in REFUSED.values() for fields in several):
            caller.will("investigate", **look(**fields))
        person.on_view = caller
        outcome, _ = flown.patrol.fly()
    errors = [answer["error"] for answer in caller.answers]
    assert "nothing that a patrol can do" in errors.pop(0)
    for reason, several in REFUSED.items():
        for _ in several:
            assert reason in errors.pop(0)
    assert outcome.waypoints_reached == outcome.waypoints


def test_without_a_failsafe_that_brings_it_home_it_does_not_leave_its_mission() -> None:
    person = Person()
    wanted = replace(order(3), without_link=None)
    with SimulatedCopter(FAST) as copter, flight(copter, person, wanted) as flown:
        person.on_view = caller = Caller(flown, at_waypoint(1)).will("investigate", **look())
        flown.patrol.fly()
    assert "--without-link" in caller.answers[0]["error"]


def test_a_link_lost_while_it_looks_brings_it_home_by_itself() -> None:
    person = Person()
    with (
        SimulatedCopter(20.0) as copter,
        Radio(copter.autopilot.port) as radio,
        flight(copter, person, order(), radio.link) as flown,
    ):
        going = Caller(flown, at_waypoint(1)).will("investigate", **look())

        def watch(view: FlightView) -> Wish | None:
            going(view)
            if view.is_looking and distance_m(view.state.position, TARGET) < RADIUS_M + 8.0:
                radio.is_silent = True
            if view.state.link is LinkState.LOST and view.silent_s > 30.0:
                radio.is_silent = False
            return None

        person.on_view = watch
        outcome, _ = flown.patrol.fly()
    assert any("looking closer ended with the link" in t for t in person.texts("notice"))
    assert outcome.landed
    assert "mode RTL" in person.texts("link_back")[0]


def _bearing_deg(place: Any) -> float:
    """From the target to a place."""
    east, north = FRAME.point(place)
    x, y = FRAME.point(TARGET)
    return math.degrees(math.atan2(east - x, north - y)) % 360.0


def _last_looking(person: Person) -> FlightView:
    return [view for view in person.views if view.is_looking][-1]
