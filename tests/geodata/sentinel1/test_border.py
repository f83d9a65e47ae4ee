"""Border noise is told from a dark sea."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.sentinel1.border import BLOCK_PX, valid_columns

WIDTH = 2_000
NOISE = 900.0  # squares of digital numbers: 30


def block_noise(width=WIDTH):
    return np.full(-(-width // BLOCK_PX), NOISE)


def sea(rng, height, width=WIDTH):
    """As dark as the radar's noise lets a sea be, with the speckle of 4.4 looks."""
    return np.sqrt(NOISE * rng.gamma(4.4, 1 / 4.4, (height, width))).astype(np.uint16)


@settings(max_examples=30, deadline=None)
@given(left=st.integers(0, 900), right=st.integers(0, 900), seed=st.integers(0, 99))
def test_faint_sides_are_left_out_and_little_more(left, right, seed):
    rng = np.random.default_rng(seed)
    dn = sea(rng, 20)
    faint = rng.integers(0, 12, dn.shape).astype(np.uint16)
    dn[:, :left] = faint[:, :left]
    dn[:, WIDTH - right :] = faint[:, WIDTH - right :]
    first, end = valid_columns(dn, block_noise()).T
    assert (first >= left).all() and (end <= WIDTH - right).all()
    assert (first <= left + 4 * BLOCK_PX).all()
    assert (end >= WIDTH - right - 4 * BLOCK_PX).all()


def test_the_darkest_sea_is_no_border():
    dn = sea(np.random.default_rng(7), 500)
    first, end = valid_columns(dn, block_noise()).T
    assert first.max() <= 4 and end.min() >= WIDTH - 4
    assert (first == 0).mean() > 0.9 and (end == WIDTH).mean() > 0.9


def test_a_ghost_in_the_border_does_not_open_it():
    dn = sea(np.random.default_rng(8), 5)
    dn[:, :1000] = 0
    dn[:, 300:340] = 5000
    assert (valid_columns(dn, block_noise())[:, 0] >= 1000).all()


def test_empty_lines_have_no_valid_columns():
    dn = sea(np.random.default_rng(9), 6)
    dn[:3] = 0
    found = valid_columns(dn, block_noise())
    assert (found[:3] == 0).all() and (found[3:, 1] - found[3:, 0] > WIDTH - 9).all()


def test_a_picture_narrower_than_a_block():
    dn = np.full((2, 20), 40, np.uint16)
    assert (valid_columns(dn, block_noise(20)) == [0, 20]).all()
    assert (valid_columns(dn * 0, block_noise(20)) == 0).all()


def test_products_without_noise_still_lose_their_zeros():
    dn = sea(np.random.default_rng(10), 4)
    dn[:, :500] = 0
    assert (valid_columns(dn, 0.0 * block_noise())[:, 0] >= 500).all()
