"""The shift that several ships share: found, bounded, and not spoilt by one that lies."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveillance.whereabouts.shift import BOUND, Pair, common_shift, root_of

ROOT = root_of(np.diag([40.0**2, 8.0**2]))
metres = st.floats(-400.0, 400.0)


def ships(
    count: int, shift: tuple[float, float], noise_m: float = 0.0, seed: int = 0
) -> list[Pair]:
    rng = np.random.default_rng(seed)
    return [
        Pair(n, np.array(shift) + noise_m * rng.standard_normal(2), ROOT, 12.0)
        for n in range(count)
    ]


@given(st.integers(3, 8), metres, metres)
def test_a_shift_of_all_is_the_shift(count: int, east: float, north: float) -> None:
    shift = common_shift(ships(count, (east, north)))
    assert shift is not None and shift.ships == count
    assert shift.metres == pytest.approx([east, north], abs=1e-6)


@given(st.integers(3, 30))
def test_many_ships_do_not_make_a_camera_surer_than_its_own_error(count: int) -> None:
    shift = common_shift(ships(count, (0.0, 0.0)))
    assert shift is not None
    east, north = np.sqrt(np.diag(shift.covariance))
    assert east == pytest.approx(np.hypot(40.0, 12.0 / np.sqrt(count)))
    assert north == pytest.approx(np.hypot(8.0, 12.0 / np.sqrt(count)))


def test_two_ships_say_nothing() -> None:
    assert common_shift(ships(2, (300.0, 0.0))) is None


@pytest.mark.parametrize("count", [4, 5, 9])
def test_one_ship_that_lies_about_its_place_is_left_out(count: int) -> None:
    pairs = ships(count, (100.0, 50.0), noise_m=6.0)
    liar = Pair(99, np.array([-300.0, 200.0]), ROOT, 12.0)
    shift = common_shift([*pairs, liar])
    assert shift is not None and shift.ships == count
    assert shift.metres == pytest.approx([100.0, 50.0], abs=15.0)


def test_ships_that_agree_on_nothing_give_nothing() -> None:
    places = ([300.0, 0.0], [-300.0, 0.0], [0.0, 300.0])
    assert common_shift([Pair(n, np.array(p), ROOT, 12.0) for n, p in enumerate(places)]) is None


def test_the_bound_is_passed_once_in_a_thousand() -> None:
    """Draws from the very errors that are assumed."""
    rng = np.random.default_rng(4)
    roots = [root_of(np.diag([(15.0 * n) ** 2, (4.0 * n) ** 2])) for n in range(1, 5)]
    beyond = 0
    for _ in range(4000):
        shared = rng.standard_normal(2)
        pairs = [
            Pair(n, root @ shared + 12.0 * rng.standard_normal(2), root, 12.0)
            for n, root in enumerate(roots)
        ]
        shift = common_shift(pairs)
        beyond += shift is not None and shift.squared_sigmas > BOUND
    assert beyond <= 12  # 4 expected; 13 or more come once in 4,000


@given(st.floats(1.0, 200.0), st.floats(1.0, 200.0), st.floats(0.0, 3.2))
def test_the_root_squared_is_the_covariance(major: float, minor: float, turn: float) -> None:
    axes = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    covariance = axes @ np.diag([major**2, minor**2]) @ axes.T
    root = root_of(covariance)
    assert root @ root == pytest.approx(covariance, rel=1e-6, abs=1e-6)
    assert root == pytest.approx(root.T)
