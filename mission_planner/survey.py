"""Survey lines: lines of equal distance to the coast, where the vehicle may fly them.

A line at distance L from the coast sees L - swath/2 to L + swath/2. Every place of the strip that
lies farther out than L is within reach of the line at L (walk straight towards the coast); places
nearer to the coast may be missed where a bay is too narrow for the line to enter. Those get a
line of their own, at the inner edge of their band.
"""

import math
from dataclasses import dataclass

import shapely
from shapely.geometry import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry

from mission_planner.airspace import Airspace, polygons_of
from mission_planner.lines import Survey, Swath
from mission_planner.request import PlanRequest
from mission_planner.rounding import smooth
from mission_planner.swath import lines_needed
from mission_planner.task import Task

FINEST_M, COARSEST_M = 0.5, 10.0  # how far a flown leg may lie off its curve
SHORTEST_SHARE = 0.1  # a piece shorter than this share of the swath is not worth a detour
SAME_M = 5.0  # a line that leaves another by less than this sees nothing new
MISSED_SHARE = 0.05  # nor is a missed patch smaller than this share of a swath by a swath


def survey(
    task: Task,
    airspace: Airspace,
    swath: Swath,
    request: PlanRequest,
    turn_radius_m: float = 0.0,
) -> Survey:
    """The lines that see the strip, in the open regions of the airspace.

    turn_radius_m: above 0, no line turns at less: bays and capes are passed farther out.
    """
    count = lines_needed(request.strip_m, swath.spacing_m, request.coverage_pct)
    slack = (count * swath.seen_m - request.strip_m) / (2 * count)
    tolerance = max(min(slack / 2.0, COARSEST_M, 0.05 * request.strip_m / count), FINEST_M)
    if turn_radius_m > 0.0:
        tolerance = FINEST_M
    step = request.strip_m / count
    lowest = airspace.nearest_m + 2.0 * tolerance
    levels = [max(request.standoff_m + (k + 0.5) * step, lowest) for k in range(count)]
    region = shapely.union_all(airspace.open)
    near = task.strip.buffer(swath.seen_m / 2.0)
    bend = _Bend(task.coast, tolerance, turn_radius_m)
    curves = bend.different([bend.curve(level) for level in levels])
    lines = [line for c in curves for line in _pieces(c, [near, region], swath)]
    if request.coverage_pct == 100.0:
        bands = _Bands(request.standoff_m, step, count, lowest, region)
        lines += _fill(task, lines, bands, (swath, bend))
    return Survey(tuple(lines), tolerance)


@dataclass(frozen=True, slots=True)
class _Bend:
    """How lines follow a coast: arcs at most tolerance_m too near, turns not below a radius."""

    coast: BaseGeometry
    tolerance_m: float
    radius_m: float

    def curve(self, level_m: float) -> BaseGeometry:
        """The line at level_m off the coast, farther out where it could not be flown."""
        half_angle = math.acos(max(0.0, 1.0 - self.tolerance_m / level_m))
        chords = min(max(math.ceil(math.pi / 4.0 / half_angle), 4), 64)
        near = self.coast.buffer(level_m, quad_segs=chords)
        return (smooth(near, self.radius_m) if self.radius_m > 0.0 else near).boundary

    def different(self, curves: list[BaseGeometry]) -> list[BaseGeometry]:
        """Without curves that repeat one before: round an islet all those below the radius."""
        kept: list[BaseGeometry] = []
        for curve in curves:
            if self.radius_m == 0.0 or all(c.hausdorff_distance(curve) > SAME_M for c in kept):
                kept.append(curve)
        return kept


def _pieces(curve: BaseGeometry, regions: list[BaseGeometry], swath: Swath) -> list[LineString]:
    """The parts of a curve within all regions, without crumbs."""
    for region in regions:
        # GEOS at times makes buffers that cross themselves
        sound = region if region.is_valid else shapely.make_valid(region)
        curve = shapely.intersection(curve, sound)
    merged = shapely.get_parts(shapely.line_merge(_only_lines(curve)))
    return [p for p in merged if p.length >= SHORTEST_SHARE * swath.seen_m]


def _only_lines(geometry: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return MultiLineString([p for p in parts if isinstance(p, LineString) and not p.is_empty])


@dataclass(frozen=True, slots=True)
class _Bands:
    """`count` bands of width_m from inner_m outwards; lines in `region`, at lowest_m or beyond."""

    inner_m: float
    width_m: float
    count: int
    lowest_m: float
    region: BaseGeometry


def _fill(
    task: Task, lines: list[LineString], bands: _Bands, made: tuple[Swath, _Bend]
) -> list[LineString]:
    """Lines for the patches that the regular ones miss and that can be reached."""
    swath, bend = made
    reach = swath.seen_m / 2.0
    missed = task.strip.difference(shapely.union_all(lines).buffer(reach))
    worth = MISSED_SHARE * swath.seen_m * min(swath.seen_m, bands.width_m)
    if missed.area < worth:
        return []
    found: list[LineString] = []
    for number in range(bands.count):
        inner = bands.inner_m + number * bands.width_m
        band = task.coast.buffer(inner + bands.width_m).difference(task.coast.buffer(inner))
        patches = [p for p in polygons_of(missed.intersection(band)) if p.area >= worth]
        if patches:
            near = shapely.union_all(patches).buffer(reach)
            curve = bend.curve(max(inner, bands.lowest_m))
            if bend.radius_m > 0.0:  # what a turn keeps out of a bay is flown already
                curve = curve.difference(shapely.union_all([*lines, *found]).buffer(SAME_M))
            found += _pieces(curve, [near, bands.region], swath)
    return found
