"""What the vehicle last said of itself, as one frozen value that grows with every message."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.errors import PositionError
from geodata.position import LonLat, wrap_deg
from surveillance.links.connection import Message

_PER_DEGREE = 1e7
_NO_HEADING = 65535
_NO_HDOP = 65535
_STICK_MIDDLE_US, _STICK_FULL_US = 1500, 400  # of ArduSub's RC channels
_STICK_RANGE_US = (900, 2100)  # anything else is no stick
_FIRST_PLAUSIBLE_UNIX_S = 1_500_000_000  # a GPS without time reports 1970
_CLOCK_SLACK_S = 5.0  # a clock that moves by more against its own uptime has jumped
_NO_VOLTAGE = 65535


@dataclass(frozen=True, slots=True)
class Readings:
    """State of the vehicle; None until it has said so.

    mission_item and reached_item are in the plan's numbers, where 0 is home. first_item: the number
    there of what the vehicle calls item 0, which for PX4 is the first thing to do.
    """

    first_item: int = 0

    vehicle_type: int | None = None
    autopilot: int | None = None
    mode: int | None = None
    armed: bool = False
    system_status: int | None = None  # MAV_STATE
    heartbeats: int = 0
    position: LonLat | None = None
    positions: int = 0  # how many arrived
    position_at: datetime | None = None
    alt_amsl_m: float = 0.0
    alt_home_m: float = 0.0
    heading_deg: float = 0.0
    ground_speed_mps: float = 0.0
    climb_mps: float = 0.0
    heights: int = 0  # how many arrived, with a place or without
    boot_s: float = 0.0  # since its start, of the newest height
    over_bed_m: float | None = None  # by its echo sounder; None: no echo
    stick_ahead: float | None = None  # of a sub's pilot, -1 to 1
    stick_right: float | None = None
    battery_pct: float | None = None
    battery_v: float | None = None
    wind_mps: float | None = None  # as the vehicle feels it
    wind_from_deg: float | None = None
    is_prearm_good: bool | None = None
    fix_type: int | None = None
    satellites: int | None = None
    hdop: float | None = None
    ekf_flags: int | None = None
    home: LonLat | None = None
    home_alt_amsl_m: float | None = None
    mission_item: int | None = None
    mission_state: int | None = None
    reached_item: int = -1
    landed_state: int | None = None
    remote_id_status: int | None = None
    remote_id_error: str = ""
    boot_offset: datetime | None = None  # the vehicle's own UTC at its boot
    clock_jump_s: float = 0.0  # by which its clock has jumped since it was armed


def updated(readings: Readings, message: Message) -> Readings:
    """The readings after this message; the same object when it says nothing of interest."""
    handler = _HANDLERS.get(message.get_type())
    return readings if handler is None else handler(readings, message)


def _heartbeat(readings: Readings, m: Message) -> Readings:
    return replace(
        readings,
        vehicle_type=m.type,
        autopilot=m.autopilot,
        mode=m.custom_mode,
        armed=bool(m.base_mode & mavlink.MAV_MODE_FLAG_SAFETY_ARMED),
        system_status=m.system_status,
        heartbeats=readings.heartbeats + 1,
    )


def _global_position(readings: Readings, m: Message) -> Readings:
    heading = readings.heading_deg if m.hdg == _NO_HEADING else wrap_deg(m.hdg / 100.0)
    readings = replace(  # under water it knows these, and no place
        readings,
        heights=readings.heights + 1,
        boot_s=m.time_boot_ms / 1000.0,
        alt_amsl_m=m.alt / 1000.0,
        alt_home_m=m.relative_alt / 1000.0,
        heading_deg=heading,
    )
    place = _place(m.lat, m.lon)
    if place is None:
        return readings
    at = None
    if readings.boot_offset is not None and not readings.clock_jump_s:
        at = readings.boot_offset + timedelta(milliseconds=m.time_boot_ms)
    return replace(
        readings,
        position=place,
        positions=readings.positions + 1,
        position_at=at,
        ground_speed_mps=math.hypot(m.vx, m.vy) / 100.0,
        climb_mps=-m.vz / 100.0,
    )


def _distance_sensor(readings: Readings, m: Message) -> Readings:
    """The echo sounder that looks down; at the end of its range it has no echo."""
    if m.orientation != mavlink.MAV_SENSOR_ROTATION_PITCH_270:
        return readings
    is_echo = m.min_distance <= m.current_distance < m.max_distance
    return replace(readings, over_bed_m=m.current_distance / 100.0 if is_echo else None)


def _rc_channels(readings: Readings, m: Message) -> Readings:
    """Channels 5 and 6: ahead and to the right, as ArduSub has them; for others they mean else."""
    if readings.vehicle_type != mavlink.MAV_TYPE_SUBMARINE:
        return readings
    return replace(readings, stick_ahead=_stick(m.chan5_raw), stick_right=_stick(m.chan6_raw))


def _stick(pulse_us: int) -> float | None:
    low, high = _STICK_RANGE_US
    if not low <= pulse_us <= high:
        return None
    return max(-1.0, min(1.0, (pulse_us - _STICK_MIDDLE_US) / _STICK_FULL_US))


def _system_time(readings: Readings, m: Message) -> Readings:
    unix_s = m.time_unix_usec / 1e6
    if unix_s < _FIRST_PLAUSIBLE_UNIX_S:
        return readings
    try:
        now = datetime.fromtimestamp(unix_s, UTC)
    except (ValueError, OverflowError, OSError):
        return readings
    offset = now - timedelta(milliseconds=m.time_boot_ms)
    if readings.armed and readings.boot_offset is not None:
        jump_s = (offset - readings.boot_offset).total_seconds()
        if abs(jump_s) > _CLOCK_SLACK_S:
            return replace(readings, clock_jump_s=jump_s)
    return replace(readings, boot_offset=offset, clock_jump_s=0.0)


def _sys_status(readings: Readings, m: Message) -> Readings:
    bit = mavlink.MAV_SYS_STATUS_PREARM_CHECK
    known = m.onboard_control_sensors_present & bit
    return replace(
        readings,
        battery_pct=float(m.battery_remaining) if m.battery_remaining >= 0 else None,
        battery_v=None if m.voltage_battery == _NO_VOLTAGE else m.voltage_battery / 1000.0,
        is_prearm_good=bool(m.onboard_control_sensors_health & bit) if known else None,
    )


def _wind(readings: Readings, m: Message) -> Readings:
    return replace(readings, wind_mps=m.speed, wind_from_deg=wrap_deg(m.direction))


def _gps(readings: Readings, m: Message) -> Readings:
    hdop = None if m.eph == _NO_HDOP else m.eph / 100.0
    return replace(readings, fix_type=m.fix_type, satellites=m.satellites_visible, hdop=hdop)


def _ekf(readings: Readings, m: Message) -> Readings:
    return replace(readings, ekf_flags=m.flags)


def _home(readings: Readings, m: Message) -> Readings:
    place = _place(m.latitude, m.longitude)
    if place is None:
        return readings
    return replace(readings, home=place, home_alt_amsl_m=m.altitude / 1000.0)


def _mission_current(readings: Readings, m: Message) -> Readings:
    item = m.seq + readings.first_item
    return replace(readings, mission_item=item, mission_state=m.mission_state)


def _item_reached(readings: Readings, m: Message) -> Readings:
    # numbers can be skipped (a waypoint before a DO command): a later one implies the earlier
    item, current = m.seq + readings.first_item, readings.mission_item
    # PX4 repeats its last one for ten seconds, also that of a mission which it flies no more: it
    # never reaches what lies ahead of its current item (px4.txt). A sub reaches everything at once
    # while it is disarmed (ardusub.txt)
    is_ahead = readings.first_item > 0 and current is not None and item > current
    if is_ahead or not readings.armed:
        return readings
    return replace(readings, reached_item=max(readings.reached_item, item))


def _extended_state(readings: Readings, m: Message) -> Readings:
    return replace(readings, landed_state=m.landed_state)


def _remote_id(readings: Readings, m: Message) -> Readings:
    error = str(m.error).rstrip("\0")
    return replace(readings, remote_id_status=m.status, remote_id_error=error)


def _place(lat: int, lon: int) -> LonLat | None:
    if lat == 0 and lon == 0:  # how autopilots say that they do not know
        return None
    try:
        return LonLat(lon / _PER_DEGREE, lat / _PER_DEGREE)
    except PositionError:
        return None


_HANDLERS: dict[str, Callable[[Readings, Message], Readings]] = {
    "HEARTBEAT": _heartbeat,
    "GLOBAL_POSITION_INT": _global_position,
    "DISTANCE_SENSOR": _distance_sensor,
    "RC_CHANNELS": _rc_channels,
    "SYSTEM_TIME": _system_time,
    "SYS_STATUS": _sys_status,
    "WIND": _wind,
    "GPS_RAW_INT": _gps,
    "EKF_STATUS_REPORT": _ekf,
    "ESTIMATOR_STATUS": _ekf,  # PX4; the bits that we look at have the same meaning
    "HOME_POSITION": _home,
    "MISSION_CURRENT": _mission_current,
    "MISSION_ITEM_REACHED": _item_reached,
    "EXTENDED_SYS_STATE": _extended_state,
    "OPEN_DRONE_ID_ARM_STATUS": _remote_id,
}
