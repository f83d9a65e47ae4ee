"""What the network is shown depends on the picture's pattern alone."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detectors.chips.normalise import HIGHEST, SIDE_PX, corners_of, middles, normalised

RNG = np.random.default_rng(5)
WINDOWS = (40.0 * np.sqrt(RNG.gamma(4.4, 1.0, (3, 2, SIDE_PX, SIDE_PX)))).astype(np.uint16) + 1
WINDOWS[0, :, 22:25, 20:30] = 60_000


@given(gain=st.floats(1e-2, 1e2))
def test_the_unit_of_a_picture_does_not_matter(gain):
    np.testing.assert_allclose(normalised(WINDOWS * gain), normalised(WINDOWS), atol=1e-4)


def test_the_sea_lies_round_zero_and_a_vessel_far_above():
    shown = normalised(WINDOWS)
    assert shown.shape == (3, 4, SIDE_PX, SIDE_PX) and shown.dtype == np.float32
    assert np.abs(np.median(shown[:, :2], axis=(2, 3))).max() < 0.01
    assert (shown[0, :2, 22:25, 20:30] == HIGHEST).all()
    assert (shown[:, 2:] == 1.0).all()


def test_no_data_is_neither_sea_nor_dark():
    cut = WINDOWS.copy()
    cut[:, 1] = 0
    cut[:, 0, :10] = 0
    shown = normalised(cut)
    assert not shown[:, 1].any() and not shown[:, 3].any()
    assert not shown[:, 0, :10].any() and not shown[:, 2, :10].any()
    # what is left is as it was: the missing rows are no sea
    np.testing.assert_allclose(shown[1:, 0, 10:], normalised(WINDOWS)[1:, 0, 10:], atol=0.05)
    assert np.isfinite(normalised(np.zeros((1, 2, SIDE_PX, SIDE_PX), np.uint16))).all()


def test_windows_have_their_place_in_the_middle():
    px = np.array([[100.0, 50.0], [100.4, 50.6]])
    corner = corners_of(px, SIDE_PX)
    assert np.abs(corner + SIDE_PX / 2 - px).max() <= 0.5
    large = np.arange(56 * 56).reshape(56, 56)
    assert (middles(large, 48) == large[4:52, 4:52]).all()
