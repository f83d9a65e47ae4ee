"""ArduPlane's manners. Quoted words are steps of the recorded ArduPlane transcript."""

import math
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.position import LocalFrame, LonLat
from simulator.autopilot import Autopilot
from simulator.vehicles.body import Place
from simulator.vehicles.plane import Plane, PlaneSpec

MANUAL, AUTO, RTL, LOITER, GUIDED = 0, 10, 11, 12, 15
SPEED_MPS = 22.5
HOME = LonLat(129.45, 34.70)
_EPOCH = datetime(2026, 5, 12, 1, 30, tzinfo=UTC)
FRAME = LocalFrame(HOME)
TAKEOFF = (3, mavlink.MAV_CMD_NAV_TAKEOFF, 15, 0, 0, 0, 0, 0, 50)


@pytest.fixture
def make(connect: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """A ground station on an autopilot of a plane, in a wind towards (east, north)."""
    made: list[Autopilot] = []

    def _make(wind: tuple[float, float] = (0.0, 0.0), booted_s: float = 30.0) -> Any:
        plane = Plane(PlaneSpec(cruise_mps=SPEED_MPS), Place(0.0, 0.0, 2.0), wind=wind)
        made.append(Autopilot(plane, FRAME, _EPOCH, 0))
        made[-1].step(0.0)
        ground = connect(made[-1])
        if booted_s:
            made[-1].step(booted_s)
            ground.advance(1.5)
            ground.heard.clear()
        return ground

    yield _make
    for autopilot in made:
        autopilot.close()


@pytest.fixture
def mission(make_waypoint: Callable[..., Any]) -> list[tuple[Any, ...]]:
    """The mission of the transcript without its landing."""
    turns = list(make_waypoint(0, 500, 80))
    turns[1:7] = [mavlink.MAV_CMD_NAV_LOITER_TURNS, 1, 0, 90, 0, turns[6]]
    home = (0, mavlink.MAV_CMD_NAV_WAYPOINT, 0, 0, 0, 0, 347000000, 1294500000, 0)
    rtl = (3, mavlink.MAV_CMD_NAV_RETURN_TO_LAUNCH, 0, 0, 0, 0, 0, 0, 0)
    return [
        home, TAKEOFF, make_waypoint(600, 0, 80), make_waypoint(600, 500, 80), tuple(turns),
        make_waypoint(-600, 0, 80), rtl,
    ]  # fmt: skip


def texts(messages: list[Any]) -> list[str]:
    return [m.text for m in messages if m.get_type() == "STATUSTEXT"]


def launch(ground: Any, items: list[tuple[Any, ...]]) -> None:
    """AUTO while it stands, then arm: it takes off by itself."""
    assert ground.upload(items) == 0
    assert ground.mode(AUTO) == 0
    assert ground.arm() == 0


def pass_time(ground: Any, seconds: int) -> list[Any]:
    """Like advance(), with a look at the wire once a second only."""
    start = len(ground.heard)
    for _ in range(seconds):
        ground.autopilot.step(ground.t_s + 1.0)
        ground.listen()
    return list(ground.heard[start:])


def away_m(ground: Any, east_m: float = 0.0, north_m: float = 0.0) -> float:
    state = ground.autopilot.state
    return math.hypot(state.east_m - east_m, state.north_m - north_m)


def test_heartbeats_while_it_starts_and_after(make: Any) -> None:
    # "type=1 autopilot=3 base_mode=17 custom_mode=16 system_status=2", then 81, 0, 3
    ground = make(booted_s=0.0)
    first = ground.expect("HEARTBEAT")
    assert (first.type, first.base_mode, first.custom_mode, first.system_status) == (1, 17, 16, 2)
    ground.advance(2.0)
    later = ground.expect("HEARTBEAT", 3.0)
    assert (later.type, later.base_mode, later.custom_mode, later.system_status) == (1, 81, 0, 3)
    assert ground.arm() == 4


def test_it_tells_more_than_a_copter_unasked(make: Any) -> None:
    kinds = {m.get_type() for m in make().advance(6.0)}
    assert {"GLOBAL_POSITION_INT", "SYS_STATUS", "MISSION_CURRENT", "HOME_POSITION"} <= kinds


def test_a_mission_as_recorded(make: Any, mission: Any) -> None:
    ground = make()
    # "AUTO(10) -> 0", "arm in AUTO -> 0"
    launch(ground, mission)
    messages = pass_time(ground, 170)
    said = texts(messages)
    for text in (
        "Triggered AUTO. GPS speed = 0.0",
        "Mission: 2 WP",
        "Mission: 4 LoitTurns",
        "Loiter orbits complete",
        "Mission: 6 RTL",
    ):
        assert text in said
    assert any(text.startswith("Takeoff complete at 5") for text in said)
    # "Reached waypoint #2 dist 48m", with its smaller WP_RADIUS
    assert any(text.startswith("Reached waypoint #2 dist") for text in said)
    reached = [m.seq for m in messages if m.get_type() == "MISSION_ITEM_REACHED"]
    assert reached == [1, 2, 3, 4, 5]
    beats = [m for m in messages if m.get_type() == "HEARTBEAT"]
    assert {(m.base_mode, m.custom_mode) for m in beats} >= {(217, AUTO), (217, RTL)}
    assert ground.autopilot.state.mode == "RTL"


def test_after_the_mission_it_circles_home_until_it_is_told_otherwise(
    make: Any, mission: Any
) -> None:
    ground = make(wind=(-6.0, 5.0))
    launch(ground, mission)
    pass_time(ground, 220)
    radius_m = ground.param("WP_LOITER_RAD")
    for _ in range(15):
        pass_time(ground, 5)
        assert away_m(ground) == pytest.approx(radius_m, abs=35.0)
        assert ground.autopilot.state.alt_m == pytest.approx(102.0, abs=2.0)  # RTL_ALTITUDE
    assert ground.autopilot.state.armed
    assert ground.arm(0) == 4  # not in the air


def test_straight_legs_are_tracked_in_a_cross_wind(make: Any, make_waypoint: Any) -> None:
    ground = make(wind=(8.0, 0.0))
    home = (0, mavlink.MAV_CMD_NAV_WAYPOINT, 0, 0, 0, 0, 347000000, 1294500000, 0)
    launch(ground, [home, TAKEOFF, make_waypoint(900, 0, 50), make_waypoint(3000, 0, 50)])
    pass_time(ground, 80)
    far = []
    while ground.north_m() < 2800.0:
        pass_time(ground, 1)
        far.append(abs(ground.autopilot.state.east_m))
    assert max(far) < 10.0
    assert ground.autopilot.state.heading_deg == pytest.approx(
        360.0 - math.degrees(math.asin(8.0 / SPEED_MPS)), abs=3.0
    )


def test_what_a_plane_refuses(make: Any) -> None:
    ground = make()
    # "GUIDED(15) on the ground -> 0", "arm GUIDED -> 0", "NAV_TAKEOFF cmd -> 4"
    assert ground.mode(GUIDED) == 0
    assert ground.arm() == 0
    assert ground.command(mavlink.MAV_CMD_NAV_TAKEOFF, 0, 0, 0, 0, 0, 0, 40) == 4
    assert ground.command(mavlink.MAV_CMD_NAV_LAND) == 3
    assert ground.command(mavlink.MAV_CMD_CONDITION_YAW, 90) == 3
    assert ground.command(mavlink.MAV_CMD_DO_PAUSE_CONTINUE, 0) == 3
    assert ground.mode(9) == 4  # a copter's LAND
    pass_time(ground, 40)
    assert ground.autopilot.state.armed  # it waits on its catapult
    assert ground.autopilot.state.alt_m == 2.0
    assert ground.arm(0) == 0
    ground.text("Throttle disarmed")


def test_guided_circles_a_place_at_an_airspeed(make: Any, mission: Any) -> None:
    ground = make()
    launch(ground, mission)
    pass_time(ground, 30)
    place = FRAME.lonlat(800.0, 300.0)
    lat, lon = round(place.lat * 1e7), round(place.lon * 1e7)
    # "DO_REPOSITION -> 0" as COMMAND_INT; "copter-like DO_CHANGE_SPEED 18 -> 0"
    ground.mav.command_int_send(1, 1, 6, 192, 0, 0, -1, 1, 0, 0, lat, lon, 80)
    assert ground.expect("COMMAND_ACK", command=192).result == 0
    assert ground.command(mavlink.MAV_CMD_DO_CHANGE_SPEED, 0, 18, -1) == 0
    ground.text("Set airspeed 18 m/s")
    pass_time(ground, 90)
    assert away_m(ground, 800.0, 300.0) == pytest.approx(ground.param("WP_LOITER_RAD"), abs=10.0)
    assert ground.autopilot.state.mode == "GUIDED"
    assert math.hypot(ground.autopilot.state.ve, ground.autopilot.state.vn) == pytest.approx(
        18.0, abs=0.3
    )
    assert ground.command(mavlink.MAV_CMD_DO_CHANGE_SPEED, 0, 90, -1) == 4


def test_a_mission_that_is_over_begins_anew(make: Any, make_waypoint: Any, mission: Any) -> None:
    ground = make()
    launch(ground, [mission[0], TAKEOFF, make_waypoint(400, 0, 80), make_waypoint(700, 0, 80)])
    said = texts(pass_time(ground, 80))
    assert "Mission complete, changing mode to RTL" in said
    ground.heard.clear()
    assert ground.mode(AUTO) == 0
    ground.advance(1.0)
    assert any(text.startswith("Mission: 1 ") for text in texts(ground.heard))


def test_parameters_are_arduplanes(make: Any, mission: Any) -> None:
    ground = make()
    assert ground.param("AIRSPEED_CRUISE") == SPEED_MPS
    assert ground.param("FENCE_TYPE") == 4.0
    ground.mav.param_request_read_send(1, 1, b"RTL_ALT", -1)
    assert not [m for m in ground.advance(2.0) if m.get_type() == "PARAM_VALUE"]
    assert ground.upload(mission) == 0
    turns = ground.read_item(4)
    assert (turns[1], turns[2], turns[4]) == (mavlink.MAV_CMD_NAV_LOITER_TURNS, 1.0, 90.0)


@pytest.mark.parametrize(("action", "mode"), [(0, "AUTO"), (1, "RTL")])
def test_without_a_ground_station(make: Any, mission: Any, action: int, mode: str) -> None:
    ground = make()
    ground.set_param("FS_GCS_ENABL", 1)
    ground.set_param("FS_LONG_ACTN", action)
    launch(ground, mission)
    ground.advance(3.0)
    ground.beats = False
    said = texts(ground.advance(8.0))
    assert f"GCS Failsafe On: {mode}" in said
    assert ground.autopilot.state.mode == mode


def test_a_fence_turns_it_home(make: Any, mission: Any) -> None:
    ground = make()
    ground.set_param("FENCE_TYPE", 1)
    ground.set_param("FENCE_ALT_MAX", 60)
    ground.set_param("FENCE_ENABLE", 1)
    launch(ground, mission)
    said = texts(pass_time(ground, 60))
    assert "Max Alt fence breached" in said
    assert ground.autopilot.state.mode == "RTL"
