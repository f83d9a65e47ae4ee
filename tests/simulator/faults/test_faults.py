"""Faults in the simulated vehicle, as a ground station and the truth see them.

Texts and times of the estimator are those of public ArduCopter source and logs (ekf_check.cpp,
crash_check.cpp): no transcript of ours has a vehicle in trouble.
"""

import math
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.position import LocalFrame
from simulator.autopilot import Autopilot
from simulator.faults.condition import Condition
from simulator.faults.faults import Faults, faults_of
from simulator.faults.kinds import (
    BatteryCell,
    ClockJump,
    Fault,
    GnssDrag,
    GnssLoss,
    Gust,
    LinkLoss,
    Motor,
    PacketLoss,
)
from simulator.vehicles.body import Place
from simulator.vehicles.copter import Copter, CopterSpec
from simulator.vehicles.plane import Plane, PlaneSpec
from simulator.vehicles.sub import Sub, SubSpec
from tests.simulator.autopilot.station import ARMABLE_S, EPOCH, HOME, Ground

START = Place(0.0, 0.0, 2.0)


@pytest.fixture
def launch() -> Iterator[Callable[..., Ground]]:
    """A ground station on a vehicle that may be armed."""
    opened: list[Ground] = []

    def _launch(body: Copter | Plane) -> Ground:
        autopilot = Autopilot(body, LocalFrame(HOME), EPOCH, 0)
        autopilot.step(0.0)
        ground = Ground(autopilot)
        opened.append(ground)
        autopilot.step(ARMABLE_S)
        ground.advance(1.5)
        for number in (24, 33, 2, 1, 193):  # GPS, position, time, status, estimator
            ground.command(mavlink.MAV_CMD_SET_MESSAGE_INTERVAL, number, 250_000)
        return ground

    yield _launch
    for ground in opened:
        ground.wire.close()
        ground.autopilot.close()


@pytest.fixture
def aloft(launch: Callable[..., Ground]) -> Ground:
    """A copter that hovers at 20 m in a light wind."""
    ground = launch(Copter(CopterSpec(cruise_mps=10.0, climb_mps=2.5), START, wind=(2.0, 0.0)))
    ground.take_off()
    return ground


def happen(ground: Ground, make: Callable[..., Fault], **amounts: Any) -> None:
    """From now on."""
    ground.heard.clear()
    ground.autopilot.faults.add(make(at_s=ground.t_s, **amounts))


def test_a_lost_radio_is_silent_both_ways_while_the_socket_stays(aloft: Ground) -> None:
    happen(aloft, LinkLoss, duration_s=10.0)
    aloft.advance(0.2)
    aloft.heard.clear()
    aloft.mav.set_mode_send(1, 1, 6)  # RTL
    assert aloft.advance(9.0) == []
    assert aloft.autopilot.state.mode == "GUIDED"
    aloft.advance(1.0)
    aloft.expect("HEARTBEAT", custom_mode=4)


def test_a_bad_radio_loses_its_share_each_way(aloft: Ground) -> None:
    happen(aloft, PacketLoss, share=0.3)
    start = len(aloft.heard)
    aloft.advance(60.0)
    numbers = [m.get_seq() for m in aloft.heard[start:]]
    sent = sum((b - a) % 256 for a, b in pairwise(numbers))
    assert 1.0 - len(numbers) / sent == pytest.approx(0.3, abs=0.07)
    for _ in range(200):
        aloft.mav.param_request_read_send(1, 1, b"RTL_ALT", -1)
        aloft.advance(0.04)
    answers = sum(m.get_type() == "PARAM_VALUE" for m in aloft.heard)
    assert answers / 200 == pytest.approx(0.7**2, abs=0.12)


@given(seed=st.integers(0, 2**32), share=st.floats(0.05, 0.95))
def test_the_same_seed_loses_the_same_messages(seed: int, share: float) -> None:
    def carried() -> list[bool]:
        faults = Faults([PacketLoss(at_s=0.0, share=share)], seed)
        faults.step(Copter(CopterSpec(), START), Condition(), 1.0)
        return [faults.carries(n % 2 == 0) for n in range(50)]

    assert carried() == carried()


def test_a_copter_without_satellites_lands_where_the_wind_carries_it(aloft: Ground) -> None:
    happen(aloft, GnssLoss)
    aloft.advance(1.0)
    raw = aloft.expect("GPS_RAW_INT")
    assert (raw.fix_type, raw.satellites_visible, raw.eph) == (0, 0, 9999)
    assert aloft.autopilot.state.mode == "GUIDED"  # by its gyros, for a while
    aloft.text("EKF3 IMU0 stopped aiding", 15.0)
    aloft.text("EKF variance: position lost", 2.0)
    aloft.text("EKF Failsafe: changed to Land Mode", 1.0)
    assert aloft.expect("EKF_STATUS_REPORT").flags & mavlink.EKF_CONST_POS_MODE
    assert aloft.mode(6) != 0  # RTL needs a position
    place, true = aloft.expect("GLOBAL_POSITION_INT"), aloft.autopilot.state
    aloft.advance(5.0)
    aloft.heard.clear()
    later = aloft.expect("GLOBAL_POSITION_INT")
    assert (later.lat, later.lon) == (place.lat, place.lon)
    assert aloft.autopilot.state.east_m - true.east_m > 5.0
    aloft.text("Disarming motors", 40.0)
    assert aloft.autopilot.state.alt_m == 2.0


def test_satellites_back_in_time_change_nothing(aloft: Ground) -> None:
    happen(aloft, GnssLoss, duration_s=10.0)
    texts = aloft.texts(30.0)
    assert texts == []
    assert aloft.autopilot.state.mode == "GUIDED"


def test_an_estimator_that_recovers_does_not_take_the_landing_back(aloft: Ground) -> None:
    happen(aloft, GnssLoss, duration_s=20.0)
    texts = aloft.texts(22.0)
    assert texts[-1] == "EKF Failsafe Cleared"
    assert "EKF3 IMU0 is using GPS" in texts
    assert aloft.autopilot.state.mode == "LAND"


def test_the_estimator_may_be_told_only_to_report(aloft: Ground) -> None:
    aloft.set_param("FS_EKF_ACTION", 0.0)
    happen(aloft, GnssLoss)
    assert "EKF variance: position lost" in aloft.texts(20.0)
    assert aloft.autopilot.state.mode == "GUIDED"


def test_a_pulled_position_stays_plausible_while_the_copter_leaves(aloft: Ground) -> None:
    before = aloft.expect("GLOBAL_POSITION_INT")
    happen(aloft, GnssDrag, duration_s=30.0, speed_mps=3.0, towards_deg=90.0)
    aloft.advance(29.0)
    aloft.heard.clear()
    told, raw = aloft.expect("GLOBAL_POSITION_INT"), aloft.expect("GPS_RAW_INT")
    metre = 1e-7 * 111_320.0 * math.cos(math.radians(HOME.lat))
    assert abs(told.lon - before.lon) * metre < 8.0
    assert raw.fix_type >= 3 and raw.satellites_visible == 10
    assert aloft.autopilot.state.east_m == pytest.approx(-87.0, abs=9.0)
    aloft.advance(30.0)  # the true place is known again, and it flies back to where it should be
    assert aloft.autopilot.state.east_m == pytest.approx(0.0, abs=2.0)


@given(towards=st.floats(0.0, 359.9), speed=st.floats(0.5, 15.0))
def test_what_stands_on_the_ground_is_not_moved_by_a_pull(towards: float, speed: float) -> None:
    for body in (Copter(CopterSpec(), START), Plane(PlaneSpec(), START)):
        faults = Faults([GnssDrag(at_s=0.0, speed_mps=speed, towards_deg=towards)])
        for step in range(100):
            faults.step(body, Condition(), 0.1 * step)
        assert math.hypot(body.east_m, body.north_m) == pytest.approx(9.9 * speed)
        assert body.true_place == pytest.approx((0.0, 0.0), abs=1e-6)


def test_a_gust_comes_and_goes(aloft: Ground) -> None:
    happen(aloft, Gust, duration_s=20.0, wind_mps=10.0, from_deg=0.0)
    aloft.advance(10.0)
    assert aloft.autopilot._board.body.wind == pytest.approx((2.0, -10.0))
    aloft.advance(12.0)
    assert aloft.autopilot._board.body.wind == pytest.approx((2.0, 0.0))


def test_a_dead_cell_takes_its_share_of_voltage_and_charge(aloft: Ground) -> None:
    aloft.heard.clear()
    before = aloft.expect("SYS_STATUS")
    happen(aloft, BatteryCell, share=0.2)
    aloft.advance(1.0)
    aloft.heard.clear()
    after = aloft.expect("SYS_STATUS")
    assert after.battery_remaining == pytest.approx(0.8 * before.battery_remaining, abs=2)
    assert after.voltage_battery < 0.82 * before.voltage_battery
    aloft.advance(5.0)
    aloft.heard.clear()
    assert aloft.expect("SYS_STATUS").battery_remaining >= after.battery_remaining - 1  # once


def test_a_copter_without_a_motor_falls_and_disarms(aloft: Ground) -> None:
    happen(aloft, Motor)
    aloft.text("Potential Thrust Loss (1)", 3.0)
    hit = aloft.until(lambda m: "Hit ground" in getattr(m, "text", ""), 5.0, "fall")
    assert float(hit.text.split()[4]) > 8.0
    aloft.text("Crash: Disarming: AngErr=95>30, Accel=0.2<3.0", 3.0)
    assert not aloft.autopilot.state.armed


def test_a_plane_without_its_motor_glides(launch: Callable[..., Ground]) -> None:
    ground = launch(Plane(PlaneSpec(), START, wind=(2.0, 0.0)))
    takeoff = (3, mavlink.MAV_CMD_NAV_TAKEOFF, 10, 0, 0, 0, 0, 0, 60)
    far = (3, mavlink.MAV_CMD_NAV_WAYPOINT, 0, 0, 0, 0, 347500000, 1294500000, 60)
    ground.upload([takeoff, takeoff, far])
    assert (ground.mode(10), ground.arm()) == (0, 0)
    ground.advance(30.0)
    high_m = ground.autopilot.state.alt_m
    happen(ground, Motor)
    began, north_m = ground.t_s, ground.north_m()
    ground.until(lambda m: "Hit ground" in getattr(m, "text", ""), 120.0, "touchdown")
    assert ground.autopilot.state.alt_m < 2.1
    assert (ground.north_m() - north_m) / high_m == pytest.approx(12.0, rel=0.2)  # as it glides
    assert ground.t_s - began > 20.0


def test_a_plane_without_satellites_goes_on_by_its_airspeed(launch: Callable[..., Ground]) -> None:
    ground = launch(Plane(PlaneSpec(), START, wind=(2.0, 0.0)))
    takeoff = (3, mavlink.MAV_CMD_NAV_TAKEOFF, 10, 0, 0, 0, 0, 0, 60)
    far = (3, mavlink.MAV_CMD_NAV_WAYPOINT, 0, 0, 0, 0, 348000000, 1294500000, 60)
    ground.upload([takeoff, takeoff, far])
    assert (ground.mode(10), ground.arm()) == (0, 0)
    ground.advance(20.0)
    happen(ground, GnssLoss, duration_s=100.0)
    ground.advance(99.0)
    assert ground.autopilot.state.mode == "AUTO"
    assert ground.expect("GPS_RAW_INT").fix_type == 0
    assert 20.0 < abs(ground.autopilot.state.east_m) < 60.0  # it believes to be on the line


def test_a_clock_that_jumps_tells_another_time(aloft: Ground) -> None:
    happen(aloft, ClockJump, duration_s=10.0, jump_s=-600.0)
    aloft.advance(1.0)
    aloft.heard.clear()
    told = aloft.expect("SYSTEM_TIME")
    true_s = EPOCH.timestamp() + aloft.t_s
    assert told.time_unix_usec / 1e6 - true_s == pytest.approx(-600.0, abs=0.5)
    aloft.advance(10.0)
    aloft.heard.clear()
    told = aloft.expect("SYSTEM_TIME")
    assert told.time_unix_usec / 1e6 == pytest.approx(EPOCH.timestamp() + aloft.t_s, abs=0.5)


def test_nothing_is_pulled_away_in_hours_that_are_left_out() -> None:
    """A pull that lasts on goes on from where it was; one that ended meanwhile is over."""
    for duration_s, astray_m in ((None, 15.0), (100.0, 0.0)):
        body = Copter(CopterSpec(), START)
        drag = GnssDrag(at_s=0.0, duration_s=duration_s, speed_mps=5.0, towards_deg=90.0)
        faults = Faults([drag])
        for t_s in (0.0, 1.0, 2.0):
            faults.step(body, Condition(), t_s)
        faults.rest(3600.0)
        faults.step(body, Condition(), 3601.0)
        assert body.astray_m == pytest.approx((astray_m, 0.0))


@given(east_m=st.floats(-500.0, 500.0), north_m=st.floats(-500.0, 500.0))
def test_astray_leads_from_the_true_place_to_the_believed_one(
    east_m: float, north_m: float
) -> None:
    for body in (Copter(CopterSpec(), START), Sub(SubSpec(), Place(3.0, 4.0, 0.0))):
        body.astray_m = (east_m, north_m)
        (true_e, true_n), (east, north) = body.true_place, body.believed_place
        assert (east - true_e, north - true_n) == pytest.approx((east_m, north_m), abs=1e-9)


def test_a_fault_hits_whom_it_names() -> None:
    planned = (
        Motor(at_s=1.0, vehicle="heron-1"),
        Gust(at_s=1.0, wind_mps=3.0, from_deg=10.0),
    )
    for name, is_hit in (("heron-1", True), ("heron-2", False)):
        body = Copter(CopterSpec(), START)
        faults = faults_of(planned, name, 1)
        for t_s in (0.0, 1.0, 2.0):
            faults.step(body, Condition(), t_s)
        assert body.is_motor_out is is_hit
        assert math.hypot(*body.wind) == pytest.approx(3.0)
