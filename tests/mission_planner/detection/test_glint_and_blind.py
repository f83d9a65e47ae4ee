"""Where the sun glitters, where it stands, and what no picture shows."""

import math
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, box

from geodata.position import LonLat
from mission_planner.detection.against import Against, Eye
from mission_planner.detection.blind import blind
from mission_planner.detection.glint import glint_share, glints, mirror_slope2
from mission_planner.detection.target import Conditions, Sun, Target, sun_at
from mission_planner.errors import PlannerError
from tests.mission_planner.detection.test_exposure import legs
from tests.mission_planner.islands import heron

NO_LAND = MultiPolygon()
EAST, WEST = 0.0, math.pi


def eye(sun=None, sea_state=2.0):
    return Eye(heron(), 100.0, 200.0, Against(Target(10.0), Conditions(sea_state), sun))


PLAIN = eye().field


def test_the_sun_of_the_solar_position_algorithm():
    """NREL/TP-560-34302, appendix 5: azimuth 194.34 and zenith 50.11 degrees."""
    sun = sun_at(LonLat(-105.1786, 39.742476), datetime(2003, 10, 17, 19, 30, 30, tzinfo=UTC))
    assert sun.azimuth_deg == pytest.approx(194.34, abs=0.03)
    assert 90.0 - sun.elevation_deg == pytest.approx(50.11, abs=0.03)
    assert (sun.light, Sun(0.0, -3.0).light, Sun(0.0, -9.0).light) == ("day", "dusk", "night")
    with pytest.raises(PlannerError, match="elevation must lie"):
        Sun(0.0, 91.0)


@settings(max_examples=30, deadline=None)
@given(st.floats(-180.0, 180.0), st.floats(5.0, 85.0), st.floats(20.0, 500.0))
def test_level_water_mirrors_the_sun_where_the_angles_are_equal(azimuth, elevation, altitude):
    away = altitude / math.tan(math.radians(elevation))
    place = away * np.array([math.sin(math.radians(azimuth)), math.cos(math.radians(azimuth))])
    sun = Sun(0.0, elevation)
    assert mirror_slope2(*place, altitude, azimuth, sun) == pytest.approx(0.0, abs=1e-9)
    assert mirror_slope2(*(1.5 * place), altitude, azimuth, sun) > 1e-5


def test_looking_into_the_sun_glitters_and_away_from_it_does_not():
    sun = Sun(90.0, 25.0)  # in the east
    there, away = eye(sun), eye(sun)
    assert there.glint_share(EAST) > 0.2
    assert away.glint_share(WEST) == 0.0
    assert eye(sun, 5.0).glint_share(EAST) > there.glint_share(EAST)  # a rougher sea
    assert eye(Sun(90.0, -2.0)).glint_share(EAST) == 0.0  # below the horizon
    assert eye().glint_share(EAST) == 0.0


def test_what_glitters_finds_nothing():
    seeing = eye(Sun(90.0, 25.0))
    dazzled, plain = seeing.field_of(EAST), seeing.field
    glitter = glints(plain, 100.0, EAST, Sun(90.0, 25.0), Conditions(2.0).wind_mps)
    assert (dazzled.rates[glitter] == 0.0).all()
    assert (dazzled.rates[~glitter] == plain.rates[~glitter]).all()
    assert glint_share(plain, glitter) == seeing.glint_share(EAST)
    assert seeing.field_of(WEST).rates.sum() == plain.rates.sum()


@settings(max_examples=15, deadline=None)
@given(st.floats(0.0, 6.0), st.floats(0.0, 360.0), st.floats(-10.0, 90.0), st.floats(0.0, 6.28))
def test_shares_are_shares(sea_state, azimuth, elevation, course):
    wind_mps = Conditions(sea_state).wind_mps
    found = glints(PLAIN, 100.0, course, Sun(azimuth, elevation), wind_mps)
    assert 0.0 <= glint_share(PLAIN, found) <= 1.0


def test_two_ways_see_together_what_neither_sees_alone():
    strip = box(0.0, -20.0, 1000.0, 20.0)
    halves = [legs([(-500.0, 0.0), (-400.0, 0.0)]), legs([(500.0, 0.0), (2000.0, 0.0)])]
    alone = [blind(strip, [(way, PLAIN)], NO_LAND).share for way in halves]
    assert blind(strip, [(way, PLAIN) for way in halves], NO_LAND).share < min(alone)


def test_a_strip_under_a_long_straight_way_is_seen():
    path = legs([(-2000.0, 0.0), (2000.0, 0.0)])
    found = blind(box(-1500.0, -100.0, 1500.0, 100.0), [(path, PLAIN)], NO_LAND)
    assert found.share == 0.0


def test_the_sea_under_the_near_edge_at_the_start_is_not_seen():
    path = legs([(0.0, 0.0), (2000.0, 0.0)])
    found = blind(box(0.0, -20.0, 1000.0, 20.0), [(path, PLAIN)], NO_LAND)
    lower_edge_deg = 25.0 + 35.98 / 2.0
    near_m = 100.0 / math.tan(math.radians(lower_edge_deg))
    assert found.under == pytest.approx(near_m / 1000.0, abs=0.02)
    assert (found.behind_land, found.beyond) == (0.0, 0.0)


def test_what_lies_behind_land_and_out_of_reach_is_told_apart():
    path = legs([(-2000.0, 0.0), (2000.0, 0.0)])
    wall = MultiPolygon([box(-3000.0, 150.0, 3000.0, 160.0)])
    strip = box(-500.0, -50.0, 500.0, 950.0)
    open_sea = blind(strip, [(path, PLAIN)], NO_LAND)
    walled = blind(strip, [(path, PLAIN)], wall)
    assert open_sea.behind_land == 0.0 < open_sea.beyond < 0.7
    assert walled.behind_land == pytest.approx(walled.share - open_sea.share)
    assert walled.share == pytest.approx(0.79, abs=0.01)  # all beyond the wall
