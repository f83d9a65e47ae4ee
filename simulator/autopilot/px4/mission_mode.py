"""AUTO.MISSION: flies the stored mission, item by item, from the ground on."""

import math
from dataclasses import replace

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.flightmode import MOST_HOPS, AutoMode
from simulator.autopilot.guidance import Leg, Limits, course, distance, through, towards
from simulator.autopilot.items import Item
from simulator.autopilot.px4.board import Px4Board
from simulator.autopilot.px4.items import NAVIGATING, PLACED
from simulator.autopilot.px4.modes import AUTO, Land, Px4Mode, custom_mode
from simulator.vehicles.body import Place
from simulator.vehicles.copter import IDLE, Demand

_WAYPOINT: int = mavlink.MAV_CMD_NAV_WAYPOINT
_TAKEOFF: int = mavlink.MAV_CMD_NAV_TAKEOFF
_LAND: int = mavlink.MAV_CMD_NAV_LAND
_HOME: int = mavlink.MAV_CMD_NAV_RETURN_TO_LAUNCH
_AIMING = (mavlink.MAV_CMD_DO_MOUNT_CONTROL, mavlink.MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW)
_INFO, _CRITICAL = mavlink.MAV_SEVERITY_INFO, mavlink.MAV_SEVERITY_CRITICAL

_TO_HOME, _FROM_HOME = 1, 2  # MPC_YAW_MODE; the others are along the way
_CLOSE_M = 10.0  # to the former waypoint: the leg begins there
_LOOK_AHEAD = 12  # waypoints, to know how fast a corner may be flown
_UNSET = -1


class MissionMode(Px4Mode, AutoMode):
    """One item after another. Those that are no flying are done on the way, one each step."""

    number, name, title = custom_mode(AUTO, 4), "AUTO.MISSION", "Mission"

    def __init__(self, board: Px4Board, hold: int, rtl: int) -> None:
        """hold and rtl: the modes after the end and after an item that says so."""
        super().__init__(board)
        self._hold_mode, self._rtl_mode = hold, rtl
        self._land = Land(board)
        self._is_executing = False
        self._changes = self._ended = _UNSET  # of the mission: those seen, and those flown out
        self._item: Item | None = None
        self._start = self._goal = board.here()
        self._climb_m: float | None = None  # first climb here, to this height
        self._leg: Leg | None = None
        self._waited_s = 0.0
        self._speed_mps: float | None = None  # changed by the mission

    # entering and leaving

    def enter(self) -> str | None:
        self._is_executing, self._item, self._ended = False, None, _UNSET
        self._goal = self.stopping_place()
        return super().enter()

    def leave(self) -> None:
        if self._is_executing and self.board.copter.armed:
            trigger = mavlink.MAV_CMD_DO_TRIGGER_CONTROL
            self.board.order(trigger, -1.0, 0.0, 1.0, repeats=True)
            self.board.release_gimbal()
        self._is_executing = False

    @property
    def is_landing(self) -> bool:
        is_down = self._item is not None and self._item.command == _LAND
        return is_down and self._leg is None and self._climb_m is None

    def has_landed(self) -> None:
        """See AutoMode: the item that landed is done, and nothing is left."""
        if self.is_landing:
            self.board.mission.reached = self.board.mission.current
            self._item = None
            self.board.say(_INFO, "Mission finished, landed")

    def set_speed(self, speed_mps: float | None) -> None:
        """Fly on at this speed; None: at the usual one."""
        self._speed_mps = speed_mps

    def limits(self) -> Limits:
        usual = super().limits()
        return replace(usual, speed_mps=self._speed_mps or usual.speed_mps)

    # flying

    def demand(self, dt_s: float) -> Demand:
        board = self.board
        if not board.copter.armed:
            self._is_executing, self._item, self._ended = False, None, _UNSET
            return IDLE
        self._look_at_mission()
        item = self._item
        if item is None:
            return IDLE if board.is_landed else self._stay()
        if not self.may_lift:
            return IDLE
        if self._climb_m is not None:
            return self._climb(self._climb_m)
        if item.command not in NAVIGATING:
            self._do(item)
        elif self._fly(item, dt_s):
            self._reached()
        return self._follow(dt_s)

    def _look_at_mission(self) -> None:
        """Begin, or begin the current item anew when the mission is another one."""
        mission, was_executing = self.board.mission, self._is_executing
        if mission.changes in (self._ended, self._changes if was_executing else _UNSET):
            return
        self._changes = mission.changes
        mission.reached = None
        if not mission.is_flyable:
            word = "refusing takeoff" if self.board.is_landed else "loitering"
            self.board.say(_CRITICAL, f"No valid mission available, {word}")
            self._end()
            return
        self._is_executing = True
        if not was_executing:
            self.board.say(_INFO, "Executing Mission")
            self._speed_mps = None
        self.advance(mission.current)
        if not was_executing:
            self._climb_first()

    def _end(self) -> None:
        """Nothing is left to fly: hold."""
        self._item = self._leg = self._climb_m = None
        self._is_executing, self._ended = False, self._changes
        self._goal = self.stopping_place()
        if not self.board.is_landed:
            self.follower = self._hold_mode

    def advance(self, seq: int) -> None:
        """See AutoMode."""
        mission = self.board.mission
        for _ in range(MOST_HOPS):
            if not 0 <= seq < mission.count:
                break
            item = mission.item(seq)
            if item.command != mavlink.MAV_CMD_DO_JUMP:
                self._begin(seq, item)
                return
            is_jump = all(math.isfinite(value) for value in item.params[:2])
            seq = self.jumped(seq, item) if is_jump else seq + 1
        word = "landed" if self.board.is_landed else "loitering"
        self.board.say(_INFO, f"Mission finished, {word}")
        self._end()

    def _begin(self, seq: int, item: Item) -> None:
        board, from_ = self.board, self._goal
        board.mission.current = seq
        self._item, self._leg, self._climb_m, self._waited_s = item, None, None, 0.0
        if item.command == _HOME or item.command not in NAVIGATING:
            return
        self._goal = self._place_of(item)
        near_m = _CLOSE_M + board.copter.ground_speed_mps
        self._begin_leg(from_ if distance(board.copter, from_) < near_m else board.here())

    def _place_of(self, item: Item) -> Place:
        if item.command == mavlink.MAV_CMD_NAV_DELAY:
            return self.stopping_place()
        place = self.board.place(item)
        return replace(place, alt_m=self.board.copter.alt_m) if item.command == _LAND else place

    def _climb_first(self) -> None:
        """From the ground, or from too low: straight up to the height of the first place."""
        board, item = self.board, self._item
        if item is None or self._leg is None or item.command == _LAND:
            return
        alt_m = self._goal.alt_m
        if board.is_landed:
            alt_m = max(alt_m, board.home_alt_m() + board.params["MIS_TAKEOFF_ALT"])
        elif board.copter.alt_m > alt_m - board.params["NAV_ACC_RAD"]:
            return
        self._start, self._climb_m = self.stopping_place(), alt_m
        above_m = alt_m - board.home_alt_m()
        board.say(_INFO, f"Climb to {above_m:.1f} meters above home")

    def _climb(self, alt_m: float) -> Demand:
        board = self.board
        board.is_landed = False
        if alt_m - board.copter.alt_m < board.params["NAV_MC_ALT_RAD"]:
            self._climb_m = None
            self._begin_leg(board.here())
        top = replace(self._start, alt_m=alt_m)
        return towards(board.copter, top, self.limits(), None)

    def _begin_leg(self, start: Place) -> None:
        turn = through(self._way(start), self.limits(), self._radius_m())
        self._leg = Leg(start, self._goal, turn.speed_mps, turn.lead_m)

    def _radius_m(self) -> float:
        own_m = self._item.params[1] if self._item and self._item.command == _WAYPOINT else 0.0
        return own_m if own_m > 0.0 else self.board.params["NAV_ACC_RAD"]

    def _way(self, start: Place) -> list[Place]:
        """From the start of the leg through its end to the next place where it has to stop."""
        way, item, mission = [start, self._goal], self._item, self.board.mission
        for after in mission.navigation(mission.current + 1):
            passes = item and item.command in (_WAYPOINT, _TAKEOFF) and item.params[0] <= 0.0
            if not passes or after.command != _WAYPOINT or len(way) > _LOOK_AHEAD:
                break
            way.append(self.board.place(after))
            item = after
        return way

    def _fly(self, item: Item, dt_s: float) -> bool:
        """Is the item flown to its end?"""
        copter = self.board.copter
        if item.command == _HOME:
            return True
        if self._leg is None:
            return False  # landing
        if self._waited_s == 0.0 and not self._leg.is_flown(copter, self._radius_m()):
            return False
        if item.command == _LAND:
            self._leg = None
            self._land.come_down_at(self._goal)
            return False
        self._waited_s += dt_s
        is_endless = item.command == mavlink.MAV_CMD_NAV_LOITER_UNLIM
        wait_s = 0.0 if item.command == _TAKEOFF else item.params[0]
        return not is_endless and self._waited_s >= wait_s

    def _reached(self) -> None:
        mission = self.board.mission
        mission.reached = mission.current
        if self._item and self._item.command in (_WAYPOINT, _TAKEOFF):
            self.board.event("waypoint", mission.current)
        if self._item and self._item.command == _HOME:
            self.follower = self._rtl_mode
            return
        if self._item and not self._item.autocontinue:
            self._item = None
            return
        self.advance(mission.current + 1)

    def _follow(self, dt_s: float) -> Demand:
        board = self.board
        if self._item and self.is_landing:
            return self._land.demand(dt_s)
        if self._leg is None:
            return self._stay()
        return self._leg.demand(board.copter, self.limits(), self._nose_deg(self._leg))

    def _stay(self) -> Demand:
        return towards(self.board.copter, self._goal, self.limits(), None)

    def _nose_deg(self, leg: Leg) -> float | None:
        """Where the nose points: as the item says, else as MPC_YAW_MODE does. None: as it is."""
        board, item = self.board, self._item
        asked_deg = item.params[3] if item and item.command in PLACED else math.nan
        if math.isfinite(asked_deg):
            return asked_deg
        kind, home = int(board.params["MPC_YAW_MODE"]), board.home
        if kind not in (_TO_HOME, _FROM_HOME) or home is None:
            return leg.heading_deg
        here = board.here()
        return course(here, home) if kind == _TO_HOME else course(home, here)

    def _do(self, item: Item) -> None:
        """A command that is done on the way."""
        if item.command == mavlink.MAV_CMD_DO_CHANGE_SPEED:
            self.set_speed(item.params[1] if item.params[1] > 0.0 else None)
        elif item.command in _AIMING and math.isfinite(item.params[0]):
            self.board.aim(item.params[0])
        self._reached()
