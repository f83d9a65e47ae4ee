"""What a reckoned place rests on: satellites count at the surface, a log while it is believed.

The seeded dives drive the simulated ArduSub and hear what it says, without a link in between.
"""

import math
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.clock import Clock
from simulator.autopilot import Autopilot
from simulator.vehicles.body import Place
from simulator.vehicles.sub import TOP_SHARE, Sub, SubSpec
from surveillance.ellipse import CHI2_95, covariance_of
from surveillance.links.readings import Readings, updated
from surveillance.patrol.dive.track import UNMEASURED_CURRENT_MPS, DiveTrack, Source
from tests.surveillance.bench import EPOCH, FRAME
from tests.surveillance.patrol.dive.bench import SPEC, make_dive, orca

READY, LOST = 831, 167  # EKF_STATUS_REPORT of the recorded autopilots, with and without a place
CLOCK = Clock(0.0, EPOCH, 1.0)


class Heard:
    """A track that hears made-up messages, a second apart."""

    def __init__(self, **vehicle: Any) -> None:
        self.track = DiveTrack(make_dive(orca(**vehicle)), CLOCK)
        self.readings = Readings(vehicle_type=mavlink.MAV_TYPE_SUBMARINE)
        self.now_s = 10.0

    def hear(self, message: Any) -> None:
        self.readings = updated(self.readings, message)
        self.track.hear(message, self.readings)

    def state(self, ekf: int, fix: int) -> None:
        self.hear(mavlink.MAVLink_ekf_status_report_message(ekf, 0, 0, 0, 0, 0, 0))
        self.hear(
            mavlink.MAVLink_gps_raw_int_message(
                0, fix, 0, 0, 0, 100, 100, 0, 0, 10, 0, 0, 0, 0, 0, 0
            )
        )

    def sticks(self, ahead: float) -> None:
        pulses = [1500] * 4 + [round(1500 + 400 * ahead), 1500] + [0] * 12
        self.hear(mavlink.MAVLink_rc_channels_message(0, 16, *pulses, 254))

    def height(self, depth_m: float, north_m: float = 0.0, after_s: float = 1.0) -> Any:
        self.now_s += after_s
        place = FRAME.lonlat(0.0, north_m)
        lat, lon = round(place.lat * 1e7), round(place.lon * 1e7)
        mm = -round(depth_m * 1000.0)
        now_ms = round(self.now_s * 1000.0)
        self.hear(mavlink.MAVLink_global_position_int_message(now_ms, lat, lon, mm, mm, 0, 0, 0, 0))
        return self.track.newest


def test_nothing_is_known_before_a_fix() -> None:
    heard = Heard()
    heard.state(LOST, 1)
    assert heard.height(0.0) is None
    heard.state(READY, 3)
    assert heard.height(0.0).source is Source.FIX


def test_a_fix_under_water_is_none_without_an_acoustic_one() -> None:
    heard = Heard()
    heard.state(READY, 3)
    heard.height(0.0)
    heard.sticks(0.0)
    # the receiver's last word is old, the filter coasts: its place of 40 m north is not believed
    moment = heard.height(3.0, north_m=40.0)
    assert moment.source is Source.STICKS
    assert moment.range_m < 1.0
    acoustic = Heard(positioning="usbl")
    acoustic.state(READY, 3)
    assert acoustic.height(3.0, north_m=40.0).source is Source.FIX


def test_an_acoustic_fix_that_the_filter_does_not_stand_by_is_none() -> None:
    heard = Heard(positioning="usbl")
    heard.state(READY, 3)
    heard.height(3.0)
    heard.state(LOST, 3)
    heard.sticks(0.0)
    assert heard.height(3.0, north_m=40.0).source is Source.STICKS


def test_the_sticks_move_it_where_only_they_tell() -> None:
    heard = Heard(full_stick_mps=2.0)
    heard.state(READY, 3)
    heard.height(0.0)
    heard.state(LOST, 1)
    heard.sticks(0.5)
    for _ in range(10):
        moment = heard.height(4.0)
    assert moment.range_m == pytest.approx(10.0, abs=0.1)
    assert moment.since_fix_s == pytest.approx(10.0)


def test_without_sticks_or_after_a_gap_it_may_be_anywhere_near() -> None:
    errors = []
    for sticks, after_s in ((0.0, 1.0), (None, 1.0), (0.0, 20.0)):
        heard = Heard()
        heard.state(READY, 3)
        heard.height(0.0)
        heard.state(LOST, 1)
        if sticks is not None:
            heard.sticks(sticks)
        for _ in range(round(20.0 / after_s)):
            moment = heard.height(4.0, after_s=after_s)
        errors.append((moment.source, moment.error_m))
    assert [source for source, _ in errors] == [Source.STICKS, Source.NOTHING, Source.NOTHING]
    assert errors[1][1] > errors[0][1]
    assert errors[2][1] > errors[0][1]


def test_a_late_message_moves_nothing_and_a_restart_is_a_gap() -> None:
    heard = Heard()
    heard.state(READY, 3)
    heard.height(0.0)
    heard.state(LOST, 1)
    heard.sticks(0.5)
    before = heard.height(3.0)
    assert heard.height(3.0, after_s=-0.5) is before
    assert heard.height(3.0, after_s=-9.0 - 0.5 - 2.0).source is Source.NOTHING  # began anew


class Ear:
    """In the place of the vehicle's radio: what it says goes straight to the track."""

    is_heard, port = True, 0

    def __init__(self, heard: Heard) -> None:
        self._heard = heard

    def poll(self) -> list[Any]:
        return []

    def send(self, messages: list[Any]) -> None:
        for message in messages:
            self._heard.hear(message)

    def close(self) -> None:
        """Nothing to close."""


def dived(seed: int) -> tuple[DiveTrack, tuple[float, float], float]:
    """A dive of two minutes in a seeded current, with sticks that give more or less than thought;
    its track, and at the end the true place and how far the current took it."""
    dice = np.random.default_rng(seed)
    current = tuple(float(v) for v in UNMEASURED_CURRENT_MPS * dice.normal(size=2))
    thought = TOP_SHARE * SPEC.cruise_mps / max(0.2, 1.0 + 0.2 * dice.normal())
    heard = Heard(full_stick_mps=float(thought))
    sub = Sub(SubSpec(positioning="none"), Place(0.0, 0.0, 0.0), current=(0.0, 0.0))
    autopilot = Autopilot(sub, FRAME, EPOCH, 0)
    autopilot._link.close()
    autopilot._link = Ear(heard)  # type: ignore[assignment]
    for t_s in range(46):
        autopilot.step(float(t_s))
    sub.wind = (current[0], current[1])
    autopilot._board.set_param("FS_PILOT_INPUT", 0)
    autopilot._flight.switch(2)
    assert autopilot._flight.arm()
    steps = [(6.0, 0, -1000, 0), (40.0, 600, 0, 0), (4.0, 0, 0, 500), (50.0, 500, 0, 0)]
    t_s = 45.0
    for seconds, ahead, up, turn in steps:
        message = mavlink.MAVLink_manual_control_message(1, ahead, 0, 500 + up // 2, turn, 0)
        autopilot._receive(message)
        for _ in range(round(seconds / 0.25)):
            t_s += 0.25
            autopilot.step(t_s)
    return heard.track, (sub.east_m, sub.north_m), 100.0 * math.hypot(*current)


@pytest.mark.long
def test_seeded_dives_are_where_their_ellipses_say() -> None:
    inside, drifts, seeds = 0, [], range(40)
    for seed in seeds:
        track, (east_m, north_m), drift_m = dived(seed)
        moment = track.newest
        assert moment is not None and moment.source is Source.STICKS
        told = FRAME.point(moment.position)
        off = np.array([east_m - told[0], north_m - told[1]])
        squared = off @ np.linalg.solve(covariance_of(moment.ellipse), off)
        inside += bool(squared <= CHI2_95)
        drifts.append(drift_m)
        assert moment.depth_m == pytest.approx(6.0, abs=1.5)
    assert max(drifts) > 40.0  # the currents were no still water
    assert inside >= 35  # of 40 at 95 %: 38 expected, 35 is 2.2 sigma below


def test_the_moment_has_the_vehicles_own_time() -> None:
    track, _, _ = dived(1)
    assert track.newest is not None
    assert abs(track.newest.at - (EPOCH + timedelta(seconds=145.0))) < timedelta(seconds=1.0)
