"""Flight modes of ArduSub but AUTO: each turns sticks and places into a demand, step by step."""

import math
from collections.abc import Callable

from simulator.autopilot.board import Board
from simulator.autopilot.flightmode import FlightMode, GuidedMode
from simulator.autopilot.sub.guidance import depth_rate, towards
from simulator.autopilot.sub.sticks import Sticks
from simulator.vehicles.body import Place
from simulator.vehicles.sub import STILL, SubDemand

_VELOCITY_TIMEOUT_S = 3.0  # GUIDED stops when no new velocity comes
_FLOATING_M = 0.15  # depth at which the pressure sensor of a floating vehicle hangs


class SubMode(FlightMode):
    """One flight mode of ArduSub."""

    needs_position = False

    def __init__(self, board: Board, sticks: Sticks) -> None:
        super().__init__(board)
        self.sticks = sticks

    def fly(self, dt_s: float) -> None:
        sub = self.board.sub
        sub.step(dt_s, self.demand(dt_s) if sub.armed else STILL)

    def demand(self, dt_s: float) -> SubDemand:
        """What the armed vehicle shall do in the next `dt_s` seconds."""
        raise NotImplementedError

    @property
    def speed_mps(self) -> float:
        """How fast it goes to a place."""
        return self.board.params["WPNAV_SPEED"] / 100.0

    def steered(self, vu: float | None) -> SubDemand:
        """As the sticks say, with this vertical speed."""
        east, north = self.sticks.through_water(self.board.sub, self.board.sub.top_mps)
        return SubDemand(east, north, vu, turn_dps=self.sticks.turn_dps)

    def stick_rate(self) -> float:
        """The vertical speed that the pilot asks for."""
        params, up = self.board.params, self.sticks.up
        return up * params["PILOT_SPEED_UP" if up > 0.0 else "PILOT_SPEED_DN"] / 100.0


class Manual(SubMode):
    """The sticks alone; let go, it rises."""

    number, name = 19, "MANUAL"

    def demand(self, dt_s: float) -> SubDemand:
        rate = self.stick_rate()
        return self.steered(rate + self.board.sub.spec.buoyancy_mps if rate else None)


class Stabilize(Manual):
    """The same, held level."""

    number, name = 0, "STABILIZE"


class Acro(Manual):
    """The same, by turn rates."""

    number, name = 1, "ACRO"


class AltHold(SubMode):
    """The sticks, and the depth is held; a current carries it along."""

    number, name = 2, "ALT_HOLD"

    def __init__(self, board: Board, sticks: Sticks) -> None:
        super().__init__(board, sticks)
        self._alt_m = 0.0

    def enter(self) -> str | None:
        self._alt_m = self.board.sub.alt_m
        return None

    def demand(self, dt_s: float) -> SubDemand:
        return self.steered(self.depth_held())

    def depth_held(self) -> float:
        """The vertical speed of the stick, or what holds the depth where it was let go."""
        rate = self.stick_rate()
        if rate:
            sub = self.board.sub
            self._alt_m = sub.alt_m + 0.5 * sub.vu * abs(sub.vu) / sub.spec.accel_mps2
            return rate
        return depth_rate(self.board, self._alt_m)


class PosHold(AltHold):
    """The place is held, too, where the sticks were let go."""

    number, name = 16, "POSHOLD"
    needs_position = True

    def enter(self) -> str | None:
        self._place = self.board.believed()
        return super().enter()

    def demand(self, dt_s: float) -> SubDemand:
        rate = self.depth_held()
        if self.sticks.is_moved:
            self._place = self.board.believed()
            return self.steered(rate)
        flat = towards(self.board, self._place, self.speed_mps, self.board.sub.heading_deg)
        return SubDemand(flat.ve, flat.vn, rate, turn_dps=self.sticks.turn_dps)


class Surface(SubMode):
    """Up, wherever it is; the sticks may steer it. Then it holds its depth at the surface."""

    number, name = 9, "SURFACE"
    is_autopilot = True

    def __init__(self, board: Board, sticks: Sticks, is_up: Callable[[], object]) -> None:
        """`is_up` is called once it floats."""
        super().__init__(board, sticks)
        self._is_up = is_up

    @property
    def is_landing(self) -> bool:
        return True

    def demand(self, dt_s: float) -> SubDemand:
        params = self.board.params
        if self.board.sub.depth_m <= max(_FLOATING_M, -params["SURFACE_DEPTH"] / 100.0):
            self._is_up()
        return self.steered(params["WPNAV_SPEED_UP"] / 100.0)


class Guided(SubMode, GuidedMode):
    """Go where a ground station says."""

    number, name = 4, "GUIDED"
    needs_position = True
    is_autopilot = True

    def __init__(self, board: Board, sticks: Sticks) -> None:
        super().__init__(board, sticks)
        self._place = board.here()
        self._speed_mps: float | None = None
        self._velocity: tuple[float, float, float] | None = None
        self._velocity_s = 0.0
        self._heading_deg: float | None = None

    def enter(self) -> str | None:
        self.go_to(self.board.believed())
        self._speed_mps = None
        return None

    def go_to(self, place: Place) -> None:
        """See GuidedMode; it cannot rise above the water."""
        self._place = Place(place.east_m, place.north_m, min(0.0, place.alt_m))
        self._velocity = self._heading_deg = None

    def move(self, ve: float, vn: float, vu: float) -> None:
        """At a velocity over ground for 3 seconds, or until told again."""
        self._velocity, self._velocity_s = (ve, vn, vu), self.board.t_s

    def face(self, heading_deg: float) -> None:
        """Turn the nose there."""
        self._heading_deg = heading_deg

    def set_speed(self, speed_mps: float) -> None:
        """How fast it goes to the next places."""
        self._speed_mps = speed_mps

    def demand(self, dt_s: float) -> SubDemand:
        board = self.board
        if self._velocity and board.t_s - self._velocity_s > _VELOCITY_TIMEOUT_S:
            self.go_to(board.believed())
        if self._velocity is None:
            speed = self.speed_mps if self._speed_mps is None else self._speed_mps
            return towards(board, self._place, speed, self._heading_deg)
        ve, vn, vu = self._velocity
        size = math.hypot(ve, vn)
        scale = min(1.0, self.speed_mps / size) if size > 0.0 else 0.0
        drift_e, drift_n = board.sub.wind if board.has_position else (0.0, 0.0)
        return SubDemand(scale * ve - drift_e, scale * vn - drift_n, vu, self._heading_deg)
