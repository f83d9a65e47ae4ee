"""AUTO of ArduSub: goes through the stored mission, item by item, and holds its place after it.

Disarmed it "reaches" everything at once, as the recorded one does.
"""

import math
from dataclasses import replace

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.board import Board
from simulator.autopilot.flightmode import MOST_HOPS, AutoMode
from simulator.autopilot.items import Item
from simulator.autopilot.mission import MissionState
from simulator.autopilot.sub.guidance import distance, towards
from simulator.autopilot.sub.modes import SubMode
from simulator.autopilot.sub.sticks import Sticks
from simulator.vehicles.body import Place
from simulator.vehicles.sub import SubDemand

_REACHED_M = 0.3
_LOITERS = (mavlink.MAV_CMD_NAV_LOITER_UNLIM, mavlink.MAV_CMD_NAV_LOITER_TIME)
_GOES = (mavlink.MAV_CMD_NAV_WAYPOINT, *_LOITERS)


class SubAuto(SubMode, AutoMode):
    """The mission."""

    number, name = 3, "AUTO"
    needs_position = True
    is_autopilot = True

    def __init__(self, board: Board, sticks: Sticks) -> None:
        SubMode.__init__(self, board, sticks)
        self._jumps: dict[int, int] = {}
        self._item: Item | None = None  # being flown; None: hold
        self._goal = board.here()
        self._waited_s = 0.0
        self._speed_mps: float | None = None
        self._heading_deg: float | None = None
        self._changes = self._cuts = 0

    def enter(self) -> str | None:
        if self.board.mission.total == 0:
            return "init failed"
        self._item, self._speed_mps = None, None
        self._goal = self.board.believed()
        self._see_changes()
        self.start_or_resume()
        return None

    def leave(self) -> None:
        mission = self.board.mission
        if mission.state in (MissionState.ACTIVE, MissionState.PAUSED):
            mission.state = MissionState.NOT_STARTED

    def set_speed(self, speed_mps: float) -> None:
        """DO_CHANGE_SPEED, from the mission or from the ground."""
        if speed_mps > 0.0:
            self._speed_mps = speed_mps

    def fly(self, dt_s: float) -> None:
        if self._see_changes():
            self._begin_anew()
        for _ in range(MOST_HOPS):
            if self._item is None or not self._is_reached(self._item, dt_s):
                break
            self._reached()
            self.advance(self.board.mission.current + 1)
        super().fly(dt_s)

    def demand(self, dt_s: float) -> SubDemand:
        speed = self.speed_mps if self._speed_mps is None else self._speed_mps
        return towards(self.board, self._goal, speed, self._heading_deg)

    def _is_reached(self, item: Item, dt_s: float) -> bool:
        if not self.board.sub.armed:
            return True
        if self._waited_s == 0.0 and distance(self.board, self._goal) > _REACHED_M:
            return False
        self._waited_s += dt_s
        is_over = item.command != mavlink.MAV_CMD_NAV_LOITER_UNLIM
        return is_over and self._waited_s >= item.params[0]

    def _reached(self) -> None:
        board, seq = self.board, self.board.mission.current
        board.send(mavlink.MAVLink_mission_item_reached_message(seq))
        board.say(mavlink.MAV_SEVERITY_INFO, f"Reached command #{seq}")
        board.event("waypoint", seq)

    def advance(self, seq: int) -> None:
        """See AutoMode; the mission ends when nothing is left."""
        mission = self.board.mission
        self._heading_deg = None
        for number, item in self.items_from(seq):
            goal = self._goal_of(item)
            if goal is not None:
                mission.current, mission.state = number, MissionState.ACTIVE
                self._item, self._goal, self._waited_s = item, goal, 0.0
                return
            self._do(item)
        mission.state = MissionState.COMPLETE
        self._item = None

    def _goal_of(self, item: Item) -> Place | None:
        """Where an item leads; None for one that is done on the way, or that it cannot do."""
        board, here = self.board, self.board.believed()
        if item.command == mavlink.MAV_CMD_NAV_RETURN_TO_LAUNCH:
            home = board.home or board.body.start
            return replace(home, alt_m=min(0.0, home.alt_m))
        if item.command == mavlink.MAV_CMD_NAV_LAND:
            spot = board.place(item) if item.has_place else here
            return replace(spot, alt_m=0.0)
        if item.command not in _GOES:
            return None
        spot = board.place(item)
        if not item.has_place:
            spot = Place(here.east_m, here.north_m, spot.alt_m)
        return replace(spot, alt_m=min(0.0, spot.alt_m))

    def _do(self, item: Item) -> None:
        if item.command == mavlink.MAV_CMD_DO_CHANGE_SPEED:
            self.set_speed(item.params[1])
        elif item.command == mavlink.MAV_CMD_CONDITION_YAW:
            angle, _, direction, relative = item.params
            if relative:
                angle = self.board.sub.heading_deg + math.copysign(angle, direction or 1.0)
            self._heading_deg = angle % 360.0
        elif item.command != mavlink.MAV_CMD_NAV_TAKEOFF:  # the two that point the camera
            self.board.aim(item.params[0])

    def _see_changes(self) -> bool:
        """Has an upload touched the mission since it was last looked at?"""
        mission, before = self.board.mission, (self._changes, self._cuts)
        self._changes, self._cuts = mission.changes, mission.cuts
        return before != (self._changes, self._cuts) and mission.state is MissionState.ACTIVE

    def _begin_anew(self) -> None:
        """The item that is flown was perhaps changed: begin it again."""
        mission = self.board.mission
        if mission.current < mission.count:
            self.advance(mission.current)
