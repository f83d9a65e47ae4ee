"""The metric of the xView3 challenge on vessels in Sentinel-1 scenes.

After the rules of its reference implementation (DIUx-xView/xview3-reference, metric.py): pixels of
10 m, pairs nearer than 200 m, and five scores that are multiplied into one. Two of its quirks are
kept, for figures can be compared only so: a scene in which one side has nothing near the shore
does not count near the shore, and what was found exactly on the shoreline is left out there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.score.pairing import Floats, Pairs, between, f1_of, pair_up

PIXEL_M = 10.0
NEAR_M = 200.0
SHORE_M = 2_000.0
SHORE_SLACK = 1.1  # of what was found: it may lie a little farther off
LONGEST_M = 500.0


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """N labels of a scene, all (N,) but px (N, 2), column and row. NaN: not known.

    is_vessel, is_fishing: 1, 0 or NaN. confidence: "HIGH", "MEDIUM" or "LOW". shore_m: away.
    """

    px: Floats
    is_vessel: Floats
    is_fishing: Floats
    length_m: Floats
    confidence: NDArray[np.str_]
    shore_m: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """M predictions of a scene. is_vessel, is_fishing: 1 or 0."""

    px: Floats
    is_vessel: Floats
    is_fishing: Floats
    length_m: Floats


@dataclass(frozen=True, slots=True, eq=False)
class SceneOf:
    """shoreline: (K, 2) points of its contour as column and row; None: not told."""

    truth: Truth
    found: Found
    shoreline: Floats | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """Each in [0, 1]."""

    location: float
    vessel: float
    fishing: float
    length: float
    shore: float

    @property
    def aggregate(self) -> float:
        """The one figure of the leaderboard."""
        return self.location * (1.0 + self.length + self.vessel + self.fishing + self.shore) / 5.0


def score_xview3(
    scenes: Sequence[SceneOf], *, drops_low: bool = True, far_pairs_push: bool = False
) -> Score:
    """Over all scenes that have labels.

    Labels of low confidence do not count. drops_low: what was found at one is left out first, too,
    as on the leaderboard. far_pairs_push: see `pair_up`; not on the leaderboard.
    """
    judged = []
    for scene in scenes:
        kept = _without_low(scene, drops_low, far_pairs_push)
        if len(kept.truth.px):
            judged.append((kept, _paired(kept, far_pairs_push)))
    return Score(
        location=_location(judged),
        vessel=_flag_f1(judged, lambda t: t.is_vessel, lambda f: f.is_vessel, False),
        fishing=_flag_f1(judged, lambda t: t.is_fishing, lambda f: f.is_fishing, True),
        length=_length(judged),
        shore=_near_shore([scene for scene, _ in judged], far_pairs_push),
    )


def _paired(scene: SceneOf, far_pairs_push: bool) -> Pairs:
    metres = PIXEL_M * between(scene.truth.px, scene.found.px)
    return pair_up(metres, NEAR_M, far_pairs_push=far_pairs_push)


def _without_low(scene: SceneOf, drops_low: bool, far_pairs_push: bool) -> SceneOf:
    is_low = scene.truth.confidence == "LOW"
    kept = np.arange(len(scene.found.px))
    if drops_low:
        pairs = _paired(scene, far_pairs_push)
        kept = np.setdiff1d(kept, pairs.found[is_low[pairs.true]])
    return SceneOf(_of_truth(scene.truth, ~is_low), _of_found(scene.found, kept), scene.shoreline)


def _of_truth(t: Truth, index: NDArray[np.generic]) -> Truth:
    values = (t.px, t.is_vessel, t.is_fishing, t.length_m, t.confidence, t.shore_m)
    return Truth(*(value[index] for value in values))


def _of_found(f: Found, index: NDArray[np.generic]) -> Found:
    return Found(*(value[index] for value in (f.px, f.is_vessel, f.is_fishing, f.length_m)))


Judged = Sequence[tuple[SceneOf, Pairs]]


def _location(judged: Judged) -> float:
    hits = sum(len(pairs) for _, pairs in judged)
    found = sum(len(scene.found.px) for scene, _ in judged)
    true = sum(len(scene.truth.px) for scene, _ in judged)
    return f1_of(hits, found - hits, true - hits)


def _flag_f1(
    judged: Judged,
    told: Callable[[Truth], Floats],
    said: Callable[[Found], Floats],
    among_vessels: bool,
) -> float:
    """Of pairs only, and of those whose label is known."""
    counts = np.zeros(3, int)  # true positives, false positives, false negatives
    for scene, pairs in judged:
        true, found = told(scene.truth)[pairs.true], said(scene.found)[pairs.found]
        known = np.isfinite(true)
        if among_vessels:
            known &= scene.truth.is_vessel[pairs.true] == 1.0
        is_true, is_said = true[known] == 1.0, found[known] == 1.0
        counts += (
            int((is_true & is_said).sum()),
            int((~is_true & is_said).sum()),
            int((is_true & ~is_said).sum()),
        )
    return f1_of(*counts.tolist())


def _length(judged: Judged) -> float:
    errors = []
    for scene, pairs in judged:
        true = np.minimum(scene.truth.length_m[pairs.true], LONGEST_M)
        found = np.minimum(scene.found.length_m[pairs.found], LONGEST_M)
        known = np.isfinite(true) & np.isfinite(found)
        errors.append(np.abs(found[known] - true[known]) / true[known])
    all_errors = np.concatenate(errors or [np.empty(0)])
    return 1.0 - min(float(all_errors.mean()), 1.0) if len(all_errors) else 0.0


def _near_shore(scenes: Sequence[SceneOf], far_pairs_push: bool) -> float:
    near = []
    for scene in scenes:
        if scene.shoreline is None or not len(scene.shoreline):
            continue
        away = PIXEL_M * between(scene.found.px, scene.shoreline)
        nearest = away.min(axis=1) if len(away) else np.empty(0)
        found = _of_found(scene.found, (nearest > 0.0) & (nearest <= SHORE_SLACK * SHORE_M))
        truth = _of_truth(scene.truth, scene.truth.shore_m <= SHORE_M)
        if len(found.px) and len(truth.px):
            part = SceneOf(truth, found, scene.shoreline)
            near.append((part, _paired(part, far_pairs_push)))
    return _location(near)
