"""Flying a closer look: out of the mission, round the place, and on with the leg where it left it.

While it looks the mission waits in the vehicle: its item stays the current one. Whoever takes the
vehicle out of GUIDED, a person or a failsafe, ends the look.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator

from geodata.position import LocalFrame, LonLat, distance_m, turn_deg
from mission_planner.mission import CMD_CHANGE_SPEED, CMD_MOUNT_CONTROL, MissionItem
from surveillance.errors import LinkError, LinkRefused
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.patience import Deadline
from surveillance.patrol.look import ORBIT_MPS, Look
from surveillance.patrol.order import PatrolOrder
from surveillance.patrol.report import Report

ARRIVED_M = 6.0
_AGAIN_S, _AGAIN_FLOOR_S = 1.0, 0.2  # a lost target is sent again
_ON_CIRCLE = 1.5  # of its radius: a circle drifts in the wind
_SLOW_FACTOR, _SLOW_S = 3.0, 60.0  # longer than this times the plan, and something is wrong


class Looking(ABC):
    """One look, stepped by whoever watches the flight."""

    def __init__(
        self, vehicle: MavlinkVehicle, order: PatrolOrder, report: Report, look: Look
    ) -> None:
        """Nothing is sent yet."""
        self._vehicle = vehicle
        self._order = order
        self._report = report
        self.look = look
        self._item = vehicle.readings.mission_item
        self._height_m = vehicle.readings.alt_home_m
        self._end = Deadline(vehicle.clock, _SLOW_FACTOR * look.duration_s + _SLOW_S, 10.0)

    def begin(self) -> None:
        """Leave the mission. Raises LinkError or LinkRefused; it then flies on as it was."""
        self._vehicle.set_mode("GUIDED")
        try:
            self._set_off()
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
        if position is not None and self._lead(position):
            self.go_on()
            return True
        if self._end.is_over:
            self._report.event("notice", "looking closer takes far too long: it goes on")
            self.go_on()
            return True
        return False

    @abstractmethod
    def _set_off(self) -> None:
        """Camera and speed, and the way there. Raises LinkError or LinkRefused."""

    @abstractmethod
    def _lead(self, position: LonLat) -> bool:
        """The next step from this position; True when it has looked all round."""

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
                vehicle.aim(pitch.params[0])
            vehicle.set_mode("AUTO")
            if self._item is not None and vehicle.readings.mission_item != self._item:
                vehicle.set_mission_item(self._item)
            if speed is not None:
                vehicle.repeat(speed)
            text = f"looked; on with the way to item {self._item}, camera and speed as planned"
            self._report.event("looked", text)
        except (LinkError, LinkRefused) as exc:
            self._report.event("notice", f"it looked, but does not go on by itself: {exc}")
            return False
        return True


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
        self._vehicle.aim(self.look.pitch_deg)
        self._vehicle.set_speed(min(ORBIT_MPS, self._order.vehicle.cruise_mps))

    def _lead(self, position: LonLat) -> bool:
        vehicle = self._vehicle
        if distance_m(position, self._goal) <= ARRIVED_M:
            following = next(self._goals, None)
            if following is None:
                return True
            self._goal, self._faced = following
            self._due = None
        if self._due is None or self._due.is_over:
            self._due = Deadline(vehicle.clock, _AGAIN_S, _AGAIN_FLOOR_S)
            vehicle.go_to(self._goal, self._height_m, self._heading_deg(position))
        return False

    def _heading_deg(self, position: LonLat) -> float | None:
        if not self._faced:
            return None
        east, north = LocalFrame(position).point(self.look.target)
        return math.degrees(math.atan2(east, north)) % 360.0


class Circling(Looking):
    """A plane's look: round the place on a circle of its own, then back to where it left."""

    def __init__(
        self, vehicle: MavlinkVehicle, order: PatrolOrder, report: Report, look: Look
    ) -> None:
        super().__init__(vehicle, order, report, look)
        self._turned_deg = 0.0
        self._bearing_deg: float | None = None  # from the place, when last on the circle
        self._is_back = False

    def _set_off(self) -> None:
        vehicle, look = self._vehicle, self.look
        vehicle.circle(look.target, self._height_m, look.radius_m)
        try:
            sea_m = -(vehicle.readings.home_alt_amsl_m or 0.0)
            vehicle.watch_place(look.target, sea_m)
        except LinkRefused as exc:
            self._report.event("notice", f"its camera does not follow the place: {exc}")

    def _lead(self, position: LonLat) -> bool:
        vehicle, look = self._vehicle, self.look
        if self._is_back:
            return distance_m(position, look.left_at) <= _ON_CIRCLE * look.radius_m
        self._count(position)
        if self._turned_deg < 360.0:
            return False
        if not look.goes_on:
            return True
        try:
            vehicle.circle(look.left_at, self._height_m, look.radius_m)
            self._is_back = True
        except (LinkError, LinkRefused) as exc:
            self._report.event("notice", f"it goes on from the circle: {exc}")
            return True
        return False

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


def looking_for(vehicle: MavlinkVehicle, order: PatrolOrder, report: Report, look: Look) -> Looking:
    """The look as this kind of vehicle flies it."""
    kind = Circling if order.vehicle.is_winged else Orbiting
    return kind(vehicle, order, report, look)


def _goals(look: Look) -> Iterator[tuple[LonLat, bool]]:
    """Where to, and whether the nose points at the target meanwhile."""
    yield look.places[0], True
    for place in look.places[1:]:
        yield place, True
    if look.goes_on:
        yield look.left_at, False


def _settings_at(
    items: tuple[MissionItem, ...], seq: int
) -> tuple[MissionItem | None, MissionItem | None]:
    """What the mission has set of camera and speed before item `seq`; None: nothing."""
    pitch = speed = None
    for item in items[:seq]:
        if item.command == CMD_MOUNT_CONTROL:
            pitch = item
        elif item.command == CMD_CHANGE_SPEED:
            speed = item
    return pitch, speed
