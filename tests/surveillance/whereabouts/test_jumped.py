"""A place that jumps while nobody looks: found by the pattern of the ships, not by accident."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveillance.matching import Heard
from surveillance.model import Ellipse, Sighting
from surveillance.whereabouts.jumped import jumped
from tests.surveillance.sea import FRAME, sighting

ELLIPSE = Ellipse(60.0, 25.0, 90.0)
SPREAD_M = 500.0


def ships(count: int, seed: int) -> np.ndarray:
    """(N, 2) places of ships in a stretch of sea."""
    return np.random.default_rng(seed).uniform(-SPREAD_M, SPREAD_M, (count, 2))


def seen(places: np.ndarray) -> list[Sighting]:
    return [
        sighting(f"s{n}", 0.0, float(east), float(north), ellipse=ELLIPSE, length_m=15.0)
        for n, (east, north) in enumerate(places)
    ]


def heard(places: np.ndarray) -> list[Heard]:
    return [Heard(431_000_001 + n, place, 12.0) for n, place in enumerate(places)]


@given(st.integers(0, 500), st.floats(100.0, 420.0), st.floats(-400.0, 400.0))
def test_the_pattern_gives_the_shift(seed: int, east: float, north: float) -> None:
    places = ships(6, seed)
    shift = jumped(seen(places + np.array([east, north])), heard(places), FRAME)
    assert shift is not None and shift.ships >= 5
    assert shift.metres == pytest.approx([east, north], abs=60.0)


@pytest.mark.parametrize("count", [3, 4, 5, 6, 8])
def test_strangers_do_not_make_a_shift(count: int) -> None:
    """As many ships seen as heard, of which none is another: by accident 1 in 1,000 fits."""
    found = [
        jumped(seen(ships(count, seed)), heard(ships(count, 10_000 + seed)), FRAME)
        for seed in range(100)
    ]
    assert sum(shift is not None for shift in found) <= 1


def test_too_few_or_too_many_say_nothing() -> None:
    for count in (3, 40):
        places = ships(count, 1)
        assert jumped(seen(places + np.array([200.0, 0.0])), heard(places), FRAME) is None
