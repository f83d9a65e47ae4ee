"""Boxes against boxes: how much of both they share, and how many are found."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detectors.score.pairing import f1_of, pair_up

Floats = NDArray[np.float64]


def overlaps(true: ArrayLike, found: ArrayLike) -> Floats:
    """(T, F) area in common over area of both together (IoU), from boxes x0, y0, x1, y1."""
    a = np.asarray(true, np.float64).reshape(-1, 1, 4)
    b = np.asarray(found, np.float64).reshape(1, -1, 4)
    sides = np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    both = np.maximum(sides, 0.0).prod(axis=2)
    areas = [(box[..., 2:] - box[..., :2]).prod(axis=2) for box in (a, b)]
    union = areas[0] + areas[1] - both
    return np.asarray(np.divide(both, union, out=np.zeros_like(both), where=union > 0.0))


def box_f1(pictures: Iterable[tuple[ArrayLike, ArrayLike]], least_overlap: float) -> float:
    """Over pictures of true and found boxes; a pair counts from this overlap on, one to one."""
    right = false = missed = 0
    for true, found in pictures:
        shared = overlaps(true, found)
        # strictly nearer than: an overlap that is just the least one counts
        pairs = len(pair_up(1.0 - shared, float(np.nextafter(1.0 - least_overlap, 2.0))))
        right, false, missed = (
            right + pairs,
            false + shared.shape[1] - pairs,
            missed + shared.shape[0] - pairs,
        )
    return f1_of(right, false, missed)
