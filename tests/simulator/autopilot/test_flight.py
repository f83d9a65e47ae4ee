"""Flights. Quoted words and E-numbers are steps of the recorded ArduCopter transcripts."""

import math
from itertools import pairwise
from typing import Any

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink
from shapely.geometry import LineString, Point

from geodata.position import LocalFrame, LonLat

Items = list[tuple[Any, ...]]

FRAME = LocalFrame(LonLat(129.45, 34.70))


def start(ground: Any, items: Items) -> None:
    """Upload, arm in GUIDED, AUTO, MISSION_START."""
    assert ground.upload(items) == 0
    assert ground.mode(4) == 0
    assert ground.arm() == 0
    assert ground.mode(3) == 0
    assert ground.command(mavlink.MAV_CMD_MISSION_START) == 0


def reached(messages: list[Any]) -> list[int]:
    return [m.seq for m in messages if m.get_type() == "MISSION_ITEM_REACHED"]


def texts(messages: list[Any]) -> list[str]:
    return [m.text for m in messages if m.get_type() == "STATUSTEXT"]


def test_mission_flown_home_and_disarmed(ground: Any, plan: Items) -> None:
    # "== 9 AUTO" of the uninterrupted mission
    start(ground, plan)
    messages = ground.advance(130.0)
    assert reached(messages) == [1, 2, 4, 5, 6]  # the change of speed hides waypoint 3
    said = texts(messages)
    for text in ("Reached command #3", "Mission: 4 ChangeSpeed", "Mission: 5 WP", "Mission: 6 RTL"):
        assert text in said
    assert said[-1] == "Disarming motors"
    assert [t for t in said if t.startswith("SIM Hit ground at 0.5")]
    state = ground.autopilot.state
    assert not state.armed
    assert math.hypot(state.east_m, state.north_m) < 1.0
    assert state.battery_pct < 100.0
    events = [(e.what, e.number) for e in ground.autopilot.take_events() if e.what != "mode"]
    assert events == [
        ("armed", None), ("takeoff", None), *[("waypoint", n) for n in (1, 2, 3, 5)],
        ("landed", None), ("disarmed", None),
    ]  # fmt: skip
    assert ground.autopilot.take_events() == []
    ground.command(mavlink.MAV_CMD_REQUEST_MESSAGE, 42)
    current = ground.heard[-1] if ground.heard else ground.expect("MISSION_CURRENT")
    assert (current.seq, current.total, current.mission_state) == (0, 6, 5)


def test_nobody_is_told_what_the_state_does_not_say_yet(
    ground: Any, plan: Items, monkeypatch: pytest.MonkeyPatch
) -> None:
    autopilot, armed_when_told = ground.autopilot, []
    send = autopilot._link.send

    def watched(messages: list[Any]) -> None:
        if "Disarming motors" in texts(messages):
            armed_when_told.append(autopilot.state.armed)
        send(messages)

    monkeypatch.setattr(autopilot._link, "send", watched)
    start(ground, plan)
    ground.advance(130.0)
    assert armed_when_told == [False]


def test_waits_on_the_ground_for_mission_start(ground: Any, plan: Items) -> None:
    # "alt after AUTO without MISSION_START = 0.0 armed=True"
    ground.upload(plan)
    ground.mode(4)
    ground.arm()
    ground.mode(3)
    ground.text("Mission: 1 Takeoff")
    ground.advance(4.0)
    assert ground.autopilot.state.alt_m == 2.0
    assert ground.command(mavlink.MAV_CMD_MISSION_START) == 0
    assert ground.expect("MISSION_ITEM_REACHED", 15.0).seq == 1
    assert ground.autopilot.state.alt_m == pytest.approx(22.0, abs=0.5)


def test_patrol_round_an_island_keeps_to_its_line(ground: Any, make_waypoint: Any) -> None:
    angles = [math.radians(15.0 * i) for i in range(25)]
    corners = [(400.0 * math.sin(a), 400.0 - 400.0 * math.cos(a)) for a in angles]
    loop = [make_waypoint(n, e, 60.0) for n, e in corners]
    ground.set_param("WPNAV_SPEED", 1350.0)
    take_off = (3, 22, 0, 0, 0, 0, 0, 0, 60)
    start(ground, [loop[0], take_off, *loop, (3, 20, 0, 0, 0, 0, 0, 0, 0)])
    ground.expect("MISSION_ITEM_REACHED", 60.0, seq=2)
    line = LineString([(e, n) for n, e in corners])
    begin, worst_m, slowest = ground.t_s, 0.0, 99.0
    done: list[int] = []
    while 26 not in done and ground.t_s < begin + 260.0:
        done += reached(ground.advance(0.2))
        state = ground.autopilot.state
        worst_m = max(worst_m, line.distance(Point(state.east_m, state.north_m)))
        if 4 in done and 25 not in done:
            slowest = min(slowest, math.hypot(state.ve, state.vn))
            assert state.alt_m == pytest.approx(62.0, abs=0.3)
    assert done == list(range(3, 27))
    assert worst_m < 2.5
    assert slowest > 12.5
    assert ground.t_s - begin == pytest.approx(line.length / 13.5, rel=0.1)


def test_sharp_corner_is_cut_by_little(ground: Any, plan: Items) -> None:
    start(ground, plan)
    line = LineString([(0, 0), (0, 100), (100, 100), (100, 0)])
    ground.expect("MISSION_ITEM_REACHED", 20.0, seq=1)
    worst_m, done = 0.0, []
    while 5 not in done:
        done += reached(ground.advance(0.2))
        state = ground.autopilot.state
        worst_m = max(worst_m, line.distance(Point(state.east_m, state.north_m)))
    assert worst_m < 2.5


def test_guided_goes_where_it_is_sent(ground: Any) -> None:
    ground.take_off()
    lat, lon = _e7(50.0, 80.0)
    ground.mav.command_int_send(1, 1, 6, 192, 0, 0, 5.0, 1, 0, 0, lat, lon, 30)
    assert ground.expect("COMMAND_ACK", command=192).result == 0
    ground.advance(30.0)
    state = ground.autopilot.state
    assert (state.east_m, state.north_m, state.alt_m) == pytest.approx((50, 80, 32), abs=0.5)
    assert state.heading_deg == pytest.approx(math.degrees(math.atan2(50, 80)), abs=1.0)
    # "same as COMMAND_LONG -> 3"
    assert ground.command(192, -1, 1, 0, 0, 34.7009, 129.45, 20) == 3


def test_guided_velocity_stops_when_the_sender_does(ground: Any) -> None:
    # "velocity command", type_mask=3527
    ground.take_off()
    for _ in range(5):
        ground.mav.set_position_target_global_int_send(
            0, 1, 1, 6, 3527, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0
        )
        ground.advance(1.0)
    assert ground.autopilot.state.vn == pytest.approx(8.0, abs=0.2)
    ground.advance(10.0)
    assert abs(ground.autopilot.state.vn) < 0.1


def test_rtl_climbs_flies_home_and_lands(ground: Any) -> None:
    ground.take_off(10.0)
    lat, lon = _e7(0.0, 120.0)
    ground.mav.set_position_target_global_int_send(
        0, 1, 1, 6, 3576, lat, lon, 10, 0, 0, 0, 0, 0, 0, 0, 0
    )
    ground.advance(25.0)
    assert ground.north_m() == pytest.approx(120.0, abs=1.0)
    assert ground.mode(6) == 0
    ground.advance(6.0)
    assert ground.autopilot.state.alt_m == pytest.approx(17.0, abs=0.5)  # RTL_ALT 15 m
    assert ground.north_m() > 80.0
    ground.text("Disarming motors", 90.0)
    assert abs(ground.north_m()) < 1.0


def test_rtl_prefers_the_nearer_rally_point(ground: Any) -> None:
    lat, lon = _e7(60.0, 60.0)
    assert ground.upload([(3, 5100, 0, 0, 0, 0, lat, lon, 20)], kind=2) == 0
    ground.take_off()
    lat, lon = _e7(80.0, 80.0)
    ground.mav.set_position_target_global_int_send(
        0, 1, 1, 6, 3576, lat, lon, 20, 0, 0, 0, 0, 0, 0, 0, 0
    )
    ground.advance(25.0)
    ground.mode(6)
    ground.text("Disarming motors", 120.0)
    state = ground.autopilot.state
    assert (state.east_m, state.north_m) == pytest.approx((60.0, 60.0), abs=1.0)
    assert state.alt_m == 0.0  # the sea, away from the launch site


def test_land_and_loiter(ground: Any) -> None:
    ground.take_off()
    assert ground.mode(5) == 0
    ground.advance(5.0)
    assert ground.autopilot.state.alt_m == pytest.approx(22.0, abs=0.5)
    assert ground.mode(9) == 0
    ground.text("Disarming motors", 60.0)


def test_pause_and_continue(ground: Any, plan: Items) -> None:
    # "DO_PAUSE_CONTINUE pause in AUTO -> 0", "mission_state=4", "continue -> 0"
    start(ground, plan)
    ground.expect("MISSION_ITEM_REACHED", 20.0, seq=1)
    ground.advance(3.0)
    assert ground.command(193, 0) == 0
    ground.advance(6.0)
    assert math.hypot(ground.autopilot.state.ve, ground.autopilot.state.vn) < 0.2
    assert ground.command(193, 1) == 0
    assert ground.expect("MISSION_ITEM_REACHED", 30.0).seq == 2


def test_pause_is_refused_outside_a_leg(ground: Any, plan: Items) -> None:
    # "DO_PAUSE_CONTINUE pause -> 4", "Failed to pause"
    ground.upload(plan)
    ground.mode(3)
    assert ground.command(193, 0) == 4
    ground.text("Failed to pause")


def test_jump_clear_and_upload_in_auto(ground: Any, plan: Items, make_waypoint: Any) -> None:
    start(ground, plan)
    ground.expect("MISSION_ITEM_REACHED", 20.0, seq=1)
    # E7: DO_SET_MISSION_CURRENT, MISSION_SET_CURRENT, an unknown item
    assert ground.command(224, 3) == 0
    ground.text("Mission: 3 WP")
    ground.mav.mission_set_current_send(1, 1, 5)
    assert ground.expect("MISSION_CURRENT").seq == 5
    ground.mav.mission_set_current_send(1, 1, 77)
    assert ground.expect("MISSION_CURRENT").seq == 5
    # E7: "clear mission in AUTO"
    ground.mav.mission_clear_all_send(1, 1, 0)
    assert ground.expect("MISSION_ACK").type == mavlink.MAV_MISSION_ERROR
    # E7: "shorter (4 items) mission while flying item 5"
    ground.heard.clear()
    assert ground.upload([*plan[:3], make_waypoint(0, 100, 33)]) == 0
    said = texts(ground.heard) + ground.texts(1.0)
    assert ground.autopilot.state.mode == "AUTO"
    assert "Flight plan received" in said


def test_upload_in_auto_restarts_the_command(ground: Any, plan: Items) -> None:
    # "== 9b upload another mission WHILE IN AUTO"
    start(ground, plan)
    ground.expect("MISSION_ITEM_REACHED", 20.0, seq=1)
    ground.mav.mission_count_send(1, 1, 7, 0)
    ground.expect("MISSION_REQUEST", seq=0)
    ground.send_item(0, plan[0])
    ground.text("Mission: 2 WP")
    ground.text("Auto mission changed, restarted command")


def test_leaving_auto_and_coming_back(ground: Any, plan: Items) -> None:
    # "LOITER-ish interrupt", "current after resume=3"
    start(ground, plan)
    ground.expect("MISSION_ITEM_REACHED", 40.0, seq=2)
    ground.mode(4)
    ground.mav.request_data_stream_send(1, 1, 2, 4, 1)
    current = ground.expect("MISSION_CURRENT")
    assert (current.seq, current.mission_state, current.mission_mode) == (3, 2, 0)
    ground.advance(2.0)
    ground.mode(3)
    ground.text("Mission: 3 WP")


def test_mission_without_rtl_ends_in_a_hover(ground: Any, plan: Items) -> None:
    # E6 "after the last WP (no RTL at the end)": AUTO, COMPLETE, standing still
    start(ground, plan[:3])
    ground.expect("MISSION_ITEM_REACHED", 40.0, seq=2)
    ground.mav.request_data_stream_send(1, 1, 2, 4, 1)
    ground.advance(6.0)
    assert ground.expect("MISSION_CURRENT").mission_state == 5
    assert ground.autopilot.state.mode == "AUTO"
    assert math.hypot(ground.autopilot.state.ve, ground.autopilot.state.vn) < 0.2


def test_auto_in_flight_without_a_mission_is_refused(ground: Any) -> None:
    ground.take_off()
    assert ground.mode(3) == 4
    ground.text("Mode change to AUTO failed: init failed")
    assert ground.autopilot.state.mode == "GUIDED"


def test_gimbal_follows_the_mission(ground: Any, plan: Items) -> None:
    ground.autopilot.gimbal_pitch_deg = -25.0
    aim = (3, mavlink.MAV_CMD_DO_MOUNT_CONTROL, -60, 0, 0, 0, 0, 0, 0)
    start(ground, [*plan[:2], aim, *plan[2:]])
    pitches = [ground.autopilot.gimbal_pitch_deg]
    ground.expect("MISSION_ITEM_REACHED", 20.0)
    for _ in range(40):
        ground.advance(0.1)
        pitches.append(ground.autopilot.gimbal_pitch_deg)
    assert (pitches[0], pitches[-1]) == (-25.0, -60.0)
    assert all(abs(b - a) <= 40.0 * 0.13 for a, b in pairwise(pitches[1:]))


def _e7(east_m: float, north_m: float) -> tuple[int, int]:
    place = FRAME.lonlat(east_m, north_m)
    return round(place.lat * 1e7), round(place.lon * 1e7)
