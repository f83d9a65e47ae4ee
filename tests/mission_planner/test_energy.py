"""Time and energy against figures worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mission_planner.energy import estimate, ground_speeds
from mission_planner.flight import FlightPath
from mission_planner.request import Wind
from tests.mission_planner.islands import heron


def out_and_back(length_m: float, altitude_m: float = 100.0) -> FlightPath:
    points = np.array([(0, 0), (0, 0), (0, length_m), (0, 0), (0, 0)], np.float64)
    heights = np.array([0.0, altitude_m, altitude_m, altitude_m, 0.0])
    return FlightPath(points, heights, np.zeros(5), np.full(4, 14.0))


def test_a_calm_flight():
    found = estimate(out_and_back(7000.0), heron())
    extra = 21.0 + 2 * (14.0 / 2.5) * 0.5 * (1.0 + 1.0 / 0.6)  # landing; brake, and start again
    assert found.length_m == pytest.approx(14_000.0)
    assert found.duration_s == pytest.approx(1065.0 + extra, rel=1e-4)
    climbing, down = 25.0 * 1.25 * 420.0, 40.0 * 420.0
    energy = (1000.0 * 480.0 + climbing + down + extra * 420.0) / 3600.0
    assert found.energy_wh == pytest.approx(energy, rel=1e-4)
    assert found.battery_left_pct == pytest.approx(100.0 * (1 - energy / 560.0), rel=1e-4)


def test_slight_corners_cost_nothing():
    slight = np.array([(0, 0), (0, 3000), (500, 6000), (500, 9000)], np.float64)
    path = FlightPath(slight, np.full(4, 100.0), np.zeros(4), np.full(3, 14.0))
    ends = (14.0 / 2.5) * 0.5 * (1.0 + 1.0 / 0.6)
    assert estimate(path, heron()).duration_s == pytest.approx(path.length_m / 14.0 + ends + 21.0)


def test_wind_triangle():
    north, east = np.array([[0.0, 1.0]]), np.array([[1.0, 0.0]])
    assert ground_speeds(north, 13.0, Wind(5.0, 0.0))[0] == pytest.approx(8.0)
    assert ground_speeds(east, 13.0, Wind(5.0, 0.0))[0] == pytest.approx(12.0)
    # a tail wind is not ridden: the autopilot holds its ground speed
    assert ground_speeds(-north, 13.0, Wind(5.0, 0.0))[0] == pytest.approx(13.0)
    assert not ground_speeds(east, 13.0, Wind(14.0, 0.0))[0] > 0


@given(st.floats(0.0, 11.0), st.floats(0.0, 360.0))
def test_wind_never_helps_a_way_out_and_back(speed_mps, from_deg):
    calm = estimate(out_and_back(5000.0), heron())
    windy = estimate(out_and_back(5000.0), heron(), Wind(speed_mps, from_deg))
    assert windy.duration_s >= calm.duration_s - 1e-6
    assert windy.energy_wh >= calm.energy_wh - 1e-6
    assert windy.slowest_mps > 0


def test_a_wind_that_blows_it_back_is_seen():
    assert estimate(out_and_back(5000.0), heron(), Wind(20.0, 0.0)).slowest_mps < 0
    assert estimate(out_and_back(5000.0), heron(), Wind(20.0, 90.0)).slowest_mps < 0


def test_waiting_costs_hover_power():
    path = out_and_back(1000.0)
    waiting = FlightPath(path.points, path.height_m, np.array([0, 0, 60.0, 0, 0]), path.speed_mps)
    more = estimate(waiting, heron()).energy_wh - estimate(path, heron()).energy_wh
    assert more == pytest.approx(60.0 * 420.0 / 3600.0)
