"""Patterns: which strip of sea a patrol looks at. One file per pattern."""

from mission_planner.errors import PlannerError
from mission_planner.patterns import corridor, loop
from mission_planner.patterns.task import Scene, Task
from mission_planner.request import PlanRequest


def choose(scene: Scene, request: PlanRequest) -> tuple[str, Task]:
    """Name and task of the asked pattern; `auto`: a loop when all land of the area is islands.

    Raises PlannerError when the pattern does not fit the area.
    """
    name = request.pattern if request.pattern != "auto" else _fitting(scene, request)
    make = {"corridor": corridor.task, "loop": loop.task}[name]
    return name, make(scene, request)


def _fitting(scene: Scene, request: PlanRequest) -> str:
    crosses_rim = scene.land.intersects(scene.shape.boundary)
    if scene.shape.geom_type == "Polygon" and loop.islands(scene) and not crosses_rim:
        return "loop"
    if corridor.meets_coast(scene, request):
        return "corridor"
    raise PlannerError(
        "the area holds no island and meets no coast: give the land with --land FILE, or move the"
        " area"
    )
