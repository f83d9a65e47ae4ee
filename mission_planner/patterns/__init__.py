"""Patterns: which piece of sea a patrol looks at, and how. One file per pattern."""

from dataclasses import replace

from mission_planner.patterns import (
    barrier,
    corridor,
    creeping,
    loop,
    parallel,
    places,
    sector,
    square,
    sweep,
    watch,
)
from mission_planner.patterns.fitting import fitting
from mission_planner.request import PlanRequest
from mission_planner.task import Scene, Task

_TASKS = {
    "corridor": corridor.task,
    "loop": loop.task,
    "sweep": sweep.task,
    "parallel": parallel.task,
    "creeping": creeping.task,
    "square": square.task,
    "sector": sector.task,
    "barrier": barrier.task,
    "watch": watch.task,
    "places": places.task,
}


def choose(scene: Scene, request: PlanRequest) -> tuple[str, Task]:
    """Name and task of the asked pattern; `auto`: of the one that fits, the task says why.

    Raises PlannerError when the pattern does not fit the area.
    """
    if request.pattern != "auto":
        task = _TASKS[request.pattern](scene, request)
        return request.pattern, replace(task, why=f"{request.pattern} was asked for")
    name, why = fitting(scene, request)
    request.focus.check(name)
    return name, replace(_TASKS[name](scene, request), why=why)
