"""Failsafes. Quoted words and E-numbers are steps of the recorded ArduCopter transcripts."""

from typing import Any

import pytest

from geodata.position import LocalFrame, LonLat

FRAME = LocalFrame(LonLat(129.45, 34.70))


def e7(east_m: float, north_m: float) -> tuple[int, int]:
    place = FRAME.lonlat(east_m, north_m)
    return round(place.lat * 1e7), round(place.lon * 1e7)


def fence(ground: Any, north_m: float) -> None:
    """An inclusion polygon whose northern edge lies so far from home, and nothing else."""
    corners = [(-300.0, -300.0), (-300.0, north_m), (300.0, north_m), (300.0, -300.0)]
    items = [(0, 5001, 4, 0, 0, 0, *e7(e, n), 0) for e, n in corners]
    assert ground.upload(items, kind=1) == 0
    ground.set_param("FENCE_TYPE", 4.0)
    ground.set_param("FENCE_ENABLE", 1.0)


def push_north(ground: Any, seconds: int) -> None:
    for _ in range(seconds):
        ground.mav.set_position_target_global_int_send(
            0, 1, 1, 6, 3527, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0
        )
        ground.advance(1.0)


def test_link_lost_comes_home_when_switched_on(ground: Any) -> None:
    # "== 14 GCS failsafe": after 4.8 sim s -> mode 6; does not go back by itself
    ground.take_off()
    assert ground.set_param("FS_GCS_ENABLE", 1.0) == 1.0
    ground.advance(2.0)
    ground.beats = False
    start = ground.t_s
    ground.text("GCS Failsafe", 8.0)
    assert ground.t_s - start == pytest.approx(5.0, abs=1.1)
    assert ground.autopilot.state.mode == "RTL"
    beat = ground.expect("HEARTBEAT")
    assert (beat.custom_mode, beat.system_status) == (6, 5)
    ground.beats = True
    ground.text("GCS Failsafe Cleared")
    ground.advance(5.0)
    assert ground.autopilot.state.mode == "RTL"


def test_link_lost_is_nothing_by_default(ground: Any, plan: list[Any]) -> None:
    # README: "off by default: AUTO goes on without a link"
    ground.upload(plan)
    ground.take_off()
    ground.mode(3)
    ground.beats = False
    ground.advance(12.0)
    assert ground.autopilot.state.mode == "AUTO"


def test_link_lost_in_auto_may_go_on(ground: Any, plan: list[Any]) -> None:
    # FS_OPTIONS bit 1
    ground.upload(plan)
    ground.take_off()
    ground.mode(3)
    ground.set_param("FS_GCS_ENABLE", 1.0)
    ground.set_param("FS_OPTIONS", 2.0)
    ground.beats = False
    ground.text("GCS Failsafe - Continuing Auto Mode", 8.0)
    assert ground.autopilot.state.mode == "AUTO"


def test_link_failsafe_sleeps_until_a_station_was_heard(booting: Any) -> None:
    booting.beats = False
    booting.set_param("FS_GCS_ENABLE", 1.0)
    booting.autopilot.step(43.0)
    booting.mode(4)
    assert booting.arm() == 0
    booting.command(22, 0, 0, 0, 0, 0, 0, 10)
    booting.advance(15.0)
    assert booting.autopilot.state.mode == "GUIDED"


def test_dropped_connection_in_auto_flies_on_and_streams_go_on(
    ground: Any, plan: list[Any]
) -> None:
    # E10 "link drop in AUTO"
    ground.upload(plan)
    ground.take_off()
    ground.mav.request_data_stream_send(1, 1, 0, 4, 1)
    ground.mode(3)
    ground.expect("ATTITUDE")
    ground.wire.close()
    t_s = ground.t_s
    for step in range(250):
        ground.autopilot.step(t_s + 0.04 * (step + 1))
    assert ground.autopilot.state.mode == "AUTO"
    ground.reconnect()
    heard = [m.get_type() for m in ground.advance(2.0)]
    assert heard.count("ATTITUDE") == pytest.approx(8, abs=1)


def test_battery_low_comes_home(ground: Any) -> None:
    # "== 15 battery failsafe": after 10.2 sim s -> mode 6; arming is refused afterwards
    ground.take_off()
    ground.set_param("BATT_FS_LOW_ACT", 2.0)
    ground.set_param("BATT_LOW_VOLT", 11.5)
    ground.set_param("SIM_BATT_VOLTAGE", 11.0)
    start = ground.t_s
    said = ground.until(
        lambda m: m.get_type() == "STATUSTEXT" and m.text.startswith("Battery 1 is low 1"),
        14.0,
        "low battery",
    )
    assert said.severity == 4
    assert ground.t_s - start == pytest.approx(10.0, abs=0.5)
    ground.text("Battery Failsafe")
    assert ground.autopilot.state.mode == "RTL"
    ground.text("Disarming motors", 60.0)
    ground.text("PreArm: Battery 1 low voltage failsafe")
    ground.text("PreArm: Battery failsafe")


def test_fence_breach_comes_home(ground: Any) -> None:
    # E8 "breach: mode=6", "AUTO again while in breach -> 0"
    ground.take_off()
    fence(ground, 60.0)
    push_north(ground, 10)
    ground.text("Polygon fence breached")
    ground.text("Manual recovery started")
    assert ground.autopilot.state.mode == "RTL"
    assert ground.mode(4) == 0
    ground.text("Manual recovery started")
    assert ground.autopilot.state.mode == "GUIDED"


def test_target_beyond_the_fence_is_refused(ground: Any) -> None:
    # "DO_REPOSITION outside -> 4", SET_POSITION_TARGET ignored
    ground.take_off()
    fence(ground, 60.0)
    lat, lon = e7(0.0, 400.0)
    ground.mav.command_int_send(1, 1, 6, 192, 0, 0, -1, 1, 0, 0, lat, lon, 20)
    assert ground.expect("COMMAND_ACK", command=192).result == 4
    ground.mav.set_position_target_global_int_send(
        0, 1, 1, 6, 3576, lat, lon, 20, 0, 0, 0, 0, 0, 0, 0, 0
    )
    ground.advance(10.0)
    assert ground.north_m() == pytest.approx(0.0, abs=1.0)


def test_enabled_fence_has_a_circle_and_a_ceiling_too(ground: Any) -> None:
    # README: FENCE_ENABLE=1 also switches on the circle round home
    assert ground.command(207, 1) == 0
    ground.take_off()
    push_north(ground, 22)
    ground.text("Circle fence breached", 5.0)
    assert ground.autopilot.state.mode == "RTL"
    ground.text("Fence breach cleared", 30.0)


def test_fence_status_is_reported(ground: Any) -> None:
    ground.take_off()
    fence(ground, 60.0)
    push_north(ground, 10)
    ground.command(512, 162)
    status = ground.expect("FENCE_STATUS")
    assert (status.breach_status, status.breach_count, status.breach_type) == (1, 1, 3)
