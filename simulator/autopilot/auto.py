"""AUTO: flies the stored mission, item by item."""

import math

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.board import Board
from simulator.autopilot.flightmode import AutoMode
from simulator.autopilot.guidance import Leg, Limits, distance, through, towards
from simulator.autopilot.items import Item
from simulator.autopilot.mission import MissionState
from simulator.autopilot.modes import Land, Mode, Rtl
from simulator.vehicles.body import Place
from simulator.vehicles.copter import IDLE, Demand

_TAKEOFF: int = mavlink.MAV_CMD_NAV_TAKEOFF
_WAYPOINT: int = mavlink.MAV_CMD_NAV_WAYPOINT
_LAND: int = mavlink.MAV_CMD_NAV_LAND
_HOME: int = mavlink.MAV_CMD_NAV_RETURN_TO_LAUNCH

_TAKEN_OFF_M = 0.3
_NEAR_M = 2.0
_CLOSE_M = 10.0  # to the former waypoint: the leg begins there
_LOOK_AHEAD = 12  # waypoints, to know how fast a corner may be flown


class Auto(Mode, AutoMode):
    """The mission. Navigation items are flown one after another, the others done on the way."""

    number, name = 3, "AUTO"
    is_autopilot = True
    is_armable = False

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self._land, self._rtl = Land(board), Rtl(board)
        self._item: Item | None = None  # being flown; None: hold
        self._goal = board.here()
        self._leg: Leg | None = None
        self._waited_s = 0.0
        self._held: Place | None = None  # paused here
        self._speeds: dict[int, float] = {}  # changed by the mission: speed type to m/s
        self._heading_deg: float | None = None  # asked for by the mission
        self._changes = self._cuts = 0

    # entering and leaving

    def enter(self) -> str | None:
        board, mission = self.board, self.board.mission
        if board.copter.armed and mission.total == 0:
            return "init failed"
        if board.copter.armed and board.is_landed and not self._begins_with_takeoff():
            board.say(mavlink.MAV_SEVERITY_CRITICAL, "Auto: Missing Takeoff Cmd")
            return "init failed"
        self._speeds.clear()
        self._held = self._item = None
        self._goal = self.stopping_place()
        self.start_or_resume()
        return None

    def leave(self) -> None:
        mission = self.board.mission
        if mission.state in (MissionState.ACTIVE, MissionState.PAUSED):
            mission.state = MissionState.NOT_STARTED

    def start_or_resume(self) -> None:
        """See AutoMode."""
        mission = self.board.mission
        self._changes, self._cuts = mission.changes, mission.cuts
        super().start_or_resume()

    def jump_to(self, seq: int) -> None:
        """See AutoMode."""
        self._held = None
        super().jump_to(seq)

    @property
    def is_landing(self) -> bool:
        command = self._item.command if self._item else None
        if command == _HOME:
            return self._rtl.is_landing
        return command == _LAND and self._leg is None

    @property
    def is_homing(self) -> bool:
        """Whether the item being flown ends on the ground."""
        command = self._item.command if self._item else None
        return command in (_HOME, _LAND)

    def has_landed(self) -> None:
        """The landing detector says so: the item that landed is done."""
        if self.is_homing:
            self.board.reached = self.board.mission.current
            self._complete()

    def pause(self) -> bool:
        mission = self.board.mission
        flying = self._item is not None and self._item.command == _WAYPOINT
        if mission.state is not MissionState.ACTIVE or not flying or self.board.is_landed:
            return False
        self._held = self.stopping_place()
        mission.state = MissionState.PAUSED
        return True

    def resume(self) -> bool:
        mission = self.board.mission
        if mission.state is MissionState.PAUSED:
            mission.state = MissionState.ACTIVE
            self._begin_leg(self.board.here())
        self._held = None
        return True

    def set_speed(self, kind: int, speed_mps: float) -> None:
        """DO_CHANGE_SPEED: 0 and 1 along, 2 up, 3 down."""
        if speed_mps > 0.0:
            self._speeds[1 if kind == 0 else kind] = speed_mps

    def limits(self) -> Limits:
        usual, get = super().limits(), self._speeds.get
        return Limits(
            get(1, usual.speed_mps),
            get(2, usual.climb_mps),
            get(3, usual.descend_mps),
            usual.accel_mps2,
        )

    # flying

    def demand(self, dt_s: float) -> Demand:
        board = self.board
        self._notice_changes()
        if self._held:
            return towards(board.copter, self._held, self.limits(), None)
        flying = board.copter.armed and board.may_lift
        if flying and self._item and self._fly(self._item, dt_s):
            self.advance(board.mission.current + 1)
        return self._demand(dt_s)

    def _demand(self, dt_s: float) -> Demand:
        board, item = self.board, self._item
        takeoff = item is not None and item.command == _TAKEOFF
        if not board.may_lift or (board.is_landed and not takeoff):
            return IDLE
        if item and item.command == _HOME:
            return self._rtl.demand(dt_s)
        if item and item.command == _LAND and not self._leg:
            return self._land.demand(dt_s)
        if takeoff:
            board.is_landed = False
        if self._leg is None:
            return towards(board.copter, self._goal, self.limits(), self._heading_deg)
        nose = board.params["WP_YAW_BEHAVIOR"] != 0
        heading = self._leg.heading_deg if nose and self._heading_deg is None else self._heading_deg
        return self._leg.demand(board.copter, self.limits(), heading)

    def _fly(self, item: Item, dt_s: float) -> bool:
        """Whether the item is flown to its end."""
        copter = self.board.copter
        if item.command == _TAKEOFF:
            return self._done(self._goal.alt_m - copter.alt_m < _TAKEN_OFF_M, tell=False)
        if item.command == _LAND:
            if self._leg and distance(copter, self._goal) <= _NEAR_M:
                self._leg = None
                self._land.come_down_at(self._goal)
            return False
        if self._leg is None:
            return False
        radius = self.board.params["WPNAV_RADIUS"] / 100.0
        if self._waited_s == 0.0 and not self._leg.is_flown(copter, radius):
            return False
        self._waited_s += dt_s
        over = item.command != mavlink.MAV_CMD_NAV_LOITER_UNLIM
        return self._done(over and self._waited_s >= item.params[0], tell=True)

    def _done(self, is_done: bool, tell: bool) -> bool:
        if is_done:
            seq = self.board.mission.current
            self.board.reached = seq
            self.board.event("waypoint", seq)
            if tell:
                self.board.say(mavlink.MAV_SEVERITY_INFO, f"Reached command #{seq}")
        return is_done

    # going through the items

    def advance(self, seq: int) -> None:
        """See AutoMode; the mission ends when nothing is left."""
        from_ = self._goal
        self._heading_deg = None
        for number, item in self.items_from(seq):
            if item.is_navigation:
                self._begin(number, item, from_)
                return
            self._do(item)
            self.board.reached = number
        self._complete()

    def _complete(self) -> None:
        """Nothing is left to fly: hold the position."""
        self.board.mission.state = MissionState.COMPLETE
        self._item = self._leg = None

    def _begin(self, seq: int, item: Item, from_: Place) -> None:
        mission = self.board.mission
        mission.current, mission.state = seq, MissionState.ACTIVE
        self._item, self._leg, self._waited_s = item, None, 0.0
        self._held = None
        if item.command == _TAKEOFF:
            here = self.board.here()
            self._goal = Place(here.east_m, here.north_m, self.board.height(item))
        elif item.command == _HOME:
            self._rtl.enter()
        else:
            near_m = _CLOSE_M + self.board.copter.ground_speed_mps
            is_close = distance(self.board.copter, from_) < near_m
            self._goal = self._place_of(item)
            self._begin_leg(from_ if is_close else self.board.here())

    def _place_of(self, item: Item) -> Place:
        place = self.board.place(item)
        if item.command != _LAND:
            return place
        if not item.has_place:
            place = self.stopping_place()
        return Place(place.east_m, place.north_m, self.board.copter.alt_m)

    def _begin_leg(self, start: Place) -> None:
        limits, radius_m = self.limits(), self.board.params["WPNAV_RADIUS"] / 100.0
        turn = through(self._way(start), limits, radius_m)
        self._leg = Leg(start, self._goal, turn.speed_mps, turn.lead_m)

    def _way(self, start: Place) -> list[Place]:
        """From the start of the leg through its end to the next place where it has to stop."""
        way, item, mission = [start, self._goal], self._item, self.board.mission
        for after in mission.navigation(mission.current + 1):
            flies_through = item and item.command == _WAYPOINT and item.params[0] == 0.0
            if not flies_through or after.command != _WAYPOINT or not after.has_place:
                break
            way.append(self.board.place(after))
            item = after
            if len(way) > _LOOK_AHEAD:
                break
        return way

    def _begins_with_takeoff(self) -> bool:
        mission = self.board.mission
        first = next(mission.navigation(max(1, mission.current)), None)
        return first is not None and first.command == _TAKEOFF

    def _notice_changes(self) -> None:
        """An upload touched the mission that is being flown: begin the current item anew."""
        mission = self.board.mission
        changed, cut = mission.changes != self._changes, mission.cuts != self._cuts
        self._changes, self._cuts = mission.changes, mission.cuts
        if mission.state is not MissionState.ACTIVE or not (changed or cut):
            return
        if mission.current < mission.count:
            self.advance(mission.current)
            text = "Auto mission changed, restarted command"
            self.board.say(mavlink.MAV_SEVERITY_CRITICAL, text)
        elif cut:
            text = "Auto mission changed but failed to restart command"
            self.board.say(mavlink.MAV_SEVERITY_CRITICAL, text)

    def _do(self, item: Item) -> None:
        """A command that is done on the way."""
        if item.command == mavlink.MAV_CMD_DO_CHANGE_SPEED:
            self.set_speed(int(item.params[0]), item.params[1])
        elif item.command == mavlink.MAV_CMD_CONDITION_YAW:
            angle, _, direction, relative = item.params
            if relative:
                angle = self.board.copter.heading_deg + math.copysign(angle, direction or 1.0)
            self._heading_deg = angle % 360.0
        else:  # the two that point the gimbal
            self.board.aim(item.params[0])
