"""Loop: round the islands of an area."""

from shapely.geometry import MultiPolygon, Polygon

from mission_planner.errors import PlannerError
from mission_planner.request import PlanRequest
from mission_planner.task import Scene, Task, band

MOSTLY = 0.5  # an area drawn on the outline of an island does not hold it to the metre


def islands(scene: Scene) -> list[Polygon]:
    """Land that lies for the most part within the area."""
    return [p for p in scene.land.geoms if p.intersection(scene.shape).area > MOSTLY * p.area]


def task(scene: Scene, request: PlanRequest) -> Task:
    """The strip round every island of the area. Raises PlannerError when there is none."""
    if not isinstance(scene.shape, Polygon):
        raise PlannerError("a loop needs an area that is a polygon round an island, not a line")
    found = islands(scene)
    if not found:
        raise PlannerError(
            "no island lies within the area: draw the area round it, or give the land that holds"
            " it with --land FILE"
        )
    coast = MultiPolygon(found)
    return Task(coast, band(coast, scene.land, request))
