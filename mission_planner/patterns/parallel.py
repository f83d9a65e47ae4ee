"""Parallel track search: lines along the longer side of an area, or of a box round a datum."""

from shapely.geometry import Polygon

from mission_planner.remarks import Remarks
from mission_planner.request import PlanRequest
from mission_planner.search.task_of import task_of
from mission_planner.search.tracks import Begin, long_side_deg, tracks
from mission_planner.search.where import first_bearing, sea_of, searched
from mission_planner.task import Scene, Task


def task(scene: Scene, request: PlanRequest) -> Task:
    """Lines over the sea of the area or box. Raises PlannerError when the area is a line."""
    shape, asked = searched(scene, request), request.focus.bearing_deg
    if asked is not None or request.focus.datum is not None:
        legs_deg = first_bearing(request)
    else:
        legs_deg = long_side_deg(shape)
    begin = Begin(legs_deg, asked is None, request.wind, scene.home)
    return tracked(scene, request, shape, begin)


def tracked(scene: Scene, request: PlanRequest, shape: Polygon, begin: Begin) -> Task:
    """Parallel tracks over a shape, cut where they may not be flown."""
    sea = sea_of(shape, scene)
    made = tracks(sea, scene.swath, request.coverage_pct, begin)
    leftover = "spacing" if made.spacing_m > scene.swath.seen_m else "turn"
    return task_of(scene, sea, made.legs, Remarks(spacing_m=made.spacing_m), leftover)
