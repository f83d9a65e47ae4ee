"""How far a tether reaches, and what it cannot go round."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from mission_planner.underwater.reach import flat_reach_m, obstacles_of, reachable

HOME = np.zeros(2)
NEAR = st.floats(-150.0, 150.0)


def test_a_tether_of_50_m_reaches_40_m_sideways_at_30_m():
    assert flat_reach_m(50.0, 30.0) == pytest.approx(40.0)
    assert flat_reach_m(50.0, 60.0) == 0.0


def test_open_water_is_a_disc():
    found = reachable(HOME, 100.0, Polygon())
    assert found.area == pytest.approx(math.pi * 99.5**2, rel=0.001)


def test_behind_a_wall_is_its_shadow():
    """A wall 20 m wide 10 m ahead hides a sector of 90 degrees beyond it."""
    found = reachable(HOME, 100.0, box(10.0, -10.0, 10.1, 10.0))
    hidden = math.pi * 99.5**2 / 4.0 - 100.0  # less the triangle before the wall
    assert found.area == pytest.approx(math.pi * 99.5**2 - hidden, rel=0.002)
    assert not found.intersects(Point(50.0, 0.0))
    assert found.contains(Point(50.0, 51.5))


discs = st.builds(
    lambda x, y, r: Point(x, y).buffer(r, quad_segs=4), NEAR, NEAR, st.floats(2.0, 40.0)
)


@given(st.lists(discs, max_size=4), st.lists(st.tuples(NEAR, NEAR), min_size=20, max_size=20))
def test_what_is_reachable_lies_on_a_clear_straight_line(obstacles, places):
    closed = obstacles_of(MultiPolygon(), tuple(obstacles))
    assume(closed.distance(Point(HOME)) > 1.0)
    found = reachable(HOME, 120.0, closed)
    for place in places:
        line = LineString([HOME, place])
        inside = found.buffer(-1e-6).contains(Point(place))
        is_clear = not closed.intersects(line) and line.length < 120.0
        assert not inside or is_clear
        # and nothing is given away but the slack and what hugs an obstacle
        if closed.distance(line) > 1.0 and line.length < 118.0:
            assert found.intersects(Point(place))


def test_a_home_inside_an_obstacle_reaches_nothing():
    assert shapely.is_empty(reachable(HOME, 100.0, box(-5.0, -5.0, 5.0, 5.0)))
