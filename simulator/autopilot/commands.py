"""Commands from the ground that any vehicle knows, and the MAV_RESULT that answers each."""

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
from simulator.autopilot.telemetry import Telemetry
from simulator.vehicles.body import Place

ACCEPTED: int = mavlink.MAV_RESULT_ACCEPTED
DENIED: int = mavlink.MAV_RESULT_DENIED
UNSUPPORTED: int = mavlink.MAV_RESULT_UNSUPPORTED
FAILED: int = mavlink.MAV_RESULT_FAILED

FORCE = 21196  # the magic number of forced arming and disarming
_ABSOLUTE = (mavlink.MAV_FRAME_GLOBAL, mavlink.MAV_FRAME_GLOBAL_INT)
_RELATIVE = (
    mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT,
    mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT_INT,
    mavlink.MAV_FRAME_GLOBAL_TERRAIN_ALT,
    mavlink.MAV_FRAME_GLOBAL_TERRAIN_ALT_INT,
)
ALT_LIMIT_M = 83_000.0


@dataclass(frozen=True, slots=True)
class Order:
    """A command with its parameters; `frame` is None for a COMMAND_LONG.

    sender: MAVLink system and component.
    """

    command: int
    params: tuple[float, float, float, float]
    x: float
    y: float
    z: float
    frame: int | None
    sender: tuple[int, int] = (0, 0)

    def number(self, index: int) -> int:
        """Parameter 1 to 4 as an integer; -1 when it is not finite."""
        value = self.params[index - 1]
        return int(value) if math.isfinite(value) else -1


def from_wire(message: Message) -> Order:
    """The order in a COMMAND_LONG or COMMAND_INT."""
    params = (message.param1, message.param2, message.param3, message.param4)
    sender = (message.get_srcSystem(), message.get_srcComponent())
    if message.get_type() == "COMMAND_INT":
        where = (message.x, message.y, message.z)
        return Order(message.command, params, *where, message.frame, sender)
    where = (message.param5, message.param6, message.param7)
    return Order(message.command, params, *where, None, sender)


def wanted_heading_deg(order: Order, heading_deg: float) -> float | None:
    """Where a CONDITION_YAW turns the nose from its present heading; None: nowhere."""
    angle, _, direction, relative = order.params
    if not math.isfinite(angle):
        return None
    if relative:
        angle = heading_deg + math.copysign(angle, direction or 1.0)
    return angle % 360.0


class Commands:
    """Carries out orders."""

    is_fence_first = False  # a place outside the fence is refused before the mode is changed

    def __init__(self, board: Board, flight: Flight, telemetry: Telemetry) -> None:
        self.board, self.flight, self._telemetry = board, flight, telemetry
        self._handlers: dict[int, Callable[[Order], int]] = {
            mavlink.MAV_CMD_COMPONENT_ARM_DISARM: self._arm,
            mavlink.MAV_CMD_DO_SET_MODE: self._set_mode,
            mavlink.MAV_CMD_NAV_RETURN_TO_LAUNCH: self.switch_to(flight.rtl.number),
            mavlink.MAV_CMD_NAV_LOITER_UNLIM: self.switch_to(flight.loiter.number),
            mavlink.MAV_CMD_DO_SET_MISSION_CURRENT: self._set_current,
            mavlink.MAV_CMD_DO_FENCE_ENABLE: self._enable_fence,
            mavlink.MAV_CMD_DO_MOUNT_CONTROL: self._aim,
            mavlink.MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW: self._aim,
            mavlink.MAV_CMD_DO_SET_ROI_LOCATION: self._watch,
            mavlink.MAV_CMD_DO_SET_ROI_NONE: self._watch_nothing,
            mavlink.MAV_CMD_SET_MESSAGE_INTERVAL: self._set_interval,
            mavlink.MAV_CMD_GET_MESSAGE_INTERVAL: self._get_interval,
            mavlink.MAV_CMD_REQUEST_MESSAGE: self._request_message,
        }
        self._handlers |= self.manners()

    def manners(self) -> dict[int, Callable[[Order], int]]:
        """What only this kind of vehicle does."""
        raise NotImplementedError

    def position_target(self, message: Message) -> None:
        """SET_POSITION_TARGET_GLOBAL_INT."""
        raise NotImplementedError

    def manual_control(self, message: Message) -> None:
        """MANUAL_CONTROL: sticks of a ground station; nobody is at those of an aircraft."""

    def reposition(self, order: Order) -> int:
        """DO_REPOSITION: GUIDED goes to a place. As a COMMAND_LONG it is not supported."""
        flight = self.flight
        if order.frame is None:
            return UNSUPPORTED
        place = self.place(order.frame, int(order.x), int(order.y), order.z)
        changes = bool(order.number(2) & mavlink.MAV_DO_REPOSITION_FLAGS_CHANGE_MODE)
        if place is None or not (changes or flight.mode is flight.guided):
            return DENIED
        is_inside = not boundaries.breached(self.board, place)
        if self.is_fence_first and not is_inside:
            return FAILED
        if not flight.switch(flight.guided.number) or not is_inside:
            return FAILED
        flight.guided.go_to(place)
        return ACCEPTED

    def choose(self, number: int) -> bool:
        """A person wants another mode; False, and a text, when that fails."""
        return self.flight.switch(number)

    def execute(self, order: Order) -> int:
        """Do it; the MAV_RESULT."""
        handler = self._handlers.get(order.command)
        return handler(order) if handler else int(UNSUPPORTED)

    def set_current(self, seq: int) -> bool:
        """Make an item the current one; told at once. False when there is no such item."""
        mission, auto = self.board.mission, self.flight.auto
        known = 0 <= seq < mission.count and mission.total > 0
        if known and self.flight.mode is auto:
            auto.jump_to(max(1, seq))
        elif known:
            mission.current = seq
            if mission.state is MissionState.COMPLETE:
                mission.state = MissionState.NOT_STARTED
        self._telemetry.send(mavlink.MAVLINK_MSG_ID_MISSION_CURRENT)
        return known

    def place(self, frame: int | None, lat_e7: int, lon_e7: int, alt_m: float) -> Place | None:
        """The place in a message, or None when it is none."""
        if not (abs(lat_e7) <= 900_000_000 and abs(lon_e7) <= 1_800_000_000):
            return None
        if not abs(alt_m) < ALT_LIMIT_M or frame not in _ABSOLUTE + _RELATIVE:
            return None
        east, north = self.board.frame.point(LonLat(lon_e7 / 1e7, lat_e7 / 1e7))
        base_m = 0.0 if frame in _ABSOLUTE else self.board.home_alt_m()
        return Place(east, north, alt_m + base_m)

    def _arm(self, order: Order) -> int:
        force = order.number(2) == FORCE
        if order.number(1) == 1:
            return ACCEPTED if self.flight.arm(force) else FAILED
        if order.number(1) == 0:
            return ACCEPTED if self.flight.disarm(force) else FAILED
        return UNSUPPORTED

    def _set_mode(self, order: Order) -> int:
        if not order.number(1) & mavlink.MAV_MODE_FLAG_CUSTOM_MODE_ENABLED:
            return DENIED
        return ACCEPTED if self.flight.switch(order.number(2)) else FAILED

    def switch_to(self, mode: int) -> Callable[[Order], int]:
        """The handler that changes to a mode."""
        return lambda order: ACCEPTED if self.flight.switch(mode) else FAILED

    def _set_current(self, order: Order) -> int:
        mission, seq = self.board.mission, order.number(1)
        if not (0 <= seq < mission.count and mission.total > 0):
            return DENIED
        self.set_current(seq)
        return ACCEPTED

    def _enable_fence(self, order: Order) -> int:
        if order.number(1) not in (0, 1):
            return FAILED
        self.board.set_param("FENCE_ENABLE", order.number(1))
        return ACCEPTED

    def _aim(self, order: Order) -> int:
        if not math.isfinite(order.params[0]):
            return FAILED
        self.board.aim(order.params[0])
        return ACCEPTED

    def _watch(self, order: Order) -> int:
        """DO_SET_ROI_LOCATION; the gimbal tilts only, so it looks ahead, as far down as the place.

        As a COMMAND_LONG it is not supported here.
        """
        if order.frame is None:
            return UNSUPPORTED
        place = self.place(order.frame, int(order.x), int(order.y), order.z)
        if place is None:
            return DENIED
        self.board.watched = place
        return ACCEPTED

    def _watch_nothing(self, order: Order) -> int:
        """DO_SET_ROI_NONE: the gimbal stays where it points, until it is aimed."""
        self.board.watched = None
        return ACCEPTED

    def _set_interval(self, order: Order) -> int:
        known = self._telemetry.set_interval(order.number(1), order.params[1])
        return ACCEPTED if known else DENIED

    def _get_interval(self, order: Order) -> int:
        interval = self._telemetry.interval_us(order.number(1))
        message = mavlink.MAVLink_message_interval_message(order.number(1) & 0xFFFF, interval or 0)
        self.board.send(message)
        return ACCEPTED if interval is not None else FAILED

    def _request_message(self, order: Order) -> int:
        return ACCEPTED if self._telemetry.send(order.number(1)) else FAILED
