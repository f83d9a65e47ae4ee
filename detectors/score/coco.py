"""Average precision of boxes as COCO reckons it (pycocotools, boxes, all sizes, 100 a picture)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.score.boxes import overlaps

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LEAST = tuple(np.linspace(0.5, 0.95, 10).tolist())  # overlaps (IoU) from which a pair counts
RECALLS = np.linspace(0.0, 1.0, 101)
MOST_FOUND = 100  # the best of one picture


@dataclass(frozen=True, slots=True, eq=False)
class Boxes:
    """One picture, one class. true, found: (T, 4) and (F, 4) x0, y0, x1, y1. score: (F,).

    is_crowd (T,): a region with many; what is found there counts neither way.
    """

    true: Floats
    is_crowd: Flags
    found: Floats
    score: Floats


def score_coco(classes: Sequence[Sequence[Boxes]]) -> dict[str, Any]:
    """Figures by name, mean over the classes that are in the truth; None where there are none.

    classes: of each the pictures. recall: share of the true boxes found at an overlap of 0.5.
    """
    told = [pictures for pictures in classes if _positives(pictures)]
    precision = np.array([[_at(pictures, least)[0] for least in LEAST] for pictures in told])
    recall = [_at(pictures, LEAST[0])[1] for pictures in told]
    is_known = bool(told)
    return {
        "ap": float(precision.mean()) if is_known else None,
        "ap50": float(precision[:, 0].mean()) if is_known else None,
        "ap75": float(precision[:, 5].mean()) if is_known else None,
        "recall50": float(np.mean(recall)) if is_known else None,
        "true": sum(_positives(pictures) for pictures in classes),
        "found": sum(len(picture.score) for pictures in classes for picture in pictures),
    }


def _positives(pictures: Sequence[Boxes]) -> int:
    return sum(int((~picture.is_crowd).sum()) for picture in pictures)


def _at(pictures: Sequence[Boxes], least: float) -> tuple[float, float]:
    """Average precision and recall at one overlap."""
    judged = [_judged(picture, least) for picture in pictures]
    score = np.concatenate([own for own, _ in judged])
    is_right = np.concatenate([right for _, right in judged])
    order = np.argsort(-score, kind="stable")
    right = np.cumsum(is_right[order])
    recall = right / _positives(pictures)
    precision = right / np.arange(1, len(right) + 1)
    # the best that is reached at this recall or a greater one
    best = np.maximum.accumulate(precision[::-1])[::-1]
    reached = np.searchsorted(recall, RECALLS, side="left")
    kept = np.append(best, 0.0)[np.minimum(reached, len(best))]
    return float(kept.mean()), float(recall[-1]) if len(recall) else 0.0


def _judged(picture: Boxes, least: float) -> tuple[Floats, Flags]:
    """Scores of the best found, and which are right; without those that lie in a crowd.

    Best first, each takes the true box that it overlaps most of those that are left.
    """
    order = np.argsort(-picture.score, kind="stable")[:MOST_FOUND]
    found = picture.found[order]
    shared = overlaps(picture.true, found)
    shared[picture.is_crowd] = _inside(picture.true[picture.is_crowd], found)
    is_taken = np.zeros(len(picture.true), bool)
    is_right, is_counted = np.zeros(len(order), bool), np.ones(len(order), bool)
    for n in range(len(order)):
        free = np.where(is_taken | picture.is_crowd, -1.0, shared[:, n])
        # of equal ones the last, as COCO has it
        best = len(free) - 1 - int(np.argmax(free[::-1])) if len(free) else -1
        if best >= 0 and free[best] >= min(least, 1.0 - 1e-10):
            is_taken[best] = is_right[n] = True
        elif (shared[picture.is_crowd, n] >= least).any():
            is_counted[n] = False
    return picture.score[order][is_counted], is_right[is_counted]


def _inside(crowds: Floats, found: Floats) -> Floats:
    """(C, F) share of each found box that lies in a crowd."""
    a, b = crowds[:, None], found[None]
    sides = np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    both = np.maximum(sides, 0.0).prod(axis=2)
    own = np.broadcast_to((b[..., 2:] - b[..., :2]).prod(axis=2), both.shape)
    return np.asarray(np.divide(both, own, out=np.zeros_like(both), where=own > 0.0))
