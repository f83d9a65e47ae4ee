"""Sweep: all of an area, in parallel lines."""

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon

from mission_planner.airspace import polygons_of
from mission_planner.errors import PlannerError
from mission_planner.lines import Survey
from mission_planner.request import PlanRequest
from mission_planner.sweep.field import Field
from mission_planner.sweep.joins import Joins
from mission_planner.sweep.solve import sweep
from mission_planner.task import Scene, Task

# straight lines along a round rim see nearly, not quite, as far as one that follows it
RIM_SHARE = 0.97
TOLERANCE_M = 0.05  # lines are straight: nothing but rounding may be straightened


def task(scene: Scene, request: PlanRequest) -> Task:
    """The area without its land, and the lines that see it.

    Raises PlannerError when the area is a line, or all of it land.
    """
    if not isinstance(scene.shape, Polygon):
        raise PlannerError(
            "a sweep needs an area that is a polygon, not a line: draw the area, or use --pattern"
            " corridor"
        )
    strip = MultiPolygon(polygons_of(scene.shape.difference(scene.land)))
    if strip.area < 1.0:
        raise PlannerError("the area has no sea: all of it is land: move it")
    region = _region(scene, strip)
    if region is None:
        return Task(MultiPolygon(), strip, Survey((), TOLERANCE_M, is_ordered=True))
    reach = scene.swath.seen_m / 2.0
    # what lies in a no-fly zone is seen as far as rows pass beside it: none is flown for it alone
    cover = strip.difference(shapely.union_all(scene.airspace.nofly))
    if not region.covers(cover):
        cover = cover.intersection(region.buffer(RIM_SHARE * reach))
    cover = MultiPolygon(polygons_of(cover))
    joins = Joins(scene.mover)
    field = Field(strip, cover, region, scene.swath, scene.mover, scene.home, joins)
    swept = sweep(field, request.coverage_pct / 100.0) if not cover.is_empty else None
    lines = swept.lines if swept else ()
    return Task(MultiPolygon(), strip, Survey(lines, TOLERANCE_M, is_ordered=True))


def _region(scene: Scene, strip: MultiPolygon) -> Polygon | None:
    """The open region to fly in: home's own, or else the one that sees most of the strip."""
    regions = scene.airspace.open
    home = Point(scene.home)
    for region in regions:
        if region.contains(home):
            return region
    reach = scene.swath.seen_m / 2.0
    seen = [strip.intersection(region.buffer(reach)).area for region in regions]
    return regions[int(np.argmax(seen))] if regions else None
