"""The sea's return: the published model at values that are published with it, and its habits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.satellite.sea.backscatter import cross_polarised, like_polarised

winds = st.floats(2.0, 18.0)
angles = st.floats(20.0, 46.0)


def decibel(value):
    return 10.0 * np.log10(value)


@given(winds, angles)
def test_more_wind_more_return(wind, angle):
    calm, rough = like_polarised([wind, wind + 1.0], 0.0, angle)
    assert rough > calm
    assert cross_polarised(wind + 1.0) > cross_polarised(wind)


@given(winds, angles)
def test_upwind_most_crosswind_least(wind, angle):
    up, across, down = like_polarised(wind, [0.0, 90.0, 180.0], angle)
    assert up > across
    assert down > across


@given(winds, angles, st.floats(-180.0, 180.0))
def test_either_side_of_the_wind_is_alike(wind, angle, off):
    left, right = like_polarised(wind, [off, -off], angle)
    assert left == pytest.approx(right)


@given(winds, st.floats(20.0, 45.0))
def test_steeper_sees_more(wind, angle):
    near, far = like_polarised(wind, 45.0, [angle, angle + 1.0])
    assert near > far


def test_levels_are_those_of_real_scenes():
    """Moderate wind, middle of the swath: -20 to -10 dB in VV, below -25 dB in VH."""
    assert -20.0 < decibel(like_polarised(7.0, 45.0, 38.0)) < -10.0
    assert decibel(cross_polarised(10.0)) == pytest.approx(-29.852)
