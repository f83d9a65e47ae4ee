"""Tiles cover the scene once and see beyond their edge."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.optical.windows import windows


@given(
    rows=st.integers(1, 90),
    columns=st.integers(1, 90),
    tile=st.sampled_from([16, 32, 48, 96]),
    halo=st.sampled_from([0, 16, 64]),
)
@settings(deadline=None, max_examples=50)
def test_cores_cover_every_pixel_once_with_its_own_value(rows, columns, tile, halo):
    number = np.arange(rows * columns, dtype=np.float32).reshape(rows, columns)
    stack = np.repeat(number[..., None], 4, axis=2)
    seen = np.zeros((rows, columns), int)
    for window in windows(stack, number > 7, tile, halo, 16):
        assert window.stack.shape[0] % 16 == 0
        assert window.stack.shape[1] % 16 == 0
        assert window.left % 16 == 0
        assert window.top % 16 == 0
        x0, y0, x1, y1 = window.core_px
        core = window.stack[y0:y1, x0:x1, 0]
        place = (
            slice(window.top + y0, window.top + y1),
            slice(window.left + x0, window.left + x1),
        )
        np.testing.assert_array_equal(core, number[place])
        np.testing.assert_array_equal(window.land[y0:y1, x0:x1], number[place] > 7)
        seen[place] += 1
    assert (seen == 1).all()


def test_beyond_the_edge_is_the_picture_mirrored():
    stack = np.repeat(np.arange(40, dtype=np.float32)[None, :, None], 4, axis=2)
    (window,) = windows(stack, np.zeros((1, 40), np.bool_), 48, 16, 16)
    row = window.stack[0, :, 0]
    assert row[:16].tolist() == list(range(16, 0, -1))
    assert row[56:64].tolist() == list(range(38, 30, -1))


@pytest.mark.parametrize(("tile", "halo"), [(0, 16), (20, 16), (32, 10), (-16, 16)])
def test_sizes_off_the_grid_are_refused(tile, halo):
    stack = np.zeros((8, 8, 4), np.float32)
    with pytest.raises(ValueError, match="multiples of 16"):
        next(windows(stack, np.zeros((8, 8), np.bool_), tile, halo, 16))
