"""Expanding square search round a datum, or round the middle of an area."""

from mission_planner.remarks import Remarks
from mission_planner.request import PlanRequest
from mission_planner.search.round_datum import square_legs
from mission_planner.search.task_of import task_of
from mission_planner.search.where import centre, first_bearing, searched
from mission_planner.task import Scene, Task


def task(scene: Scene, request: PlanRequest) -> Task:
    """Legs outwards from the datum. Raises PlannerError for an area that is a line."""
    spacing = scene.swath.spacing_m
    datum, reach = centre(scene, request)
    side = 1.0 if request.direction == "cw" else -1.0
    legs = square_legs(datum, spacing, reach, (first_bearing(request), side))
    return task_of(scene, searched(scene, request), legs, Remarks(spacing_m=spacing), "turn")
