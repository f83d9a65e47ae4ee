"""The whole way over ground: out to sea, along the survey lines, and home."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.position import Floats
from mission_planner.airspace import LIMIT_MARGIN_M, Airspace
from mission_planner.errors import PlanRefused
from mission_planner.lines import Survey
from mission_planner.mover import Mover, Pose, end_pose, start_pose
from mission_planner.order import order
from mission_planner.routing import rim, way_out
from mission_planner.straighten import straighten

SAME_PLACE_M = 1.0
STRAIGHT_M = 0.01  # a point this near to the line on from the one before is on it


@dataclass(frozen=True, slots=True)
class Route:
    """Local metres.

    out: from home to where the limits hold; only home itself where they hold there.
    ways: the survey lines as flown, in order. joins: the ways between, from the end of `out` to the
    first line, from line to line, and back to the end of `out`: one more than there are lines.
    region: the open region of the airspace that it stays in.
    """

    out: Floats
    ways: tuple[Floats, ...]
    joins: tuple[Floats, ...]
    region: Polygon

    @property
    def points(self) -> Floats:
        """The whole way from home to home."""
        between = [part for pair in zip(self.joins, self.ways, strict=False) for part in pair]
        return thinned(np.vstack([self.out, *between, self.joins[-1], self.out[::-1]]))


def draw_route(
    made: Survey, airspace: Airspace, mover: Mover, home: Floats, clockwise: bool
) -> Route:
    """Joins the survey lines that can be reached from home into one way that keeps all limits.

    Raises PlanRefused when home is no place to fly from or no line can be reached.
    """
    check_home(airspace, home)
    number = _region(made, airspace, home)
    region = airspace.open[number]
    out = _out(airspace, number, home)
    lines = tuple(line for line in made.lines if region.distance(line) < SAME_PLACE_M)
    here = start = Pose(out[-1])
    joins: list[Floats] = []
    ways: list[Floats] = []
    for line in _in_order(made.is_ordered, lines, out[-1], clockwise):
        way = mover.flown(straighten(line, made.tolerance_m, airspace))
        transit = mover.join(here, start_pose(way))
        if transit is None:  # shut in by margins that meet: not seen, and listed as such
            continue
        joins.append(transit)
        ways.append(way)
        here = end_pose(way)
    back = mover.join(here, start)
    if back is None or not ways:
        raise _no_way(airspace)
    return Route(out, tuple(ways), (*joins, back), region)


def _in_order(
    is_ordered: bool, lines: tuple[LineString, ...], start: Floats, clockwise: bool
) -> list[Floats]:
    if is_ordered:
        return [np.asarray(line.coords, np.float64) for line in lines]
    return order(lines, start, clockwise)


def check_home(airspace: Airspace, home: Floats) -> None:
    """Raises PlanRefused when home is outside the fence, in a no-fly zone or too near to either."""
    place = Point(home)
    if not airspace.fence.contains(place):
        raise PlanRefused(
            f"home is {airspace.fence.distance(place):.0f} m outside the fence: move it inside or"
            " widen the fence"
        )
    zones = shapely.union_all(airspace.nofly)
    if zones.intersects(place):
        raise PlanRefused("home lies in a no-fly zone: move it out")
    to_limit = min(airspace.fence.exterior.distance(place), _distance(zones, place))
    if to_limit < LIMIT_MARGIN_M:
        raise PlanRefused(
            f"home is {to_limit:.1f} m from a fence or no-fly zone; limit {LIMIT_MARGIN_M:g} m:"
            " move it away"
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


def _out(airspace: Airspace, number: int, home: Floats) -> Floats:
    if airspace.open[number].contains(Point(home)):
        return home[None, :]
    return way_out(airspace, home, rim(airspace, number))


def _no_way(airspace: Airspace) -> PlanRefused:
    return PlanRefused(
        f"no way from home to the strip that keeps {airspace.clearance_m:g} m off land inside the"
        " fence and off no-fly zones: widen the fence or lower --standoff"
    )


def thinned(points: Floats) -> Floats:
    """Without points that repeat the one before, and those on a straight line between others."""
    apart = np.hypot(*np.diff(points, axis=0).T)
    points = points[np.concatenate([[True], apart > SAME_PLACE_M])]
    kept = [points[0]]
    for here, after in pairwise(points[1:]):
        arriving, leaving = here - kept[-1], after - here
        across = abs(float(arriving[0] * leaving[1] - arriving[1] * leaving[0]))
        is_straight = arriving @ leaving > 0 and across < STRAIGHT_M * np.hypot(*leaving)
        if not is_straight:
            kept.append(here)
    return np.vstack([*kept, points[-1]])
