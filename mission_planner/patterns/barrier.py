"""Barrier patrol: to and fro along a line, as often as the battery allows."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPolygon

from mission_planner.errors import PlannerError
from mission_planner.lines import Survey
from mission_planner.remarks import Remarks
from mission_planner.request import PlanRequest
from mission_planner.route import draw_route
from mission_planner.search.battery import most_rounds
from mission_planner.search.legs import EXACT_M, cut
from mission_planner.search.where import inside_fence, sea_of
from mission_planner.task import Scene, Task


def task(scene: Scene, request: PlanRequest) -> Task:
    """Passes along the line of the area, or between two places; those of one battery.

    A line too long for one battery is flown once, in as many sorties as it takes. Raises
    PlannerError when there is no line.
    """
    line = _line(scene, request)
    drawn = request.barrier.tracks(line)
    tracks = [_flyable(track, scene) for track in drawn]
    passes = _passes(tracks, scene) if all(tracks) else 0
    band = shapely.union_all(drawn).buffer(0.5 * scene.swath.seen_m, cap_style="flat")
    return Task(
        coast=MultiPolygon(),
        strip=sea_of(band, scene),
        survey=_to_and_fro(tracks, passes),
        remarks=Remarks(passes=passes),
    )


def _line(scene: Scene, request: PlanRequest) -> LineString:
    """From its end nearer to home."""
    places = request.focus.places
    if places:
        ends = [np.array(scene.frame.point(place)) for place in places]
        for number, end in enumerate(ends, start=1):
            inside_fence(scene, end, f"place {number}")
        line = LineString(ends)
    elif isinstance(scene.shape, LineString):
        line = scene.shape
    else:
        raise PlannerError(
            "a barrier is a line: give its ends with --place LON,LAT twice, or an area that is a"
            " line"
        )
    first, last = (np.hypot(*(np.array(line.coords[end]) - scene.home)) for end in (0, -1))
    return line if first <= last else line.reverse()


def _flyable(track: LineString, scene: Scene) -> tuple[LineString, ...]:
    corners = np.asarray(track.coords, np.float64)
    legs = [corners[number : number + 2] for number in range(len(corners) - 1)]
    return cut(legs, scene.airspace, scene.swath.seen_m)


def _to_and_fro(tracks: Sequence[Sequence[LineString]], passes: int) -> Survey:
    """tracks: the way there and the way back."""
    lines = [line for number in range(passes) for line in tracks[number % 2]]
    return Survey(tuple(lines), EXACT_M, is_ordered=True)


def _passes(tracks: Sequence[Sequence[LineString]], scene: Scene) -> int:
    """The most passes that one battery allows, at least one."""

    def share(passes: int) -> float:
        survey = _to_and_fro(tracks, passes)
        route = draw_route(survey, scene.airspace, scene.mover, scene.home, True)
        return scene.endurance.of(route).share

    return most_rounds(share)
