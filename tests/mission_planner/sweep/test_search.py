"""The order found is the best there is, as far as trying all of them can tell."""

from itertools import permutations, product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mission_planner.sweep.search import Gaps, improved
from mission_planner.sweep.tour import nearest, to_and_fro


def gaps_between(count, seed):
    places = np.random.default_rng(seed).uniform(0.0, 100.0, (2 * count + 1, 2))
    apart = np.hypot(*np.moveaxis(places[:, None] - places[None], 2, 0))
    return Gaps.of(apart[:-1, :-1], apart[-1, :-1])


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_as_short_as_the_best_of_all_orders_of_four_lines(seed):
    gaps = gaps_between(4, seed)
    best = min(
        gaps.length_m(np.array([end for n, way in zip(order, ways, strict=True)
                                for end in (2 * n + way, 2 * n + 1 - way)]))
        for order in permutations(range(4)) for ways in product((0, 1), repeat=4)
    )  # fmt: skip
    found = gaps.length_m(improved(to_and_fro(4), gaps, 40))
    assert found <= best + 1e-6


@settings(max_examples=10, deadline=None)
@given(st.integers(2, 40), st.integers(0, 10_000))
def test_every_line_is_flown_once_and_the_same_way_each_time(count, seed):
    gaps = gaps_between(count, seed)
    begun = nearest(gaps)
    found = improved(begun, gaps, 10)
    assert sorted(found) == list(range(2 * count))
    assert (found[::2] // 2 == found[1::2] // 2).all()
    assert gaps.length_m(found) <= gaps.length_m(begun) + 1e-6
    assert (improved(begun, gaps, 10) == found).all()
