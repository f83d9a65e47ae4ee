"""Vessels as points: how many are found, at which price, and how well they are described."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from detectors.score.pairing import Floats, Pairs, between, f1_of, pair_up

NEAR_M = 200.0
CLASSES_M = (0.0, 15.0, 25.0, 50.0, 100.0, np.inf)
FALSE_PER_1000_KM2 = 1.0  # at which recall is told


@dataclass(frozen=True, slots=True, eq=False)
class Things:
    """N vessels. points_m (N, 2): in metres of any plane; the others (N,), NaN: not known."""

    points_m: Floats
    length_m: Floats
    heading_deg: Floats
    score: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What is true and what was found in one scene of so many square kilometres."""

    true: Things
    found: Things
    area_km2: float


def score_points(scenes: Sequence[Scene], near_m: float = NEAR_M) -> dict[str, Any]:
    """Figures over all scenes, by name; None where there is nothing to tell.

    recall_at: recall by length class with the score's threshold at which FALSE_PER_1000_KM2 things
    are found that are none. Headings are told modulo 180 degrees.
    """
    paired = [(scene, _paired(scene, near_m)) for scene in scenes]
    hits = sum(len(pairs) for _, pairs in paired)
    found = sum(len(scene.found.score) for scene in scenes)
    true = sum(len(scene.true.score) for scene in scenes)
    area = sum(scene.area_km2 for scene in scenes)
    threshold = threshold_at(scenes, near_m, FALSE_PER_1000_KM2)
    return {
        "true": true,
        "found": found,
        "hits": hits,
        "precision": hits / found if found else None,
        "recall": hits / true if true else None,
        "f1": f1_of(hits, found - hits, true - hits),
        "false_per_1000_km2": (found - hits) / area * 1000.0 if area else None,
        "at_false_per_1000_km2": FALSE_PER_1000_KM2,
        "threshold": threshold if np.isfinite(threshold) else None,
        "recall_at": recall_by_length(scenes, near_m, threshold),
        "length_mae_m": _mean_of(paired, _length_error),
        "place_mean_m": _mean_of(paired, _place_error),
        "heading_median_deg": _median_heading(paired),
    }


def _paired(scene: Scene, near_m: float, threshold: float = -np.inf) -> Pairs:
    kept = np.flatnonzero(scene.found.score >= threshold)
    distances = between(scene.true.points_m, scene.found.points_m[kept])
    pairs = pair_up(distances, near_m)
    return Pairs(pairs.true, kept[pairs.found])


def threshold_at(scenes: Sequence[Scene], near_m: float, rate: float) -> float:
    """The lowest score at which at most so many false alarms come on 1,000 square kilometres."""
    area = sum(scene.area_km2 for scene in scenes)
    scores = np.unique(np.concatenate([scene.found.score for scene in scenes] or [np.empty(0)]))
    low, high = 0, len(scores)  # at scores[high:] the rate is kept
    while low < high:
        middle = (low + high) // 2
        false = sum(_false(scene, near_m, scores[middle]) for scene in scenes)
        if false / max(area, 1e-9) * 1000.0 <= rate:
            high = middle
        else:
            low = middle + 1
    return float(scores[low]) if low < len(scores) else np.inf


def _false(scene: Scene, near_m: float, threshold: float) -> int:
    return int((scene.found.score >= threshold).sum()) - len(_paired(scene, near_m, threshold))


def recall_by_length(
    scenes: Sequence[Scene], near_m: float, threshold: float
) -> dict[str, float | None]:
    """Share of the true vessels of each length class that is found; None where there are none."""
    lengths = np.concatenate([scene.true.length_m for scene in scenes] or [np.empty(0)])
    hit = np.zeros(len(lengths), bool)
    first = 0
    for scene in scenes:
        hit[first + _paired(scene, near_m, threshold).true] = True
        first += len(scene.true.score)
    told: dict[str, float | None] = {"all": float(hit.mean()) if len(hit) else None}
    for low, high in pairwise(CLASSES_M):
        chosen = (lengths >= low) & (lengths < high)
        name = f"{low:g}-{high:g} m" if np.isfinite(high) else f"{low:g} m and more"
        told[name] = float(hit[chosen].mean()) if chosen.any() else None
    return told


def _columns(paired: Sequence[tuple[Scene, Pairs]]) -> list[tuple[Things, Things]]:
    def chosen(things: Things, index: Any) -> Things:
        values = (things.points_m, things.length_m, things.heading_deg, things.score)
        return Things(*(value[index] for value in values))

    return [(chosen(s.true, p.true), chosen(s.found, p.found)) for s, p in paired]


def _length_error(true: Things, found: Things) -> Floats:
    return np.abs(found.length_m - true.length_m)


def _place_error(true: Things, found: Things) -> Floats:
    return np.asarray(np.linalg.norm(found.points_m - true.points_m, axis=1))


def _mean_of(
    paired: Sequence[tuple[Scene, Pairs]], error: Callable[[Things, Things], Floats]
) -> float | None:
    each = [error(true, found) for true, found in _columns(paired)]
    errors = np.concatenate(each or [np.empty(0)])
    errors = errors[np.isfinite(errors)]
    return float(errors.mean()) if len(errors) else None


def _median_heading(paired: Sequence[tuple[Scene, Pairs]]) -> float | None:
    each = [axis_error_deg(true.heading_deg, found.heading_deg) for true, found in _columns(paired)]
    errors = np.concatenate(each or [np.empty(0)])
    errors = errors[np.isfinite(errors)]
    return float(np.median(errors)) if len(errors) else None


def axis_error_deg(a: Floats, b: Floats) -> Floats:
    """(N,) angle between two axes, 0 to 90."""
    return np.abs((np.asarray(a) - np.asarray(b) + 90.0) % 180.0 - 90.0)
