"""A copter's look: from corner to corner of a circle, the nose at the place."""

from collections.abc import Iterator

from geodata.position import LonLat, bearing_deg, distance_m
from surveillance.errors import LinkError, LinkRefused
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.patience import Deadline
from surveillance.patrol.look import ORBIT_MPS, Look
from surveillance.patrol.looking import Looking
from surveillance.patrol.open_ways import straight_fault, way_on_fault
from surveillance.patrol.order import PatrolOrder
from surveillance.patrol.report import Report

ARRIVED_M = 6.0
_AGAIN_S, _AGAIN_FLOOR_S = 1.0, 0.2  # a lost target is sent again


class Orbiting(Looking):
    """A copter's look: from corner to corner of the circle, the nose at the place."""

    def __init__(
        self, vehicle: MavlinkVehicle, order: PatrolOrder, report: Report, look: Look
    ) -> None:
        super().__init__(vehicle, order, report, look)
        self._goals = _goals(look)
        self._goal, self._faced = next(self._goals)
        self._due: Deadline | None = None

    def _set_off(self) -> None:
        self._aim()
        self._vehicle.set_speed(self._speed_mps)

    def _aim(self) -> None:
        try:
            self._vehicle.aim(self.look.pitch_deg)
        except (LinkError, LinkRefused) as exc:
            self._report.event("notice", f"its camera stays as it is: {exc}")

    @property
    def _speed_mps(self) -> float:
        return min(ORBIT_MPS, self._order.vehicle.cruise_mps)

    def _way_on_fault(self, position: LonLat) -> str | None:
        return way_on_fault(self._order, position, self._item)

    def _turn_back(self, position: LonLat) -> str | None:
        fault = straight_fault(self._order.limits, position, self.look.left_at)
        if fault is None:
            self._goals = iter(())
            self._goal, self._faced, self._due = self.look.left_at, False, None
        return fault

    def _lead(self, position: LonLat) -> bool:
        vehicle = self._vehicle
        if distance_m(position, self._goal) <= ARRIVED_M:
            if not self._next_goal():
                return True
            self._due = None
        if self._due is None or self._due.is_over:
            self._due = Deadline(vehicle.clock, _AGAIN_S, _AGAIN_FLOOR_S)
            vehicle.go_to(self._goal, self._height_m, self._heading_deg(position))
        return False

    def _next_goal(self) -> bool:
        """False when there is none."""
        following = next(self._goals, None)
        if following is not None:
            self._goal, self._faced = following
        return following is not None

    def _heading_deg(self, position: LonLat) -> float | None:
        return bearing_deg(position, self.look.target) if self._faced else None


def _goals(look: Look) -> Iterator[tuple[LonLat, bool]]:
    """Where to, and whether the nose points at the target meanwhile."""
    yield look.places[0], True
    for place in look.places[1:]:
        yield place, True
    if look.goes_on:
        yield look.left_at, False
