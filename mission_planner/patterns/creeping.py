"""Creeping line search: short legs, creeping along the longer side of an area or round a datum."""

from mission_planner.patterns.parallel import tracked
from mission_planner.request import PlanRequest
from mission_planner.search.tracks import Begin, long_side_deg
from mission_planner.search.where import first_bearing, searched
from mission_planner.task import Scene, Task


def task(scene: Scene, request: PlanRequest) -> Task:
    """Legs across the creep. Raises PlannerError when the area is a line."""
    shape, asked = searched(scene, request), request.focus.bearing_deg
    if asked is not None:
        legs_deg = asked + 90.0
    elif request.focus.datum is not None:
        legs_deg = first_bearing(request)
    else:
        legs_deg = long_side_deg(shape) + 90.0
    begin = Begin(legs_deg, True, request.wind, scene.home, creep_deg=asked)
    return tracked(scene, request, shape, begin)
