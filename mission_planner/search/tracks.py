"""Parallel tracks over a polygon: where the lines lie, and in which corner they begin."""

from dataclasses import dataclass
from itertools import product

import numpy as np
import shapely
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry

from geodata.position import Floats
from mission_planner.lines import Swath
from mission_planner.request import Wind
from mission_planner.search.legs import heading
from mission_planner.swath import lines_needed

ACROSS = 0.2  # of the wind along the legs: with less of it, into it or before it is all the same


@dataclass(frozen=True, slots=True)
class Tracks:
    """Legs (2, 2) in order of flying, and the distance between neighbouring lines."""

    legs: list[Floats]
    spacing_m: float


@dataclass(frozen=True, slots=True, eq=False)
class Begin:
    """How a search may begin: into the wind, near home (2,), where the rest leaves it open.

    legs_deg: bearing of the first leg. is_either: the opposite will do as well. creep_deg: bearing
    in which the lines follow each other; None: either.
    """

    legs_deg: float
    is_either: bool
    wind: Wind
    home: Floats
    creep_deg: float | None = None


def long_side_deg(shape: Polygon) -> float:
    """Bearing, 0 to 180, of the longer side of the least rectangle round a polygon."""
    corners = shapely.get_coordinates(shape.minimum_rotated_rectangle)
    sides = np.diff(corners[:3], axis=0)
    east, north = max(sides, key=lambda side: float(np.hypot(*side)))
    return float(np.degrees(np.arctan2(east, north)) % 180.0)


def tracks(shape: BaseGeometry, swath: Swath, coverage_pct: float, begin: Begin) -> Tracks:
    """Parallel tracks that see all of a polygon, the first half a spacing inside its edge.

    The lines are as far apart as the spacing asked for or a little less, so that the last one, too,
    lies half a spacing inside. They run to the edge at both ends (IAMSAR turns half a spacing
    before it: a lookout sees the corners, a camera on a straight line does not). The corner to
    begin in: of those that `begin` leaves, the one nearest to home.
    """
    legs_deg = _into(begin)
    turn = np.column_stack([heading(legs_deg), heading(legs_deg - 90.0)])
    flat = shapely.transform(shape, lambda xy: xy @ turn)
    west, south, east, north = flat.bounds
    count = lines_needed(north - south, swath.spacing_m, coverage_pct)
    step = (north - south) / count
    rows = []
    for number in range(count):
        low = south + number * step
        rows.append((low + 0.5 * step, _spans(flat, box(west, low, east, low + step))))
    ways = [
        _lawnmower(rows if first else rows[::-1], ahead)
        for first, ahead in product((True, False), (True, False))
        if _may(begin, legs_deg, (first, ahead))
    ]
    start = begin.home @ turn
    best = min(ways, key=lambda legs: float(np.hypot(*(legs[0][0] - start))))
    return Tracks([leg @ turn.T for leg in best], step)


def _into(begin: Begin) -> float:
    """The bearing of the legs, of the two opposite ones the one more into the wind if free."""
    if begin.is_either and begin.wind.speed_mps > 0:
        along = float(heading(begin.legs_deg) @ heading(begin.wind.from_deg))
        return begin.legs_deg if along >= 0 else begin.legs_deg + 180.0
    return begin.legs_deg


def _may(begin: Begin, legs_deg: float, way: tuple[bool, bool]) -> bool:
    """Whether a search may begin at the first row, with a leg ahead."""
    is_first, is_ahead = way
    if begin.creep_deg is not None:
        towards = float(heading(legs_deg - 90.0) @ heading(begin.creep_deg))
        if is_first != (towards > 0):
            return False
    if is_ahead:
        return True
    along = float(heading(legs_deg) @ heading(begin.wind.from_deg))
    return begin.is_either and (begin.wind.speed_mps == 0 or along < ACROSS)


def _spans(shape: BaseGeometry, band: Polygon) -> list[tuple[float, float]]:
    """From where to where along a band a shape reaches; pieces beside each other are one."""
    parts = shapely.get_parts(shape.intersection(band))
    bounds = sorted((float(p.bounds[0]), float(p.bounds[2])) for p in parts if p.area > 0)
    spans: list[tuple[float, float]] = []
    for first, last in bounds:
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], last))
        else:
            spans.append((first, last))
    return spans


def _lawnmower(rows: list[tuple[float, list[tuple[float, float]]]], is_ahead: bool) -> list[Floats]:
    """Legs there and back along the rows, in the turned frame."""
    legs = []
    for north, spans in rows:
        for first, last in spans if is_ahead else spans[::-1]:
            ends = (first, last) if is_ahead else (last, first)
            legs.append(np.array([[ends[0], north], [ends[1], north]]))
        is_ahead = not is_ahead
    return legs
