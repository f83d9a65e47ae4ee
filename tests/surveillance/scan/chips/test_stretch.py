"""Brightness for an eye: robust, and the same for any unit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveillance.scan.chips.stretch import stretched

SEA = (60.0 * np.sqrt(np.random.default_rng(3).gamma(4.4, 1.0, (64, 64)))).round() + 1.0


def test_the_sea_stays_visible_beside_what_is_a_thousand_times_as_bright():
    window = SEA.copy()
    window[30:34, 30:34] = 60_000.0
    grey = stretched(window)
    assert (grey[30:34, 30:34] == 255).all()
    sea = np.delete(grey, slice(30, 34), axis=0)
    assert 25 < np.median(sea) < 128 and sea.std() > 10.0


def test_an_empty_sea_is_not_drawn_as_if_something_were_there():
    assert np.percentile(stretched(SEA), 90) < 160


@pytest.mark.parametrize("none", [0.0, np.nan])
def test_no_data_is_0_and_nothing_else_is(none):
    window = SEA.copy()
    window[:, :20] = none
    grey = stretched(window)
    assert (grey[:, :20] == 0).all() and (grey[:, 20:] > 0).all()
    assert not stretched(np.full((4, 4), none)).any()


@given(gain=st.floats(1e-3, 1e3))
def test_a_gain_changes_nothing(gain):
    # but for what rounds the other way
    assert np.abs(stretched(SEA * gain).astype(int) - stretched(SEA)).max() <= 1


def test_a_flat_window_is_flat():
    assert np.unique(stretched(np.full((8, 8), 7, np.uint16))).size == 1
