"""The whole way over ground: out to sea, along the survey lines, and home."""

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.position import Floats
from mission_planner.airspace import Airspace
from mission_planner.errors import PlanRefused
from mission_planner.lines import Hold, Survey
from mission_planner.mover import Door, Mover, end_pose, start_pose
from mission_planner.order import order, order_by_course
from mission_planner.straighten import straighten

SAME_PLACE_M = 1.0
STRAIGHT_M = 0.01  # a point this near to the line on from the one before is on it


@dataclass(frozen=True)
class Route:
    """Local metres.

    door: how home is left and reached again.
    ways: the survey lines as flown, in order. joins: the ways between, from the door to the first
    line, from line to line, and back to the door: one more than there are lines.
    region: the open region of the airspace that it stays in. holds: at corners of ways.
    """

    door: Door
    ways: tuple[Floats, ...]
    joins: tuple[Floats, ...]
    region: Polygon
    holds: tuple[Hold, ...] = ()

    @property
    def out(self) -> Floats:
        """From home to where the limits hold."""
        return self.door.out

    @cached_property
    def points(self) -> Floats:
        """The whole way from home to home."""
        between = [part for pair in zip(self.joins, self.ways, strict=False) for part in pair]
        whole = np.vstack([self.out, *between, self.joins[-1], self.door.back])
        return thinned(whole, tuple(hold.place for hold in self.holds))

    @cached_property
    def hold_s(self) -> Floats:
        """Seconds that are waited at each of `points`."""
        return hold_seconds(self.points, self.holds)


def draw_route(
    made: Survey, airspace: Airspace, mover: Mover, home: Floats, clockwise: bool
) -> Route:
    """Joins the survey lines that can be reached from home into one way that keeps all limits.

    Raises PlanRefused when home is no place to fly from or no line can be reached.
    """
    check_home(airspace, home)
    number = _region(made, airspace, home)
    region = airspace.open[number]
    door = mover.door(home, number)
    lines = tuple(line for line in made.lines if region.distance(line) < SAME_PLACE_M)
    tolerance_m = min(made.tolerance_m, mover.finest_m)
    wanted = _in_order(made.is_ordered, lines, (mover, door.out[-1]), clockwise)
    flown = [mover.flown(straighten(line, tolerance_m, airspace)) for line in wanted]
    ways, joins = _joined([way for way in flown if len(way)], mover, door)
    if len(joins) == len(ways) or not ways:
        raise _no_way(airspace)
    return Route(door, tuple(ways), tuple(joins), region, made.holds)


def _joined(wanted: list[Floats], mover: Mover, door: Door) -> tuple[list[Floats], list[Floats]]:
    """The lines that can be flown, and the ways between; the way home is missing if there is none.

    A line is left out where margins that meet shut it in, or where it ends with no way on: it is
    not seen, and listed as such.
    """
    ways: list[Floats] = []
    joins: list[Floats] = []
    for way in wanted:
        while True:
            here = end_pose(ways[-1]) if ways else door.leave
            transit = mover.join(here, start_pose(way))
            if transit is not None or not ways or mover.join(here, door.arrive) is not None:
                break
            del ways[-1], joins[-1]
        if transit is not None:
            joins.append(transit)
            ways.append(way)
    while ways:
        back = mover.join(end_pose(ways[-1]), door.arrive)
        if back is not None:
            joins.append(back)
            break
        del ways[-1], joins[-1]
    return ways, joins


def _in_order(
    is_ordered: bool,
    lines: tuple[LineString, ...],
    begins: tuple[Mover, Floats],
    clockwise: bool,
) -> list[Floats]:
    mover, start = begins
    if is_ordered or not lines:
        return [np.asarray(line.coords, np.float64) for line in lines]
    if math.isfinite(mover.finest_m):  # it turns on curves: courses matter
        return order_by_course(lines, start, clockwise, mover)
    return order(lines, start, clockwise)


def check_home(airspace: Airspace, home: Floats, name: str = "home") -> None:
    """Raises PlanRefused when home is outside the fence, in a no-fly zone or too near to either."""
    place = Point(home)
    if not airspace.fence.contains(place):
        raise PlanRefused(
            f"{name} is {airspace.fence.distance(place):.0f} m outside the fence: move it inside or"
            " widen the fence"
        )
    zones = shapely.union_all(airspace.nofly)
    if zones.intersects(place):
        raise PlanRefused(f"{name} lies in a no-fly zone: move it out")
    to_limit = min(airspace.fence.exterior.distance(place), _distance(zones, place))
    if to_limit < airspace.limit_margin_m:
        raise PlanRefused(
            f"{name} is {to_limit:.1f} m from a fence or no-fly zone; limit"
            f" {airspace.limit_margin_m:.0f} m: move it away"
        )


def _distance(shape: BaseGeometry, place: Point) -> float:
    return float("inf") if shape.is_empty else float(shape.distance(place))


def _region(made: Survey, airspace: Airspace, home: Floats) -> int:
    """The open region to fly in: home's own, or else the one with most survey lines."""
    if not made.lines:
        raise PlanRefused(
            "no part of the strip can be flown: fence, no-fly zones and stand-off leave no room:"
            " widen the fence or lower --standoff"
        )
    for number, region in enumerate(airspace.open):
        if region.contains(Point(home)):
            if all(region.distance(line) > SAME_PLACE_M for line in made.lines):
                raise _no_way(airspace)
            return number
    lines = shapely.union_all(made.lines)
    wide = [region.buffer(SAME_PLACE_M) for region in airspace.open]
    return int(np.argmax([region.intersection(lines).length for region in wide]))


def _no_way(airspace: Airspace) -> PlanRefused:
    return PlanRefused(
        f"no way from home to the strip that keeps {airspace.clearance_m:g} m off land inside the"
        " fence and off no-fly zones: widen the fence or lower --standoff"
    )


def hold_seconds(points: Floats, holds: tuple[Hold, ...]) -> Floats:
    """(N,) seconds that are waited at each of points (N, 2); a hold is at one of them or at none.

    A way that comes by again later does not wait again.
    """
    seconds = np.zeros(len(points))
    for hold in holds:
        there = np.flatnonzero((points == hold.place).all(axis=1))
        seconds[there[:1]] += hold.seconds
    return seconds


def thinned(points: Floats, fixed: tuple[Floats, ...] = ()) -> Floats:
    """Without points that repeat the one before, and those on a straight line between others.

    fixed: points that stay.
    """
    apart = np.hypot(*np.diff(points, axis=0).T)
    stays = np.zeros(len(points), np.bool_)
    for place in fixed:
        stays |= (points == place).all(axis=1)
    is_new = (apart > SAME_PLACE_M) | (stays[1:] & (apart > 0.0))
    chosen = np.concatenate([[True], is_new])
    points, stays = points[chosen], stays[chosen]
    kept = [points[0]]
    for (here, after), is_fixed in zip(pairwise(points[1:]), stays[1:], strict=False):
        arriving, leaving = here - kept[-1], after - here
        across = abs(float(arriving[0] * leaving[1] - arriving[1] * leaving[0]))
        is_straight = arriving @ leaving > 0 and across < STRAIGHT_M * np.hypot(*leaving)
        if is_fixed or not is_straight:
            kept.append(here)
    return np.vstack([*kept, points[-1]])
