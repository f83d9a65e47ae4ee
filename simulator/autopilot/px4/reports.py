"""What a PX4 tells of itself: much, and at once, without being asked."""

import math

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.link import Message
from simulator.autopilot.px4.board import Px4Board
from simulator.autopilot.px4.failsafe import Px4Failsafes
from simulator.autopilot.px4.flight import Px4Flight
from simulator.autopilot.px4.progress import mission_current
from simulator.autopilot.px4.start_up import Px4StartUp
from simulator.autopilot.reports import Reports
from simulator.autopilot.telemetry import Telemetry

_FAST_S = 0.02
PX4_PERIODS = {
    mavlink.MAVLINK_MSG_ID_HEARTBEAT: 1.0,
    mavlink.MAVLINK_MSG_ID_ALTITUDE: 1.0,
    mavlink.MAVLINK_MSG_ID_ATTITUDE: _FAST_S,
    mavlink.MAVLINK_MSG_ID_ATTITUDE_QUATERNION: _FAST_S,
    mavlink.MAVLINK_MSG_ID_BATTERY_STATUS: 2.0,
    mavlink.MAVLINK_MSG_ID_ESTIMATOR_STATUS: 2.0,
    mavlink.MAVLINK_MSG_ID_EXTENDED_SYS_STATE: 1.0,
    mavlink.MAVLINK_MSG_ID_GLOBAL_POSITION_INT: _FAST_S,
    mavlink.MAVLINK_MSG_ID_GPS_RAW_INT: 0.2,
    mavlink.MAVLINK_MSG_ID_HOME_POSITION: 2.0,
    mavlink.MAVLINK_MSG_ID_LOCAL_POSITION_NED: _FAST_S,
    mavlink.MAVLINK_MSG_ID_SYS_STATUS: 1.0,
    mavlink.MAVLINK_MSG_ID_VFR_HUD: 0.25,
}
_ARDUPILOT_ONLY = (
    mavlink.MAVLINK_MSG_ID_EKF_STATUS_REPORT,
    mavlink.MAVLINK_MSG_ID_FENCE_STATUS,
    mavlink.MAVLINK_MSG_ID_NAV_CONTROLLER_OUTPUT,
    mavlink.MAVLINK_MSG_ID_WIND,
)
_SENSORS = (
    mavlink.MAV_SYS_STATUS_SENSOR_3D_GYRO
    | mavlink.MAV_SYS_STATUS_SENSOR_3D_ACCEL
    | mavlink.MAV_SYS_STATUS_SENSOR_3D_MAG
    | mavlink.MAV_SYS_STATUS_SENSOR_ABSOLUTE_PRESSURE
    | mavlink.MAV_SYS_STATUS_SENSOR_GPS
    | mavlink.MAV_SYS_STATUS_AHRS
    | mavlink.MAV_SYS_STATUS_SENSOR_BATTERY
    | mavlink.MAV_SYS_STATUS_PREARM_CHECK
)
_PREARM = mavlink.MAV_SYS_STATUS_PREARM_CHECK
_PLACED = (
    mavlink.ESTIMATOR_VELOCITY_HORIZ
    | mavlink.ESTIMATOR_POS_HORIZ_REL
    | mavlink.ESTIMATOR_POS_HORIZ_ABS
    | mavlink.ESTIMATOR_POS_VERT_ABS
    | mavlink.ESTIMATOR_PRED_POS_HORIZ_REL
    | mavlink.ESTIMATOR_PRED_POS_HORIZ_ABS
)
_CAPABILITIES = (
    mavlink.MAV_PROTOCOL_CAPABILITY_MISSION_FLOAT
    | mavlink.MAV_PROTOCOL_CAPABILITY_MISSION_INT
    | mavlink.MAV_PROTOCOL_CAPABILITY_COMMAND_INT
    | mavlink.MAV_PROTOCOL_CAPABILITY_PARAM_ENCODE_BYTEWISE
    | mavlink.MAV_PROTOCOL_CAPABILITY_MISSION_FENCE
    | mavlink.MAV_PROTOCOL_CAPABILITY_MISSION_RALLY
    | mavlink.MAV_PROTOCOL_CAPABILITY_MAVLINK2
)
_VERSION = (1 << 24) | (15 << 16) | 255  # 1.15, a release
_EMERGENCY = mavlink.MAV_BATTERY_CHARGE_STATE_EMERGENCY
_CHARGE = (
    ("BAT_EMERGEN_THR", _EMERGENCY),
    ("BAT_CRIT_THR", mavlink.MAV_BATTERY_CHARGE_STATE_CRITICAL),
    ("BAT_LOW_THR", mavlink.MAV_BATTERY_CHARGE_STATE_LOW),
)


class Px4Reports(Reports):
    """See Reports."""

    def __init__(
        self, board: Px4Board, flight: Px4Flight, failsafes: Px4Failsafes, start_up: Px4StartUp
    ) -> None:
        super().__init__(board, flight, failsafes, start_up)
        self._px4 = board
        for message_id in _ARDUPILOT_ONLY:
            del self.makers[message_id]
        self.makers |= {
            mavlink.MAVLINK_MSG_ID_ALTITUDE: self._altitude,
            mavlink.MAVLINK_MSG_ID_ATTITUDE_QUATERNION: self._quaternion,
            mavlink.MAVLINK_MSG_ID_ESTIMATOR_STATUS: self._estimator,
            mavlink.MAVLINK_MSG_ID_GLOBAL_POSITION_INT: self._known_position,
            mavlink.MAVLINK_MSG_ID_HOME_POSITION: self._known_home,
            mavlink.MAVLINK_MSG_ID_MISSION_CURRENT: lambda: mission_current(board),
        }

    @property
    def is_fence_on(self) -> bool:
        return bool(self._px4.params["GF_ACTION"])

    def _known_position(self) -> Message | None:
        """GLOBAL_POSITION_INT, as long as there is a position."""
        return self._global_position() if self._is_placed else None

    @property
    def _is_placed(self) -> bool:
        return self._px4.home is not None and self._px4.condition.last_place is None

    def _known_home(self) -> Message | None:
        return self._px4.home_position() if self._px4.home else None

    def _altitude(self) -> Message:
        """ALTITUDE, above sea level and above home; the ground is taken to lie at home's height."""
        alt_m = self._px4.body.alt_m
        above_m = alt_m - self._px4.home_alt_m()
        now_us = round(self._px4.uptime_s * 1e6)
        return mavlink.MAVLink_altitude_message(
            now_us, alt_m, alt_m, above_m, above_m, math.nan, above_m
        )

    def _estimator(self) -> Message:
        """ESTIMATOR_STATUS: with a place, all but the height above ground is known."""
        flags = mavlink.ESTIMATOR_ATTITUDE | mavlink.ESTIMATOR_VELOCITY_VERT
        if self._is_placed:
            flags |= _PLACED
        now_us = round(self._px4.uptime_s * 1e6)
        ratios = (0.1, 0.1, 0.1, 0.1, 0.0, 0.0)
        return mavlink.MAVLink_estimator_status_message(now_us, flags, *ratios, 0.5, 0.5)

    def _quaternion(self) -> Message:
        body = self._px4.body
        halves = (math.radians(a) / 2.0 for a in (body.roll_deg, body.pitch_deg, body.heading_deg))
        (cr, sr), (cp, sp), (cy, sy) = ((math.cos(a), math.sin(a)) for a in halves)
        return mavlink.MAVLink_attitude_quaternion_message(
            self._boot_ms(),
            cr * cp * cy + sr * sp * sy,
            sr * cp * cy - cr * sp * sy,
            cr * sp * cy + sr * cp * sy,
            cr * cp * sy - sr * sp * cy,
            0.0,
            0.0,
            math.radians(body.yaw_rate_dps),
        )

    def _sys_status(self) -> Message:
        message = super()._sys_status()
        message.onboard_control_sensors_present = _SENSORS
        message.onboard_control_sensors_enabled = _SENSORS
        is_armable = self._px4.body.armed or self._start_up.passes
        message.onboard_control_sensors_health = _SENSORS if is_armable else _SENSORS & ~_PREARM
        return message

    def _battery_status(self) -> Message:
        message = super()._battery_status()
        left, params = self._px4.body.battery_pct / 100.0, self._px4.params
        states = [state for name, state in _CHARGE if left < params[name]]
        message.charge_state = states[0] if states else mavlink.MAV_BATTERY_CHARGE_STATE_OK
        return message

    def _version(self) -> Message:
        none = (0,) * 8
        return mavlink.MAVLink_autopilot_version_message(
            _CAPABILITIES, _VERSION, 0, 0, 0, none, none, none, 0, 0, 0
        )


class Px4Telemetry(Telemetry):
    """See Telemetry; there are no groups of streams."""

    def stream(self, group: int, rate_hz: float) -> None:
        """REQUEST_DATA_STREAM is passed over."""

    def set_interval(self, message_id: int, interval_us: float) -> bool:
        return self.knows(message_id) and super().set_interval(message_id, interval_us)
