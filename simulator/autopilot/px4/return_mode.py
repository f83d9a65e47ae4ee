"""AUTO.RTL: how a PX4 multicopter comes home."""

import math
from dataclasses import replace

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.guidance import Leg, Limits, climb_rate, towards
from simulator.autopilot.px4.board import Px4Board
from simulator.autopilot.px4.modes import AUTO, TAKEN_OFF_M, Land, Px4Mode, custom_mode
from simulator.vehicles.body import Place
from simulator.vehicles.copter import IDLE, Demand

_NEAR_M = 2.0
_LAND: int = mavlink.MAV_CMD_NAV_LAND
_NOT_HOME, _ANY = 1, 3  # RTL_TYPE; 2, along the mission, is flown as 0
_NO_LANDING = -1.0  # RTL_LAND_DELAY: stay above


class Return(Px4Mode):
    """AUTO.RTL: climb, fly home or to the nearest rally point, descend, wait, land."""

    number, name, title = custom_mode(AUTO, 5), "AUTO.RTL", "Return"
    is_armable = False

    def __init__(self, board: Px4Board) -> None:
        super().__init__(board)
        self._land = Land(board)
        self._stage = "climb"
        self._start = self._goal = board.here()
        self._leg: Leg | None = None
        self._waited_s = 0.0

    def enter(self) -> str | None:
        board = self.board
        self._stage, self._leg, self._waited_s = "climb", None, 0.0
        self._start, self._goal = self.stopping_place(), self._return_place()
        if board.copter.armed and not board.is_landed:
            above_m = self._goal.alt_m - board.home_alt_m()
            text = (
                f"RTL: start return at {self._goal.alt_m:.0f} m ({above_m:.0f} m above destination)"
            )
            board.say(mavlink.MAV_SEVERITY_INFO, text)
            board.order(mavlink.MAV_CMD_DO_GIMBAL_MANAGER_CONFIGURE, 1, 1, -1, -1, repeats=True)
            board.release_gimbal()
        return super().enter()

    @property
    def is_landing(self) -> bool:
        return self._stage == "land"

    @property
    def is_homing(self) -> bool:
        return True

    def _return_place(self) -> Place:
        """The nearest place to land at, at the height of the way there.

        Within a cone over it the way is flown lower.
        """
        board, params, here = self.board, self.board.params, self.board.here()
        home = board.home or board.copter.start
        goal = min(self._landings(home), key=lambda place: _flat(here, place))
        above_m, angle_deg = params["RTL_RETURN_ALT"], params["RTL_CONE_ANG"]
        if _flat(here, goal) < params["RTL_MIN_DIST"]:
            above_m = params["RTL_DESCEND_ALT"]
        elif 0.0 < angle_deg < 90.0:
            cone_m = _flat(here, goal) / math.tan(math.radians(angle_deg))
            above_m = min(above_m, max(cone_m, params["RTL_DESCEND_ALT"]))
        return Place(goal.east_m, goal.north_m, max(here.alt_m, home.alt_m + above_m))

    def _landings(self, home: Place) -> list[Place]:
        """Where it may land, by RTL_TYPE: at home, a rally point, or where the mission lands."""
        board, kind = self.board, int(self.board.params["RTL_TYPE"])
        rally = [board.place(point) for point in board.rally.points]
        ends = [board.place(item) for item in board.mission.items if item.command == _LAND]
        if kind == _NOT_HOME:
            return rally + ends or [home]
        return [home, *rally, *ends] if kind == _ANY else [home, *rally]

    def demand(self, dt_s: float) -> Demand:
        board, limits = self.board, self.limits()
        if board.is_landed:
            return IDLE
        if self._stage == "land":
            return self._land.demand(dt_s)
        if self._stage == "climb":
            return self._climb(limits)
        if self._stage == "return" and self._leg:
            if not self._leg.is_flown(board.copter, _NEAR_M):
                return self._leg.demand(board.copter, limits, self._leg.heading_deg)
            low_m = board.home_alt_m() + board.params["RTL_DESCEND_ALT"]
            self._goal = replace(self._goal, alt_m=min(self._goal.alt_m, low_m))
            self._stage = "descend"
        if board.copter.alt_m - self._goal.alt_m < TAKEN_OFF_M:
            self._wait(dt_s)
        return towards(board.copter, self._goal, limits, None)

    def _climb(self, limits: Limits) -> Demand:
        copter = self.board.copter
        if self._goal.alt_m - copter.alt_m < TAKEN_OFF_M:
            self._stage = "return"
            self._leg = Leg(self.board.here(), self._goal, 0.0)
        flat = towards(copter, self._start, limits, None)
        return Demand(flat.ve, flat.vn, climb_rate(copter, self._goal.alt_m, limits), None)

    def _wait(self, dt_s: float) -> None:
        delay_s = self.board.params["RTL_LAND_DELAY"]
        self._stage = "wait"
        self._waited_s += dt_s
        if delay_s > _NO_LANDING and self._waited_s >= delay_s:
            self._stage = "land"
            self._land.come_down_at(self._goal)
            self.board.say(mavlink.MAV_SEVERITY_INFO, "RTL: land at destination")


def _flat(a: Place, b: Place) -> float:
    return math.hypot(a.east_m - b.east_m, a.north_m - b.north_m)
