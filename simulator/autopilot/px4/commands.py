"""Commands as PX4 takes them, and the MAV_RESULT that answers each."""

import math
from collections.abc import Callable

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.position import LonLat
from simulator.autopilot.commands import (
    ACCEPTED,
    DENIED,
    FAILED,
    FORCE,
    UNSUPPORTED,
    Commands,
    Order,
)
from simulator.autopilot.link import Message
from simulator.autopilot.px4.board import Px4Board
from simulator.autopilot.px4.failsafe import Px4Failsafes
from simulator.autopilot.px4.flight import Px4Flight
from simulator.autopilot.px4.gimbal import GimbalManager
from simulator.autopilot.px4.modes import AUTO, custom_mode
from simulator.autopilot.telemetry import Telemetry
from simulator.vehicles.body import Place

REJECTED: int = mavlink.MAV_RESULT_TEMPORARILY_REJECTED

_INFO, _CRITICAL = mavlink.MAV_SEVERITY_INFO, mavlink.MAV_SEVERITY_CRITICAL


class Px4Commands(Commands):
    """See Commands."""

    def __init__(
        self, board: Px4Board, flight: Px4Flight, telemetry: Telemetry, failsafes: Px4Failsafes
    ) -> None:
        self._gimbal = GimbalManager(board)
        super().__init__(board, flight, telemetry)
        self.board: Px4Board = board
        self.flight: Px4Flight = flight
        self._failsafes = failsafes

    def manners(self) -> dict[int, Callable[[Order], int]]:
        return {
            mavlink.MAV_CMD_COMPONENT_ARM_DISARM: self._arm_or_disarm,
            mavlink.MAV_CMD_DO_SET_MODE: self._choose_mode,
            mavlink.MAV_CMD_NAV_TAKEOFF: self._take_off,
            mavlink.MAV_CMD_NAV_LAND: self._land,
            mavlink.MAV_CMD_NAV_RETURN_TO_LAUNCH: self._return,
            mavlink.MAV_CMD_MISSION_START: self._start_mission,
            mavlink.MAV_CMD_DO_REPOSITION: self.reposition,
            mavlink.MAV_CMD_DO_CHANGE_SPEED: self._change_speed,
            mavlink.MAV_CMD_DO_GIMBAL_MANAGER_CONFIGURE: self._gimbal.configure,
            mavlink.MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW: self._gimbal.aim,
            mavlink.MAV_CMD_DO_MOUNT_CONTROL: _unsupported,
            mavlink.MAV_CMD_REQUEST_MESSAGE: self._send_message,
            mavlink.MAV_CMD_SET_MESSAGE_INTERVAL: self._set_rate,
            mavlink.MAV_CMD_DO_SET_MISSION_CURRENT: _unsupported,
            mavlink.MAV_CMD_DO_FENCE_ENABLE: _unsupported,
            mavlink.MAV_CMD_NAV_LOITER_UNLIM: _unsupported,
        }

    def position_target(self, message: Message) -> None:
        """SET_POSITION_TARGET_GLOBAL_INT is followed in OFFBOARD only, which is not simulated."""

    def choose(self, number: int) -> bool:
        """See Commands; the failsafes give way."""
        if not self.flight.switch(number):
            return False
        self._failsafes.give_way()
        return True

    def set_current(self, seq: int) -> bool:
        """MISSION_SET_CURRENT: also in flight. False, and a text, when there is no such item."""
        mission = self.board.mission
        if 0 <= seq < mission.count:
            mission.select(seq)
            return True
        self.board.say(_CRITICAL, "WPM: WP CURR CMD: Not in list")
        return False

    def _arm_or_disarm(self, order: Order) -> int:
        force = order.number(2) == FORCE
        if order.number(1) not in (0, 1):
            return UNSUPPORTED
        is_done = self.flight.arm(force) if order.number(1) else self.flight.disarm(force)
        return ACCEPTED if is_done else REJECTED

    def _choose_mode(self, order: Order) -> int:
        if not order.number(1) & mavlink.MAV_MODE_FLAG_CUSTOM_MODE_ENABLED:
            return REJECTED
        main, sub = order.number(2), order.number(3)
        number = custom_mode(main, sub if main == AUTO else 0)
        return ACCEPTED if self.choose(number) else REJECTED

    def _take_off(self, order: Order) -> int:
        alt_m = order.z if math.isfinite(order.z) else None
        if not self.flight.take_off(alt_m):
            return REJECTED
        self._failsafes.give_way()
        return ACCEPTED

    def _land(self, order: Order) -> int:
        if not self.choose(self.flight.land_number):
            return REJECTED
        self.board.say(_INFO, "Landing at current position")
        return ACCEPTED

    def _return(self, order: Order) -> int:
        if not self.choose(self.flight.rtl.number):
            return REJECTED
        self.board.say(_INFO, "Returning to launch")
        return ACCEPTED

    def _start_mission(self, order: Order) -> int:
        """AUTO.MISSION, and armed."""
        if not self.board.mission.is_flyable:
            return DENIED
        is_done = self.choose(self.flight.auto.number) and self.flight.arm()
        return ACCEPTED if is_done else REJECTED

    def reposition(self, order: Order) -> int:
        """DO_REPOSITION: AUTO.LOITER goes to a place.

        Its height counts from sea level, whatever the frame says, and its heading is in radians.
        What is no number stays as it is.
        """
        if not order.number(2) & mavlink.MAV_DO_REPOSITION_FLAGS_CHANGE_MODE:
            return UNSUPPORTED
        if not self.choose(self.flight.guided.number):
            return REJECTED
        scale = 1.0 if order.frame is None else 1e-7
        lat, lon, here = order.x * scale, order.y * scale, self.board.here()
        place = here if not (abs(lat) <= 90.0 and abs(lon) <= 180.0) else self._spot(lon, lat)
        alt_m = order.z if math.isfinite(order.z) else here.alt_m
        self.flight.guided.go_to(Place(place.east_m, place.north_m, alt_m))
        if math.isfinite(order.params[3]):
            self.flight.guided.face(math.degrees(order.params[3]) % 360.0)
        if order.params[0] > 0.0:
            self.flight.guided.set_speed(order.params[0])
        return ACCEPTED

    def _spot(self, lon: float, lat: float) -> Place:
        east, north = self.board.frame.point(LonLat(lon, lat))
        return Place(east, north, 0.0)

    def _change_speed(self, order: Order) -> int:
        speed = order.params[1] if order.params[1] > 0.0 else None
        self.flight.auto.set_speed(speed)
        self.flight.guided.set_speed(speed)
        return ACCEPTED

    def _send_message(self, order: Order) -> int:
        return ACCEPTED if self._telemetry.send(order.number(1)) else DENIED

    def _set_rate(self, order: Order) -> int:
        known = self._telemetry.set_interval(order.number(1), order.params[1])
        return ACCEPTED if known else FAILED


def _unsupported(order: Order) -> int:
    return UNSUPPORTED
