"""What was found on a scene beside what stands there.

Three ways to explain a thing near a place where something stands are weighed: it is what stands
(normal errors of both places, a length that fits); it is that with a vessel alongside (the place
fits, the length is too long); it is a vessel somewhere near by chance. One point is one thing: when
two things are found at it, they share what it explains, and at most one of them stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geodata.position import LocalFrame
from surveillance.scan.ring import middle_frame, outline_in
from surveillance.scan.standing.layer import Layer, Stands
from surveillance.scan.vessel import Found, Kind, Scanned, Standing

Floats = NDArray[np.float64]

IS_STANDING = 0.5  # from this probability on a thing is taken for what stands
FARTHEST_SIGMAS = 4.0
SHOWS = 0.9  # of what stands is found on a picture
ALONGSIDE = 0.05  # of what stands has a vessel beside it that the picture cannot tell from it
BESIDE_PER_M2 = 0.1 / (np.pi * 500.0**2)  # vessels near what stands: they serve it or fish there
LENGTH_SIGMA = 0.35  # of the logarithm of a measured length
SHORTEST_M = 40.0  # a radar shows nothing shorter
WIDE_M = 150.0  # what is wider may show as several things
_MOST_SIGMA_M = 40.0  # of a place, where the error that is told may be that of a motion


@dataclass(frozen=True, slots=True)
class _Pair:
    """A thing and what stands near it: how far apart, in metres and in sigmas; how many times as
    likely it is to be that, and to be that with a vessel alongside, as a vessel by chance.
    is_wide: what stands may show as several things."""

    stands: Stands
    is_wide: bool
    away_m: float
    sigmas: float
    same: float
    joined: float


def with_standing(scene: Scanned, layer: Layer) -> Scanned:
    """The same scene; what stands is of kind `standing`, and what is near it has a probability.

    To be called before AIS moves vessels: what stands is where the picture shows it. Nothing is
    left out, and a ghost stays one. A scene without places is given back as it is.
    """
    if not scene.looked:
        return scene
    frame = middle_frame(scene.looked)
    near = layer.near(scene.looked)
    asked = [n for n, thing in enumerate(scene.found) if _may_stand(thing)]
    if not near or not asked:
        return scene
    area_m2 = float(outline_in(frame, scene.looked).area)
    per_m2 = (len(asked) + 1.0) / area_m2 + BESIDE_PER_M2
    pairs = _pairs([scene.found[n] for n in asked], near, frame, per_m2)
    found = list(scene.found)
    for i, standing in _weighed(pairs).items():
        thing = found[asked[i]]
        kind = Kind.STANDING if standing.p >= IS_STANDING else thing.kind
        found[asked[i]] = replace(thing, kind=kind, standing=standing)
    return replace(scene, found=tuple(found))


def reasons_of(standing: Standing | None) -> dict[str, Any]:
    """What a verdict on a vessel says of what stands there."""
    if standing is None:
        return {}
    kept = ("name", "what", "distance_m", "distance_sigmas", "source")
    said = {name: standing.reasons[name] for name in kept if name in standing.reasons}
    return {"p_standing": standing.p, **{f"standing_{name}": said[name] for name in said}}


def _may_stand(thing: Found) -> bool:
    return thing.kind is Kind.VESSEL and thing.position is not None and not thing.is_bow_known


def _pairs(
    things: Sequence[Found], near: Sequence[Stands], frame: LocalFrame, per_m2: float
) -> dict[tuple[int, int], _Pair]:
    """By the numbers of a thing and of what stands, all that are near enough."""
    shapes = [frame.geometry_to_metres(one.shape) for one in near]
    points = [Point(*frame.point(thing.position)) for thing in things if thing.position]
    own = np.array([_still_sigma_m(thing) for thing in things])
    widest = max(one.radius_m + FARTHEST_SIGMAS * one.sigma_m for one in near)
    reach = widest + FARTHEST_SIGMAS * own
    hits = STRtree(shapes).query(points, predicate="dwithin", distance=reach)
    pairs: dict[tuple[int, int], _Pair] = {}
    for i, j in hits.T.tolist():
        sigma_m = float(np.hypot(own[i], near[j].sigma_m))
        away_m = max(float(shapely.distance(points[i], shapes[j])) - near[j].radius_m, 0.0)
        if away_m <= FARTHEST_SIGMAS * sigma_m:
            # for a point that is the 2 pi sigma^2 of a normal error, for others their area with it
            room_m2 = float(shapes[j].buffer(near[j].radius_m + np.sqrt(2.0) * sigma_m).area)
            fits = _length_fits(things[i], near[j])
            density = SHOWS * np.exp(-0.5 * (away_m / sigma_m) ** 2) / room_m2 / per_m2
            same, joined = float(density * fits), float(density * ALONGSIDE * (1.0 - fits))
            is_wide = _extent_m(shapes[j]) + 2.0 * near[j].radius_m >= WIDE_M
            pairs[i, j] = _Pair(near[j], is_wide, away_m, away_m / sigma_m, same, joined)
    return pairs


def _still_sigma_m(thing: Found) -> float:
    """Of the place of a thing that does not move."""
    if thing.shown_sigma_m is not None:
        return thing.shown_sigma_m
    return _MOST_SIGMA_M if thing.sigma_m is None else min(thing.sigma_m, _MOST_SIGMA_M)


def _length_fits(thing: Found, stands: Stands) -> float:
    """1 for what is not longer than what stands, less and less the longer it is."""
    if thing.length_m is None or stands.longest_m is None:
        return 1.0
    off = np.log(max(thing.length_m / max(stands.longest_m, SHORTEST_M), 1.0)) / LENGTH_SIGMA
    return float(np.exp(-0.5 * off**2))


def _weighed(pairs: dict[tuple[int, int], _Pair]) -> dict[int, Standing]:
    """For each thing what stands there most probably."""
    sharing: dict[int, list[int]] = {}
    for i, j in pairs:
        sharing.setdefault(j, []).append(i)
    best: dict[int, Standing] = {}
    for (i, j), pair in pairs.items():
        rivals = [i] if pair.is_wide else sharing[j]
        weight = 1.0 + sum(pairs[k, j].same + pairs[k, j].joined for k in rivals)
        p = pair.stands.p * pair.same / weight
        if i not in best or p > best[i].p:
            best[i] = Standing(p, _reasons(pair, len(rivals)))
    return best


def _extent_m(shape: BaseGeometry) -> float:
    west, south, east, north = shape.bounds
    return float(np.hypot(east - west, north - south))


def _reasons(pair: _Pair, rivals: int) -> dict[str, Any]:
    stands = pair.stands
    said: dict[str, Any] = {
        "name": stands.name,
        "what": stands.kind,
        "distance_m": pair.away_m,
        "distance_sigmas": pair.sigmas,
        **stands.said,
    }
    if stands.longest_m is not None:
        said["longest_m"] = stands.longest_m
    if rivals > 1:
        said["found_there"] = rivals
    return said
