"""Commands from the ground, and the MAV_RESULT that answers each."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.position import LonLat
from simulator.autopilot import boundaries
from simulator.autopilot.board import Board
from simulator.autopilot.flight import Flight
from simulator.autopilot.link import Message
from simulator.autopilot.mission import MissionState
from simulator.autopilot.modes import Land, Loiter, Rtl
from simulator.autopilot.telemetry import Telemetry
from simulator.vehicles.copter import Place

_ACCEPTED: int = mavlink.MAV_RESULT_ACCEPTED
_DENIED: int = mavlink.MAV_RESULT_DENIED
_UNSUPPORTED: int = mavlink.MAV_RESULT_UNSUPPORTED
_FAILED: int = mavlink.MAV_RESULT_FAILED

_FORCE = 21196  # the magic number of forced arming and disarming
_ABSOLUTE = (mavlink.MAV_FRAME_GLOBAL, mavlink.MAV_FRAME_GLOBAL_INT)
_RELATIVE = (
    mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT,
    mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT_INT,
    mavlink.MAV_FRAME_GLOBAL_TERRAIN_ALT,
    mavlink.MAV_FRAME_GLOBAL_TERRAIN_ALT_INT,
)
_IGNORE_POSITION, _IGNORE_VELOCITY, _IGNORE_YAW = 0x0007, 0x0038, 0x0400
_ALT_LIMIT_M = 83_000.0


@dataclass(frozen=True, slots=True)
class Order:
    """A command with its parameters; `frame` is None for a COMMAND_LONG."""

    command: int
    params: tuple[float, float, float, float]
    x: float
    y: float
    z: float
    frame: int | None

    def number(self, index: int) -> int:
        """Parameter 1 to 4 as an integer; -1 when it is not finite."""
        value = self.params[index - 1]
        return int(value) if math.isfinite(value) else -1


def from_wire(message: Message) -> Order:
    """The order in a COMMAND_LONG or COMMAND_INT."""
    params = (message.param1, message.param2, message.param3, message.param4)
    if message.get_type() == "COMMAND_INT":
        return Order(message.command, params, message.x, message.y, message.z, message.frame)
    return Order(message.command, params, message.param5, message.param6, message.param7, None)


class Commands:
    """Carries out orders."""

    def __init__(self, board: Board, flight: Flight, telemetry: Telemetry) -> None:
        self._board, self._flight, self._telemetry = board, flight, telemetry
        self._handlers: dict[int, Callable[[Order], int]] = {
            mavlink.MAV_CMD_COMPONENT_ARM_DISARM: self._arm,
            mavlink.MAV_CMD_DO_SET_MODE: self._set_mode,
            mavlink.MAV_CMD_NAV_TAKEOFF: self._take_off,
            mavlink.MAV_CMD_NAV_RETURN_TO_LAUNCH: self._switch_to(Rtl.number),
            mavlink.MAV_CMD_NAV_LAND: self._switch_to(Land.number),
            mavlink.MAV_CMD_NAV_LOITER_UNLIM: self._switch_to(Loiter.number),
            mavlink.MAV_CMD_MISSION_START: self._start_mission,
            mavlink.MAV_CMD_DO_PAUSE_CONTINUE: self._pause,
            mavlink.MAV_CMD_DO_SET_MISSION_CURRENT: self._set_current,
            mavlink.MAV_CMD_DO_CHANGE_SPEED: self._change_speed,
            mavlink.MAV_CMD_DO_REPOSITION: self._reposition,
            mavlink.MAV_CMD_DO_FENCE_ENABLE: self._enable_fence,
            mavlink.MAV_CMD_DO_MOUNT_CONTROL: self._aim,
            mavlink.MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW: self._aim,
            mavlink.MAV_CMD_CONDITION_YAW: self._turn,
            mavlink.MAV_CMD_SET_MESSAGE_INTERVAL: self._set_interval,
            mavlink.MAV_CMD_GET_MESSAGE_INTERVAL: self._get_interval,
            mavlink.MAV_CMD_REQUEST_MESSAGE: self._request_message,
        }

    def execute(self, order: Order) -> int:
        """Do it; the MAV_RESULT."""
        handler = self._handlers.get(order.command)
        return handler(order) if handler else int(_UNSUPPORTED)

    def set_current(self, seq: int) -> bool:
        """Make an item the current one; told at once. False when there is no such item."""
        mission, auto = self._board.mission, self._flight.auto
        known = 0 <= seq < mission.count and mission.total > 0
        if known and self._flight.mode is auto:
            auto.jump_to(max(1, seq))
        elif known:
            mission.current = seq
            if mission.state is MissionState.COMPLETE:
                mission.state = MissionState.NOT_STARTED
        self._telemetry.send(mavlink.MAVLINK_MSG_ID_MISSION_CURRENT)
        return known

    def position_target(self, message: Message) -> None:
        """SET_POSITION_TARGET_GLOBAL_INT: only GUIDED follows it, and only inside the fence."""
        guided = self._flight.guided
        if self._flight.mode is not guided:
            return
        if not message.type_mask & _IGNORE_POSITION:
            frame = message.coordinate_frame
            place = self._place(frame, message.lat_int, message.lon_int, message.alt)
            if place and not boundaries.breached(self._board, place):
                guided.go_to(place)
        elif not message.type_mask & _IGNORE_VELOCITY:
            velocity = (message.vy, message.vx, -message.vz)
            if all(abs(part) < 100.0 for part in velocity):
                guided.move(*velocity)
        if not message.type_mask & _IGNORE_YAW and math.isfinite(message.yaw):
            guided.face(math.degrees(message.yaw) % 360.0)

    def _place(self, frame: int | None, lat_e7: int, lon_e7: int, alt_m: float) -> Place | None:
        """The place in a message, or None when it is none."""
        if not (abs(lat_e7) <= 900_000_000 and abs(lon_e7) <= 1_800_000_000):
            return None
        if not abs(alt_m) < _ALT_LIMIT_M or frame not in _ABSOLUTE + _RELATIVE:
            return None
        east, north = self._board.frame.point(LonLat(lon_e7 / 1e7, lat_e7 / 1e7))
        base_m = 0.0 if frame in _ABSOLUTE else self._board.home_alt_m()
        return Place(east, north, alt_m + base_m)

    def _arm(self, order: Order) -> int:
        force = order.number(2) == _FORCE
        if order.number(1) == 1:
            return _ACCEPTED if self._flight.arm(force) else _FAILED
        if order.number(1) == 0:
            return _ACCEPTED if self._flight.disarm(force) else _FAILED
        return _UNSUPPORTED

    def _set_mode(self, order: Order) -> int:
        if not order.number(1) & mavlink.MAV_MODE_FLAG_CUSTOM_MODE_ENABLED:
            return _DENIED
        return _ACCEPTED if self._flight.switch(order.number(2)) else _FAILED

    def _switch_to(self, mode: int) -> Callable[[Order], int]:
        return lambda order: _ACCEPTED if self._flight.switch(mode) else _FAILED

    def _take_off(self, order: Order) -> int:
        guided = self._flight.guided
        if self._flight.mode is not guided or not abs(order.z) < _ALT_LIMIT_M:
            return _FAILED
        return _ACCEPTED if guided.take_off(order.z) else _FAILED

    def _start_mission(self, order: Order) -> int:
        flight, board = self._flight, self._board
        if order.number(1) or order.number(2):
            return _DENIED
        if not flight.switch(flight.auto.number):
            return _FAILED
        board.may_lift = board.copter.armed
        if board.mission.state not in (MissionState.ACTIVE, MissionState.PAUSED):
            flight.auto.start_or_resume()
        return _ACCEPTED

    def _pause(self, order: Order) -> int:
        mode = self._flight.mode
        if order.number(1) == 0:
            done, text = mode.pause(), "Failed to pause"
        elif order.number(1) == 1:
            done, text = mode.resume(), "Failed to resume"
        else:
            return _DENIED
        if not done:
            self._board.say(mavlink.MAV_SEVERITY_INFO, text)
        return _ACCEPTED if done else _FAILED

    def _set_current(self, order: Order) -> int:
        mission, seq = self._board.mission, order.number(1)
        if not (0 <= seq < mission.count and mission.total > 0):
            return _DENIED
        self.set_current(seq)
        return _ACCEPTED

    def _change_speed(self, order: Order) -> int:
        kind, speed = order.number(1), order.params[1]
        if not 0.0 < speed < 100.0 or kind not in (0, 1, 2, 3):
            return _FAILED
        if self._flight.mode is self._flight.auto:
            self._flight.auto.set_speed(kind, speed)
        elif self._flight.mode is self._flight.guided and kind < 2:
            self._flight.guided.set_speed(speed)
        else:
            return _FAILED
        return _ACCEPTED

    def _reposition(self, order: Order) -> int:
        """GUIDED goes to a place. As a COMMAND_LONG it is not supported."""
        flight = self._flight
        if order.frame is None:
            return _UNSUPPORTED
        place = self._place(order.frame, int(order.x), int(order.y), order.z)
        changes = bool(order.number(2) & mavlink.MAV_DO_REPOSITION_FLAGS_CHANGE_MODE)
        if place is None or not (changes or flight.mode is flight.guided):
            return _DENIED
        if not flight.switch(flight.guided.number) or boundaries.breached(self._board, place):
            return _FAILED
        if 0.0 < order.params[0] < 100.0:
            flight.guided.set_speed(order.params[0])
        flight.guided.go_to(place)
        return _ACCEPTED

    def _enable_fence(self, order: Order) -> int:
        if order.number(1) not in (0, 1):
            return _FAILED
        self._board.set_param("FENCE_ENABLE", order.number(1))
        return _ACCEPTED

    def _aim(self, order: Order) -> int:
        if not math.isfinite(order.params[0]):
            return _FAILED
        self._board.aim(order.params[0])
        return _ACCEPTED

    def _turn(self, order: Order) -> int:
        angle, _, direction, relative = order.params
        if self._flight.mode is not self._flight.guided or not math.isfinite(angle):
            return _FAILED
        if relative:
            angle = self._board.copter.heading_deg + math.copysign(angle, direction or 1.0)
        self._flight.guided.face(angle % 360.0)
        return _ACCEPTED

    def _set_interval(self, order: Order) -> int:
        known = self._telemetry.set_interval(order.number(1), order.params[1])
        return _ACCEPTED if known else _DENIED

    def _get_interval(self, order: Order) -> int:
        interval = self._telemetry.interval_us(order.number(1))
        message = mavlink.MAVLink_message_interval_message(order.number(1) & 0xFFFF, interval or 0)
        self._board.send(message)
        return _ACCEPTED if interval is not None else _FAILED

    def _request_message(self, order: Order) -> int:
        return _ACCEPTED if self._telemetry.send(order.number(1)) else _FAILED
