"""Commands as ArduSub takes them: it neither takes off nor returns, and landing is surfacing."""

import math
from collections.abc import Callable

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.board import Board
from simulator.autopilot.commands import (
    ACCEPTED,
    DENIED,
    FAILED,
    UNSUPPORTED,
    Commands,
    Order,
    wanted_heading_deg,
)
from simulator.autopilot.link import Message
from simulator.autopilot.sub.flight import SubFlight
from simulator.autopilot.telemetry import Telemetry

_IGNORE_POSITION, _IGNORE_VELOCITY, _IGNORE_YAW = 0x0007, 0x0038, 0x0400
_FASTEST_MPS = 10.0


class SubCommands(Commands):
    """See Commands."""

    def __init__(self, board: Board, flight: SubFlight, telemetry: Telemetry) -> None:
        super().__init__(board, flight, telemetry)
        self.flight: SubFlight = flight

    def manners(self) -> dict[int, Callable[[Order], int]]:
        return {
            mavlink.MAV_CMD_NAV_RETURN_TO_LAUNCH: lambda order: UNSUPPORTED,
            mavlink.MAV_CMD_NAV_LAND: self.switch_to(self.flight.rtl.number),
            mavlink.MAV_CMD_MISSION_START: self._start_mission,
            mavlink.MAV_CMD_DO_CHANGE_SPEED: self._change_speed,
            mavlink.MAV_CMD_DO_REPOSITION: self.reposition,
            mavlink.MAV_CMD_CONDITION_YAW: self._turn,
        }

    def manual_control(self, message: Message) -> None:
        """See Commands."""
        self.flight.sticks.take(message, self.board.t_s)

    def position_target(self, message: Message) -> None:
        """SET_POSITION_TARGET_GLOBAL_INT: only GUIDED follows it."""
        guided = self.flight.guided
        if self.flight.mode is not guided:
            return
        if not message.type_mask & _IGNORE_POSITION:
            frame = message.coordinate_frame
            place = self.place(frame, message.lat_int, message.lon_int, message.alt)
            if place:
                guided.go_to(place)
        elif not message.type_mask & _IGNORE_VELOCITY:
            velocity = (message.vy, message.vx, -message.vz)
            if all(abs(part) < _FASTEST_MPS for part in velocity):
                guided.move(*velocity)
        if not message.type_mask & _IGNORE_YAW and math.isfinite(message.yaw):
            guided.face(math.degrees(message.yaw) % 360.0)

    def _start_mission(self, order: Order) -> int:
        if order.number(1) or order.number(2):
            return DENIED
        return ACCEPTED if self.flight.switch(self.flight.auto.number) else FAILED

    def _change_speed(self, order: Order) -> int:
        speed = order.params[1]
        if not 0.0 < speed < _FASTEST_MPS:
            return FAILED
        if self.flight.mode is self.flight.auto:
            self.flight.auto.set_speed(speed)
        elif self.flight.mode is self.flight.guided:
            self.flight.guided.set_speed(speed)
        else:
            return FAILED
        return ACCEPTED

    def _turn(self, order: Order) -> int:
        heading_deg = wanted_heading_deg(order, self.board.sub.heading_deg)
        if self.flight.mode is not self.flight.guided or heading_deg is None:
            return FAILED
        self.flight.guided.face(heading_deg)
        return ACCEPTED
