"""Each telemetry message, made from the present state of the vehicle."""

import math
from collections.abc import Callable

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.arming import StartUp
from simulator.autopilot.board import Board
from simulator.autopilot.failsafe import Failsafes
from simulator.autopilot.flight import Flight
from simulator.autopilot.link import Message

# SYS_STATUS of the recorded ArduCopter
_SENSORS_PRESENT = 1399979055
_SENSORS_ENABLED = 1382128687
_SENSORS_HEALTHY = 1467063343
_PREARM = mavlink.MAV_SYS_STATUS_PREARM_CHECK
_GEOFENCE = mavlink.MAV_SYS_STATUS_GEOFENCE

_EKF_WAITING, _EKF_READY = 167, 831  # without and with an absolute position
_BREACH_TYPES = {"Max Alt": mavlink.FENCE_BREACH_MAXALT}
_FIX_NONE, _FIX = mavlink.GPS_FIX_TYPE_NO_GPS, mavlink.GPS_FIX_TYPE_RTK_FIXED
_CAPABILITIES = 64495
_VERSION = 67567616  # 4.7.0-dev
_VERSION_HASH = tuple(b"fd83545f")


class Reports:
    """`makers` makes a message by its MAVLink id; None where there is nothing to report."""

    def __init__(
        self, board: Board, flight: Flight, failsafes: Failsafes, start_up: StartUp
    ) -> None:
        self._board, self._flight = board, flight
        self._failsafes, self._start_up = failsafes, start_up
        self.makers: dict[int, Callable[[], Message | None]] = {
            mavlink.MAVLINK_MSG_ID_HEARTBEAT: flight.heartbeat,
            mavlink.MAVLINK_MSG_ID_TIMESYNC: self._timesync,
            mavlink.MAVLINK_MSG_ID_SYS_STATUS: self._sys_status,
            mavlink.MAVLINK_MSG_ID_MISSION_CURRENT: self._mission_current,
            mavlink.MAVLINK_MSG_ID_GPS_RAW_INT: self._gps_raw,
            mavlink.MAVLINK_MSG_ID_NAV_CONTROLLER_OUTPUT: self._nav_controller,
            mavlink.MAVLINK_MSG_ID_FENCE_STATUS: self._fence_status,
            mavlink.MAVLINK_MSG_ID_GLOBAL_POSITION_INT: self._global_position,
            mavlink.MAVLINK_MSG_ID_LOCAL_POSITION_NED: self._local_position,
            mavlink.MAVLINK_MSG_ID_ATTITUDE: self._attitude,
            mavlink.MAVLINK_MSG_ID_VFR_HUD: self._vfr_hud,
            mavlink.MAVLINK_MSG_ID_SYSTEM_TIME: self._system_time,
            mavlink.MAVLINK_MSG_ID_BATTERY_STATUS: self._battery_status,
            mavlink.MAVLINK_MSG_ID_EKF_STATUS_REPORT: self._ekf_status,
            mavlink.MAVLINK_MSG_ID_WIND: self._wind,
            mavlink.MAVLINK_MSG_ID_HOME_POSITION: board.home_position,
            mavlink.MAVLINK_MSG_ID_EXTENDED_SYS_STATE: self._extended_sys_state,
            mavlink.MAVLINK_MSG_ID_AUTOPILOT_VERSION: self._version,
        }

    @property
    def is_fence_on(self) -> bool:
        """Does the vehicle watch its fence?"""
        return bool(self._board.params["FENCE_ENABLE"])

    def _boot_ms(self) -> int:
        return int(self._board.uptime_s * 1000.0)

    def _timesync(self) -> Message:
        return mavlink.MAVLink_timesync_message(0, round(self._board.uptime_s * 1e9))

    def _system_time(self) -> Message:
        board = self._board
        now_us = round((board.epoch_s + board.t_s) * 1e6)
        return mavlink.MAVLink_system_time_message(now_us, self._boot_ms())

    def _position(self) -> tuple[int, int]:
        board = self._board
        known = board.uptime_s >= board.boot.origin_s
        return board.lat_lon_e7(board.believed()) if known else (0, 0)

    def told_velocity(self) -> tuple[float, float]:
        """East and north over ground, as it knows them."""
        return self._board.body.ve, self._board.body.vn

    def _global_position(self) -> Message:
        board, body = self._board, self._board.body
        relative_mm = round((body.alt_m - board.home_alt_m()) * 1000.0)
        ve, vn = self.told_velocity()
        return mavlink.MAVLink_global_position_int_message(
            self._boot_ms(),
            *self._position(),
            round(body.alt_m * 1000.0),
            relative_mm,
            round(vn * 100.0),
            round(ve * 100.0),
            round(-body.vu * 100.0),
            round(body.heading_deg * 100.0) % 36000,
        )

    def _local_position(self) -> Message | None:
        board, body = self._board, self._board.body
        if board.home is None:
            return None
        east, north = body.east_m - board.home.east_m, body.north_m - board.home.north_m
        down = board.home.alt_m - body.alt_m
        return mavlink.MAVLink_local_position_ned_message(
            self._boot_ms(), north, east, down, body.vn, body.ve, -body.vu
        )

    def _attitude(self) -> Message:
        body = self._board.body
        yaw = math.remainder(math.radians(body.heading_deg), math.tau)
        roll, pitch = math.radians(body.roll_deg), math.radians(body.pitch_deg)
        yaw_rate = math.radians(body.yaw_rate_dps)
        return mavlink.MAVLink_attitude_message(
            self._boot_ms(), roll, pitch, yaw, 0.0, 0.0, yaw_rate
        )

    def _vfr_hud(self) -> Message:
        body = self._board.body
        share = min(1.0, body.power_w / body.full_power_w)
        throttle = round(100.0 * share) if body.armed else 0
        return mavlink.MAVLink_vfr_hud_message(
            body.air_speed_mps,
            body.ground_speed_mps,
            int(body.heading_deg),
            throttle,
            body.alt_m,
            body.vu,
        )

    @property
    def has_fix(self) -> bool:
        """Does its receiver give a position?"""
        return self._board.uptime_s >= self._board.boot.origin_s

    def _gps_raw(self) -> Message:
        body, known = self._board.body, self.has_fix
        alt_mm, speed = round(body.alt_m * 1000.0), body.ground_speed_mps
        course = math.degrees(math.atan2(body.ve, body.vn)) % 360.0 if speed > 0.1 else 0.0
        return mavlink.MAVLink_gps_raw_int_message(
            round(self._board.uptime_s * 1e6),
            _FIX if known else _FIX_NONE,
            *self._position(),
            alt_mm,
            121 if known else 9999,
            200 if known else 9999,
            round(speed * 100.0),
            round(course * 100.0) % 36000,
            10 if known else 0,
            alt_mm,
            300,
            300,
            0,
            0,
            0,
        )

    def _sys_status(self) -> Message:
        board, body = self._board, self._board.body
        enabled, healthy = _SENSORS_ENABLED, _SENSORS_HEALTHY & ~_PREARM
        if self.is_fence_on:
            enabled |= _GEOFENCE
            healthy = healthy & ~_GEOFENCE if board.breaches else healthy | _GEOFENCE
        if body.armed or self._start_up.passes:
            healthy |= _PREARM
        return mavlink.MAVLink_sys_status_message(
            _SENSORS_PRESENT,
            enabled,
            healthy,
            0,
            round(board.battery_v * 1000.0),
            self._current_ca(),
            int(body.battery_pct),
            0,
            0,
            0,
            0,
            0,
            0,
        )

    def _current_ca(self) -> int:
        """Battery current in hundredths of an ampere."""
        board = self._board
        amperes = board.body.power_w / max(1.0, board.battery_v) if board.body.armed else 0.0
        return min(32767, round(amperes * 100.0))

    def _battery_status(self) -> Message:
        board, body = self._board, self._board.body
        volts = [round(board.battery_v * 1000.0)] + [65535] * 9
        used_mah = round(board.battery_mah - board.battery_left_mah)
        used_hj = round((body.spec.battery_wh - body.energy_wh) * 36.0)  # hectojoules
        return mavlink.MAVLink_battery_status_message(
            0,
            0,
            0,
            32767,
            volts,
            self._current_ca(),
            used_mah,
            used_hj,
            int(body.battery_pct),
            0,
            mavlink.MAV_BATTERY_CHARGE_STATE_OK,
        )

    def _ekf_status(self) -> Message:
        known = self._board.has_position
        flags = _EKF_READY if known else _EKF_WAITING
        return mavlink.MAVLink_ekf_status_report_message(flags, 0.01, 0.01, 0.001, 0.02, 0.0, 0.0)

    def _wind(self) -> Message:
        east, north = self._board.body.wind
        from_deg = math.degrees(math.atan2(-east, -north))
        return mavlink.MAVLink_wind_message(from_deg, math.hypot(east, north), 0.0)

    def _mission_current(self) -> Message:
        """MISSION_CURRENT: home does not count in its total."""
        mission, auto = self._board.mission, self._flight.mode is self._flight.auto
        total = max(0, mission.count - 1)
        return mavlink.MAVLink_mission_current_message(
            mission.current, total, mission.reported_state, int(auto)
        )

    def _nav_controller(self) -> Message:
        body = self._board.body
        course = round(body.heading_deg + 180.0) % 360 - 180
        return mavlink.MAVLink_nav_controller_output_message(
            body.roll_deg, body.pitch_deg, course, course, 0, 0.0, 0.0, 0.0
        )

    def _fence_status(self) -> Message | None:
        board, failsafes = self._board, self._failsafes
        if not board.params["FENCE_ENABLE"]:
            return None
        beyond = board.breaches
        kind = _BREACH_TYPES.get(beyond[0], mavlink.FENCE_BREACH_BOUNDARY) if beyond else 0
        return mavlink.MAVLink_fence_status_message(
            int(bool(beyond)), failsafes.breach_count, kind, round(failsafes.breach_s * 1000.0), 1
        )

    def _extended_sys_state(self) -> Message:
        flight, board = self._flight, self._board
        state = mavlink.MAV_LANDED_STATE_IN_AIR
        if board.is_landed or not board.body.armed:
            state = mavlink.MAV_LANDED_STATE_ON_GROUND
        elif flight.mode.is_landing:
            state = mavlink.MAV_LANDED_STATE_LANDING
        return mavlink.MAVLink_extended_sys_state_message(mavlink.MAV_VTOL_STATE_UNDEFINED, state)

    def _version(self) -> Message:
        none = (0,) * 8
        return mavlink.MAVLink_autopilot_version_message(
            _CAPABILITIES, _VERSION, 0, 0, 0, _VERSION_HASH, none, none, 0, 0, 0
        )
