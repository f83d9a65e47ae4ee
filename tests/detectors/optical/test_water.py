"""Water, land and open water round a box."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.optical.water import (
    cloud_probability,
    has_open_water,
    land_mask,
    near_water,
    ring_share,
    scene_levels,
    water_probability,
)
from tests.detectors.optical.scenes import LAND, SHIP, WATER, put_bar, sea


def harbour():
    stack = sea(120, 160)
    stack[:, :40] = LAND
    return stack


def test_water_is_water_and_land_is_land():
    stack = harbour()
    chance = water_probability(stack, scene_levels(stack))
    assert chance[:, 45:].min() > 0.9
    assert chance[:, :40].max() < 0.1


@given(haze=st.floats(0.0, 0.08))
@settings(deadline=None, max_examples=20)
def test_haze_over_the_whole_scene_moves_no_shore(haze):
    """Products with and without the correction of the air differ by such a lift."""
    clear = harbour()
    hazy = clear + np.float32(haze)
    expected = land_mask(clear, scene_levels(clear))
    np.testing.assert_array_equal(land_mask(hazy, scene_levels(hazy)), expected)


def test_the_level_of_the_water_is_that_of_its_bands():
    stack = harbour()
    np.testing.assert_allclose(scene_levels(stack).water, WATER, atol=0.001)


def test_a_large_ship_on_free_water_is_no_land_and_one_at_the_quay_is():
    stack = harbour()
    put_bar(stack, (100.0, 60.0), 40.0, 6.0, 0.0)
    put_bar(stack, (43.0, 60.0), 40.0, 6.0, 0.0)
    land = land_mask(stack, scene_levels(stack))
    assert not land[60, 100]
    assert land[60, 43]
    assert land[60, 10]


def test_the_quay_is_near_water_and_the_yard_and_the_shadow_of_a_house_are_not():
    stack = harbour()
    stack[50:60, 10:20] = WATER  # 100 pixels: a shadow
    near = near_water(stack, scene_levels(stack))
    assert near[60, 36:].all()
    assert not near[:, :36].any()


def test_no_data_counts_as_land():
    stack = sea(60, 60)
    stack[:, :20] = 0.0
    land = land_mask(stack, scene_levels(stack))
    assert land[:, :20].all()
    assert not land[:, 20:].any()


def test_a_scene_without_any_data_has_levels():
    stack = np.zeros((8, 8, 4), np.float32)
    levels = scene_levels(stack)
    assert levels.water.tolist() == [0.0] * 4
    assert water_probability(stack, levels).shape == (8, 8)


def test_white_cloud_is_cloud_and_water_ships_and_land_are_not():
    colours = np.array([[(0.5, 0.5, 0.5, 0.5), WATER, SHIP, LAND]], np.float32)
    cloud = cloud_probability(colours)[0]
    assert cloud[0] > 0.9
    assert cloud[1:].max() < 0.1


def test_the_ring_is_ten_pixels_and_leaves_out_the_box_and_its_margin():
    mask = np.zeros((60, 60), np.bool_)
    mask[19:41, 19:41] = True  # the box and its margin: not looked at
    assert ring_share(mask, (20.0, 20.0, 40.0, 40.0)) == 0.0
    mask[:] = False
    mask[9:51, 9:51] = True
    assert ring_share(mask, (20.0, 20.0, 40.0, 40.0)) == 1.0
    mask[8:, :8] = True  # farther out: not looked at either
    assert ring_share(mask, (20.0, 20.0, 40.0, 40.0)) == 1.0


def test_the_ring_of_a_box_at_the_corner_is_what_the_picture_has_of_it():
    mask = np.ones((30, 30), np.bool_)
    assert ring_share(mask, (27.0, 27.0, 30.0, 30.0)) == 1.0
    assert ring_share(~mask, (0.0, 0.0, 3.0, 3.0)) == 0.0
    assert ring_share(mask, (0.0, 0.0, 30.0, 30.0)) == 1.0


@pytest.mark.parametrize(("gap", "is_open"), [(0, False), (3, False), (30, True)])
def test_open_water_is_a_matter_of_the_quay_beside(gap, is_open):
    land = np.zeros((80, 80), np.bool_)
    land[:, :20] = True
    assert has_open_water(land, (20.0 + gap, 30.0, 26.0 + gap, 50.0)) is is_open
