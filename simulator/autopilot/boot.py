"""From power-on to a position: when a starting ArduPilot can what, and what it says meanwhile."""

from dataclasses import dataclass

from pymavlink.dialects.v20 import ardupilotmega as mavlink

_ALERT, _WARNING = mavlink.MAV_SEVERITY_ALERT, mavlink.MAV_SEVERITY_WARNING
_INFO, _DEBUG = mavlink.MAV_SEVERITY_INFO, mavlink.MAV_SEVERITY_DEBUG


@dataclass(frozen=True, slots=True)
class Boot:
    """Seconds after power-on, and texts with second and severity.

    ready_s: the firmware runs. origin_s: satellites are there: origin and home are set.
    checked_s: armable in modes that need no position. position_s: the filter uses the satellites:
    armable in all modes.
    """

    ready_s: float
    origin_s: float
    checked_s: float
    position_s: float
    texts: tuple[tuple[float, int, str], ...]


COPTER_BOOT = Boot(
    ready_s=2.5,
    origin_s=19.8,
    checked_s=36.0,
    position_s=41.5,
    texts=(
        (0.0, _DEBUG, "RCInput: decoding UDP (Pulses)"),
        (0.0, _INFO, "Calibrating barometer"),
        (1.9, _INFO, "Barometer 1 calibration complete"),
        (1.9, _INFO, "Barometer 2 calibration complete"),
        (2.5, _INFO, "ArduPilot Ready"),
        (2.5, _INFO, "AHRS: DCM active"),
        (4.3, _INFO, "EKF3 IMU0 initialised"),
        (4.3, _INFO, "EKF3 IMU1 initialised"),
        (4.3, _INFO, "AHRS: EKF3 active"),
        (5.5, _INFO, "EKF3 IMU0 tilt alignment complete"),
        (5.5, _INFO, "EKF3 IMU1 tilt alignment complete"),
        (5.8, _INFO, "EKF3 IMU0 MAG0 initial yaw alignment complete"),
        (5.8, _INFO, "EKF3 IMU1 MAG0 initial yaw alignment complete"),
        (10.0, _INFO, "GPS 1: probing for u-blox at 230400 baud"),
        (10.0, _INFO, "GPS 1: detected u-blox"),
        (19.8, _INFO, "EKF3 IMU0 origin set"),
        (19.8, _INFO, "Field Elevation Set: 0m"),
        (19.8, _INFO, "EKF3 IMU1 origin set"),
        (41.5, _INFO, "EKF3 IMU0 is using GPS"),
        (41.5, _INFO, "EKF3 IMU1 is using GPS"),
    ),
)
PLANE_BOOT = Boot(
    ready_s=1.0,
    origin_s=19.0,
    checked_s=20.0,
    position_s=20.0,
    texts=(
        (0.0, _INFO, "Ground start"),
        (0.0, _ALERT, "Skipping INS calibration"),
        (0.0, _INFO, "Calibrating barometer"),
        (0.0, _DEBUG, "RCInput: decoding UDP (Pulses)"),
        (1.0, _INFO, "Barometer 1 calibration complete"),
        (1.0, _INFO, "Barometer 2 calibration complete"),
        (1.0, _INFO, "Airspeed 1 calibration started"),
        (1.0, _INFO, "ArduPilot Ready"),
        (1.0, _INFO, "AHRS: DCM active"),
        (1.0, _WARNING, "Throttle failsafe off"),
        (3.0, _INFO, "Airspeed 1 calibrated"),
        (9.0, _INFO, "GPS 1: probing for u-blox at 230400 baud"),
        (9.0, _INFO, "GPS 1: detected u-blox"),
        (10.0, _INFO, "EKF3 IMU0 initialised"),
        (10.0, _INFO, "EKF3 IMU1 initialised"),
        (12.0, _INFO, "EKF3 IMU0 tilt alignment complete"),
        (12.0, _INFO, "EKF3 IMU1 tilt alignment complete"),
        (12.0, _INFO, "EKF3 IMU0 MAG0 initial yaw alignment complete"),
        (12.0, _INFO, "EKF3 IMU1 MAG0 initial yaw alignment complete"),
        (19.0, _INFO, "EKF3 IMU0 origin set"),
        (19.0, _INFO, "EKF3 IMU1 origin set"),
        (19.0, _INFO, "Field Elevation Set: 0m"),
        (20.0, _INFO, "EKF3 IMU0 is using GPS"),
        (20.0, _INFO, "EKF3 IMU1 is using GPS"),
        (20.0, _INFO, "AHRS: EKF3 active"),
    ),
)
SUB_BOOT = Boot(
    ready_s=2.0,
    origin_s=19.1,
    checked_s=20.0,
    position_s=40.86,
    texts=(
        (0.0, _INFO, "Calibrating barometer"),
        (0.5, _INFO, "Barometer 1 calibration complete"),
        (0.5, _INFO, "Barometer 2 calibration complete"),
        (0.5, _INFO, "ArduPilot Ready"),
        (0.5, _INFO, "AHRS: DCM active"),
        (0.5, _DEBUG, "RCInput: decoding UDP (Pulses)"),
        (3.7, _INFO, "EKF3 IMU0 initialised"),
        (3.7, _INFO, "EKF3 IMU1 initialised"),
        (3.7, _INFO, "AHRS: EKF3 active"),
        (5.3, _INFO, "EKF3 IMU0 tilt alignment complete"),
        (5.3, _INFO, "EKF3 IMU1 tilt alignment complete"),
        (5.3, _INFO, "EKF3 IMU0 MAG0 initial yaw alignment complete"),
        (5.3, _INFO, "EKF3 IMU1 MAG0 initial yaw alignment complete"),
        (9.0, _INFO, "GPS 1: probing for u-blox at 230400 baud"),
        (9.0, _INFO, "GPS 1: detected u-blox"),
        (19.1, _INFO, "EKF3 IMU0 origin set"),
        (19.1, _INFO, "EKF3 IMU1 origin set"),
        (40.86, _INFO, "EKF3 IMU0 is using GPS"),
        (40.86, _INFO, "EKF3 IMU1 is using GPS"),
    ),
)
