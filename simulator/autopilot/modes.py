"""Flight modes of the copter but AUTO: each turns what it knows into a demand, step by step."""

import math
from dataclasses import replace

from simulator.autopilot.board import Board
from simulator.autopilot.flightmode import FlightMode, GuidedMode
from simulator.autopilot.guidance import Leg, Limits, braking_time, climb_rate, towards
from simulator.vehicles.body import Place
from simulator.vehicles.copter import IDLE, Demand

_NEAR_M = 2.0
_TAKEN_OFF_M = 0.3  # below the takeoff height: it is reached
_VELOCITY_TIMEOUT_S = 3.0  # GUIDED stops when no new velocity comes
_LEAST_LAND_MPS = 0.3


class Mode(FlightMode):
    """One flight mode of ArduCopter."""

    def fly(self, dt_s: float) -> None:
        self.board.copter.step(dt_s, self.demand(dt_s))

    def demand(self, dt_s: float) -> Demand:
        """What the copter shall do in the next `dt_s` seconds."""
        raise NotImplementedError

    def limits(self) -> Limits:
        """The speed limits of the parameters."""
        params = self.board.params
        return Limits(
            params["WPNAV_SPEED"] / 100.0,
            params["WPNAV_SPEED_UP"] / 100.0,
            params["WPNAV_SPEED_DN"] / 100.0,
            params["WPNAV_ACCEL"] / 100.0,
        )

    def stopping_place(self) -> Place:
        """Where the copter comes to rest when it brakes now."""
        copter = self.board.copter
        braking_s = braking_time(copter.ground_speed_mps, self.limits().accel_mps2)
        return Place(
            copter.east_m + copter.ve * braking_s,
            copter.north_m + copter.vn * braking_s,
            copter.alt_m,
        )


class Stabilize(Mode):
    """Manual flight with nobody at the sticks: the motors idle."""

    number, name = 0, "STABILIZE"
    needs_position = False

    def demand(self, dt_s: float) -> Demand:
        return IDLE


class Loiter(Mode):
    """Stop and hold the position."""

    number, name = 5, "LOITER"

    def enter(self) -> str | None:
        self._place = self.stopping_place()
        return None

    def demand(self, dt_s: float) -> Demand:
        if self.board.is_landed:
            return IDLE
        return towards(self.board.copter, self._place, self.limits(), None)


class Guided(Mode, GuidedMode):
    """Fly where a ground station says."""

    number, name = 4, "GUIDED"
    is_autopilot = True

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self._place: Place = board.here()
        self._speed_mps: float | None = None
        self._velocity: tuple[float, float, float] | None = None
        self._velocity_s = 0.0
        self._heading_deg: float | None = None

    def enter(self) -> str | None:
        self._place = self.stopping_place()
        self._velocity = self._heading_deg = self._speed_mps = None
        return None

    def take_off(self, height_m: float) -> bool:
        """Climb to a height above home; False when disarmed, flying, or already higher."""
        board = self.board
        alt_m = board.home_alt_m() + height_m
        if not (board.copter.armed and board.is_landed and alt_m > board.copter.alt_m):
            return False
        board.may_lift = True
        board.is_landed = False
        self.go_to(Place(board.copter.east_m, board.copter.north_m, alt_m))
        return True

    def go_to(self, place: Place) -> None:
        """Fly to a place, nose first, and stay there."""
        self._place, self._velocity = place, None
        here = self.board.here()
        east, north = place.east_m - here.east_m, place.north_m - here.north_m
        far = math.hypot(east, north) > _NEAR_M
        self._heading_deg = math.degrees(math.atan2(east, north)) % 360.0 if far else None

    def move(self, ve: float, vn: float, vu: float) -> None:
        """Keep a velocity for up to 3 seconds."""
        self._velocity, self._velocity_s = (ve, vn, vu), self.board.t_s

    def set_speed(self, speed_mps: float) -> None:
        """Fly to places at this speed."""
        self._speed_mps = speed_mps

    def face(self, heading_deg: float) -> None:
        """Turn the nose."""
        self._heading_deg = heading_deg

    def pause(self) -> bool:
        self._place, self._velocity = self.stopping_place(), None
        return True

    def resume(self) -> bool:
        return True

    def limits(self) -> Limits:
        usual = super().limits()
        speed = usual.speed_mps if self._speed_mps is None else self._speed_mps
        return replace(usual, speed_mps=speed)

    def demand(self, dt_s: float) -> Demand:
        board = self.board
        if board.is_landed or not board.may_lift:
            return IDLE
        if self._velocity and board.t_s - self._velocity_s > _VELOCITY_TIMEOUT_S:
            self.pause()
        if self._velocity:
            return Demand(*self._velocity, self._heading_deg)
        return towards(board.copter, self._place, self.limits(), self._heading_deg)


class Land(Mode):
    """Come down on the spot and disarm; without a position the wind carries it meanwhile."""

    number, name = 9, "LAND"
    flies_blind = True
    is_autopilot = True
    is_armable = False

    def enter(self) -> str | None:
        self.come_down_at(self.stopping_place())
        return None

    def come_down_at(self, place: Place) -> None:
        """Land at a place; its height does not matter."""
        self._place = place

    @property
    def is_landing(self) -> bool:
        return True

    def demand(self, dt_s: float) -> Demand:
        board, params = self.board, self.board.params
        if board.is_landed:
            return IDLE
        copter, limits = board.copter, self.limits()
        height_m = copter.alt_m - board.home_alt_m()
        slow = max(_LEAST_LAND_MPS, params["LAND_SPEED"] / 100.0)
        fast = params["LAND_SPEED_HIGH"] / 100.0 or limits.descend_mps
        low_m = params["LAND_ALT_LOW"] / 100.0
        brake_m = fast**2 / copter.spec.climb_accel_mps2
        share = max(0.0, min(1.0, (height_m - low_m) / max(0.1, brake_m)))
        if not board.has_position:  # it holds itself level, and goes where the air goes
            return Demand(*copter.wind, -(slow + share * max(0.0, fast - slow)), None)
        flat = towards(copter, self._place, limits, None)
        return Demand(flat.ve, flat.vn, -(slow + share * max(0.0, fast - slow)), None)


class Rtl(Mode):
    """Climb, fly home or to the nearest rally point, wait, land, disarm."""

    number, name = 6, "RTL"
    is_autopilot = True
    is_armable = False

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self._land = Land(board)
        self._goal = board.here()
        self._leg: Leg | None = None
        self._stage = "climb"
        self._waited_s = 0.0

    def enter(self) -> str | None:
        self._goal = self._return_place()
        self._leg, self._stage, self._waited_s = None, "climb", 0.0
        self._start = self.stopping_place()
        return None

    @property
    def is_landing(self) -> bool:
        return self._stage == "land"

    def limits(self) -> Limits:
        usual, speed = super().limits(), self.board.params["RTL_SPEED"] / 100.0
        return replace(usual, speed_mps=speed or usual.speed_mps)

    def _return_place(self) -> Place:
        """Home or the nearest rally point, at the height of the way there."""
        board, params, here = self.board, self.board.params, self.board.here()
        home = board.home or board.copter.start
        places = [board.place(point) for point in board.rally.points]
        limit_m = params["RALLY_LIMIT_KM"] * 1000.0
        places = [p for p in places if limit_m <= 0.0 or _flat(here, p) <= limit_m]
        if params["RALLY_INCL_HOME"] or not places:
            places.append(home)
        goal = min(places, key=lambda place: _flat(here, place))
        wanted_m = params["RTL_ALT"] / 100.0
        if params["RTL_CONE_SLOPE"] > 0.0:
            wanted_m = min(wanted_m, params["RTL_CONE_SLOPE"] * _flat(here, goal))
        climbed_m = here.alt_m + params["RTL_CLIMB_MIN"] / 100.0
        return Place(goal.east_m, goal.north_m, max(climbed_m, home.alt_m + wanted_m))

    def demand(self, dt_s: float) -> Demand:
        board, copter, limits = self.board, self.board.copter, self.limits()
        if board.is_landed:
            return IDLE
        if self._stage == "land":
            return self._land.demand(dt_s)
        if self._stage == "climb":
            return self._climb(limits)
        if self._leg and self._stage == "return":
            if not self._leg.is_flown(copter, _NEAR_M):
                heading = self._leg.heading_deg if board.params["WP_YAW_BEHAVIOR"] == 1 else None
                return self._leg.demand(copter, limits, heading)
            self._stage = "wait"
        self._waited_s += dt_s
        if self._waited_s >= board.params["RTL_LOIT_TIME"] / 1000.0:
            self._stage = "land"
            self._land.come_down_at(self._goal)
        return towards(copter, self._goal, limits, None)

    def _climb(self, limits: Limits) -> Demand:
        copter, top = self.board.copter, self._goal.alt_m
        climb = climb_rate(copter, top, limits)
        if top - copter.alt_m < _TAKEN_OFF_M:
            self._stage = "return"
            self._leg = Leg(self.board.here(), self._goal, 0.0)
        flat = towards(copter, self._start, limits, None)
        return Demand(flat.ve, flat.vn, climb, None)


def _flat(a: Place, b: Place) -> float:
    return math.hypot(a.east_m - b.east_m, a.north_m - b.north_m)
