"""ArduSub's manners. Quoted words are from the recorded ArduSub transcript."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.position import LocalFrame, LonLat
from simulator.autopilot import Autopilot
from simulator.vehicles.body import Place
from simulator.vehicles.sub import Sub, SubSpec
from tests.simulator.autopilot.station import EPOCH, HOME, Ground

STABILIZE, ALT_HOLD, AUTO, GUIDED, SURFACE, POSHOLD, MANUAL = 0, 2, 3, 4, 9, 16, 19
FRAME = LocalFrame(HOME)


@pytest.fixture
def make(connect: Callable[..., Ground]) -> Iterator[Callable[..., Ground]]:
    """A ground station on an autopilot of a sub, with a kind of positioning, in a current."""
    made: list[Autopilot] = []

    def _make(
        positioning: str = "none",
        current: tuple[float, float] = (0.0, 0.0),
        bed_m: float | None = None,
        booted_s: float = 45.0,
    ) -> Ground:
        sub = Sub(
            SubSpec(positioning=positioning), Place(0.0, 0.0, 0.0), current=current, bed_m=bed_m
        )
        made.append(Autopilot(sub, FRAME, EPOCH, 0))
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


def steer(ground: Ground, seconds: float, ahead: int = 0, up: int = 0, turn: int = 0) -> list[Any]:
    """Hold the sticks for a while: -1000 to 1000 each."""
    start = len(ground.heard)
    for _ in range(round(seconds / 0.5)):
        ground.mav.manual_control_send(1, ahead, 0, 500 + up // 2, turn, 0)
        ground.advance(0.5)
    return ground.heard[start:]


def dive(ground: Ground, seconds: float = 6.0) -> None:
    assert ground.mode(ALT_HOLD) == 0
    assert ground.arm() == 0
    steer(ground, seconds, up=-1000)
    steer(ground, 0.5)
    ground.heard.clear()


def fresh(ground: Ground, kind: str) -> Any:
    """The next one of a kind that is sent from now on."""
    ground.heard.clear()
    return ground.expect(kind)


def last(messages: list[Any], kind: str) -> Any:
    return [m for m in messages if m.get_type() == kind][-1]


def test_heartbeats_while_it_starts_and_after(make: Any) -> None:
    # "type=12 base_mode=81 custom_mode=19 system_status=5", then 3
    ground = make(booted_s=0.0)
    first = ground.expect("HEARTBEAT")
    assert (first.type, first.base_mode, first.custom_mode) == (12, 81, MANUAL)
    assert first.system_status == mavlink.MAV_STATE_CRITICAL
    ground.advance(2.5)
    assert fresh(ground, "HEARTBEAT").system_status == mavlink.MAV_STATE_STANDBY


@pytest.mark.parametrize(
    ("mode", "disarmed", "armed"),
    [
        (GUIDED, 89, 217),
        (AUTO, 89, 217),
        (ALT_HOLD, 81, 209),
        (SURFACE, 81, 209),
        (POSHOLD, 89, 217),
    ],
)
def test_base_modes(make: Any, make_waypoint: Any, mode: int, disarmed: int, armed: int) -> None:
    # of AUTO, GUIDED, ALT_HOLD, SURFACE as recorded; POSHOLD is steered by the filter, too
    ground = make("usbl")
    ground.upload([make_waypoint(0, 0, 0), make_waypoint(30, 0, -5)])
    ground.mode(mode)
    assert ground.expect("HEARTBEAT", custom_mode=mode).base_mode == disarmed
    assert ground.mode(MANUAL) == 0
    assert ground.arm() == 0
    ground.mode(mode)
    assert ground.expect("HEARTBEAT", custom_mode=mode).base_mode == armed


def test_it_talks_unasked(make: Any) -> None:
    # "ATTITUDE: 138 ... GLOBAL_POSITION_INT: 41 ... SYS_STATUS: 28" in some 14 s
    kinds = [m.get_type() for m in make().advance(10.0)]
    assert kinds.count("ATTITUDE") == pytest.approx(100, abs=3)
    assert kinds.count("GLOBAL_POSITION_INT") == pytest.approx(30, abs=2)
    assert kinds.count("SYS_STATUS") == pytest.approx(20, abs=2)


def test_disarmed_a_mission_is_over_at_once(make: Any, make_waypoint: Any) -> None:
    # "AUTO(3) disarmed": items 1 to 4 reached, MISSION_CURRENT seq=4 mission_state=5
    ground = make("usbl")
    assert ground.upload([make_waypoint(0, 0, 0)] + [make_waypoint(20, 0, -5)] * 4) == 0
    assert ground.mode(AUTO) == 0
    ground.advance(1.0)
    messages = ground.heard
    assert [m.seq for m in messages if m.get_type() == "MISSION_ITEM_REACHED"] == [1, 2, 3, 4]
    current = last(messages, "MISSION_CURRENT")
    assert (current.seq, current.mission_state) == (4, mavlink.MISSION_STATE_COMPLETE)
    assert ground.north_m() == 0.0


def test_a_mission_through_a_current(make: Any, make_waypoint: Any) -> None:
    ground = make("usbl", current=(0.3, 0.0))
    ground.upload([make_waypoint(0, 0, 0), make_waypoint(0, 0, -5), make_waypoint(20, 0, -8)])
    assert ground.mode(AUTO) == 0
    assert ground.arm() == 0
    ground.advance(0.5)
    assert ground.mode(MANUAL) == 0
    assert ground.mode(AUTO) == 0
    ground.text("Mission: 1 WP")
    # "seq 1 at +6.5 sim s rel_alt -5.0", "seq 2 at +33.7"
    began = ground.t_s
    ground.expect("MISSION_ITEM_REACHED", 60.0, seq=1)
    ground.expect("MISSION_ITEM_REACHED", 60.0, seq=2)
    assert 20.0 < ground.t_s - began < 50.0
    state = ground.autopilot.state
    assert (state.east_m, state.north_m, state.alt_m) == pytest.approx((0.0, 20.0, -8.0), abs=0.6)
    assert state.mode == "AUTO"
    position = fresh(ground, "GLOBAL_POSITION_INT")
    assert position.relative_alt / 1000.0 == pytest.approx(-8.0, abs=0.5)


def test_surface_ends_in_a_held_depth(make: Any) -> None:
    # "SURFACE(9) -> 0", and 2.5 s later custom_mode=2
    ground = make()
    dive(ground)
    assert ground.autopilot.state.alt_m < -3.0
    assert ground.mode(SURFACE) == 0
    heard = steer(ground, 10.0)
    modes = [m.custom_mode for m in heard if m.get_type() == "HEARTBEAT"]
    assert (modes[0], modes[-1]) == (SURFACE, ALT_HOLD)
    assert ground.autopilot.state.alt_m > -0.3
    assert ground.arm(0) == 0
    ground.text("Disarming motors")


def test_what_it_does_not_know(make: Any) -> None:
    # "NAV_TAKEOFF -> 3", "RTL? mode 6 -> 4"
    ground = make()
    assert ground.command(mavlink.MAV_CMD_NAV_TAKEOFF, 0, 0, 0, 0, 0, 0, -5) == 3
    assert ground.mode(6) == 4
    ground.text("No such mode 6")


def test_the_sticks_move_it_and_depth_is_held(make: Any) -> None:
    ground = make()
    dive(ground, 5.0)
    steer(ground, 3.0)
    depth_m = -ground.autopilot.state.alt_m
    assert depth_m > 3.0
    steer(ground, 20.0, ahead=500)
    assert -ground.autopilot.state.alt_m == pytest.approx(depth_m, abs=0.2)
    assert ground.north_m() == pytest.approx(0.6 * 20.0, rel=0.15)


def test_below_the_surface_the_place_is_lost(make: Any) -> None:
    ground = make(current=(0.0, 0.5))
    dive(ground)
    heard = steer(ground, 15.0)
    # no transcript shows it: the recorded one had satellites under water
    assert last(heard, "GPS_RAW_INT").fix_type == mavlink.GPS_FIX_TYPE_NO_GPS
    flags = last(heard, "EKF_STATUS_REPORT").flags
    assert flags & mavlink.EKF_CONST_POS_MODE
    assert not flags & mavlink.EKF_POS_HORIZ_ABS
    told = last(heard, "GLOBAL_POSITION_INT")
    steer(ground, 10.0)
    later = fresh(ground, "GLOBAL_POSITION_INT")
    assert (later.lat, later.lon, later.vx) == (told.lat, told.lon, 0)
    assert ground.north_m() > 10.0  # and all the while the current takes it along
    for mode in (GUIDED, POSHOLD):
        assert ground.mode(mode) == 4
    ground.text("Mode change to POSHOLD failed: requires position")
    assert ground.mode(SURFACE) == 0
    steer(ground, 15.0)
    found = fresh(ground, "EKF_STATUS_REPORT")
    assert found.flags & mavlink.EKF_POS_HORIZ_ABS


def test_a_log_of_the_speed_over_the_bed_keeps_the_place(make: Any) -> None:
    ground = make("dvl", current=(0.0, 0.4))
    dive(ground)
    steer(ground, 60.0)
    told = fresh(ground, "GLOBAL_POSITION_INT")
    _, north = FRAME.point(LonLat(told.lon / 1e7, told.lat / 1e7))
    assert north == pytest.approx(ground.north_m(), abs=1.0)
    assert fresh(ground, "GPS_RAW_INT").fix_type == mavlink.GPS_FIX_TYPE_NO_GPS
    assert ground.mode(POSHOLD) == 0
    here = ground.north_m()
    steer(ground, 30.0)
    assert ground.north_m() == pytest.approx(here, abs=1.0)


def test_the_echo_sounder(make: Any) -> None:
    ground = make(bed_m=9.0)
    dive(ground, 4.0)
    sounded = fresh(ground, "DISTANCE_SENSOR")
    assert sounded.orientation == mavlink.MAV_SENSOR_ROTATION_PITCH_270
    assert sounded.current_distance / 100.0 == pytest.approx(
        9.0 + ground.autopilot.state.alt_m, abs=0.5
    )
    assert not [m for m in make().advance(3.0) if m.get_type() == "DISTANCE_SENSOR"]


@pytest.mark.parametrize(
    ("action", "mode", "is_armed"),
    [(1, "STABILIZE", True), (2, "STABILIZE", False), (3, "ALT_HOLD", True), (4, "SURFACE", True)],
)
def test_without_a_ground_station(make: Any, action: int, mode: str, is_armed: bool) -> None:
    # ArduSub's documentation of FS_GCS_ENABLE: warn, disarm, hold depth, surface
    ground = make()
    ground.set_param("FS_GCS_ENABLE", action)
    ground.set_param("FS_PILOT_INPUT", 0)
    dive(ground, 8.0)
    assert ground.mode(STABILIZE) == 0
    ground.advance(2.0)
    ground.beats = False
    said = [m.text for m in ground.advance(6.0) if m.get_type() == "STATUSTEXT"]
    assert "MYGCS: 255, heartbeat lost" in said
    state = ground.autopilot.state
    assert (state.mode, state.armed) == (mode, is_armed)


def test_nobody_at_the_sticks_disarms_it(make: Any) -> None:
    ground = make()
    dive(ground, 4.0)
    ground.text("Lost manual control", 6.0)
    ground.advance(0.5)
    assert not ground.autopilot.state.armed


def test_a_low_battery_surfaces(make: Any) -> None:
    ground = make()
    ground.set_param("BATT_FS_LOW_ACT", 3)
    dive(ground)
    ground.set_param("BATT_LOW_VOLT", 99.0)
    steer(ground, 25.0)  # it waits BATT_LOW_TIMER seconds
    assert ground.autopilot.state.alt_m > -0.3
    assert "surfaced" in {event.what for event in ground.autopilot.take_events()}


def test_dives_are_in_the_record(make: Any) -> None:
    ground = make()
    dive(ground)
    ground.mode(SURFACE)
    steer(ground, 12.0)
    what = [event.what for event in ground.autopilot.take_events()]
    assert [w for w in what if w in ("armed", "dived", "surfaced")] == [
        "armed",
        "dived",
        "surfaced",
    ]
