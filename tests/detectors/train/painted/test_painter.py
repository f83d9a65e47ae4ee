"""Painted harbours: ships float, hit nobody, and are where it is said; piers begin on land."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.train.painted.painter import Painter

SIDE_PX = 96
SEA, LAND = 0.04, 0.2


def painter(seed: int, quay_px: int, metre_per_px: float = 10.0) -> Painter:
    """Land to the left of a straight quay, sea to the right."""
    picture = np.full((SIDE_PX, SIDE_PX, 4), SEA, np.float32)
    picture[:, :quay_px] = LAND
    wet = np.ones((SIDE_PX, SIDE_PX), np.bool_)
    wet[:, :quay_px] = False
    taken = np.zeros_like(wet)
    return Painter(picture, wet, taken, metre_per_px, np.random.default_rng(seed))


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(0, SIDE_PX), st.floats(6.0, 14.0))
def test_ships_are_where_it_is_said_and_what_is_painted_stays_light(seed, quay_px, metre_per_px):
    work = painter(seed, quay_px, metre_per_px)
    work.piers(3)
    hulls = work.ships(6, 0.8)
    assert np.isfinite(work.picture).all()
    assert work.picture.min() > 0.0 and work.picture.max() <= 1.0
    assert set(np.unique(work.own)) <= {-1, *range(len(hulls))}
    for number, hull in enumerate(hulls):
        rows, columns = np.nonzero(work.own == number)
        if not len(rows):  # half a pixel wide, or overlain by the next one
            continue
        x0, y0, x1, y1 = hull.box_px()
        assert x0 - 1 <= columns.min() and columns.max() <= x1 + 1
        assert y0 - 1 <= rows.min() and rows.max() <= y1 + 1
        assert 40.0 <= hull.length_px * metre_per_px <= 380.0


def test_a_ship_at_the_quay_lies_along_it():
    lies = [hull for seed in range(30) for hull in painter(seed, 40).ships(1, 1.0)]
    assert len(lies) >= 25
    for hull in lies:
        assert abs(math.sin(hull.angle_rad)) > 0.95
        assert -0.8 < hull.x - 40 - hull.width_px / 2 < 1.5  # to the pixel that it is placed on


def test_a_ship_in_the_roads_keeps_clear_of_the_land():
    lies = [hull for seed in range(30) for hull in painter(seed, 20).ships(1, 0.0)]
    assert len(lies) >= 25
    assert all(hull.box_px()[0] > 20 for hull in lies)


def test_ships_do_not_lie_on_those_that_are_labelled():
    work = painter(1, 40)
    work._taken[:, 40:60] = True
    assert work.ships(8, 1.0) == []


def test_a_pier_is_no_ship_and_stands_in_the_water():
    built = 0
    for seed in range(20):
        work = painter(seed, 40)
        work.piers(1)
        assert (work.own == -1).all()
        built += bool((np.abs(work.picture[:, 45:] - SEA) > 0.02).any())
    assert built >= 15
