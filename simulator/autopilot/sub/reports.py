"""What an ArduSub tells of itself: the place it believes in, and its height over the bed."""

import math

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.arming import StartUp
from simulator.autopilot.board import Board
from simulator.autopilot.failsafe import Failsafes
from simulator.autopilot.link import Message
from simulator.autopilot.reports import Reports
from simulator.autopilot.sub.flight import SubFlight

_SOUNDER_CM = (20, 5000)  # least and greatest distance that its echo sounder measures


class SubReports(Reports):
    """See Reports."""

    def __init__(
        self, board: Board, flight: SubFlight, failsafes: Failsafes, start_up: StartUp
    ) -> None:
        super().__init__(board, flight, failsafes, start_up)
        self._sub_board, self._positioning = board, flight.positioning
        self._sticks = flight.sticks
        self.makers[mavlink.MAVLINK_MSG_ID_RC_CHANNELS] = self._rc_channels
        self.makers[mavlink.MAVLINK_MSG_ID_DISTANCE_SENSOR] = self._distance
        self.makers[mavlink.MAVLINK_MSG_ID_EXTENDED_SYS_STATE] = self._no_landing
        del self.makers[mavlink.MAVLINK_MSG_ID_WIND]  # it has none

    @property
    def has_fix(self) -> bool:
        """See Reports."""
        return self._positioning.has_fix

    def told_velocity(self) -> tuple[float, float]:
        """See Reports."""
        return self._positioning.told_speed

    def _distance(self) -> Message | None:
        """DISTANCE_SENSOR looking down; nothing where there is no bed."""
        over_m = self._sub_board.sub.over_bed_m
        if over_m is None:
            return None
        low, high = _SOUNDER_CM
        return mavlink.MAVLink_distance_sensor_message(
            math.floor(self._sub_board.uptime_s * 1000.0),
            low,
            high,
            max(low, min(high, round(over_m * 100.0))),
            mavlink.MAV_DISTANCE_SENSOR_ULTRASOUND,
            0,
            mavlink.MAV_SENSOR_ROTATION_PITCH_270,
            0,
        )

    def _rc_channels(self) -> Message:
        """RC_CHANNELS: 1 pitch, 2 roll, 3 up, 4 turn, 5 ahead, 6 right; 1500 is the middle."""
        sticks = self._sticks
        shares = (0.0, 0.0, sticks.up, sticks.turn, sticks.ahead, sticks.right)
        pulses = [round(1500 + 400 * share) for share in shares] + [1500] * 2 + [0] * 10
        now_ms = math.floor(self._sub_board.uptime_s * 1000.0)
        return mavlink.MAVLink_rc_channels_message(now_ms, 16, *pulses, 254)

    def _no_landing(self) -> Message:
        """EXTENDED_SYS_STATE: an ArduSub does not tell whether it has landed."""
        return mavlink.MAVLink_extended_sys_state_message(
            mavlink.MAV_VTOL_STATE_UNDEFINED, mavlink.MAV_LANDED_STATE_UNDEFINED
        )
