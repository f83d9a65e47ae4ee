"""Flying a closer look: out of the mission, round the place, and on with the leg where it left it.

While it looks the mission waits in the vehicle: its item stays the current one. Whoever takes the
vehicle out of GUIDED, a person or a failsafe, ends the look.
"""

import math
from collections.abc import Iterator

from geodata.position import LocalFrame, LonLat, distance_m
from mission_planner.mission import CMD_CHANGE_SPEED, CMD_MOUNT_CONTROL, MissionItem
from surveillance.errors import LinkError, LinkRefused
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.patience import Deadline
from surveillance.patrol.look import ORBIT_MPS, Look
from surveillance.patrol.order import PatrolOrder
from surveillance.patrol.report import Report

ARRIVED_M = 6.0
_AGAIN_S, _AGAIN_FLOOR_S = 1.0, 0.2  # a lost target is sent again
_SLOW_FACTOR, _SLOW_S = 3.0, 60.0  # longer than this times the plan, and something is wrong


class Looking:
    """One look, stepped by whoever watches the flight."""

    def __init__(
        self, vehicle: MavlinkVehicle, order: PatrolOrder, report: Report, look: Look
    ) -> None:
        """Nothing is sent yet."""
        self._vehicle = vehicle
        self._order = order
        self._report = report
        self.look = look
        self._goals = _goals(look)
        self._goal, self._faced = next(self._goals)
        self._item = vehicle.readings.mission_item
        self._height_m = vehicle.readings.alt_home_m
        self._due: Deadline | None = None
        self._end = Deadline(vehicle.clock, _SLOW_FACTOR * look.duration_s + _SLOW_S, 10.0)

    def begin(self) -> None:
        """Leave the mission. Raises LinkError or LinkRefused; it then flies on as it was."""
        self._vehicle.set_mode("GUIDED")
        try:
            self._vehicle.aim(self.look.pitch_deg)
            self._vehicle.set_speed(min(ORBIT_MPS, self._order.vehicle.cruise_mps))
        except (LinkError, LinkRefused):
            self.go_on()
            raise
        self._report.event("looking", f"looking closer: {self.look.text}")

    def step(self) -> bool:
        """Go on; True when it is over. Call it only while the link is there."""
        vehicle = self._vehicle
        if vehicle.mode != "GUIDED":
            text = f"looking closer ended: the vehicle is in mode {vehicle.mode}"
            self._report.event("notice", text)
            return True
        position = vehicle.readings.position
        if position is not None and distance_m(position, self._goal) <= ARRIVED_M:
            following = next(self._goals, None)
            if following is None:
                self.go_on()
                return True
            self._goal, self._faced = following
            self._due = None
        if self._end.is_over:
            self._report.event("notice", "looking closer takes far too long: it goes on")
            self.go_on()
            return True
        if self._due is None or self._due.is_over:
            self._due = Deadline(vehicle.clock, _AGAIN_S, _AGAIN_FLOOR_S)
            vehicle.go_to(self._goal, self._height_m, self._heading_deg(position))
        return False

    def go_on(self) -> bool:
        """Back into the mission with its own camera angle and speed; or home, as was agreed.

        False when it could not be commanded; that is reported.
        """
        vehicle = self._vehicle
        try:
            if not self.look.goes_on:
                vehicle.set_mode("RTL")
                return True
            pitch, speed = _settings_at(self._order.mission.items, self._item or 0)
            if pitch is not None:
                vehicle.aim(pitch)
            vehicle.set_mode("AUTO")
            if self._item is not None and vehicle.readings.mission_item != self._item:
                vehicle.set_mission_item(self._item)
            if speed is not None:
                vehicle.set_speed(speed)
            text = f"looked; on with the way to item {self._item}, camera and speed as planned"
            self._report.event("looked", text)
        except (LinkError, LinkRefused) as exc:
            self._report.event("notice", f"it looked, but does not go on by itself: {exc}")
            return False
        return True

    def _heading_deg(self, position: LonLat | None) -> float | None:
        if position is None or not self._faced:
            return None
        east, north = LocalFrame(position).point(self.look.target)
        return math.degrees(math.atan2(east, north)) % 360.0


def _goals(look: Look) -> Iterator[tuple[LonLat, bool]]:
    """Where to, and whether the nose points at the target meanwhile."""
    yield look.places[0], True
    for place in look.places[1:]:
        yield place, True
    if look.goes_on:
        yield look.left_at, False


def _settings_at(items: tuple[MissionItem, ...], seq: int) -> tuple[float | None, float | None]:
    """Camera pitch and speed that the mission has set before item `seq`; None: it sets none."""
    pitch = speed = None
    for item in items[:seq]:
        if item.command == CMD_MOUNT_CONTROL:
            pitch = item.params[0]
        elif item.command == CMD_CHANGE_SPEED:
            speed = item.params[1]
    return pitch, speed
