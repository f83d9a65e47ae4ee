"""Each rule of the xView3 metric on a case made by hand."""

import numpy as np
import pytest

from detectors.score.xview3 import Found, SceneOf, Truth, score_xview3

NAN = float("nan")


def truth(rows: list[tuple[float, float, float, float, float, str, float]]) -> Truth:
    """column, row, vessel, fishing, length, confidence, metres from shore."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * 7
    numbers = [np.array(c, np.float64) for c in (*columns[:5], columns[6])]
    x, y, vessel, fishing, length, shore = numbers
    return Truth(
        np.column_stack([x, y]), vessel, fishing, length, np.array(columns[5], np.str_), shore
    )


def found(rows: list[tuple[float, float, float, float, float]]) -> Found:
    x, y, vessel, fishing, length = np.array(rows, np.float64).reshape(-1, 5).T
    return Found(np.column_stack([x, y]), vessel, fishing, length)


SHIP = (100.0, 100.0, 1.0, 0.0, 50.0, "HIGH", 9e3)


def test_perfect_location_and_nothing_else_is_a_fifth() -> None:
    scene = SceneOf(truth([(*SHIP[:2], NAN, NAN, NAN, "HIGH", 9e3)]), found([(100, 100, 1, 1, 9)]))
    score = score_xview3([scene])
    assert (score.location, score.vessel, score.fishing, score.length) == (1.0, 0.0, 0.0, 0.0)
    assert score.aggregate == pytest.approx(0.2)


@pytest.mark.parametrize(("columns", "hit"), [(19.99, 1.0), (20.0, 0.0)])
def test_a_pair_is_strictly_nearer_than_200_m(columns: float, hit: float) -> None:
    scene = SceneOf(truth([SHIP]), found([(100.0 + columns, 100.0, 1, 0, 50)]))
    assert score_xview3([scene]).location == hit


def test_far_pairs_push_good_ones_aside_only_where_asked() -> None:
    """Two ships and two finds in a row; the least sum of distances gives up the good pair."""
    scene = SceneOf(
        truth([(0.0, 0.0, 1, 0, 50, "HIGH", 9e3), (19.0, 0.0, 1, 0, 50, "HIGH", 9e3)]),
        found([(19.0, 15.0, 1, 0, 50), (45.0, 15.0, 1, 0, 50)]),
    )
    assert score_xview3([scene]).location == pytest.approx(0.5)
    assert score_xview3([scene], far_pairs_push=True).location == 0.0


def test_what_lies_at_a_label_of_low_confidence_is_left_out() -> None:
    scene = SceneOf(
        truth([SHIP, (300.0, 300.0, 1, 0, 50, "LOW", 9e3)]),
        found([(100, 100, 1, 0, 50), (300, 300, 1, 0, 50)]),
    )
    assert score_xview3([scene]).location == 1.0
    assert score_xview3([scene], drops_low=False).location == pytest.approx(2 / 3)


def test_a_scene_with_labels_of_low_confidence_only_adds_no_false_alarm() -> None:
    good = SceneOf(truth([SHIP]), found([(100, 100, 1, 0, 50)]))
    low = SceneOf(truth([(*SHIP[:5], "LOW", 9e3)]), found([(500, 500, 1, 0, 50)]))
    empty = SceneOf(truth([]), found([(500, 500, 1, 0, 50)]))
    assert score_xview3([good, low, empty]).location == 1.0


def test_vessels_and_fishing_are_judged_on_pairs_whose_label_is_known() -> None:
    labels = [
        (0.0, 0.0, 1, 1, NAN, "HIGH", 9e3),
        (100.0, 0.0, 1, 0, NAN, "HIGH", 9e3),
        (200.0, 0.0, 0, NAN, NAN, "MEDIUM", 9e3),
        (300.0, 0.0, NAN, 1, NAN, "HIGH", 9e3),  # no vessel for sure: fishing is not judged
    ]
    said = [(0, 0, 1, 1, 9), (100, 0, 0, 1, 9), (200, 0, 1, 1, 9), (300, 0, 1, 0, 9)]
    score = score_xview3([SceneOf(truth(labels), found([tuple(map(float, r)) for r in said]))])
    assert score.vessel == pytest.approx(0.5)  # one right, one missed, one false
    assert score.fishing == pytest.approx(2 / 3)  # one right, one false


def test_lengths_are_capped_and_their_errors_too() -> None:
    labels = [(0.0, 0.0, 1, 0, 100, "HIGH", 9e3), (100.0, 0.0, 1, 0, 900, "HIGH", 9e3)]
    said = found([(0.0, 0.0, 1, 0, 80.0), (100.0, 0.0, 1, 0, 600.0)])
    assert score_xview3([SceneOf(truth(labels), said)]).length == pytest.approx(0.9)
    wild = found([(0.0, 0.0, 1, 0, 499.0), (100.0, 0.0, 1, 0, 600.0)])
    assert score_xview3([SceneOf(truth(labels), wild)]).length == 0.0


def test_near_the_shore_with_both_quirks() -> None:
    shore = np.array([[0.0, y] for y in range(400)])
    label = (50.0, 100.0, 1, 0, 50, "HIGH", 500.0)
    hit = SceneOf(truth([label]), found([(50, 100, 1, 0, 50), (221, 100, 1, 0, 50)]), shore)
    assert score_xview3([hit]).shore == 1.0  # the second is 2,210 m off
    nothing_near = SceneOf(truth([label]), found([(400, 100, 1, 0, 50)]), shore)
    assert score_xview3([hit, nothing_near]).shore == 1.0  # a missed one that is not counted
    on_it = SceneOf(truth([label]), found([(50, 100, 1, 0, 50), (0, 5, 1, 0, 50)]), shore)
    assert score_xview3([on_it]).shore == 1.0  # a false one that is not counted
    beside = SceneOf(truth([label]), found([(50, 100, 1, 0, 50), (1, 5, 1, 0, 50)]), shore)
    assert score_xview3([beside]).shore == pytest.approx(2 / 3)
