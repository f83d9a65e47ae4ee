"""The parameters of ArduPlane that the simulated plane obeys or that a ground station must read."""

import math

from simulator.autopilot.params import INT8, INT16, REAL, Defaults, Params, battery_params
from simulator.vehicles.body import GRAVITY_MPS2
from simulator.vehicles.plane import PlaneSpec

_LOITER_BANK_SHARE = 0.7  # of the greatest bank: the rest is for the wind

_PLANE: Defaults = {
    "AIRSPEED_CRUISE": (REAL, 12),
    "AIRSPEED_MAX": (REAL, 22),
    "AIRSPEED_MIN": (REAL, 9),
    "FENCE_TYPE": (INT8, 4),
    "FS_GCS_ENABL": (INT8, 0),
    "FS_LONG_ACTN": (INT8, 0),
    "FS_LONG_TIMEOUT": (REAL, 5),
    "FS_SHORT_ACTN": (INT8, 0),
    "FS_SHORT_TIMEOUT": (REAL, 1.5),
    "LAND_DISARMDELAY": (INT8, 20),
    "LAND_FLARE_ALT": (REAL, 3),
    "MIN_GROUNDSPEED": (REAL, 0),
    "NAVL1_DAMPING": (REAL, 0.75),
    "NAVL1_PERIOD": (REAL, 17),
    "RALLY_INCL_HOME": (INT8, 0),
    "RALLY_LIMIT_KM": (REAL, 5),
    "ROLL_LIMIT_DEG": (REAL, 45),
    "RTL_ALTITUDE": (REAL, 100),
    "RTL_AUTOLAND": (INT8, 0),
    "RTL_RADIUS": (INT16, 0),
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
        _PLANE,
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
