"""Out of a look: on with the mission, or home. Nobody is left hovering without somebody in charge.

The way out is commanded again until the vehicle is seen to take it. A mission that cannot be
commanded so often gives way to the return; the return is commanded without end.
"""

from collections.abc import Callable

from mission_planner.mission import CMD_CHANGE_SPEED, CMD_MOUNT_CONTROL, MissionItem
from surveillance.errors import LinkError, LinkRefused
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.patience import Deadline
from surveillance.patrol.order import PatrolOrder
from surveillance.patrol.report import Report

MISSION_TRIES = 3
_AGAIN_S, _AGAIN_FLOOR_S = 5.0, 0.5
_RETURN = "RTL"


class Leaving:
    """One way out of the guided mode, stepped until it is taken."""

    def __init__(
        self,
        vehicle: MavlinkVehicle,
        order: PatrolOrder,
        report: Report,
        item: int | None,
        is_homeward: bool,
        has_looked: bool = True,
        watches_place: bool = False,
    ) -> None:
        """Nothing is sent yet. item: where the mission was left, in the plan's own numbers.

        has_looked: False when it never began to. watches_place: its camera was set on a place.
        """
        self._vehicle = vehicle
        self._order = order
        self._report = report
        self._item = item
        self._is_homeward = is_homeward
        self._tries = 0
        self._due: Deadline | None = None
        self._believed_from = vehicle.readings.heartbeats
        self._has_looked, self._watches_place = has_looked, watches_place

    def go_home(self) -> None:
        """The return from now on, whatever was wanted before."""
        if not self._is_homeward:
            self._is_homeward, self._tries, self._due = True, 0, None

    def step(self) -> bool:
        """Command what is due; True when the vehicle is out of the guided mode.

        Call it only while the link is there.
        """
        vehicle, firmware = self._vehicle, self._vehicle.firmware
        is_seen = vehicle.readings.heartbeats >= self._believed_from
        if self._tries and is_seen and vehicle.mode != firmware.guided_mode:
            if vehicle.mode == firmware.mission_mode and not self._is_homeward:
                self._settle()
            return True
        if self._due is not None and not self._due.is_over:
            return False
        try:
            vehicle.set_mode(_RETURN if self._is_homeward else firmware.mission_mode, afresh=True)
        except (LinkError, LinkRefused) as exc:
            self._failed(exc)
            return False
        if not self._is_homeward:
            self._settle()
        return True

    def _failed(self, exc: Exception) -> None:
        vehicle = self._vehicle
        self._tries += 1
        self._due = Deadline(vehicle.clock, _AGAIN_S, _AGAIN_FLOOR_S)
        self._believed_from = vehicle.readings.heartbeats + 2  # one may be on its way already
        if self._is_homeward:
            if self._tries == 1:
                text = f"it cannot be brought home: {exc}: tried again; take it over by hand"
                self._report.event("notice", text)
        elif self._tries < MISSION_TRIES:
            self._report.event("notice", f"it does not go on with its mission: {exc}: tried again")
        else:
            text = f"it does not go on with its mission: {exc}: it is brought home"
            self._report.event("notice", text)
            self.go_home()

    def _settle(self) -> None:
        kept = as_planned(self._vehicle, self._order, self._item, self._watches_place)
        way = f"on with the way to item {self._vehicle.readings.mission_item}"
        if not kept:
            way += ", camera and speed as planned"
        kind, text = ("looked", f"looked; {way}") if self._has_looked else ("notice", way)
        self._report.event(kind, "; ".join((text, *kept)))


def as_planned(
    vehicle: MavlinkVehicle, order: PatrolOrder, item: int | None, watches_place: bool = False
) -> list[str]:
    """Item, camera and speed of a mission that goes on, set as they were; what was refused.

    watches_place: its camera was set on a place.
    """
    pitch, speed = settings_at(order.mission.items, item or 0)
    kept: list[str] = []

    def attempt(does: Callable[[], None], what: str) -> None:
        try:
            does()
        except (LinkError, LinkRefused) as exc:
            kept.append(f"{what}: {exc}")

    if item is not None and vehicle.readings.mission_item != item:
        attempt(lambda: vehicle.set_mission_item(item), f"not at item {item}")
    if watches_place:
        attempt(vehicle.release_place, "its camera stays on the place")
    if pitch is not None:
        attempt(lambda: vehicle.aim(pitch.params[0]), "its camera stays as it is")
    if speed is not None:
        attempt(lambda: vehicle.repeat(speed), "its speed stays as it is")
    return kept


def settings_at(
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
