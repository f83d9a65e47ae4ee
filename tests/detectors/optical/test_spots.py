"""Bright spots on free water, and how large they are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.optical.shape import shape_of, shape_of_box
from detectors.optical.spots import HALO_PX, find_spots
from detectors.optical.water import land_mask, scene_levels
from tests.detectors.optical.scenes import LAND, put_bar, sea


def spots_of(stack):
    levels = scene_levels(stack)
    return find_spots(stack, land_mask(stack, levels), levels.nir_limit)


def test_an_empty_sea_has_no_spots():
    assert spots_of(sea(150, 150)) == []


@given(
    bearing=st.floats(0.0, 179.9),
    length=st.floats(8.0, 35.0),
    x=st.floats(60.0, 61.0),
    y=st.floats(60.0, 61.0),
)
@settings(deadline=None, max_examples=25)
def test_a_ship_is_one_spot_where_it_lies_as_long_as_it_is(bearing, length, x, y):
    stack = sea(120, 120, rough=0.0005)
    width = max(length / 6.0, 2.0)
    put_bar(stack, (x, y), length, width, bearing)
    (spot,) = spots_of(stack)
    x0, y0, x1, y1 = spot.box_px
    assert ((x0 + x1) / 2, (y0 + y1) / 2) == pytest.approx((x, y), abs=1.0)
    shape = shape_of(spot.pixels, spot.rise, 10.0)
    assert shape.length_m == pytest.approx(10.0 * length, abs=12.0)
    assert shape.width_m == pytest.approx(10.0 * width, abs=9.0)
    assert shape.heading_deg is not None
    off = abs((shape.heading_deg - bearing + 90.0) % 180.0 - 90.0)
    assert off < 5.0


def test_a_bright_deckhouse_does_not_cut_the_hull_off():
    stack = sea(120, 120)
    put_bar(stack, (60.0, 60.0), 26.0, 4.0, 0.0)
    put_bar(stack, (60.0, 71.0), 3.0, 4.0, 0.0, colour=(0.5, 0.5, 0.5, 0.5))
    (spot,) = spots_of(stack)
    assert spot.box_px[3] - spot.box_px[1] >= 24


def test_a_wake_fainter_than_the_hull_is_not_part_of_it():
    stack = sea(120, 120)
    put_bar(stack, (60.0, 85.0), 40.0, 3.0, 0.0, colour=(0.09, 0.085, 0.07, 0.05))
    put_bar(stack, (60.0, 55.0), 16.0, 4.0, 0.0)
    ship = max(spots_of(stack), key=lambda spot: float(spot.rise.max()))
    assert ship.box_px[3] <= 66


def test_nothing_on_land_is_a_spot():
    stack = sea(120, 120)
    stack[:, :60] = LAND
    put_bar(stack, (30.0, 60.0), 20.0, 4.0, 20.0, colour=(0.5, 0.5, 0.5, 0.6))
    assert spots_of(stack) == []


@pytest.mark.parametrize("place", [(119.0, 60.0), (0.5, 60.0), (60.0, 119.5), (119.5, 0.5)])
def test_a_ship_cut_by_the_edge_is_found(place):
    stack = sea(120, 120)
    put_bar(stack, place, 16.0, 4.0, 0.0)
    assert len(spots_of(stack)) == 1


@given(left=st.integers(0, 300 - 2 * HALO_PX), top=st.integers(0, 300 - 2 * HALO_PX))
@settings(deadline=None, max_examples=10)
def test_a_spot_is_the_same_to_the_bit_in_every_window_that_reaches_far_enough(left, top):
    stack = sea(300, 300, rough=0.003)
    put_bar(stack, (150.3, 149.6), 22.0, 4.0, 33.0)
    levels = scene_levels(stack)
    land = np.zeros((300, 300), np.bool_)
    whole = next(s for s in find_spots(stack, land, levels.nir_limit) if s.rise.max() > 0.08)
    x, y = whole.peak_px
    rows, columns = slice(max(y - HALO_PX - top, 0), 300), slice(max(x - HALO_PX - left, 0), 300)
    part = find_spots(stack[rows, columns], land[rows, columns], levels.nir_limit)
    same = next(s for s in part if s.rise.max() > 0.08).moved(columns.start, rows.start)
    assert same.box_px == whole.box_px
    assert same.peak_px == whole.peak_px
    assert same.rise.tobytes() == whole.rise.tobytes()
    assert same.sigmas == whole.sigmas


def test_a_round_spot_has_no_heading():
    shape = shape_of(np.ones((4, 4), np.bool_), np.ones((4, 4), np.float32), 10.0)
    assert shape.heading_deg is None
    assert shape.length_m == pytest.approx(40.0)
    assert shape.width_m == pytest.approx(40.0)


def test_metres_are_those_of_the_ground():
    pixels, weight = np.ones((3, 18), np.bool_), np.ones((3, 18), np.float32)
    assert shape_of(pixels, weight, 8.1).length_m == pytest.approx(18 * 8.1)
    assert shape_of(pixels, weight, 8.1).heading_deg == pytest.approx(90.0)


def test_of_a_box_alone_the_heading_is_known_only_when_it_is_slim():
    across, oblique = shape_of_box(24.0, 6.0, 10.0), shape_of_box(18.0, 15.0, 10.0)
    assert (across.length_m, across.heading_deg) == (240.0, 90.0)
    assert oblique.heading_deg is None
    assert 180.0 < oblique.length_m < 235.0
