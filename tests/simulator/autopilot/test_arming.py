"""Expectations name the step of the recorded ArduCopter transcript they come from."""

from typing import Any

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

FAILED, ACCEPTED = 4, 0


def test_refuses_while_booting_but_changes_modes(booting: Any) -> None:
    # "first heartbeat (booting): immediate attempts"
    beat = booting.expect("HEARTBEAT")
    assert (beat.base_mode, beat.system_status) == (89, mavlink.MAV_STATE_BOOT)
    assert booting.arm() == FAILED
    booting.text("Arm: System not initialised")
    for number in (4, 3, 0):
        assert booting.mode(number) == ACCEPTED
        assert booting.expect("HEARTBEAT").custom_mode == number


def test_says_what_a_starting_vehicle_says(booting: Any) -> None:
    said = booting.texts(45.0)
    assert said[0] == "Barometer 1 calibration complete"
    assert said[-1] == "EKF3 IMU1 is using GPS"
    assert "ArduPilot Ready" in said
    assert not [text for text in said if text.startswith("PreArm")]


def test_armable_after_42_seconds_and_not_before(booting: Any) -> None:
    booting.mode(4)
    while booting.arm() == FAILED:
        booting.advance(0.5)
    assert 36.0 < booting.t_s < 43.0
    booting.text("Arming motors")


def test_auto_without_a_mission(booting: Any) -> None:
    # "== 2 early failures": arm in AUTO without a mission -> 4
    booting.autopilot.step(37.0)
    booting.mode(3)
    assert booting.arm() == FAILED
    booting.text("Arm: Need Position Estimate")
    booting.text("Arm: Mode requires mission")


def test_prearm_text_comes_when_a_check_begins_to_fail(ground: Any) -> None:
    ground.mode(3)
    ground.text("PreArm: Mode requires mission")
    later = ground.expect("STATUSTEXT", 40.0, text="PreArm: Mode requires mission")
    assert later.severity == mavlink.MAV_SEVERITY_CRITICAL


def test_auto_is_not_armable_even_with_a_mission(ground: Any, plan: list[Any]) -> None:
    # "arm in AUTO while disarmed -> 4"
    assert ground.upload(plan) == 0
    assert ground.mode(3) == ACCEPTED
    ground.text("Mission: 1 Takeoff")
    assert ground.arm() == FAILED
    ground.text("Arm: AUTO mode not armable")


def test_disarms_itself_after_ten_idle_seconds(ground: Any) -> None:
    # E5 "disarmed itself after 10.5 sim s"
    ground.mode(4)
    assert ground.arm() == ACCEPTED
    start = ground.t_s
    ground.text("Disarming motors", 12.0)
    assert ground.t_s - start == pytest.approx(10.0, abs=0.6)
    assert not ground.autopilot.state.armed


def test_arm_twice_and_disarm_in_flight(ground: Any) -> None:
    # "arm again while armed -> 0", "disarm in flight -> 4"
    ground.take_off(15.0)
    assert ground.arm() == ACCEPTED
    assert ground.arm(0) == FAILED
    assert ground.command(400, 0, 21196) == ACCEPTED
    ground.text("Disarming motors")


def test_fence_that_excludes_home_forbids_arming(ground: Any, make_waypoint: Any) -> None:
    # "arm outside inclusion fence -> 4"
    corners = [(500, 500), (500, 600), (600, 600), (600, 500)]
    assert ground.upload(_ring(corners, make_waypoint), kind=1) == 0
    ground.set_param("FENCE_ENABLE", 1.0)
    ground.mode(4)
    ground.text("PreArm: Vehicle breaching Polygon fence")
    assert ground.arm() == FAILED
    ground.text("Arm: Vehicle breaching Polygon fence")


def test_low_battery_forbids_arming(ground: Any) -> None:
    # "arm with the battery low -> 4"
    ground.mode(4)
    ground.set_param("BATT_LOW_VOLT", 26.0)
    assert ground.arm() == FAILED
    ground.text("Arm: Battery 1 low voltage failsafe")


def test_unknown_commands_and_modes(ground: Any) -> None:
    # "unknown cmd 31999 -> 3", "mode 99 -> 4", "SET_MODE message (old) to LOITER"
    assert ground.command(31999) == mavlink.MAV_RESULT_UNSUPPORTED
    assert ground.mode(99) == FAILED
    ground.text("No such mode 99")
    ground.mav.set_mode_send(1, 1, 5)
    assert ground.expect("HEARTBEAT").custom_mode == 5


def test_takeoff_needs_motors(ground: Any) -> None:
    # "takeoff while disarmed -> 4"
    ground.mode(4)
    assert ground.command(22, 0, 0, 0, 0, 0, 0, 10) == FAILED


def _ring(corners: list[tuple[float, float]], make_waypoint: Any) -> list[tuple[Any, ...]]:
    items = []
    for north, east in corners:
        x, y = make_waypoint(north, east, 0)[6:8]
        items.append((0, 5001, len(corners), 0, 0, 0, x, y, 0))
    return items
