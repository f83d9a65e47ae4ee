"""The wind over a scene is the one that was asked for, however small the picture is."""

from datetime import UTC, datetime

import numpy as np
import pytest

from geodata.position import LonLat
from simulator.satellite.scene import Wish, compose


@pytest.mark.parametrize("side_px", [256, 512, 4096])
@pytest.mark.parametrize("seed", [1, 2, 5])
def test_the_wind_is_the_one_that_was_asked_for(side_px, seed):
    """A slope of 30 % both ways and three sigmas of the gusts at most."""
    wish = Wish(
        seed, (side_px, side_px), LonLat(130.1, 34.2), datetime(2026, 5, 12, tzinfo=UTC),
        wind_mps=6.0, vessels=0, with_standing=False,
    )  # fmt: skip
    wind_mps = compose(wish).nodes.wind_mps
    assert wind_mps.mean() == pytest.approx(6.0, rel=0.15)
    assert np.abs(wind_mps / 6.0 - 1.0).max() < 0.7
