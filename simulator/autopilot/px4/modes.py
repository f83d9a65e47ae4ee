"""The plain flight modes of a PX4 multicopter: how each is flown, and what comes after it."""

import math
from dataclasses import replace

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.flightmode import GuidedMode
from simulator.autopilot.guidance import Limits, towards
from simulator.autopilot.modes import Mode
from simulator.autopilot.px4.board import Px4Board
from simulator.vehicles.body import Place
from simulator.vehicles.copter import IDLE, Demand

AUTO = 4  # the main mode of all modes without a pilot
_SPOOL_UP_S = 1.5  # from arming to lift
_NEAR_M = 2.0
TAKEN_OFF_M = 0.3  # below the height of a takeoff: it is reached


def custom_mode(main: int, sub: int = 0) -> int:
    """The number in HEARTBEAT."""
    return main << 16 | sub << 24


class Px4Mode(Mode):
    """One flight mode of PX4. `title` is its name in texts."""

    title: str
    base_mode: int = (
        mavlink.MAV_MODE_FLAG_CUSTOM_MODE_ENABLED
        | mavlink.MAV_MODE_FLAG_AUTO_ENABLED
        | mavlink.MAV_MODE_FLAG_GUIDED_ENABLED
        | mavlink.MAV_MODE_FLAG_STABILIZE_ENABLED
    )
    needs_sticks = False
    is_autopilot = True

    def __init__(self, board: Px4Board) -> None:
        super().__init__(board)
        self.board: Px4Board = board
        self.follower: int | None = None  # the mode that takes over now, if any

    def enter(self) -> str | None:
        self.follower = None
        return None

    def limits(self) -> Limits:
        params = self.board.params
        return Limits(
            params["MPC_XY_CRUISE"],
            params["MPC_Z_V_AUTO_UP"],
            params["MPC_Z_V_AUTO_DN"],
            params["MPC_ACC_HOR"],
        )

    @property
    def may_lift(self) -> bool:
        """Do the motors turn fast enough to leave the ground?"""
        board = self.board
        return board.copter.armed and board.uptime_s - board.armed_s >= _SPOOL_UP_S


class Manual(Px4Mode):
    """A mode for a pilot with sticks; there is none, so the motors idle."""

    needs_position = False
    needs_sticks = True
    is_autopilot = False
    is_armable = False
    base_mode = (
        mavlink.MAV_MODE_FLAG_CUSTOM_MODE_ENABLED
        | mavlink.MAV_MODE_FLAG_STABILIZE_ENABLED
        | mavlink.MAV_MODE_FLAG_MANUAL_INPUT_ENABLED
    )

    def __init__(self, board: Px4Board, main: int, name: str, title: str) -> None:
        super().__init__(board)
        self.number, self.name, self.title = custom_mode(main), name, title

    def demand(self, dt_s: float) -> Demand:
        return IDLE


def manual_modes(board: Px4Board) -> tuple[Manual, ...]:
    """Those that a ground station can choose."""
    return (
        Manual(board, 1, "MANUAL", "Manual"),
        Manual(board, 2, "ALTCTL", "Altitude"),
        Manual(board, 3, "POSCTL", "Position"),
        Manual(board, 7, "STABILIZED", "Stabilized"),
    )


class Hold(Px4Mode, GuidedMode):
    """AUTO.LOITER: stay, or go where a ground station says and stay there."""

    number, name, title = custom_mode(AUTO, 3), "AUTO.LOITER", "Hold"

    def __init__(self, board: Px4Board) -> None:
        super().__init__(board)
        self._place = board.here()
        self._heading_deg: float | None = None
        self._speed_mps: float | None = None

    def enter(self) -> str | None:
        self._place, self._heading_deg, self._speed_mps = self.stopping_place(), None, None
        return super().enter()

    def go_to(self, place: Place) -> None:
        """See GuidedMode."""
        here = self.board.here()
        east, north = place.east_m - here.east_m, place.north_m - here.north_m
        is_far = math.hypot(east, north) > _NEAR_M
        self._heading_deg = math.degrees(math.atan2(east, north)) % 360.0 if is_far else None
        self._place = place

    def face(self, heading_deg: float) -> None:
        """Turn the nose there, on the way and at the place."""
        self._heading_deg = heading_deg

    def set_speed(self, speed_mps: float | None) -> None:
        """Go at this speed; None: at the usual one."""
        self._speed_mps = speed_mps

    def limits(self) -> Limits:
        usual = super().limits()
        return replace(usual, speed_mps=self._speed_mps or usual.speed_mps)

    def demand(self, dt_s: float) -> Demand:
        if self.board.is_landed:
            return IDLE
        return towards(self.board.copter, self._place, self.limits(), self._heading_deg)


class TakeOff(Px4Mode):
    """AUTO.TAKEOFF: climb above the spot, then hold."""

    number, name, title = custom_mode(AUTO, 2), "AUTO.TAKEOFF", "Takeoff"

    def __init__(self, board: Px4Board, hold: int, mission: int) -> None:
        """The modes that come after it: COM_TAKEOFF_ACT chooses."""
        super().__init__(board)
        self._hold, self._mission = hold, mission
        self._alt_m: float | None = None  # asked for, above sea level
        self._goal: Place | None = None

    def climb_to(self, alt_m: float | None) -> None:
        """Climb to a height above sea level; None: MIS_TAKEOFF_ALT above the ground."""
        self._alt_m, self._goal = alt_m, None

    def enter(self) -> str | None:
        self.climb_to(None)
        return super().enter()

    def demand(self, dt_s: float) -> Demand:
        board = self.board
        if not self.may_lift:
            return IDLE
        if self._goal is None:
            here = board.here()
            least_m = here.alt_m + board.params["MIS_TAKEOFF_ALT"]
            wanted_m = least_m if self._alt_m is None else self._alt_m
            self._goal = Place(here.east_m, here.north_m, max(least_m, wanted_m))
        board.is_landed = False
        if self._goal.alt_m - board.copter.alt_m < TAKEN_OFF_M:
            goes_on = board.params["COM_TAKEOFF_ACT"] == 1 and board.mission.is_flyable
            self.follower = self._mission if goes_on else self._hold
        return towards(board.copter, self._goal, self.limits(), None)


class Land(Px4Mode):
    """AUTO.LAND: come down on the spot.

    Without a position it is Descend, which has the same number: slowly, and where the wind goes.
    """

    number, name, title = custom_mode(AUTO, 6), "AUTO.LAND", "Land"
    is_armable = needs_position = False

    def enter(self) -> str | None:
        self.come_down_at(self.stopping_place())
        return super().enter()

    def come_down_at(self, place: Place) -> None:
        """Land at a place; its height does not matter."""
        self._place = place

    @property
    def is_landing(self) -> bool:
        return True

    def demand(self, dt_s: float) -> Demand:
        board, params, limits = self.board, self.board.params, self.limits()
        if board.is_landed:
            return IDLE
        height_m = board.copter.alt_m - board.home_alt_m()
        high_m, low_m = params["MPC_LAND_ALT1"], params["MPC_LAND_ALT2"]
        slow, fast = params["MPC_LAND_SPEED"], limits.descend_mps
        if not board.has_position:
            return Demand(*board.copter.wind, -slow, None)
        share = max(0.0, min(1.0, (height_m - low_m) / max(0.1, high_m - low_m)))
        flat = towards(board.copter, self._place, limits, None)
        return Demand(flat.ve, flat.vn, -(slow + share * max(0.0, fast - slow)), None)
