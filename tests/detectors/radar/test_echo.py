"""Echoes by length: the published figures, and real vessels where they are at hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.accuracy.echoes import echoes
from detectors.radar import echo_m2, least_length_m
from detectors.radar.echo import brightest_m2

SPACING_M = (10.0, 10.0)
needs = st.floats(1e-4, 100.0)


@pytest.mark.parametrize(("length_m", "told_m2"), [(20.0, 86.9), (100.0, 3713.3), (300.0, 48196.0)])
def test_the_published_relation(length_m, told_m2):
    """0.08 length^(7/3) of Vachon and others (1997), reckoned by hand."""
    assert echo_m2(length_m) == pytest.approx(told_m2, rel=1e-3)


@given(a=needs, b=needs)
def test_what_must_be_brighter_must_be_longer(a, b):
    low, high = least_length_m(sorted([a, b]), SPACING_M)
    assert low <= high
    assert least_length_m(a, SPACING_M, is_cross=True) >= least_length_m(a, SPACING_M)
    assert least_length_m(a, SPACING_M, sigmas=0.0) <= least_length_m(a, SPACING_M)


@given(length_m=st.floats(2.0, 400.0))
def test_half_of_the_vessels_of_a_length_have_its_brightness(length_m):
    needed = brightest_m2(length_m, SPACING_M) / 100.0
    assert least_length_m(needed, SPACING_M, sigmas=0.0) == pytest.approx(length_m, rel=1e-3)


def test_a_short_vessel_is_one_spot_and_a_long_one_is_several():
    short, long = (float(brightest_m2(m, SPACING_M) / echo_m2(m)) for m in (8.0, 300.0))
    assert 0.15 < short < 0.23  # of an impulse of 2 x 2.25 pixels
    assert long < short / 5.0


def test_what_is_not_known_has_no_length():
    assert np.isnan(least_length_m([np.nan, 0.1], SPACING_M)).tolist() == [True, False]


def test_real_vessels_are_at_least_as_bright_as_promised(data_dir):
    """OpenSARShip at Tokyo, Hong Kong and in the East China Sea, lengths of AIS: nothing in the
    relation was fitted to them but the loss in cross polarisation and the spread."""
    folder = data_dir / "sar" / "opensarship"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not here")
    like, cross = echoes(folder)
    assert len(like.whole_db) >= 140 and len(cross.whole_db) >= 40
    for found in (like, cross):
        assert found.promised_share >= 0.9
        assert 0.0 < np.median(found.brightest_db) < 9.0
        assert np.std(found.brightest_db) < 5.0
    assert 2.0 < np.median(like.whole_db) < 9.0
