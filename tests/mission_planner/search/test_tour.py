"""Rounds against the best of all orders."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mission_planner.search.tour import improved, inserted, seconds_of

PLACES = st.lists(
    st.tuples(st.floats(-5e3, 5e3), st.floats(-5e3, 5e3)), min_size=2, max_size=7, unique=True
)


def seconds_between(places, wind):
    """Straight legs at 14 m/s, slower against a wind from the north."""
    stops = np.array([(0.0, 0.0), *places])
    away = stops[None, :, :] - stops[:, None, :]
    lengths = np.hypot(away[..., 0], away[..., 1])
    north = np.divide(away[..., 1], lengths, out=np.zeros_like(lengths), where=lengths > 0)
    return lengths / (14.0 - wind * north)


@settings(max_examples=15, deadline=None)
@given(places=PLACES, wind=st.floats(0.0, 6.0))
def test_a_round_is_near_the_best_one(places, wind):
    seconds = seconds_between(places, wind)
    order = ()
    for number in range(1, len(places) + 1):
        order = inserted(order, number, seconds)
    order = improved(order, seconds)
    assert sorted(order) == list(range(1, len(places) + 1))
    best = min(seconds_of(p, seconds) for p in permutations(order))
    assert seconds_of(order, seconds) <= 1.15 * best + 1e-6


def test_a_crossing_round_is_straightened():
    seconds = seconds_between([(0, 1e3), (1e3, 1e3), (1e3, 0)], 0.0)
    assert improved((2, 1, 3), seconds) in {(1, 2, 3), (3, 2, 1)}
    assert seconds_of((1, 2, 3), seconds) == pytest.approx(4e3 / 14.0)
