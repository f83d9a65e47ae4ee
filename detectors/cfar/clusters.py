"""Which candidates belong to one vessel: union-find over the list, never over the picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detectors.cfar.candidates import Candidates
from detectors.kernels import kernel

Integers = NDArray[np.int64]


def clusters(found: Candidates, gap_px: int) -> Integers:
    """The cluster of each candidate, counted from 0 in the order of their first pixels; (N,).

    Neighbours belong together, also over a corner; two strong ones also over a gap of so many
    pixels, because a vessel's deck seldom shines from end to end. -1: no strong one in reach.
    """
    root = connected(found.row, found.column, found.is_strong, gap_px)
    strong_roots = np.unique(root[found.is_strong])
    place = np.searchsorted(strong_roots, root)
    place[place == len(strong_roots)] = 0
    is_held = strong_roots[place] == root if len(strong_roots) else np.zeros(len(root), np.bool_)
    return np.where(is_held, place, -1)


@kernel
def _top(parent: Integers, i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


@kernel
def connected(
    row: Integers, column: Integers, is_strong: NDArray[np.bool_], gap_px: int
) -> Integers:
    """The first pixel of each candidate's cluster; they are sorted by row, then column."""
    parent = np.arange(len(row))
    # for each row above, the first candidate that may still be in reach
    begin = np.zeros(gap_px + 2, np.int64)
    for i in range(len(row)):
        reach = gap_px + 1 if is_strong[i] else 1
        for up in range(reach + 1):
            y, x = row[i] - up, column[i]
            j = begin[up]
            while j < i and (row[j] < y or (row[j] == y and column[j] < x - gap_px - 1)):
                j += 1
            begin[up] = j
            while j < i and row[j] == y and column[j] <= x + reach:
                is_beside = up <= 1 and abs(column[j] - x) <= 1
                if is_beside or (is_strong[i] and is_strong[j] and abs(column[j] - x) <= reach):
                    a, b = _top(parent, i), _top(parent, j)
                    parent[max(a, b)] = min(a, b)
                j += 1
    for i in range(len(row)):
        parent[i] = _top(parent, i)
    return parent
