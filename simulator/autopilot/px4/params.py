"""The parameters of a PX4, under its names and in its units.

Two types only, INT32 and REAL32. The float field of PARAM_VALUE and PARAM_SET carries the bytes of
an integer, not its value: GF_ACTION=2 arrives as 2.8e-45. As of ArduPilot only those are here that
the vehicle obeys or that a ground station must read before it trusts it.
"""

import math
import struct
from typing import ClassVar

from simulator.autopilot.link import Message
from simulator.autopilot.params import INT32, REAL, Defaults, Params
from simulator.vehicles.copter import CopterSpec

_FULL_CELL_V = 4.05

_PX4: Defaults = {
    "BAT1_CAPACITY": (REAL, -1),  # mAh, from the battery
    "BAT1_N_CELLS": (INT32, 4),
    "BAT1_V_CHARGED": (REAL, _FULL_CELL_V),
    "BAT1_V_EMPTY": (REAL, 3.6),
    "BAT_CRIT_THR": (REAL, 0.07),
    "BAT_EMERGEN_THR": (REAL, 0.05),
    "BAT_LOW_THR": (REAL, 0.15),
    "CBRK_FLIGHTTERM": (INT32, 121212),  # this value: nothing ends a flight by itself
    "COM_ARM_BAT_MIN": (REAL, -1),
    "COM_DISARM_LAND": (REAL, 2),
    "COM_DISARM_PRFLT": (REAL, 10),
    "COM_DLL_EXCEPT": (INT32, 0),
    "COM_DL_LOSS_T": (INT32, 10),
    "COM_FAIL_ACT_T": (REAL, 5),
    "COM_LOW_BAT_ACT": (INT32, 0),
    "COM_RC_IN_MODE": (INT32, 1),
    "COM_RCL_EXCEPT": (INT32, 0),
    "COM_TAKEOFF_ACT": (INT32, 0),
    "EKF2_NOAID_TOUT": (INT32, 5000000),  # microseconds
    "GF_ACTION": (INT32, 2),
    "GF_MAX_HOR_DIST": (REAL, 0),
    "GF_MAX_VER_DIST": (REAL, 0),
    "MAV_SYS_ID": (INT32, 1),
    "MAV_TYPE": (INT32, 2),
    "MIS_TAKEOFF_ALT": (REAL, 2.5),
    "MPC_ACC_HOR": (REAL, 3),
    "MPC_LAND_ALT1": (REAL, 10),
    "MPC_LAND_ALT2": (REAL, 5),
    "MPC_LAND_SPEED": (REAL, 0.7),
    "MPC_XY_CRUISE": (REAL, 5),
    "MPC_YAW_MODE": (INT32, 0),
    "MPC_Z_V_AUTO_DN": (REAL, 1.5),
    "MPC_Z_V_AUTO_UP": (REAL, 3),
    "NAV_ACC_RAD": (REAL, 2),
    "NAV_DLL_ACT": (INT32, 0),
    "NAV_MC_ALT_RAD": (REAL, 0.8),
    "NAV_RCL_ACT": (INT32, 2),
    "RTL_CONE_ANG": (INT32, 45),
    "RTL_DESCEND_ALT": (REAL, 10),
    "RTL_LAND_DELAY": (REAL, 0),
    "RTL_MIN_DIST": (REAL, 10),
    "RTL_RETURN_ALT": (REAL, 30),
    "RTL_TYPE": (INT32, 0),
}


class Px4Params(Params):
    """See Params; a PARAM_SET of the wrong type changes nothing."""

    shared: ClassVar[Defaults] = {}
    read_only: ClassVar[frozenset[str]] = frozenset()

    def received(self, message: Message) -> float:
        kind = self._kinds[message.param_id].type
        if message.param_type != kind:
            return math.nan
        return _integer(message.param_value) if kind == INT32 else float(message.param_value)

    def wire_value(self, value: float, kind: int) -> float:
        return _as_float(round(value)) if kind == INT32 else value

    def _message(self, name: str, index: int) -> Message:
        return super()._message(name, self._kinds[name].index)  # also where it was not asked for


def _integer(value: float) -> int:
    """The integer whose bytes are those of a 32-bit float."""
    return int(struct.unpack("<i", struct.pack("<f", value))[0])


def _as_float(value: int) -> float:
    """The 32-bit float whose bytes are those of an integer."""
    return float(struct.unpack("<f", struct.pack("<i", value))[0])


def px4_params(spec: CopterSpec) -> Px4Params:
    """PX4's parameters for this copter."""
    return Px4Params(
        _PX4,
        {
            "BAT1_CAPACITY": 1000.0 * spec.battery_wh / (0.9 * spec.battery_v),
            "BAT1_N_CELLS": max(1, round(spec.battery_v / _FULL_CELL_V)),
            "MPC_ACC_HOR": spec.accel_mps2,
            "MPC_XY_CRUISE": spec.cruise_mps,
            "MPC_Z_V_AUTO_DN": spec.descend_mps,
            "MPC_Z_V_AUTO_UP": spec.climb_mps,
        },
    )
