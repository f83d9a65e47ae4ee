"""Back into the mission, against the simulated copter behind a radio that meddles."""

from dataclasses import replace
from typing import Any

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.position import distance_m
from surveillance.model import LinkState
from surveillance.patrol.operator import FlightView, Wish
from tests.surveillance.bench import FRAME, SimulatedCopter, circle, make_area
from tests.surveillance.patrol.test_fly import Person, flight
from tests.surveillance.patrol.test_in_flight import (
    RADIUS_M,
    TARGET,
    Caller,
    at_waypoint,
    look,
    order,
)
from tests.surveillance.radio import Radio

FAST = 20.0
AUTO = 3.0


def answered(message: Any, result: int) -> list[Any]:
    """The acknowledgement with another result."""
    other = mavlink.MAVLink_command_ack_message(message.command, result, 0, 0, 255, 190)
    other.pack(mavlink.MAVLink(None, 1, 1))
    return [other]


def refuses(*commands: int) -> Any:
    """A vehicle that takes these and says UNSUPPORTED."""

    def meddle(is_up: bool, message: Any) -> list[Any] | None:
        if is_up or message.get_type() != "COMMAND_ACK" or message.command not in commands:
            return None
        return answered(message, mavlink.MAV_RESULT_UNSUPPORTED)

    return meddle


@pytest.mark.long
def test_without_gimbal_and_speed_command_it_looks_and_goes_on() -> None:
    person = Person()
    with (
        SimulatedCopter(FAST) as copter,
        Radio(copter.autopilot.port) as radio,
        flight(copter, person, order(), radio.link) as flown,
    ):
        going = Caller(flown, at_waypoint(1)).will("investigate", **look())

        def watch(view: FlightView) -> Wish | None:
            going(view)
            if view.is_looking:
                radio.meddler = refuses(
                    mavlink.MAV_CMD_DO_MOUNT_CONTROL, mavlink.MAV_CMD_DO_CHANGE_SPEED
                )
            return None

        radio.meddler = refuses(mavlink.MAV_CMD_DO_MOUNT_CONTROL)
        person.on_view = watch
        outcome, _ = flown.patrol.fly()
    assert outcome.landed
    assert outcome.waypoints_reached == outcome.waypoints, person.texts("notice")
    assert any("its camera stays as it is" in text for text in person.texts("notice"))
    [looked] = person.texts("looked")
    assert "its speed stays as it is" in looked and "its camera stays as it is" in looked


@pytest.mark.long
def test_a_mission_mode_that_is_lost_for_ever_ends_at_home() -> None:
    """It does not hover until its battery is empty."""
    person = Person()
    with (
        SimulatedCopter(FAST) as copter,
        Radio(copter.autopilot.port) as radio,
        flight(copter, person, order(), radio.link) as flown,
    ):
        going = Caller(flown, at_waypoint(1)).will("investigate", **look())

        def meddle(is_up: bool, message: Any) -> list[Any] | None:
            is_mode = getattr(message, "command", None) == mavlink.MAV_CMD_DO_SET_MODE
            return [] if is_up and is_mode and message.param2 == AUTO else None

        def watch(view: FlightView) -> Wish | None:
            going(view)
            if view.is_looking:
                radio.meddler = meddle
            return None

        person.on_view = watch
        outcome, _ = flown.patrol.fly()
    assert outcome.landed and outcome.waypoints_reached < outcome.waypoints
    notices = person.texts("notice")
    assert any("mode AUTO" in text and "it is brought home" in text for text in notices)


@pytest.mark.long
@pytest.mark.parametrize("lost", ["acknowledgement", "heartbeat"])
def test_a_start_whose_answer_is_lost_flies_on_as_it_was(lost: str) -> None:
    person = Person()
    kind = "COMMAND_ACK" if lost == "acknowledgement" else "HEARTBEAT"
    with (
        SimulatedCopter(FAST) as copter,
        Radio(copter.autopilot.port) as radio,
        flight(copter, person, order(), radio.link) as flown,
    ):
        going = Caller(flown, at_waypoint(1)).will("investigate", **look())
        muted: list[bool] = []

        def meddle(is_up: bool, message: Any) -> list[Any] | None:
            is_mode = getattr(message, "command", None) == mavlink.MAV_CMD_DO_SET_MODE
            if is_up and is_mode:
                muted[:] = [message.param2 == 4.0] if going.calls else []
            # neither the answer nor the state of GUIDED comes through
            silent = ("COMMAND_ACK", "HEARTBEAT") if kind == "COMMAND_ACK" else (kind,)
            return [] if not is_up and any(muted) and message.get_type() in silent else None

        radio.meddler = meddle
        person.on_view = going
        outcome, _ = flown.patrol.fly()
    assert "error" in going.answers[0]
    assert outcome.landed and outcome.waypoints_reached == outcome.waypoints
    assert not person.texts("looking") and not person.texts("looked")


def test_a_recalled_copter_does_not_go_on_through_a_zone() -> None:
    """It flies home from its third place; between home and the fourth lies a zone."""
    person = Person()
    closed = circle("farm", 100.0, -120.0, 50.0)
    zoned = replace(order(), area=make_area(nofly=(closed,)))
    calls: list[Caller] = []
    with SimulatedCopter(FAST) as copter, flight(copter, person, zoned) as flown:
        back = Caller(flown, at_waypoint(3)).will("recall")

        def near_home(view: FlightView) -> bool:
            home = FRAME.lonlat(0.0, 0.0)
            is_back = view.state.mode == "RTL" and distance_m(view.state.position, home) < 60.0
            return is_back and view.state.alt_home_m > 15.0

        on = Caller(flown, near_home).will("resume")
        calls += [back, on]
        person.on_view = lambda view: back(view) or on(view)
        outcome, _ = flown.patrol.fly()
    assert "is not open (farm)" in calls[1].answers[0]["error"]
    assert outcome.landed


@pytest.mark.long
def test_a_look_held_by_a_lost_link_is_brought_home_without_a_word() -> None:
    """The vehicle hears us all the time, so its own failsafe does not act: only we are deaf."""
    person = Person()
    with (
        SimulatedCopter(FAST) as copter,
        Radio(copter.autopilot.port) as radio,
        flight(copter, person, order(), radio.link) as flown,
    ):
        going = Caller(flown, at_waypoint(1)).will("investigate", **look())
        deaf = {"now": False}
        radio.meddler = lambda is_up, message: [] if deaf["now"] and not is_up else None

        def watch(view: FlightView) -> Wish | None:
            going(view)
            is_near = distance_m(view.state.position, TARGET) < RADIUS_M + 8.0
            if view.is_looking and is_near and not person.texts("link_lost"):
                deaf["now"] = True
            if view.state.link is LinkState.LOST and view.silent_s > 40.0:
                deaf["now"] = False
            return None

        person.on_view = watch
        outcome, _ = flown.patrol.fly()
    assert outcome.landed and outcome.waypoints_reached < outcome.waypoints
    notices = person.texts("notice")
    assert any("without a word it is brought home" in text for text in notices)
    assert any("nobody said how to go on" in text for text in notices)
