"""How a plane moves: always ahead, never tighter than its turn radius.

Every way is one of Dubins' words, or several one after the other, drawn by corners on the true
curve and tested against the limits as drawn.
"""

import math

import numpy as np
from shapely.geometry import Point

from geodata.position import Floats
from mission_planner import dubins
from mission_planner.airspace import Airspace
from mission_planner.detours import SAG_M, Detour, is_allowed
from mission_planner.flyable import flyable
from mission_planner.gates import Turning, gates
from mission_planner.pose import Door, Pose
from mission_planner.routing import Router

COURSES = 32  # tried where any course will do
TRIED = 200  # words tried before a detour is looked for
DETOURED = 8  # starts, or ends, that a detour is looked for from


class FixedWingMover:
    """Dubins words; round obstacles several of them, by the corners of the shortest route."""

    def __init__(self, airspace: Airspace, turning: Turning) -> None:
        self._airspace = airspace
        self._turning = turning
        self._radius_m = turning.radius_m
        self._router = Router(airspace)
        self._joined: dict[tuple[float | None, ...], Floats | None] = {}

    @property
    def finest_m(self) -> float:
        """See Mover."""
        return SAG_M

    def join(self, start: Pose, end: Pose) -> Floats | None:
        """See Mover. A start without a course is a launch; an end without one is the circle round
        that place, entered clockwise.
        """
        key = (*start.point, start.course_rad, *end.point, end.course_rad)
        if key not in self._joined:
            self._joined[key] = self._join(start, end)
        return self._joined[key]

    def _join(self, start: Pose, end: Pose) -> Floats | None:
        starts, ends = self._starts(start), self._ends(end)
        if start.course_rad is None:
            runs = [np.vstack([start.point, launched[:2]]) for launched in starts]
            starts = starts[[is_allowed(run, self._airspace) for run in runs]]
        made = self._direct(starts, ends)
        if made is None:
            made = self._detour(starts, ends, (start.point, end.point))
        if made is None or start.course_rad is not None:
            return made
        return np.vstack([start.point, made])

    def apart_m(self, ends: Floats, starts: Floats) -> Floats:
        """See Mover."""
        return dubins.lengths(ends, starts, self._radius_m)

    def flown(self, way: Floats) -> Floats:
        """See Mover. Corners are rounded within the limits, and both ends drawn back to where
        there is room to turn; (0, 2) when no piece of the line can be flown.
        """
        return flyable(way, self._radius_m, self._airspace, self.join)

    def door(self, home: Floats, number: int) -> Door:
        """See Mover. Raises PlanRefused when the circle round home breaks a limit."""
        ring = dubins.circle(home, self._radius_m, 0.0, SAG_M)
        is_inside = self._airspace.open[number].contains(Point(home))
        if is_inside and is_allowed(ring, self._airspace):
            return Door(home[None, :], Pose(home), Pose(home), np.empty((0, 2)))
        return gates(self._airspace, self._turning, home, number)

    def _direct(self, starts: Floats, ends: Floats) -> Floats | None:
        """The shortest allowed word from any of the starts to any of the ends."""
        words = dubins.table(starts, ends, self._radius_m)
        total = words.lengths_m
        for flat in np.argsort(total, axis=None)[:TRIED].tolist():
            number, first, last = (int(n) for n in np.unravel_index(flat, total.shape))
            if not math.isfinite(total[number, first, last]):
                return None
            word = words.word(number, first, last)
            way = dubins.drawn(starts[first], word, self._radius_m, SAG_M)
            if is_allowed(way, self._airspace):
                return way
        return None

    def _detour(self, starts: Floats, ends: Floats, places: tuple[Floats, Floats]) -> Floats | None:
        route = self._router.route(places[0], places[1][None, :])
        if route is None or not len(starts):
            return None
        starts = starts[:: max(len(starts) // DETOURED, 1)]
        ends = ends[:: max(len(ends) // DETOURED, 1)]
        few = _spaced(route, self._radius_m)
        made = Detour.along(few, (starts, ends), self._radius_m, self._airspace).search()
        if made is None and len(few) < len(route):
            made = Detour.along(route, (starts, ends), self._radius_m, self._airspace).search()
        return made

    def _starts(self, start: Pose) -> Floats:
        if start.course_rad is not None:
            return np.array([[*start.point, start.course_rad]])
        courses = self._turning.launch_courses(COURSES)
        away = self._turning.launch_m * np.column_stack([np.cos(courses), np.sin(courses)])
        return np.column_stack([start.point + away, courses])

    def _ends(self, end: Pose) -> Floats:
        if end.course_rad is not None:
            return np.array([[*end.point, end.course_rad]])
        bearings = np.arange(COURSES) * (2.0 * math.pi / COURSES)
        away = self._radius_m * np.column_stack([np.cos(bearings), np.sin(bearings)])
        return np.column_stack([end.point + away, bearings - 0.5 * math.pi])


def _spaced(route: Floats, apart_m: float) -> Floats:
    """A route (N, 2) with its ends and only such corners as lie this far from the one before."""
    kept = [route[0]]
    for corner in route[1:-1]:
        if np.hypot(*(corner - kept[-1])) >= apart_m:
            kept.append(corner)
    return np.vstack([*kept, route[-1]])
