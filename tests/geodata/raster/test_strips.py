"""Strips cover a picture, whatever their height."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.raster.strips import strips

PICTURE = np.arange(97 * 3).reshape(97, 3)


@given(height=st.integers(1, 120), halo=st.integers(0, 60))
def test_every_row_is_read_once_and_stands_where_it_should(height, halo):
    reads = []

    def read(first, stop):
        reads.extend(range(first, stop))
        return PICTURE[first:stop]

    tops = []
    for index, (first, pixels) in enumerate(strips(read, 97, height, halo)):
        top = index * height
        tops.append(top)
        assert first == max(0, top - halo)
        assert first + len(pixels) == min(97, top + height + halo)
        assert (pixels == PICTURE[first : first + len(pixels)]).all()
    assert tops == list(range(0, 97, height))
    assert reads == list(range(97))


def test_strips_of_no_height_are_refused():
    with pytest.raises(ValueError, match="strips of 0 rows"):
        next(strips(lambda a, b: PICTURE[a:b], 97, 0, 0))
