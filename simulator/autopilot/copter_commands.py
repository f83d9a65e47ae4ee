"""Commands as ArduCopter takes them."""

import math
from collections.abc import Callable

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot import boundaries
from simulator.autopilot.board import Board
from simulator.autopilot.commands import (
    ACCEPTED,
    ALT_LIMIT_M,
    DENIED,
    FAILED,
    Commands,
    Order,
    wanted_heading_deg,
)
from simulator.autopilot.copter_flight import CopterFlight
from simulator.autopilot.link import Message
from simulator.autopilot.mission import MissionState
from simulator.autopilot.modes import Land
from simulator.autopilot.telemetry import Telemetry

_IGNORE_POSITION, _IGNORE_VELOCITY, _IGNORE_YAW = 0x0007, 0x0038, 0x0400


class CopterCommands(Commands):
    """See Commands."""

    def __init__(self, board: Board, flight: CopterFlight, telemetry: Telemetry) -> None:
        super().__init__(board, flight, telemetry)
        self.flight: CopterFlight = flight

    def manners(self) -> dict[int, Callable[[Order], int]]:
        return {
            mavlink.MAV_CMD_NAV_TAKEOFF: self._take_off,
            mavlink.MAV_CMD_NAV_LAND: self.switch_to(Land.number),
            mavlink.MAV_CMD_MISSION_START: self._start_mission,
            mavlink.MAV_CMD_DO_PAUSE_CONTINUE: self._pause,
            mavlink.MAV_CMD_DO_CHANGE_SPEED: self._change_speed,
            mavlink.MAV_CMD_DO_REPOSITION: self.reposition,
            mavlink.MAV_CMD_CONDITION_YAW: self._turn,
        }

    def position_target(self, message: Message) -> None:
        """SET_POSITION_TARGET_GLOBAL_INT: only GUIDED follows it, and only inside the fence."""
        guided = self.flight.guided
        if self.flight.mode is not guided:
            return
        if not message.type_mask & _IGNORE_POSITION:
            frame = message.coordinate_frame
            place = self.place(frame, message.lat_int, message.lon_int, message.alt)
            if place and not boundaries.breached(self.board, place):
                guided.go_to(place)
        elif not message.type_mask & _IGNORE_VELOCITY:
            velocity = (message.vy, message.vx, -message.vz)
            if all(abs(part) < 100.0 for part in velocity):
                guided.move(*velocity)
        if not message.type_mask & _IGNORE_YAW and math.isfinite(message.yaw):
            guided.face(math.degrees(message.yaw) % 360.0)

    def _take_off(self, order: Order) -> int:
        guided = self.flight.guided
        if self.flight.mode is not guided or not abs(order.z) < ALT_LIMIT_M:
            return FAILED
        return ACCEPTED if guided.take_off(order.z) else FAILED

    def _start_mission(self, order: Order) -> int:
        flight, board = self.flight, self.board
        if order.number(1) or order.number(2):
            return DENIED
        if not flight.switch(flight.auto.number):
            return FAILED
        board.may_lift = board.copter.armed
        if board.mission.state not in (MissionState.ACTIVE, MissionState.PAUSED):
            flight.auto.start_or_resume()
        return ACCEPTED

    def _pause(self, order: Order) -> int:
        mode = self.flight.mode
        if order.number(1) == 0:
            done, text = mode.pause(), "Failed to pause"
        elif order.number(1) == 1:
            done, text = mode.resume(), "Failed to resume"
        else:
            return DENIED
        if not done:
            self.board.say(mavlink.MAV_SEVERITY_INFO, text)
        return ACCEPTED if done else FAILED

    def _change_speed(self, order: Order) -> int:
        kind, speed = order.number(1), order.params[1]
        if not 0.0 < speed < 100.0 or kind not in (0, 1, 2, 3):
            return FAILED
        if self.flight.mode is self.flight.auto:
            self.flight.auto.set_speed(kind, speed)
        elif self.flight.mode is self.flight.guided and kind < 2:
            self.flight.guided.set_speed(speed)
        else:
            return FAILED
        return ACCEPTED

    def reposition(self, order: Order) -> int:
        """See Commands; its first parameter is a speed."""
        result = super().reposition(order)
        if result == ACCEPTED and 0.0 < order.params[0] < 100.0:
            self.flight.guided.set_speed(order.params[0])
        return result

    def _turn(self, order: Order) -> int:
        heading_deg = wanted_heading_deg(order, self.board.copter.heading_deg)
        if self.flight.mode is not self.flight.guided or heading_deg is None:
            return FAILED
        self.flight.guided.face(heading_deg)
        return ACCEPTED
