"""Sector search round a datum that is well known, or round the middle of an area."""

from shapely.geometry import Point

from mission_planner.remarks import Remarks
from mission_planner.request import PlanRequest
from mission_planner.search.round_datum import sector_legs
from mission_planner.search.task_of import task_of
from mission_planner.search.where import centre, first_bearing
from mission_planner.task import Scene, Task

ROUND = 64  # chords per quarter of the searched circle


def task(scene: Scene, request: PlanRequest) -> Task:
    """Three triangles with a corner at the datum; with two passes three more between them.

    The legs fan out: the spacing told is the mean one, the circle's area over their length.
    Raises PlannerError for an area that is a line.
    """
    datum, radius = centre(scene, request)
    side = 1.0 if request.direction == "cw" else -1.0
    legs = sector_legs(datum, radius, request.focus.passes or 1, (first_bearing(request), side))
    circle = Point(datum).buffer(radius, quad_segs=ROUND)
    mean_m = circle.area / (len(legs) * radius)
    return task_of(scene, circle, legs, Remarks(mean_m, is_mean_spacing=True), "spacing")
