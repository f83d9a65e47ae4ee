from collections import Counter
from typing import Any

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink


def rates(ground: Any, seconds: float) -> dict[str, float]:
    counted = Counter(m.get_type() for m in ground.advance(seconds))
    return {name: count / seconds for name, count in counted.items()}


def test_silent_until_asked(ground: Any) -> None:
    # "DEFAULT (nothing requested)"
    assert rates(ground, 20.0) == pytest.approx({"HEARTBEAT": 1.0, "TIMESYNC": 0.1}, abs=0.06)


def test_data_streams_run_at_the_rate_asked_for(ground: Any) -> None:
    # "RATES per sim-second": 4.00; EXTENDED_SYS_STATE and HOME_POSITION only when asked for
    ground.mav.request_data_stream_send(1, 1, 0, 4, 1)
    ground.command(511, 245, 1e6)
    ground.command(511, 242, 1e6)
    ground.advance(1.0)
    seen = rates(ground, 10.0)
    for name in (
        "GLOBAL_POSITION_INT", "ATTITUDE", "VFR_HUD", "SYS_STATUS", "GPS_RAW_INT", "WIND",
        "EKF_STATUS_REPORT", "BATTERY_STATUS", "MISSION_CURRENT", "SYSTEM_TIME",
        "NAV_CONTROLLER_OUTPUT", "LOCAL_POSITION_NED",
    ):  # fmt: skip
        assert seen[name] == pytest.approx(4.0, abs=0.11), name
    assert seen["HEARTBEAT"] == pytest.approx(1.0, abs=0.11)
    assert seen["EXTENDED_SYS_STATE"] == pytest.approx(1.0, abs=0.11)
    assert seen["HOME_POSITION"] == pytest.approx(1.0, abs=0.11)
    ground.mav.request_data_stream_send(1, 1, 0, 4, 0)
    ground.advance(1.0)
    assert "ATTITUDE" not in rates(ground, 3.0)


def test_message_interval(ground: Any) -> None:
    # "unsupported msg id 999 interval -> 2"
    assert ground.command(511, 999, 1e6) == mavlink.MAV_RESULT_DENIED
    ground.text("No ap_message for mavlink id (999)")
    assert ground.command(511, 30, 1e5) == 0
    assert rates(ground, 5.0)["ATTITUDE"] == pytest.approx(10.0, abs=0.5)
    assert ground.command(510, 30) == 0
    ground.command(511, 30, -1)
    assert "ATTITUDE" not in rates(ground, 2.0)


def test_requested_messages(ground: Any) -> None:
    # "AUTOPILOT_VERSION request", "HOME_POSITION via REQUEST_MESSAGE -> 0"
    assert ground.command(512, 148) == 0
    assert ground.expect("AUTOPILOT_VERSION").capabilities == 64495
    assert ground.command(512, 242) == 0
    home = ground.expect("HOME_POSITION")
    assert (home.latitude, home.longitude) == pytest.approx((347000000, 1294500000), abs=1)
    assert home.altitude == 2000
    assert ground.command(512, 9999) == 4


def test_values_agree_with_the_true_state(ground: Any) -> None:
    ground.take_off(20.0)
    ground.mav.request_data_stream_send(1, 1, 0, 4, 1)
    ground.mav.set_position_target_global_int_send(
        0, 1, 1, 6, 3527, 0, 0, 0, 5, 5, 0, 0, 0, 0, 0, 0
    )
    ground.advance(2.9)
    newest = {m.get_type(): m for m in ground.advance(0.3)}
    state = ground.autopilot.state
    position = newest["GLOBAL_POSITION_INT"]
    assert position.relative_alt == pytest.approx(1000.0 * (state.alt_m - 2.0), abs=50)
    assert position.alt == pytest.approx(1000.0 * state.alt_m, abs=50)
    assert position.vx == pytest.approx(100.0 * state.vn, abs=60)
    assert newest["VFR_HUD"].groundspeed > 4.0
    assert newest["EKF_STATUS_REPORT"].flags == 831
    assert newest["SYS_STATUS"].battery_remaining == int(state.battery_pct)
    assert newest["GPS_RAW_INT"].fix_type == 6
    stamp = newest["SYSTEM_TIME"]
    assert stamp.time_unix_usec / 1e6 == pytest.approx(1778549400.0 + state.t_s, abs=0.3)
    assert stamp.time_boot_ms / 1e3 == pytest.approx(state.t_s, abs=0.3)


def test_prearm_bit(booting: Any) -> None:
    # "PREARM_CHECK bit set at sim 36.0"
    booting.mav.request_data_stream_send(1, 1, 2, 4, 1)
    booting.advance(30.0)
    bit = mavlink.MAV_SYS_STATUS_PREARM_CHECK
    assert not booting.expect("SYS_STATUS").onboard_control_sensors_health & bit
    booting.until(
        lambda m: m.get_type() == "SYS_STATUS" and m.onboard_control_sensors_health & bit,
        10.0,
        "PREARM_CHECK",
    )
    assert 35.9 < booting.t_s < 37.5
