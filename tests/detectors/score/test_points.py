"""Recall, precision and errors of points, and the threshold at a rate of false alarms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.score.pairing import between, pair_up
from detectors.score.points import Scene, Things, axis_error_deg, score_points


def things(rows: list[tuple[float, float, float, float, float]]) -> Things:
    """x, y, length, heading, score."""
    x, y, length, heading, score = np.array(rows, np.float64).reshape(-1, 5).T
    return Things(np.column_stack([x, y]), length, heading, score)


TRUE = things([(0, 0, 12, 10, 1), (5e3, 0, 80, 350, 1), (0, 5e3, 200, 90, 1)])


def test_figures_of_a_scene() -> None:
    found = things([(30, 40, 20, 5, 0.9), (5e3, 0, 90, 175, 0.8), (9e3, 9e3, 50, 0, 0.7)])
    said = score_points([Scene(TRUE, found, 500.0)])
    assert (said["true"], said["found"], said["hits"]) == (3, 3, 2)
    assert said["f1"] == pytest.approx(2 / 3)
    assert said["false_per_1000_km2"] == pytest.approx(2.0)
    assert said["length_mae_m"] == pytest.approx(9.0)
    assert said["place_mean_m"] == pytest.approx(25.0)
    assert said["heading_median_deg"] == pytest.approx(5.0)
    # one false alarm on 500 km2 is too many: the threshold goes above it
    assert said["threshold"] == pytest.approx(0.8)
    assert said["recall_at"] == {
        "all": pytest.approx(2 / 3),
        "0-15 m": 1.0,
        "15-25 m": None,
        "25-50 m": None,
        "50-100 m": 1.0,
        "100 m and more": 0.0,
    }


def test_nothing_at_all() -> None:
    said = score_points([])
    assert said["f1"] == 0.0 and said["recall"] is None and said["length_mae_m"] is None


@given(st.integers(0, 8), st.integers(0, 8), st.integers(0, 99))
def test_pairs_are_one_to_one_and_as_many_as_can_be(count: int, others: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    distances = between(rng.uniform(0, 500, (count, 2)), rng.uniform(0, 500, (others, 2)))
    pairs = pair_up(distances, 200.0)
    assert len(set(pairs.true.tolist())) == len(pairs) == len(set(pairs.found.tolist()))
    assert (distances[pairs.true, pairs.found] < 200.0).all()
    pushed = pair_up(distances, 200.0, far_pairs_push=True)
    assert len(pushed) <= len(pairs)


def test_axes_have_no_bow() -> None:
    assert axis_error_deg(np.array([10.0, 359.0, 90.0]), np.array([190.0, 2.0, 0.0])) == (
        pytest.approx([0.0, 3.0, 90.0])
    )
