"""Starting, arming, disarming and modes of the simulated PX4, by the transcript px4."""

import math
from typing import Any

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from tests.simulator.autopilot.px4.pilot import LOITER, MISSION, RETURN, Pilot

Items = list[tuple[Any, ...]]


def test_too_early_to_arm(booting: Pilot) -> None:
    # "arm early -> 1"; a text of 52 bytes comes in two chunks
    booting.advance(7.0)
    assert booting.custom_mode() == (29, 4, LOITER)
    booting.heard.clear()
    assert booting.arm() == 1
    first = booting.said("Arming denied: Resolve system health failures firs")
    second = booting.expect("STATUSTEXT", id=first.id)
    assert (first.chunk_seq, second.chunk_seq, second.text) == (0, 1, "t\t")
    assert first.severity == 2


def test_the_first_minute(booting: Pilot) -> None:
    # HEARTBEAT system_status=0 until 36.1 s, then 3
    heard = booting.advance(40.0)
    beats = [m.system_status for m in heard if m.get_type() == "HEARTBEAT"]
    assert beats == [0] * 36 + [3] * (len(beats) - 36)
    assert {m.autopilot for m in heard if m.get_type() == "HEARTBEAT"} == {12}
    said = [m.text for m in heard if m.get_type() == "STATUSTEXT"]
    assert "Preflight Fail: horizontal velocity unstable" in said  # without a tab


def test_the_prearm_bit_says_when(booting: Pilot) -> None:
    booting.advance(30.0)
    prearm = mavlink.MAV_SYS_STATUS_PREARM_CHECK
    assert not booting.expect("SYS_STATUS").onboard_control_sensors_health & prearm
    booting.advance(7.0)
    booting.heard.clear()
    assert booting.expect("SYS_STATUS").onboard_control_sensors_health & prearm


def test_much_is_told_without_asking(ground: Pilot) -> None:
    # "DEFAULT (nothing requested) messages in 3.0 wall s"
    told = [m.get_type() for m in ground.advance(10.0)]
    for kind, times in {
        "HEARTBEAT": 10, "EXTENDED_SYS_STATE": 10, "SYS_STATUS": 10, "MISSION_CURRENT": 10,
        "ALTITUDE": 10, "GPS_RAW_INT": 50, "VFR_HUD": 40, "BATTERY_STATUS": 5, "HOME_POSITION": 5,
    }.items():  # fmt: skip
        assert told.count(kind) == pytest.approx(times, abs=1), kind
    assert told.count("GLOBAL_POSITION_INT") > 200


def test_a_rate_is_changed_by_its_command_only(ground: Pilot) -> None:
    ground.mav.request_data_stream_send(1, 1, 6, 0, 0)
    assert ground.command(511, mavlink.MAVLINK_MSG_ID_GLOBAL_POSITION_INT, 500_000) == 0
    told = [m.get_type() for m in ground.advance(10.0)]
    assert told.count("GLOBAL_POSITION_INT") == pytest.approx(20, abs=1)
    assert ground.command(511, mavlink.MAVLINK_MSG_ID_WIND, 500_000) == 4
    assert ground.command(512, mavlink.MAVLINK_MSG_ID_WIND) == 2
    assert ground.command(512, mavlink.MAVLINK_MSG_ID_AUTOPILOT_VERSION) == 0
    version = ground.expect("AUTOPILOT_VERSION").flight_sw_version
    assert (version >> 24, version >> 16 & 0xFF) == (1, 15)


def test_idle_on_the_ground_it_disarms(ground: Pilot) -> None:
    assert ground.arm() == 0
    start = ground.t_s
    ground.said("Disarmed by auto preflight disarming", 12.0)
    assert ground.t_s - start == pytest.approx(10.0, abs=0.5)  # COM_DISARM_PRFLT


def test_on_the_ground_all_modes_are_taken_and_not_all_can_be_armed(ground: Pilot) -> None:
    # "AUTO.MISSION without a mission -> 0"
    assert ground.auto(MISSION) == 0
    assert ground.arm() == 1
    assert ground.command(mavlink.MAV_CMD_DO_SET_MODE, 1, 3, 0) == 0
    assert ground.custom_mode() == (81, 3, 0)
    assert ground.arm() == 1  # nobody at the sticks
    assert ground.auto(RETURN) == 0
    assert ground.arm() == 1
    assert ground.command(mavlink.MAV_CMD_DO_SET_MODE, 1, 9, 9) == 1


def test_mission_start_arms(ground: Pilot, plan: Items) -> None:
    assert ground.command(mavlink.MAV_CMD_MISSION_START) == 2
    assert ground.upload(plan) == 0
    assert ground.command(mavlink.MAV_CMD_MISSION_START) == 0
    ground.said("Takeoff detected", 6.0)


def test_in_flight_it_is_not_disarmed(ground: Pilot, plan: Items) -> None:
    ground.fly(plan)
    ground.said("Takeoff detected", 6.0)
    ground.advance(2.0)
    assert ground.arm(0) == 1
    ground.said("Disarming denied: not landed")
    assert ground.autopilot.state.armed
    assert ground.command(mavlink.MAV_CMD_DO_SET_MODE, 1, 3, 0) == 1  # no sticks: POSCTL is refused
    assert ground.autopilot.state.mode == "AUTO.MISSION"


def test_what_is_not_known_is_unsupported(ground: Pilot) -> None:
    # "DO_SET_MISSION_CURRENT 2 -> 3"
    for command in (224, 193, 207, 31010):
        assert ground.command(command, 1) == 3


def test_cameras_and_gimbals_are_told_of_a_pause(ground: Pilot, plan: Items) -> None:
    # after "pause": COMMAND_LONG 2003 four times, 1000 and 1001 once, to target_component=0
    ground.fly(plan)
    ground.expect("MISSION_ITEM_REACHED", 60.0, seq=0)
    assert ground.auto(LOITER) == 0
    heard = [*ground.heard, *ground.advance(3.0)]
    orders = [m for m in heard if m.get_type() == "COMMAND_LONG"]
    assert sorted(m.command for m in orders) == [1000, 1001, 2003, 2003, 2003, 2003]
    trigger = [m for m in orders if m.command == 2003]
    assert [m.confirmation for m in trigger] == [0, 1, 2, 3]
    assert {(m.target_system, m.target_component, m.param1, m.param3) for m in trigger} == {
        (1, 0, -1.0, 1.0)
    }
    assert math.isnan(next(m for m in orders if m.command == 1000).param1)


def test_an_integer_parameter_is_its_bytes(ground: Pilot) -> None:
    # "GF_ACTION=2.802596928649634e-45"
    assert ground.param("GF_ACTION") == pytest.approx(2.802596928649634e-45, rel=1e-6)
    ground.mav.param_request_read_send(1, 1, b"GF_ACTION", -1)
    answer = ground.expect("PARAM_VALUE")
    assert answer.param_type == mavlink.MAV_PARAM_TYPE_INT32
    assert 0 <= answer.param_index < answer.param_count
    ground.set_integer("NAV_DLL_ACT", -1)
    assert ground.integer("NAV_DLL_ACT") == -1
    assert ground.set_param("RTL_RETURN_ALT", 45.0) == 45.0


def test_a_parameter_of_the_wrong_type_is_not_taken(ground: Pilot) -> None:
    ground.set_param("GF_ACTION", 3.0)  # as a REAL32
    assert ground.integer("GF_ACTION") == 2
