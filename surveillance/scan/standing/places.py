"""Places at which something was found again and again, out of what single passes found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from geodata.position import LocalFrame
from surveillance.scan.ring import outline_in
from surveillance.scan.standing.history import Looked

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

ONE_PASS = timedelta(minutes=30)  # scenes that follow one another so soon are of one pass
MOST_PASSES = 40  # the latest ones tell enough
EDGE_M = 500.0  # along the border of a scene nothing is found for sure
GATE_SIGMAS = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Passes:
    """What M passes looked at and found, in the metres of a frame.

    at (M,): oldest first. outlines (M,): what each looked at. points_m (N, 2), sigma_m (N,),
    length_m (N,) and number (N,): things, and by which pass.
    """

    at: tuple[datetime, ...]
    outlines: tuple[BaseGeometry, ...]
    points_m: Floats
    sigma_m: Floats
    length_m: Floats
    number: Whole


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """members: numbers of things, at most one of a pass, that were found at one place."""

    members: Whole
    point_m: Floats
    gate_m: float


def gather(scenes: Sequence[Looked], frame: LocalFrame) -> Passes:
    """Scenes, oldest first, as the passes that they are parts of."""
    groups: list[list[Looked]] = []
    for scene in scenes:
        if groups and scene.at - groups[-1][-1].at <= ONE_PASS:
            groups[-1].append(scene)
        else:
            groups.append([scene])
    groups = groups[-MOST_PASSES:]
    kept = [(n, scene) for n, group in enumerate(groups) for scene in group]
    lonlat = np.concatenate([np.zeros((0, 2)), *(scene.lonlat for _, scene in kept)])
    return Passes(
        at=tuple(group[0].at for group in groups),
        outlines=tuple(
            shapely.union_all([outline_in(frame, s.ring).buffer(-EDGE_M) for s in group])
            for group in groups
        ),
        points_m=np.column_stack(frame.to_metres(*lonlat.T)),
        sigma_m=np.concatenate([np.zeros(0), *(scene.sigma_m for _, scene in kept)]),
        length_m=np.concatenate([np.zeros(0), *(scene.length_m for _, scene in kept)]),
        number=np.repeat([n for n, _ in kept], [len(scene.sigma_m) for _, scene in kept]).astype(
            np.int64
        ),
    )


def find_places(passes: Passes, window: BaseGeometry) -> list[Place]:
    """Places in the window at which two passes or more found something; each thing is of one.

    The place that most passes agree on is taken first, the rest is shared out among the others.
    """
    if not len(passes.points_m):
        return []
    tree = cKDTree(passes.points_m)
    gates = GATE_SIGMAS * np.sqrt(2.0) * passes.sigma_m
    near = [np.array(found, np.int64) for found in tree.query_ball_point(passes.points_m, gates)]
    agreed = np.array([len(np.unique(passes.number[found])) for found in near])
    is_free = np.ones(len(near), np.bool_)
    places = []
    for seed in np.lexsort((*passes.points_m.T, -agreed)).tolist():
        if agreed[seed] < 2:
            break
        place = _place(passes, near[seed][is_free[near[seed]]], seed) if is_free[seed] else None
        if place is not None:
            is_free[near[seed]] = False  # blobs beside it in one pass are its own, too
            places.append(place)
    inside = shapely.contains_xy(window, *np.array([p.point_m for p in places]).reshape(-1, 2).T)
    return [place for place, is_in in zip(places, inside, strict=True) if is_in]


def _place(passes: Passes, found: Whole, seed: int) -> Place | None:
    """Of each pass the one nearest to the middle; None when only one pass is left."""
    middle = np.median(passes.points_m[found], axis=0)
    away = np.linalg.norm(passes.points_m[found] - middle, axis=1)
    ordered = found[np.argsort(away, kind="stable")]
    _, firsts = np.unique(passes.number[ordered], return_index=True)
    if len(firsts) < 2:
        return None
    members = np.asarray(ordered[firsts], np.int64)
    gate_m = GATE_SIGMAS * float(np.sqrt(2.0) * passes.sigma_m[seed])
    return Place(members, np.median(passes.points_m[members], axis=0), gate_m)
