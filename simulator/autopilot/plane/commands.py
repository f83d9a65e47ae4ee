"""Commands as ArduPlane takes them: it takes off in AUTO only, and it neither lands on the spot nor
stops nor turns its nose."""

import math
from collections.abc import Callable

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.board import Board
from simulator.autopilot.commands import ACCEPTED, DENIED, FAILED, Commands, Order
from simulator.autopilot.link import Message
from simulator.autopilot.plane.flight import PlaneFlight
from simulator.autopilot.telemetry import Telemetry

_DEFAULT_AIRSPEED = -2.0


class PlaneCommands(Commands):
    """See Commands."""

    is_fence_first = True

    def __init__(self, board: Board, flight: PlaneFlight, telemetry: Telemetry) -> None:
        super().__init__(board, flight, telemetry)
        self.flight: PlaneFlight = flight

    def manners(self) -> dict[int, Callable[[Order], int]]:
        return {
            mavlink.MAV_CMD_NAV_TAKEOFF: lambda order: FAILED,
            mavlink.MAV_CMD_MISSION_START: self._start_mission,
            mavlink.MAV_CMD_DO_CHANGE_SPEED: self._change_speed,
            mavlink.MAV_CMD_DO_REPOSITION: self._reposition,
        }

    def position_target(self, message: Message) -> None:
        """SET_POSITION_TARGET_GLOBAL_INT changes a height only, and that is not simulated."""

    def _start_mission(self, order: Order) -> int:
        if order.number(1) or order.number(2):
            return DENIED
        return ACCEPTED if self.flight.switch(self.flight.auto.number) else FAILED

    def _reposition(self, order: Order) -> int:
        """Parameter 3 is the radius of its circle there, 4 turns it to the left unless 0 or NaN."""
        result = self.reposition(order)
        radius_m, turn = order.params[2], order.params[3]
        if result == ACCEPTED and math.isfinite(radius_m) and radius_m > 0.0:
            is_left = math.isfinite(turn) and turn != 0.0
            self.flight.guided.turn(-radius_m if is_left else radius_m)
        return result

    def _change_speed(self, order: Order) -> int:
        """By airspeed, in AUTO and in GUIDED; -2: back to the usual one."""
        flight, kind, speed = self.flight, order.number(1), order.params[1]
        if not math.isfinite(speed):
            return FAILED
        if kind == 0 and speed == _DEFAULT_AIRSPEED:
            flight.auto.set_airspeed(None)
            return ACCEPTED
        if not flight.auto.change_speed(kind, speed):
            return FAILED
        if kind == 0:
            flight.guided.set_speed(speed)
        return ACCEPTED
