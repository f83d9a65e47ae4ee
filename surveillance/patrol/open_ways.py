"""Where a vehicle may fly outside its checked path, and whether a way back to it is open."""

from shapely.geometry import LineString, MultiPoint, Point
from shapely.geometry.base import BaseGeometry

from geodata.position import LonLat
from surveillance.patrol.limits import Limits
from surveillance.patrol.order import PatrolOrder

CLEARANCE_M = 10.0  # to fence, zones and land, for what a copter swings out


class OpenWays:
    """What is open with a clearance to fence, no-fly zones and land."""

    def __init__(self, limits: Limits) -> None:
        self._fence = limits.fence.buffer(-CLEARANCE_M)
        self._closed = [(name, zone.buffer(CLEARANCE_M)) for name, zone in limits.nofly]
        self._closed.append(("land", limits.land.buffer(CLEARANCE_M)))

    def fault(self, way: BaseGeometry) -> str | None:
        """What a way would leave or enter; None: nothing."""
        if not self._fence.covers(way):
            return "fence"
        return next((name for name, zone in self._closed if zone.intersects(way)), None)


def straight_fault(limits: Limits, here: LonLat, there: LonLat) -> str | None:
    """What the straight way between two places would leave or enter; None: nothing."""
    way = LineString([limits.frame.point(here), limits.frame.point(there)])
    return OpenWays(limits).fault(way)


def next_place(order: PatrolOrder, item: int) -> LonLat:
    """Where a mission flies to that goes on at an item, in the plan's own numbers."""
    ahead = (w.position for w in order.path.waypoints if w.seq >= item)
    return next((place for place in ahead if place is not None), order.path.home)


def way_on_fault(
    order: PatrolOrder, here: LonLat, item: int | None, room_m: float = 0.0
) -> str | None:
    """What the straight way from here to a mission item would leave or enter; None: nothing.

    room_m: what a plane needs to turn, to all sides of here. The mission's own way was checked
    when it was planned: beside it the clearance is that of the plan. An item that nobody knows is
    a fault.
    """
    if item is None:
        return "its mission item is not known"
    limits = order.limits
    start, goal = (limits.frame.point(p) for p in (here, next_place(order, item)))
    way: BaseGeometry = LineString([start, goal])
    if room_m > 0.0:
        way = way.union(Point(start).buffer(room_m)).convex_hull
    if not limits.fence.covers(way):
        return "fence"
    zone = next((name for name, shape in limits.nofly if shape.intersects(way)), None)
    if zone is not None:
        return zone
    beside = way.difference(_flown(order).buffer(CLEARANCE_M))
    return None if beside.is_empty else OpenWays(limits).fault(beside)


def _flown(order: PatrolOrder) -> BaseGeometry:
    """The mission's own way, from home to home."""
    frame, path = order.limits.frame, order.path
    places = [w.position for w in path.waypoints if w.position is not None]
    points = [frame.point(place) for place in (path.home, *places, path.home)]
    return LineString(points) if len(set(points)) > 1 else MultiPoint(points)
