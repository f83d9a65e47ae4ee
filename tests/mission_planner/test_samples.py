"""What is answered leg by leg is what asking every single place gives."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from mission_planner.samples import SAMPLE_M, Samples
from tests.mission_planner.islands import islands

METRES = st.floats(-2500.0, 2500.0, allow_subnormal=False).map(lambda v: round(v, 6))
PLACES = st.tuples(METRES, METRES)
PATHS = st.lists(PLACES, min_size=1, max_size=8).map(np.array)


@pytest.mark.long
@settings(max_examples=60, deadline=None)
@given(PATHS, islands(), st.floats(0.0, 900.0))
def test_legs_first_or_every_place_makes_no_difference(path, land, distance):
    samples = Samples(np.repeat(path, 2, axis=0))  # a hover has no length
    points = shapely.points(samples.places)
    apart = shapely.distance(points, land)
    near = samples.within(land, distance)
    clear_cut = np.abs(apart - distance) > 1e-6
    assert (near == (apart < distance))[clear_cut & (distance > 0.0)].all()
    assert (samples.within(land, 0.0) == (apart == 0.0))[(apart > 1e-6) | (apart == 0.0)].all()
    assert (samples.outside(land) == (apart > 0.0))[apart != 0.0].all()
    everywhere = np.ones(len(points), np.bool_)
    assert abs(samples.nearest_m(land, everywhere) - apart.min()) < 1e-9


@given(PATHS)
def test_places_are_close_together_and_hold_every_corner(path):
    places = Samples(path).places
    steps = np.hypot(*np.diff(places, axis=0).T)
    assert (steps <= SAMPLE_M + 1e-9).all()
    for corner in path:
        assert np.hypot(*(places - corner).T).min() < 1e-9
    assert np.array_equal(places[0], path[0]) and np.array_equal(places[-1], path[-1])


def test_the_nearest_of_very_many():
    circle = shapely.Point(0.0, 0.0).buffer(3000.0, quad_segs=64)
    samples = Samples(shapely.get_coordinates(circle.exterior))
    among = samples.places[:, 0] > 0.0
    nearest = samples.nearest_m(shapely.Point(500.0, 0.0), among)
    exact = np.hypot(*(samples.places[among] - (500.0, 0.0)).T).min()
    assert abs(nearest - exact) < 1e-9
