"""A plane's look: round the place on a circle of its own, then back to where it left."""

import math

from geodata.position import LocalFrame, LonLat, distance_m, turn_deg
from surveillance.errors import LinkError, LinkRefused
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.patrol.look import Look, turning_room_m
from surveillance.patrol.looking import Looking
from surveillance.patrol.open_ways import way_on_fault
from surveillance.patrol.order import PatrolOrder
from surveillance.patrol.report import Report

_ON_CIRCLE = 1.5  # of its radius: a circle drifts in the wind


class Circling(Looking):
    """A plane's look: round the place on a circle of its own, then back to where it left."""

    def __init__(
        self, vehicle: MavlinkVehicle, order: PatrolOrder, report: Report, look: Look
    ) -> None:
        super().__init__(vehicle, order, report, look)
        self._turned_deg = 0.0
        self._bearing_deg: float | None = None  # from the place, when last on the circle
        self._is_back = False
        self._is_watching = False

    @property
    def _watches_place(self) -> bool:
        return self._is_watching

    def _way_on_fault(self, position: LonLat) -> str | None:
        """Where it circles at the place that it left, that whole circle is its start."""
        order, look = self._order, self.look
        if self._is_back and distance_m(position, look.left_at) <= _ON_CIRCLE * look.radius_m:
            room_m = turning_room_m(order, look.radius_m)
            return way_on_fault(order, look.left_at, self._item, room_m)
        return way_on_fault(order, position, self._item, turning_room_m(order))

    def _turn_back(self, position: LonLat) -> str | None:
        """All of its ways there lie in the corridor that was looked at before."""
        if self._is_back:
            return "it is on its way there"
        try:
            self._vehicle.circle(self.look.left_at, self._height_m, self.look.radius_m)
        except (LinkError, LinkRefused) as exc:
            return str(exc)
        self._is_back = True
        return None

    def _set_off(self) -> None:
        vehicle, look = self._vehicle, self.look
        vehicle.circle(look.target, self._height_m, look.radius_m)
        try:
            sea_m = -(vehicle.readings.home_alt_amsl_m or 0.0)
            vehicle.watch_place(look.target, sea_m)
            self._is_watching = True
        except LinkRefused as exc:
            self._report.event("notice", f"its camera does not follow the place: {exc}")

    def _lead(self, position: LonLat) -> bool:
        look = self.look
        if self._is_back:
            return distance_m(position, look.left_at) <= _ON_CIRCLE * look.radius_m
        self._count(position)
        if self._turned_deg < 360.0:
            return False
        if not look.goes_on:
            return True
        fault = self._turn_back(position)
        if fault is not None:
            self._report.event("notice", f"it does not go back to where it left: {fault}")
        return fault is not None

    def _count(self, position: LonLat) -> None:
        """How far round it has come, on the circle and in its sense."""
        look = self.look
        if distance_m(position, look.target) > _ON_CIRCLE * look.radius_m:
            return
        east, north = LocalFrame(look.target).point(position)
        bearing = math.degrees(math.atan2(east, north))
        if self._bearing_deg is not None:
            self._turned_deg += turn_deg(self._bearing_deg, bearing)
        self._bearing_deg = bearing
