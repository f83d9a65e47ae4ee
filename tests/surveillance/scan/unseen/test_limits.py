"""What is said of the limits of a scene."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.position import LonLat
from surveillance.scan.unseen.limits import CELL_PX, Silent
from tests.surveillance.scan.unseen.limits import limits_of

NONE = np.nan
LEAST = [[8.0, 12.0, NONE], [20.0, 30.0, 60.0]]


def test_the_length_at_a_pixel_is_that_of_its_cell():
    limits = limits_of(LEAST)
    px = [[0, 0], [199.9, 50], [250, 99], [0, 100], [299, 199]]
    assert limits.at(px) == pytest.approx([8.0, 12.0, NONE, 20.0, 60.0], nan_ok=True)
    outside = [[-0.1, 5], [300, 5], [5, 200], [NONE, 5]]
    assert np.isnan(limits.at(outside)).all() and limits.at(np.empty((0, 2))).shape == (0,)


def test_the_sentence_rounds_to_the_safe_side():
    """Of five cells alike, 90 % of the water are all of them: 60 m; half of it are three: 20 m."""
    assert limits_of(LEAST).sentence() == (
        "90% of the vessels from 60 m on are seen over 90% of the water looked at,"
        " from 20 m over half of it"
    )
    assert "from 21 m over half" in limits_of([[8.0, 20.1, 60.0]]).sentence()
    assert limits_of([[NONE]]).sentence() == "no water was looked at"


cells = st.lists(
    st.tuples(st.floats(1.0, 200.0), st.integers(1, CELL_PX**2)), min_size=1, max_size=30
)


@given(told=cells, share=st.floats(0.0, 1.0))
def test_it_holds_over_so_much_water(told, share):
    least, looked = np.array(told).T
    length = limits_of([least], looked_px=[looked]).over(share)
    within, shorter = looked[least <= length].sum(), looked[least < length].sum()
    assert within >= share * looked.sum() * (1.0 - 1e-9)
    assert shorter <= share * looked.sum() * (1.0 + 1e-9)


@pytest.mark.parametrize(
    ("length_m", "least_m", "reason"),
    [
        (12.0, 20.0, "sensor limit"),
        (20.0, 20.0, "none: it should be seen"),
        (None, 20.0, "length not told"),
        (12.0, None, "not looked at"),
    ],
)
def test_why_a_vessel_kept_silent(length_m, least_m, reason):
    silent = Silent(431000001, None, LonLat(129.0, 34.0), length_m, least_m)
    assert silent.reason == reason
