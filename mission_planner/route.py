"""The whole way over ground: out to sea, along the survey lines, and home."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.position import Floats
from mission_planner.airspace import LIMIT_MARGIN_M, Airspace
from mission_planner.errors import PlanRefused
from mission_planner.order import order
from mission_planner.routing import Router, rim, way_out
from mission_planner.straighten import straighten
from mission_planner.survey import Survey

SAME_PLACE_M = 1.0


@dataclass(frozen=True, slots=True)
class Route:
    """Local metres. points: from home to home. ways: the survey lines as flown, in order.

    region: the open region of the airspace that it stays in.
    """

    points: Floats
    ways: tuple[Floats, ...]
    region: Polygon


def draw_route(made: Survey, airspace: Airspace, home: Floats, clockwise: bool) -> Route:
    """Joins the survey lines that can be reached from home into one way that keeps all limits.

    Raises PlanRefused when home is no place to fly from or no line can be reached.
    """
    check_home(airspace, home)
    number = _region(made, airspace, home)
    region = airspace.open[number]
    out = _out(airspace, number, home)
    lines = tuple(line for line in made.lines if region.distance(line) < SAME_PLACE_M)
    ways = [straighten(way, made.tolerance_m, airspace) for way in order(lines, out[-1], clockwise)]
    router = Router(airspace)
    legs = [out]
    for way in ways:
        legs += [_transit(router, legs[-1][-1], way[0]), way]
    legs += [_transit(router, legs[-1][-1], out[-1]), out[::-1]]
    return Route(_thinned(np.vstack(legs)), tuple(ways), region)


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
                raise PlanRefused(
                    f"no way from home to the strip that keeps {airspace.clearance_m:g} m off land"
                    " inside the fence: widen the fence or lower --standoff"
                )
            return number
    lines = shapely.union_all(made.lines)
    wide = [region.buffer(SAME_PLACE_M) for region in airspace.open]
    return int(np.argmax([region.intersection(lines).length for region in wide]))


def _out(airspace: Airspace, number: int, home: Floats) -> Floats:
    if airspace.open[number].contains(Point(home)):
        return home[None, :]
    return way_out(airspace, home, rim(airspace, number))


def _transit(router: Router, start: Floats, goal: Floats) -> Floats:
    found = router.route(start, goal[None, :])
    if found is None:
        raise PlanRefused(
            f"no way between two survey lines that keeps {router.airspace.clearance_m:g} m off"
            " land and clear of fence and no-fly zones: widen the fence or lower --standoff"
        )
    return found


def _thinned(points: Floats) -> Floats:
    """Without points that repeat the one before, and those on a straight line between others."""
    apart = np.hypot(*np.diff(points, axis=0).T)
    points = points[np.concatenate([[True], apart > SAME_PLACE_M])]
    keep = np.ones(len(points), np.bool_)
    for middle in range(1, len(points) - 1):
        before = points[:middle][keep[:middle]][-1]
        chord = LineString([before, points[middle + 1]])
        goes_on = np.dot(points[middle] - before, points[middle + 1] - points[middle]) > 0
        keep[middle] = not (goes_on and chord.distance(Point(points[middle])) < 0.01)
    return points[keep]
