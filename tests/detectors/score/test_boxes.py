"""Boxes against boxes."""

import numpy as np
import pytest

from detectors.score.boxes import box_f1, overlaps

A = (0.0, 0.0, 10.0, 10.0)


def test_overlaps_by_hand() -> None:
    shared = overlaps(
        [A], [A, (5.0, 0.0, 15.0, 10.0), (10.0, 0.0, 20.0, 10.0), (2.0, 2.0, 4.0, 4.0)]
    )
    np.testing.assert_allclose(shared, [[1.0, 1.0 / 3.0, 0.0, 0.04]])


def test_boxes_without_area_share_nothing() -> None:
    assert overlaps([(1.0, 1.0, 1.0, 1.0)], [(1.0, 1.0, 1.0, 1.0)]).tolist() == [[0.0]]


def test_the_least_overlap_itself_counts_and_each_box_once() -> None:
    half = (0.0, 0.0, 10.0, 5.0)
    assert box_f1([([A], [half])], 0.5) == 1.0
    assert box_f1([([A], [half])], 0.51) == 0.0
    assert box_f1([([A], [A, A])], 0.5) == pytest.approx(2.0 / 3.0)
    assert box_f1([([A, A], []), ([], [A])], 0.5) == 0.0
