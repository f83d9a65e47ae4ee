"""Straight legs of a search: walked by bearings, and cut where limits forbid them."""

import math
from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPolygon
from shapely.geometry.base import BaseGeometry

from geodata.position import Floats
from mission_planner.airspace import Airspace

SHORTEST_SHARE = 0.1  # a piece shorter than this share of the swath is not worth a detour
EXACT_M = 0.01  # legs are straight: nothing to round off


def heading(bearing_deg: float) -> Floats:
    """(2,) east and north of one metre along a bearing, clockwise from north."""
    angle = math.radians(bearing_deg)
    # rounded: a bearing of 1e-300 degrees gives metres so small that GEOS divides by zero
    return np.round([math.sin(angle), math.cos(angle)], 12)


def walk(start: Floats, steps: Iterable[tuple[float, float]]) -> list[Floats]:
    """Legs (2, 2), each from where the one before ends; steps: bearing in degrees and metres."""
    legs = []
    for bearing_deg, length_m in steps:
        end = start + length_m * heading(bearing_deg)
        legs.append(np.vstack([start, end]))
        start = end
    return legs


def cut(legs: Sequence[Floats], airspace: Airspace, seen_m: float) -> tuple[LineString, ...]:
    """What may be flown of each leg, in its direction, in order; crumbs are left out."""
    region = MultiPolygon(airspace.open)
    shapely.prepare(region)
    shortest = SHORTEST_SHARE * seen_m
    pieces: list[LineString] = []
    for leg in legs:
        line = LineString(leg)
        if shapely.contains_properly(region, line):
            pieces.append(line)
            continue
        parts = shapely.get_parts(line.intersection(region))
        spans = [_span(part, leg) for part in parts if not part.is_empty]
        whole = min(shortest, 0.5 * line.length)
        pieces += [
            LineString(leg[0] + np.outer([first, last], _unit(leg)))
            for first, last in sorted(spans)
            if last - first >= whole
        ]
    return tuple(pieces)


def _span(part: BaseGeometry, leg: Floats) -> tuple[float, float]:
    along = (shapely.get_coordinates(part) - leg[0]) @ _unit(leg)
    return float(along.min()), float(along.max())


def _unit(leg: Floats) -> Floats:
    step = leg[1] - leg[0]
    return np.asarray(step / np.hypot(*step), np.float64)
