"""Clusters of a list of pixels against labels of a whole mask, and against every pair tried."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.ndimage import label

from detectors.cfar.candidates import Candidates
from detectors.cfar.clusters import clusters

# 0: nothing, 1: a weak pixel, 2: a strong one; sparse, so that gaps of all widths come up
PICTURES = arrays(np.int64, st.tuples(st.integers(1, 14), st.integers(1, 14)),
                  elements=st.sampled_from([0, 0, 0, 0, 1, 2]))  # fmt: skip


def candidates_of(picture):
    row, column = np.nonzero(picture)
    nothing = np.zeros(len(row))
    return Candidates(row, column, nothing.astype(np.uint16), picture[row, column] == 2, nothing, nothing)  # fmt: skip  # noqa: E501


def groups(numbers):
    """The partition without its numbers; those left out apart."""
    kept = [frozenset(np.flatnonzero(numbers == n)) for n in np.unique(numbers[numbers >= 0])]
    return set(kept), frozenset(np.flatnonzero(numbers < 0))


@settings(max_examples=150, deadline=None)
@given(PICTURES)
def test_without_gaps_they_are_the_labels_that_hold_a_strong_pixel(picture):
    found = candidates_of(picture)
    labels, _ = label(picture > 0, np.ones((3, 3)))
    own = labels[found.row, found.column]
    expected = np.where(np.isin(own, own[found.is_strong]), own, -1)
    assert groups(clusters(found, 0)) == groups(expected)


@settings(max_examples=150, deadline=None)
@given(PICTURES, st.integers(0, 4))
def test_strong_pixels_are_one_over_a_gap(picture, gap_px):
    found = candidates_of(picture)
    n = len(found)
    apart = np.maximum(
        np.abs(found.row[:, None] - found.row), np.abs(found.column[:, None] - found.column)
    )
    strong = found.is_strong[:, None] & found.is_strong
    reach = np.linalg.matrix_power(((apart <= 1) | (strong & (apart <= gap_px + 1))) * 1.0, n) > 0
    expected = np.array([np.flatnonzero(r)[0] if r.any() else -1 for r in reach], np.int64)
    holds = np.array([found.is_strong[r].any() for r in reach], np.bool_)
    numbers = clusters(found, gap_px)
    assert groups(numbers) == groups(np.where(holds, expected, -1) if n else expected)
    # numbered by their first pixels
    firsts = [int(np.flatnonzero(numbers == k)[0]) for k in range(numbers.max(initial=-1) + 1)]
    assert firsts == sorted(firsts)
