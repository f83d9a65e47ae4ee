"""The parameters of ArduPlane that the simulated plane obeys or that a ground station must read."""

import math

from simulator.autopilot.params import INT8, INT16, INT32, REAL, Defaults, Params, battery_params
from simulator.vehicles.body import GRAVITY_MPS2
from simulator.vehicles.plane import PlaneSpec

_LOITER_BANK_SHARE = 0.7  # of the greatest bank: the rest is for the wind

_DEFAULTS: Defaults = {
    "AIRSPEED_CRUISE": (REAL, 12),
    "AIRSPEED_MAX": (REAL, 22),
    "AIRSPEED_MIN": (REAL, 9),
    "ARMING_CHECK": (INT32, 1),
    "BATT_CAPACITY": (INT32, 0),  # mAh, from the battery
    "BATT_CRT_MAH": (REAL, 0),
    "BATT_CRT_VOLT": (REAL, 0),
    "BATT_FS_CRT_ACT": (INT8, 0),
    "BATT_FS_LOW_ACT": (INT8, 0),
    "BATT_LOW_MAH": (REAL, 0),
    "BATT_LOW_TIMER": (INT8, 10),
    "BATT_LOW_VOLT": (REAL, 0),
    "FENCE_ACTION": (INT8, 1),
    "FENCE_ALT_MAX": (REAL, 100),
    "FENCE_AUTOENABLE": (INT8, 0),
    "FENCE_ENABLE": (INT8, 0),
    "FENCE_MARGIN": (REAL, 2),
    "FENCE_OPTIONS": (INT16, 0),
    "FENCE_RADIUS": (REAL, 150),
    "FENCE_TOTAL": (INT8, 0),
    "FENCE_TYPE": (INT8, 4),
    "FS_GCS_ENABL": (INT8, 0),
    "FS_LONG_ACTN": (INT8, 0),
    "FS_LONG_TIMEOUT": (REAL, 5),
    "FS_SHORT_ACTN": (INT8, 0),
    "FS_SHORT_TIMEOUT": (REAL, 1.5),
    "LAND_DISARMDELAY": (INT8, 20),
    "LAND_FLARE_ALT": (REAL, 3),
    "MAV_GCS_SYSID": (INT16, 255),
    "MAV_SYSID": (INT16, 1),
    "MIN_GROUNDSPEED": (REAL, 0),
    "MIS_OPTIONS": (INT16, 0),
    "MIS_RESTART": (INT8, 0),
    "MIS_TOTAL": (INT16, 0),
    "NAVL1_DAMPING": (REAL, 0.75),
    "NAVL1_PERIOD": (REAL, 17),
    "RALLY_INCL_HOME": (INT8, 0),
    "RALLY_LIMIT_KM": (REAL, 5),
    "RALLY_TOTAL": (INT8, 0),
    "ROLL_LIMIT_DEG": (REAL, 45),
    "RTL_ALTITUDE": (REAL, 100),
    "RTL_AUTOLAND": (INT8, 0),
    "RTL_RADIUS": (INT16, 0),
    "SIM_BATT_VOLTAGE": (REAL, 12.6),  # of the full battery, from the plane
    "TECS_CLMB_MAX": (REAL, 5),
    "TECS_SINK_MAX": (REAL, 5),
    "WP_LOITER_RAD": (INT16, 60),
    "WP_MAX_RADIUS": (INT16, 0),
    "WP_RADIUS": (INT16, 90),
}


def plane_params(spec: PlaneSpec) -> Params:
    """ArduPlane's parameters, with the performance of this plane put in as its owner would."""
    lean = math.tan(math.radians(_LOITER_BANK_SHARE * spec.bank_deg))
    return Params(
        _DEFAULTS,
        battery_params(spec)
        | {
            "AIRSPEED_CRUISE": spec.cruise_mps,
            "AIRSPEED_MAX": 1.4 * spec.cruise_mps,
            "AIRSPEED_MIN": 0.7 * spec.cruise_mps,
            "ROLL_LIMIT_DEG": spec.bank_deg,
            "TECS_CLMB_MAX": spec.climb_mps,
            "TECS_SINK_MAX": spec.descend_mps,
            "WP_LOITER_RAD": spec.cruise_mps**2 / (GRAVITY_MPS2 * lean),
        },
    )
