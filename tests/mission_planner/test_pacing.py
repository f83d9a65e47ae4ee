"""Missions for wind ask on each leg for what the cruise airspeed leaves over ground."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, box

from mission_planner.energy import estimate
from mission_planner.flight import flight_path
from mission_planner.mission import CMD_CHANGE_SPEED
from mission_planner.pacing import leg_speeds
from mission_planner.plan import PlanRequest, Wind, plan
from mission_planner.request import CALM
from tests.mission_planner.islands import area_of, heron

DISC = Point(0.0, 0.0).buffer(500.0, quad_segs=8)
ROUND = box(-1500.0, -1500.0, 1500.0, 1500.0)
CRUISE_MPS = heron().cruise_mps
PLACES = st.lists(st.tuples(*[st.floats(-3e3, 3e3)] * 2), min_size=2, max_size=12)


@given(PLACES, st.floats(0.1, 12.0), st.floats(0.0, 360.0))
def test_no_leg_asks_for_more_than_the_cruise_airspeed(places, speed_mps, from_deg):
    points = np.array(places)
    asked = leg_speeds(points, heron(), Wind(speed_mps, from_deg))
    assert len(asked) == len(points) - 1
    towards = math.radians(from_deg + 180.0)
    blow = speed_mps * np.array([math.sin(towards), math.cos(towards)])
    for leg, over_ground in zip(np.diff(points, axis=0), asked, strict=True):
        assert 1.9 <= over_ground <= CRUISE_MPS
        if not leg.any():
            continue
        through_air = over_ground * leg / np.hypot(*leg) - blow
        assert np.hypot(*through_air) <= CRUISE_MPS + 0.02
        faster = (over_ground + 0.04 * CRUISE_MPS) * leg / np.hypot(*leg) - blow
        assert over_ground > 0.97 * CRUISE_MPS or np.hypot(*faster) > CRUISE_MPS - 0.02


def test_calm_needs_no_commands_and_wind_writes_them():
    assert leg_speeds(np.array([(0.0, 0.0), (500.0, 0.0)]), heron(), CALM) == []
    counts, durations = [], []
    for wind in (CALM, Wind(6.0, 40.0)):
        made = plan(area_of(ROUND, DISC), heron(), PlanRequest(wind=wind))
        items = made.mission.items
        counts.append(sum(item.command == CMD_CHANGE_SPEED for item in items))
        path = flight_path(made.mission, made.area.frame, CRUISE_MPS)
        again = estimate(path, heron(), wind)
        assert again.duration_s == pytest.approx(made.sorties[0].duration_s)
        durations.append(again.duration_s)
    assert counts[0] == 1 < counts[1]
    assert durations[1] > 1.1 * durations[0]


def test_a_mission_that_asks_for_too_much_against_the_wind_pays_for_it():
    """Read from a file without commands for the wind: held by force, dear in energy."""
    wind = Wind(8.0, 0.0)
    made = plan(area_of(ROUND, DISC), heron(), PlanRequest())
    path = flight_path(made.mission, made.area.frame, CRUISE_MPS)
    calm, windy = estimate(path, heron()), estimate(path, heron(), wind)
    paced = plan(area_of(ROUND, DISC), heron(), PlanRequest(wind=wind))
    assert windy.duration_s == pytest.approx(calm.duration_s)
    assert windy.energy_wh > 1.2 * paced.energy_wh
