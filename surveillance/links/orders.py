"""What we ask of a vehicle, in the words of its firmware."""

import math

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.position import LonLat, turn_deg
from surveillance.errors import LinkRefused
from surveillance.links.commands import At, Order
from surveillance.links.connection import OWN_COMPONENT, OWN_SYSTEM, Connection, Message
from surveillance.links.modes import SUB, Firmware
from surveillance.links.readings import Readings

MOUNT_TARGETING = float(mavlink.MAV_MOUNT_MODE_MAVLINK_TARGETING)
# SET_POSITION_TARGET: bits of what the vehicle shall ignore
ONLY_POSITION = 0b1101_1111_1000
POSITION_AND_HEADING = 0b1001_1111_1000
_CHANGE_MODE = float(mavlink.MAV_DO_REPOSITION_FLAGS_CHANGE_MODE)
_AS_BEFORE = -1.0  # speed of a reposition
_UNCHANGED = -1.0  # who else has control of a gimbal
_LEVEL = float(
    mavlink.GIMBAL_MANAGER_FLAGS_ROLL_LOCK | mavlink.GIMBAL_MANAGER_FLAGS_PITCH_LOCK
)  # from the horizon, not from the vehicle; the yaw follows the nose
_STREAMS: dict[int, float] = {
    mavlink.MAVLINK_MSG_ID_GLOBAL_POSITION_INT: 0.25,
    mavlink.MAVLINK_MSG_ID_SYS_STATUS: 1.0,
    mavlink.MAVLINK_MSG_ID_GPS_RAW_INT: 1.0,
    mavlink.MAVLINK_MSG_ID_MISSION_CURRENT: 0.5,
    mavlink.MAVLINK_MSG_ID_SYSTEM_TIME: 1.0,
    mavlink.MAVLINK_MSG_ID_HOME_POSITION: 2.0,
    mavlink.MAVLINK_MSG_ID_EXTENDED_SYS_STATE: 1.0,
}
_ARDUPILOT_STREAMS = {
    **_STREAMS,
    mavlink.MAVLINK_MSG_ID_EKF_STATUS_REPORT: 1.0,
    mavlink.MAVLINK_MSG_ID_WIND: 1.0,
}
_PX4_STREAMS = {**_STREAMS, mavlink.MAVLINK_MSG_ID_ESTIMATOR_STATUS: 1.0}

# for a vehicle under water: what it sounds, how its pilot steers; not all of them have both
_DIVE_STREAMS = {
    mavlink.MAVLINK_MSG_ID_DISTANCE_SENSOR: 0.5,
    mavlink.MAVLINK_MSG_ID_RC_CHANNELS: 0.25,
}
# home is not told before it is known, and wind not by every vehicle: no flight waits for them
_UNCERTAIN = frozenset({mavlink.MAVLINK_MSG_ID_HOME_POSITION, mavlink.MAVLINK_MSG_ID_WIND})
# an ArduSub need not have these
_UNCERTAIN_SUB = frozenset({mavlink.MAVLINK_MSG_ID_EXTENDED_SYS_STATE, *_DIVE_STREAMS})


def streams_of(firmware: Firmware) -> dict[int, float]:
    """What we want to hear, by message number, with the seconds between two messages."""
    if firmware.is_px4:
        return _PX4_STREAMS
    return _ARDUPILOT_STREAMS | (_DIVE_STREAMS if firmware is SUB else {})


def never_sure(firmware: Firmware) -> frozenset[int]:
    """Those that may never come: nothing waits for them."""
    return _UNCERTAIN | (_UNCERTAIN_SUB if firmware is SUB else frozenset())


def take_off_order(firmware: Firmware, readings: Readings, height_m: float) -> Order:
    """Climb to a height above home. Raises LinkRefused for a PX4 that has not told its home.

    PX4 counts the height from the sea and wants the place said: NaN is where it stands.
    """
    z, turn = height_m, 0.0
    if firmware.is_px4:
        z, turn = _above_sea(readings, height_m), math.nan
    params = (0.0, 0.0, 0.0, turn, turn, turn, z)
    return Order(mavlink.MAV_CMD_NAV_TAKEOFF, params, "take off")


def aim_orders(firmware: Firmware, pitch_deg: float) -> tuple[Order, ...]:
    """Turn the camera to a pitch, 0 the horizon, ahead of the nose.

    PX4's gimbal manager obeys only who has taken it over; without a gimbal nobody answers there.
    """
    if not firmware.is_px4:
        mount = (pitch_deg, 0.0, 0.0, 0.0, 0.0, 0.0, MOUNT_TARGETING)
        return (Order(mavlink.MAV_CMD_DO_MOUNT_CONTROL, mount, "aim the camera"),)
    to_us = (float(OWN_SYSTEM), float(OWN_COMPONENT), _UNCHANGED, _UNCHANGED)
    pitch = (pitch_deg, 0.0, math.nan, math.nan, _LEVEL)
    return (
        Order(mavlink.MAV_CMD_DO_GIMBAL_MANAGER_CONFIGURE, to_us, "take over the camera"),
        Order(mavlink.MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW, pitch, "aim the camera"),
    )


def speed_order(speed_mps: float) -> Order:
    """Fly at this speed over ground, in the present mode."""
    return Order(mavlink.MAV_CMD_DO_CHANGE_SPEED, (1.0, speed_mps, -1.0), "change the speed")


def circle_order(place: LonLat, height_m: float, radius_m: float) -> Order:
    """ArduPlane: go into GUIDED and circle a place to the right, height above home."""
    return Order(
        mavlink.MAV_CMD_DO_REPOSITION,
        (_AS_BEFORE, _CHANGE_MODE, radius_m, 0.0),
        "circle a place",
        At(place, height_m),
    )


def watch_order(place: LonLat, height_m: float) -> Order:
    """Keep the camera on a place, height above home, as far as its gimbal turns."""
    command = mavlink.MAV_CMD_DO_SET_ROI_LOCATION
    return Order(command, (), "keep the camera on a place", At(place, height_m))


def release_order() -> Order:
    """The camera need not keep on a place any more."""
    return Order(mavlink.MAV_CMD_DO_SET_ROI_NONE, (), "let the camera go")


def go_to_message(
    connection: Connection, place: LonLat, height_m: float, heading_deg: float | None
) -> Message:
    """ArduPilot in GUIDED: fly to a place, height above home, nose where told."""
    return mavlink.MAVLink_set_position_target_global_int_message(
        0,
        connection.system,
        connection.component,
        mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT_INT,
        ONLY_POSITION if heading_deg is None else POSITION_AND_HEADING,
        round(place.lat * 1e7),
        round(place.lon * 1e7),
        height_m,
        *(0.0,) * 6,
        math.radians(heading_deg or 0.0),
        0.0,
    )


def reposition_order(
    readings: Readings,
    place: LonLat,
    height_m: float,
    heading_deg: float | None,
    speed_mps: float | None = None,
) -> Order:
    """PX4: fly to a place, height above home, and hold there; the nose where told, or as it likes.

    Its fourth parameter is in radians: so PX4 reads it, and so MAVLink says since 2025 (in degrees
    before). Raises LinkRefused while home's height above the sea is unknown.
    """
    yaw = math.nan if heading_deg is None else math.radians(turn_deg(0.0, heading_deg))
    return Order(
        mavlink.MAV_CMD_DO_REPOSITION,
        (_AS_BEFORE if speed_mps is None else speed_mps, _CHANGE_MODE, 0.0, yaw),
        "fly to a place",
        At(place, _above_sea(readings, height_m), is_above_sea=True),
    )


def _above_sea(readings: Readings, height_m: float) -> float:
    if readings.home_alt_amsl_m is None:
        raise LinkRefused("the height of home is not known: wait for a better position fix")
    return readings.home_alt_amsl_m + height_m
