"""Boats that a patrol may meet: where they are, when, and where they go, on straight courses.

Places, times and courses are spread evenly by an additive recurrence (M. Roberts, the generalised
golden ratio; Niederreiter 1992 on such sequences), not drawn: the same question has the same
answer, and a thousand boats are as good as some ten thousand drawn ones.
"""

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPolygon
from shapely.geometry.base import BaseGeometry

from geodata.position import Floats
from mission_planner.airspace import Shapes

BOATS = 2000
COURSE_SPREAD_DEG = 30.0  # boats that make for a coast or across a line do not do so squarely


@dataclass(frozen=True, slots=True, eq=False)
class Traffic:
    """Boats: (N, 2) local metres at time 0, (N, 2) m/s, and (N,) seconds after which they are gone.

    Boats may be gone because they have reached land; inf: never.
    """

    start: Floats
    velocity: Floats
    until_s: Floats

    def later(self, seconds: float) -> "Traffic":
        """The same boats, with another time 0."""
        start = self.start + self.velocity * seconds
        return Traffic(start, self.velocity, self.until_s - seconds)


def even(count: int, dimensions: int) -> Floats:
    """(count, dimensions) points spread evenly over the unit cube, always the same."""
    root = 2.0
    for _ in range(40):  # the root of x^(d+1) = x + 1
        root = (1.0 + root) ** (1.0 / (dimensions + 1))
    steps = root ** -np.arange(1.0, dimensions + 1.0)
    return np.asarray((0.5 + np.outer(np.arange(1, count + 1), steps)) % 1.0, np.float64)


def through(places: Floats, speed_mps: float, courses_rad: Floats, times_s: Floats) -> Traffic:
    """Boats at places (N, 2) at times (N,) on courses (N,), counter-clockwise from east."""
    velocity = speed_mps * np.column_stack([np.cos(courses_rad), np.sin(courses_rad)])
    return Traffic(places - velocity * times_s[:, None], velocity, np.full(len(places), np.inf))


def crossing(
    line: LineString,
    speed_mps: float,
    window_s: float,
    boats: int = BOATS,
    is_one_way: bool = False,
) -> Traffic:
    """Boats that cross a line at a random place and time in 0..window_s, about squarely.

    From both sides alike, or only from its left to its right.
    """
    place, time, turn, side = even(boats, 4).T
    along = place * line.length
    points = _points(shapely.line_interpolate_point(line, along))
    step = min(1.0, 0.01 * line.length)
    low = np.clip(along - step, 0.0, line.length - 2.0 * step)
    ahead = _points(shapely.line_interpolate_point(line, low + 2.0 * step))
    back = _points(shapely.line_interpolate_point(line, low))
    course = np.arctan2(*(ahead - back).T[::-1]) - math.pi / 2.0
    if not is_one_way:
        course = course + np.where(side < 0.5, 0.0, math.pi)
    return through(points, speed_mps, course + _spread(turn), time * window_s)


def in_strip(
    strip: BaseGeometry, land: MultiPolygon, speed_mps: float, window_s: float, boats: int = BOATS
) -> Traffic:
    """Boats that are in a strip at a random place and time in 0..window_s.

    With land they make for the nearest of it and are gone when they reach it; without, they go
    anywhere.
    """
    points = places_in(strip, boats)
    time, turn = even(boats, 4).T[2:]
    if land.is_empty or speed_mps == 0.0:
        return through(points, speed_mps, 2.0 * math.pi * turn, time * window_s)
    nearest = _points(
        shapely.line_interpolate_point(shapely.shortest_line(shapely.points(points), land), 1.0,
                                       normalized=True)
    )  # fmt: skip
    away = nearest - points
    course = np.arctan2(away[:, 1], away[:, 0]) + _spread(turn)
    made = through(points, speed_mps, course, time * window_s)
    reached = time * window_s + np.hypot(*away.T) / speed_mps
    return Traffic(made.start, made.velocity, reached)


def places_in(shape: BaseGeometry, count: int) -> Floats:
    """(count, 2) places spread evenly over a shape with an area."""
    west, south, east, north = shape.bounds
    shapely.prepare(shape)
    share = shape.area / ((east - west) * (north - south))
    tried = int(1.2 * count / share) + 100
    while True:
        offers = even(tried, 2) * [east - west, north - south] + [west, south]
        inside = offers[shapely.contains_xy(shape, offers[:, 0], offers[:, 1])]
        if len(inside) >= count:
            return np.asarray(inside[:count], np.float64)
        tried *= 2


def _spread(turn: Floats) -> Floats:
    return np.asarray(np.radians(COURSE_SPREAD_DEG) * (2.0 * turn - 1.0), np.float64)


def _points(shapes: BaseGeometry | Shapes) -> Floats:
    return np.asarray(shapely.get_coordinates(shapes), np.float64)
