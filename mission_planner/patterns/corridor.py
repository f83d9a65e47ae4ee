"""Corridor: along a coast, on its sea side."""

import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from mission_planner.airspace import polygons_of
from mission_planner.errors import PlannerError
from mission_planner.request import PlanRequest
from mission_planner.task import Scene, Task, band

FARTHEST_LINE_M = 2_000.0  # a line farther from any land than this follows no coast
STEP_M = 50.0


def task(scene: Scene, request: PlanRequest) -> Task:
    """The strip off the coast within the area, or facing it when the area is a line.

    Raises PlannerError when there is no coast, or the strip lies outside the area.
    """
    if scene.land.is_empty:
        raise PlannerError(
            "no land near the area: a corridor follows a coast; give it with --land FILE"
        )
    sea = band(scene.land, scene.land, request)
    if isinstance(scene.shape, LineString):
        facing = _facing(scene.shape, scene.land, request)
        strip = _sea_side(sea.intersection(facing), scene.shape, request)
    else:
        strip = sea.intersection(scene.shape)
    if strip.area < 1.0:
        raise PlannerError(
            f"the strip {request.standoff_m:.0f} to {request.standoff_m + request.strip_m:.0f} m"
            " off the coast does not meet the area: widen the area or lower --standoff"
        )
    return Task(scene.land, strip)


def meets_coast(scene: Scene, request: PlanRequest) -> bool:
    """Whether any of the strip off the coast lies in the area."""
    if isinstance(scene.shape, LineString):
        return scene.shape.distance(scene.land) <= FARTHEST_LINE_M
    return bool(band(scene.land, scene.land, request).intersection(scene.shape).area > 1.0)


def _facing(line: LineString, land: MultiPolygon, request: PlanRequest) -> Polygon:
    """The region beside a line drawn along a coast that holds the coast and the strip off it."""
    along = shapely.points(shapely.get_coordinates(line.segmentize(STEP_M)))
    offsets = shapely.distance(along, land.boundary)
    if float(offsets.min()) > FARTHEST_LINE_M:
        raise PlannerError(
            f"the line lies {offsets.min():.0f} m from the nearest land; it must run along a coast"
        )
    reach = min(float(offsets.max()), FARTHEST_LINE_M)
    reach += request.standoff_m + request.strip_m
    return line.buffer(reach, cap_style="flat")


def _sea_side(strip: BaseGeometry, line: LineString, request: PlanRequest) -> BaseGeometry:
    """Drops pieces of the strip behind the land: only the side with more of the strip counts."""
    reach = request.standoff_m + request.strip_m
    left = line.buffer(reach, single_sided=True)
    right = line.buffer(-reach, single_sided=True)
    parts = polygons_of(strip)
    sides = [p.intersection(left).area - p.intersection(right).area for p in parts]
    sign = 1.0 if sum(sides) >= 0 else -1.0
    return shapely.union_all([p for p, s in zip(parts, sides, strict=True) if sign * s >= 0])
