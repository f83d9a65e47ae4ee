"""A layer of what stands, learned from the scenes that looked before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely.geometry import Point

from geodata.position import LocalFrame, LonLat
from surveillance.scan.plain import time_text
from surveillance.scan.ring import middle_frame, outline_in
from surveillance.scan.standing.history import History, Looked
from surveillance.scan.standing.layer import Layer, Stands
from surveillance.scan.standing.odds import p_stands
from surveillance.scan.standing.places import Passes, Place, find_places, gather
from surveillance.scan.vessel import Scanned

Floats = NDArray[np.float64]

KIND = "learned"
ROUND_M = 5_000.0  # so far round a place others are counted, for what comes there by chance
LEAST_SIGMA_M = 10.0  # errors that all passes of one track share
LEAST_P = 0.01


@dataclass(frozen=True, slots=True)
class Learned:
    """What stands in a ring of places. passes: how many looked at its middle."""

    layer: Layer
    passes: int


def learn_for(history: History, scene: Scanned) -> Learned:
    """What other scenes teach about the places of one: how probable each thing stands if it is
    found there on this one, too. Raises StoreError. The scene must have places and a time."""
    assert scene.at is not None
    return learn(history.looked(scene.looked, (scene.name, scene.at)), scene.looked, scene.at)


def learn(
    scenes: tuple[Looked, ...], ring: tuple[LonLat, ...], found_at: datetime | None = None
) -> Learned:
    """What scenes, oldest first, teach about a ring of places.

    found_at: when each thing is taken to have been found once more.
    """
    frame = middle_frame(ring)
    window = outline_in(frame, ring)
    passes = gather(scenes, frame)
    middle = window.representative_point()
    over = sum(bool(outline.covers(middle)) for outline in passes.outlines)
    tree = cKDTree(passes.points_m) if len(passes.points_m) else None
    things = []
    for place in find_places(passes, window):
        stands = None if tree is None else _stands(passes, place, tree, (frame, found_at))
        if stands is not None:
            things.append(stands)
    return Learned(Layer(things), over)


def _stands(
    passes: Passes, place: Place, tree: cKDTree, asked: tuple[LocalFrame, datetime | None]
) -> Stands | None:
    """None where nothing speaks for it."""
    frame, found_at = asked
    found_by = set(passes.number[place.members].tolist())
    spot = Point(*place.point_m.tolist())
    looked = [
        n
        for n, outline in enumerate(passes.outlines)
        if n in found_by or shapely.covers(outline, spot)
    ]
    seen = [(passes.at[n], n in found_by) for n in looked]
    if found_at is not None:
        seen = sorted([*seen, (found_at, True)])
    days = np.array([(at - seen[0][0]).total_seconds() / 86_400.0 for at, _ in seen])
    finds = np.array([is_found for _, is_found in seen])
    p = p_stands(days, finds, _chance(place, tree, len(looked)))
    if p < LEAST_P:
        return None
    lonlat = frame.lonlat(*place.point_m.tolist())
    found = [at for at, is_found in seen if is_found]
    return Stands(
        name=f"{lonlat.lat:.5f} {lonlat.lon:.5f}",
        kind=KIND,
        shape=Point(lonlat.lon, lonlat.lat),
        radius_m=0.0,
        sigma_m=_sigma_m(passes, place),
        longest_m=_longest_m(passes.length_m[place.members]),
        p=p,
        said={
            "source": "passes",
            "passes_found": len(found),
            "passes_looked": len(seen),
            "first_found_at": time_text(found[0]),
            "last_found_at": time_text(found[-1]),
        },
    )


def _chance(place: Place, tree: cKDTree, looked: int) -> float:
    """Of finding a vessel at the place on a pass, from how much else is found round about it."""
    around = tree.query_ball_point(place.point_m, ROUND_M, return_length=True)
    others = max(int(around) - len(place.members), 0) + 1.0
    per_m2 = others / looked / (np.pi * ROUND_M**2)
    return float(np.clip(-np.expm1(-per_m2 * np.pi * place.gate_m**2), 1e-9, 0.99))


def _sigma_m(passes: Passes, place: Place) -> float:
    """On each axis, of the middle of the finds."""
    off = passes.points_m[place.members] - place.point_m
    scatter = np.sqrt((off**2).mean())
    return float(np.hypot(LEAST_SIGMA_M, scatter / np.sqrt(len(place.members))))


def _longest_m(lengths_m: Floats) -> float | None:
    known = lengths_m[np.isfinite(lengths_m)]
    return float(np.median(known)) if len(known) else None
