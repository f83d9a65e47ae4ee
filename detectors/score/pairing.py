"""Which found thing is which true one: one to one, all at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Indices of pairs (P,) on both sides."""

    true: Indices
    found: Indices

    def __len__(self) -> int:
        return len(self.true)


def pair_up(distances: Floats, nearer_than: float, *, far_pairs_push: bool = False) -> Pairs:
    """Pairs that are strictly nearer than a limit, from distances (true, found).

    The sum of all distances is least. far_pairs_push: pairs beyond the limit take part with their
    distance, and can push good pairs aside, as in one option of the xView3 metric; otherwise they
    cost so much that the number of good pairs is greatest.
    """
    if not distances.size:
        nothing = np.empty(0, np.int64)
        return Pairs(nothing, nothing)
    cost = distances
    if not far_pairs_push:
        cost = np.where(distances <= nearer_than, distances, 1e6 * max(nearer_than, 1.0))
    true, found = linear_sum_assignment(cost)
    good = distances[true, found] < nearer_than
    return Pairs(true[good].astype(np.int64), found[good].astype(np.int64))


def between(true: Floats, found: Floats) -> Floats:
    """(T, F) distances of points (T, 2) and (F, 2)."""
    a, b = (np.asarray(p, np.float64).reshape(-1, 2) for p in (true, found))
    return np.asarray(np.linalg.norm(a[:, None] - b[None], axis=2))


def f1_of(true_positives: int, false_positives: int, false_negatives: int) -> float:
    """0 where there is nothing to be found and nothing found."""
    asked = 2 * true_positives + false_positives + false_negatives
    return 2 * true_positives / asked if asked else 0.0
