"""The parameters of ArduSub that the simulated vehicle obeys or that a ground station must read."""

from simulator.autopilot.params import INT8, REAL, Defaults, Params, battery_params
from simulator.vehicles.sub import SubSpec

_SUB: Defaults = {
    "FENCE_TYPE": (INT8, 7),
    "FRAME_CONFIG": (INT8, 1),
    "FS_EKF_ACTION": (INT8, 0),
    "FS_GCS_ENABLE": (INT8, 2),
    "FS_GCS_TIMEOUT": (REAL, 5),
    "FS_LEAK_ENABLE": (INT8, 1),
    "FS_PILOT_INPUT": (INT8, 2),
    "FS_PILOT_TIMEOUT": (REAL, 3),
    "PILOT_SPEED_DN": (REAL, 0),  # as fast as up
    "PILOT_SPEED_UP": (REAL, 100),
    "SURFACE_DEPTH": (REAL, -10),
    "WPNAV_ACCEL": (REAL, 50),
    "WPNAV_RADIUS": (REAL, 200),
    "WPNAV_SPEED": (REAL, 80),
    "WPNAV_SPEED_DN": (REAL, 100),
    "WPNAV_SPEED_UP": (REAL, 120),
}


def sub_params(spec: SubSpec) -> Params:
    """ArduSub's parameters for this vehicle."""
    return Params(
        _SUB,
        battery_params(spec)
        | {
            "PILOT_SPEED_DN": 100.0 * spec.descend_mps,
            "PILOT_SPEED_UP": 100.0 * spec.climb_mps,
            "WPNAV_ACCEL": 100.0 * spec.accel_mps2,
            "WPNAV_SPEED": 100.0 * spec.cruise_mps,
            "WPNAV_SPEED_DN": 100.0 * spec.descend_mps,
            "WPNAV_SPEED_UP": 100.0 * spec.climb_mps,
        },
    )
