"""Wakes on small seas of noise: found on the right side, and not where there is none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter

from detectors.wakes import fan_along, fan_round, find_wake, foam_map
from detectors.wakes.fan import GAP_PX

SIDE, MIDDLE = 160, (80.0, 80.0)
HALF_PX = 6.0


def sea(seed, swell=0.0):
    """Noise of two deviations of a camera, and a swell that neighbouring pixels share."""
    rng = np.random.default_rng(seed)
    noise = rng.normal(0.0, 0.002, (SIDE, SIDE))
    return noise + swell * gaussian_filter(rng.normal(0.0, 0.02, (SIDE, SIDE)), 2.0)


def put_foam(light, bearing_deg, length=40.0, bright=0.008, start=HALF_PX):
    rows, columns = np.mgrid[0:SIDE, 0:SIDE] + 0.5
    x, y = columns - MIDDLE[0], rows - MIDDLE[1]
    way = np.radians(bearing_deg)
    along, across = x * np.sin(way) - y * np.cos(way), x * np.cos(way) + y * np.sin(way)
    light += bright * np.exp(-((across / 1.5) ** 2)) * ((along > start) & (along < start + length))


def looked(light, axis_deg, water=None, **asked):
    foam = foam_map([light, light], np.ones(light.shape, bool) if water is None else water)
    fan = fan_round(HALF_PX) if axis_deg is None else fan_along(axis_deg, HALF_PX)
    return find_wake(foam, MIDDLE, fan, **asked)


def looked_askew(bearing_deg, off_deg, swell=0.0):
    """One wake on a sea, looked for along an axis that is so far off."""
    light = sea(3, swell)
    put_foam(light, bearing_deg)
    return looked(light, (bearing_deg + off_deg) % 180.0)


def off_by_deg(wake, bearing_deg):
    return abs((wake.bearing_deg - bearing_deg + 180.0) % 360.0 - 180.0)


@settings(max_examples=20)
@given(bearing=st.floats(0.0, 359.0), off=st.floats(-12.0, 12.0))
def test_a_wake_says_on_which_side_it_is(bearing, off):
    wake = looked_askew(bearing, off)
    assert wake is not None
    assert off_by_deg(wake, bearing) <= 22.0
    assert wake.other_sigmas < 0.4 * wake.sigmas


@settings(max_examples=20)
@given(bearing=st.floats(0.0, 359.0), off=st.floats(-5.0, 5.0))
def test_in_a_swell_an_axis_must_be_known_better(bearing, off):
    wake = looked_askew(bearing, off, swell=0.4)
    assert wake is not None and off_by_deg(wake, bearing) <= 22.0


@settings(max_examples=20)
@given(bearing=st.floats(0.0, 359.0), off=st.floats(-30.0, 30.0))
def test_in_a_swell_it_is_never_on_the_other_side(bearing, off):
    wake = looked_askew(bearing, off, swell=0.4)
    assert wake is None or off_by_deg(wake, bearing) <= 60.0


def test_its_length_is_that_of_the_foam():
    light = sea(5)
    put_foam(light, 40.0, length=18.0, bright=0.012)
    wake = looked(light, 40.0)
    assert wake is not None and wake.length_px == pytest.approx(18.0 - GAP_PX, abs=3.0)


def test_without_an_axis_all_sides_are_looked_at():
    light = sea(6)
    put_foam(light, 250.0)
    wake = looked(light, None)
    assert wake is not None and wake.bearing_deg == pytest.approx(250.0, abs=11.0)


def test_foam_on_both_sides_says_nothing():
    light = sea(7)
    put_foam(light, 30.0)
    put_foam(light, 210.0)
    assert looked(light, 30.0) is None


def test_a_side_that_is_land_says_nothing():
    light, water = sea(8), np.ones((SIDE, SIDE), bool)
    put_foam(light, 0.0)
    assert looked(light, 0.0, water) is not None
    water[86:] = False
    assert looked(light, 0.0, water) is None


def test_one_bright_boat_on_the_line_is_no_wake():
    light = sea(9)
    light[60:64, 79:82] += 0.3
    assert looked(light, 0.0) is None


def test_foam_in_one_light_alone_is_none():
    light, muddy = sea(10), sea(11)
    put_foam(muddy, 60.0, bright=0.03)
    foam = foam_map([light, muddy], np.ones(light.shape, bool))
    assert find_wake(foam, MIDDLE, fan_along(60.0, HALF_PX)) is None


def test_seas_without_a_wake_show_none():
    """Sixty vessels without one on seas with and without swell."""
    found = [looked(sea(seed, seed % 3), 1.8 * seed) for seed in range(60)]
    assert [wake for wake in found if wake is not None] == []
