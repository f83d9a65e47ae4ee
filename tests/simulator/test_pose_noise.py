"""Errors of the telemetry: seeded, independent of the pictures taken, of the size asked for."""

import numpy as np
import pytest

from geodata.georef import CameraPose
from geodata.position import LonLat, bearing_deg, distance_m
from simulator.pose_noise import NoiseConfig, PoseError, PoseNoise, disturbed

POSE = CameraPose(LonLat(130.1, 34.24), 120.0, 80.0, -25.0, 0.0)


def test_errors_do_not_depend_on_the_pictures_between() -> None:
    every, some = PoseNoise(NoiseConfig(), 5), PoseNoise(NoiseConfig(), 5)
    for k in range(20):
        last = every.at(k * 0.5)
    assert some.at(19 * 0.5) == last
    assert PoseNoise(NoiseConfig(), 6).at(9.5) != last


def test_sizes_and_memory_are_as_asked() -> None:
    noise = PoseNoise(NoiseConfig(), 1)
    errors = [noise.at(k * 0.5) for k in range(6000)]
    pitch = np.array([e.pitch_deg for e in errors])
    east = np.array([e.east_m for e in errors])
    assert pitch.std() == pytest.approx(0.5, rel=0.08)
    assert east.std() == pytest.approx(1.5, rel=0.3)
    assert np.std([e.up_m for e in errors]) == pytest.approx(1.0, rel=0.3)
    assert np.std([e.stamp_s for e in errors]) == pytest.approx(0.01, rel=0.08)
    assert np.corrcoef(pitch[:-2], pitch[2:])[0, 1] == pytest.approx(np.exp(-1.0), abs=0.08)
    assert np.corrcoef(east[:-2], east[2:])[0, 1] == pytest.approx(np.exp(-1 / 20), abs=0.05)


def test_time_must_not_go_back() -> None:
    noise = PoseNoise(NoiseConfig(), 1)
    noise.at(2.0)
    with pytest.raises(ValueError, match="must not go back"):
        noise.at(1.0)


def test_a_disturbed_pose_is_off_by_the_error() -> None:
    found = disturbed(POSE, PoseError(0.4, -0.3, 0.2, 3.0, 4.0, -1.0, 0.0))
    assert distance_m(POSE.position, found.position) == pytest.approx(5.0, abs=1e-3)
    assert bearing_deg(POSE.position, found.position) == pytest.approx(36.87, abs=0.01)
    assert found.alt_amsl_m == 119.0
    assert (found.heading_deg, found.pitch_deg, found.roll_deg) == pytest.approx((80.4, -25.3, 0.2))


def test_a_camera_that_looks_straight_down_may_tip_over() -> None:
    down = CameraPose(POSE.position, 120.0, 80.0, -90.0, 0.0)
    found = disturbed(down, PoseError(0.0, -0.5, 0.0, 0.0, 0.0, 0.0, 0.0))
    assert found.pitch_deg == pytest.approx(-89.5)
    assert found.heading_deg == pytest.approx(260.0)
