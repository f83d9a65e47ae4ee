"""Planes come home to circle, not to land: the circle is checked before, and seen at the end."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from shapely.geometry import Point

from geodata.position import LonLat, distance_m
from surveillance.links.readings import Readings
from surveillance.patrol.order import PatrolOrder
from surveillance.patrol.preflight import Check, fence_height_m
from surveillance.patrol.safeguards import PlaneSafeguards, Safeguards

_SEEN = timedelta(seconds=20.0)  # on the circle for so long, and it is no passing by
_SLACK, _SLACK_M = 1.5, 50.0  # a circle drifts in the wind


def circle_checks(order: PatrolOrder, held: Safeguards, r: Readings) -> Iterator[Check]:
    """Whether a plane can take off by its mission, and circle at home within its limits.

    Nothing for a copter.
    """
    if not isinstance(held, PlaneSafeguards):
        return
    if not order.path.starts_with_take_off:
        text = "the mission does not begin with a take-off: a plane starts in no other way"
        yield Check("take-off", False, text)
    radius_m, height_m = held.circle_m, held.values.get("RTL_ALTITUDE")
    if radius_m is None or height_m is None:
        text = "WP_LOITER_RAD or RTL_ALTITUDE is unknown: where it circles at home is not known"
        yield Check("circle at home", False, text)
        return
    room_m = fence_height_m(order, r)
    text = f"it circles {abs(radius_m):.0f} m round home, {height_m:.0f} m high"
    fault = _fault(order, abs(radius_m))
    if fault is None and room_m is not None and height_m > room_m:
        fault = f"above the ceiling of {room_m:.0f} m there: lower RTL_ALTITUDE"
    yield Check("circle at home", fault is None, text if fault is None else f"{text}: {fault}")


def _fault(order: PatrolOrder, radius_m: float) -> str | None:
    """What a circle round home or a rally point, which it prefers, would break."""
    limits = order.limits
    for name, place in (("home", order.path.home), *_rally_places(order)):
        circle = Point(limits.frame.point(place)).buffer(radius_m)
        if not limits.fence.covers(circle):
            return f"round {name} outside the fence: widen the fence or lower WP_LOITER_RAD"
        zones = [zone for zone, shape in limits.nofly if shape.intersects(circle)]
        if zones:
            return f"round {name} in no-fly zone {zones[0]}: lower WP_LOITER_RAD"
    return None


def _rally_places(order: PatrolOrder) -> list[tuple[str, LonLat]]:
    points = enumerate(order.mission.rally, start=1)
    return [(f"rally point {number}", point.position) for number, point in points]


class Homecoming:
    """Sees when a plane that returns has begun to circle home or a rally point."""

    def __init__(self, order: PatrolOrder, held: Safeguards) -> None:
        radius_m = held.circle_m if isinstance(held, PlaneSafeguards) else None
        self._near_m = None if radius_m is None else _SLACK * abs(radius_m) + _SLACK_M
        self._places = (order.path.home, *(place for _, place in _rally_places(order)))
        self._since: datetime | None = None

    def is_circling(self, position: LonLat | None, at: datetime) -> bool:
        """Look at a position of the way home; a copter never circles."""
        if self._near_m is None or position is None:
            return False
        if min(distance_m(position, place) for place in self._places) > self._near_m:
            self._since = None
            return False
        self._since = self._since or at
        return at - self._since >= _SEEN
