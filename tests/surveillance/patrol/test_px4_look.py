"""A PX4 copter looks closer: px4.txt has DO_REPOSITION accepted, the mode 3040000 that it leads to,
and AUTO.MISSION that goes on at the current item. How its nose follows, no transcript tells."""

import math
from dataclasses import replace
from typing import Any

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.position import distance_m
from surveillance.control.calls import Switchboard
from surveillance.model import LinkState
from surveillance.patrol.operator import FlightView, Wish
from tests.surveillance.bench import SimulatedPx4
from tests.surveillance.patrol.test_fly import Person
from tests.surveillance.patrol.test_in_flight import RADIUS_M, TARGET, Caller, look, order
from tests.surveillance.patrol.test_px4 import patrol
from tests.surveillance.patrol.test_way_back import answered
from tests.surveillance.radio import Radio

pytestmark = pytest.mark.long

FAST = 20.0


class _Called:
    """What Caller needs of a flight: where calls are put."""

    def __init__(self, board: Switchboard) -> None:
        self.board = board


def caller(flown: Any) -> Caller:
    called: Any = _Called(flown._board)
    return Caller(called, lambda v: v.state.waypoint == 1 and v.state.mode == "MISSION")


def off_deg(view: FlightView) -> float:
    """Of its nose from the place."""
    x, y = (TARGET.lon - view.state.position.lon), (TARGET.lat - view.state.position.lat)
    wanted = math.degrees(math.atan2(x * math.cos(math.radians(TARGET.lat)), y))
    return abs((view.state.heading_deg - wanted + 180.0) % 360.0 - 180.0)


def test_it_looks_closer_and_goes_on_where_it_left() -> None:
    person = Person()
    with SimulatedPx4(FAST) as copter, patrol(copter, person, order()) as flown:
        pitches: list[float] = []
        going = caller(flown).will("investigate", **look())

        def watch(view: FlightView) -> Wish | None:
            if view.is_looking:
                pitches.append(copter.autopilot.gimbal_pitch_deg)
            return going(view)

        person.on_view = watch
        outcome, _ = flown.fly()
        pitch_deg = copter.autopilot.gimbal_pitch_deg
    assert "looks closer: orbit of 80 m" in going.answers[0]["text"]
    assert outcome.landed and outcome.waypoints_reached == outcome.waypoints == 6
    assert outcome.breaches == ()
    looked = [v for v in person.views if v.is_looking]
    assert {v.state.mode for v in looked[1:-1]} == {"LOITER"}
    near = [v for v in looked if distance_m(v.state.position, TARGET) < RADIUS_M + 8.0]
    assert min(distance_m(v.state.position, TARGET) for v in looked) > RADIUS_M - 8.0
    assert len({round(v.state.heading_deg / 45.0) % 8 for v in near}) == 8  # all the way round
    off = sorted(off_deg(v) for v in near)
    assert off[len(off) // 2] < 25.0
    down = -math.degrees(math.atan2(30.0, RADIUS_M))
    assert pitches[-1] == pytest.approx(down, abs=3.0)
    assert pitch_deg == pytest.approx(-25.0)  # as planned again
    [told] = person.texts("looked")
    assert "camera and speed as planned" in told
    after = person.views[person.views.index(looked[-1]) + 1]
    assert distance_m(after.state.position, looked[0].state.position) < 60.0  # of 250 m


def tricked(meddle: Any, **more: Any) -> tuple[Person, Any, Caller]:
    """A flight with a look behind a radio that meddles."""
    person = Person()
    wanted = replace(order(), **more)
    with (
        SimulatedPx4(FAST) as copter,
        Radio(copter.autopilot.port) as radio,
        patrol(copter, person, wanted, radio.link) as flown,
    ):
        radio.meddler = meddle
        person.on_view = going = caller(flown).will("investigate", **look())
        outcome, _ = flown.fly()
    return person, outcome, going


def test_a_nose_that_does_not_follow_ends_the_look_and_the_mission_goes_on() -> None:
    """As of one that reads the heading in degrees: its acknowledgement says nothing of it."""

    def meddle(is_up: bool, message: Any) -> list[Any] | None:
        if not is_up or getattr(message, "command", 0) != mavlink.MAV_CMD_DO_REPOSITION:
            return None
        message.param4 = math.radians(message.param4)
        message.pack(mavlink.MAVLink(None, 255, 190))
        return [message]

    person, outcome, _ = tricked(meddle)
    assert outcome.landed and outcome.waypoints_reached == 6
    [told] = [text for text in person.texts("notice") if "its nose points to" in text]
    assert "it goes" in told


@pytest.mark.parametrize("how", ["silent", "denied"])
def test_a_camera_that_is_not_there_is_told_and_it_looks_all_the_same(how: str) -> None:
    gimbal = (
        mavlink.MAV_CMD_DO_GIMBAL_MANAGER_CONFIGURE,
        mavlink.MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW,
    )

    def meddle(is_up: bool, message: Any) -> list[Any] | None:
        if is_up or message.get_type() != "COMMAND_ACK" or message.command not in gimbal:
            return None
        return [] if how == "silent" else answered(message, mavlink.MAV_RESULT_DENIED)

    person, outcome, _ = tricked(meddle)
    assert outcome.landed and outcome.waypoints_reached == 6
    assert any("its camera stays as it is" in text for text in person.texts("notice"))
    assert "its camera stays as it is" in person.texts("looked")[0]


def test_an_order_that_is_refused_ends_the_look() -> None:
    orders: list[Any] = []

    def meddle(is_up: bool, message: Any) -> list[Any] | None:
        is_order = getattr(message, "command", 0) == mavlink.MAV_CMD_DO_REPOSITION
        if not is_up and is_order:
            orders.append(message)
            if len(orders) > 3:
                return answered(message, mavlink.MAV_RESULT_TEMPORARILY_REJECTED)
        return None

    person, outcome, _ = tricked(meddle)
    assert outcome.landed and outcome.waypoints_reached == 6
    assert any(
        "looking closer ended" in text and "rejected" in text for text in person.texts("notice")
    )


def test_its_own_failsafe_is_not_called_off_by_an_order() -> None:
    """With a critical battery it holds for some seconds, then it returns: no order in between."""
    person = Person()
    with (
        SimulatedPx4(FAST, COM_LOW_BAT_ACT=3.0) as copter,
        Radio(copter.autopilot.port) as radio,
        patrol(copter, person, order(), radio.link) as flown,
    ):
        going = caller(flown).will("investigate", **look())

        def watch(view: FlightView) -> Wish | None:
            going(view)
            is_near = distance_m(view.state.position, TARGET) < RADIUS_M + 8.0
            if view.is_looking and is_near:
                for name, value in (("BAT_LOW_THR", 0.995), ("BAT_CRIT_THR", 0.99)):
                    copter.autopilot._board.set_param(name, value)
            return None

        person.on_view = watch
        outcome, _ = flown.fly()
    assert any("a failsafe of its own" in text for text in person.texts("notice"))
    assert outcome.landed and outcome.waypoints_reached < 6
    assert "on the way home (mode RTL)" in person.texts("rtl")


def test_a_link_lost_while_it_looks_brings_it_home_by_itself() -> None:
    person = Person()
    with (
        SimulatedPx4(FAST) as copter,
        Radio(copter.autopilot.port) as radio,
        patrol(copter, person, order(), radio.link) as flown,
    ):
        going = caller(flown).will("investigate", **look())

        def watch(view: FlightView) -> Wish | None:
            going(view)
            if view.is_looking and distance_m(view.state.position, TARGET) < RADIUS_M + 8.0:
                radio.is_silent = True
            if view.state.link is LinkState.LOST and view.silent_s > 60.0:
                radio.is_silent = False
            return None

        person.on_view = watch
        outcome, _ = flown.fly()
    assert any("looking closer ended with the link" in t for t in person.texts("notice"))
    assert outcome.landed
