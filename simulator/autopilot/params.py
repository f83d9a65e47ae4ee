"""The parameters of the autopilot, under ArduCopter's names and in its units.

Only those are here that the simulated copter obeys or that a ground station must read before it
trusts the vehicle. As in ArduPilot, a request for an unknown name gets no answer.
"""

import math
import struct
from dataclasses import dataclass

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.link import Message
from simulator.vehicles.copter import CopterSpec

_INT8 = mavlink.MAV_PARAM_TYPE_INT8
_INT16 = mavlink.MAV_PARAM_TYPE_INT16
_INT32 = mavlink.MAV_PARAM_TYPE_INT32
_REAL = mavlink.MAV_PARAM_TYPE_REAL32
_RANGE = {_INT8: 2**7 - 1, _INT16: 2**15 - 1, _INT32: 2**31 - 1}
_NO_INDEX = 65535  # in answers to requests by name and to changes

_DEFAULTS: dict[str, tuple[int, float]] = {
    "ARMING_CHECK": (_INT32, 1),
    "AUTO_OPTIONS": (_INT32, 0),
    "BATT_CAPACITY": (_INT32, 0),  # mAh, from the battery
    "BATT_CRT_MAH": (_REAL, 0),
    "BATT_CRT_VOLT": (_REAL, 0),
    "BATT_FS_CRT_ACT": (_INT8, 0),
    "BATT_FS_LOW_ACT": (_INT8, 0),
    "BATT_LOW_MAH": (_REAL, 0),
    "BATT_LOW_TIMER": (_INT8, 10),
    "BATT_LOW_VOLT": (_REAL, 0),
    "DISARM_DELAY": (_INT8, 10),
    "FENCE_ACTION": (_INT8, 1),
    "FENCE_ALT_MAX": (_REAL, 100),
    "FENCE_AUTOENABLE": (_INT8, 0),
    "FENCE_ENABLE": (_INT8, 0),
    "FENCE_MARGIN": (_REAL, 2),
    "FENCE_OPTIONS": (_INT16, 0),
    "FENCE_RADIUS": (_REAL, 150),
    "FENCE_TOTAL": (_INT8, 0),
    "FENCE_TYPE": (_INT8, 7),
    "FRAME_CLASS": (_INT8, 1),
    "FS_EKF_ACTION": (_INT8, 1),
    "FS_GCS_ENABLE": (_INT8, 0),
    "FS_GCS_TIMEOUT": (_REAL, 5),
    "FS_OPTIONS": (_INT32, 16),
    "FS_THR_ENABLE": (_INT8, 1),
    "LAND_ALT_LOW": (_REAL, 1000),
    "LAND_SPEED": (_INT16, 50),
    "LAND_SPEED_HIGH": (_INT16, 0),
    "MAV_GCS_SYSID": (_INT16, 255),
    "MAV_SYSID": (_INT16, 1),
    "MIS_OPTIONS": (_INT16, 0),
    "MIS_RESTART": (_INT8, 0),
    "MIS_TOTAL": (_INT16, 0),
    "RALLY_INCL_HOME": (_INT8, 1),
    "RALLY_LIMIT_KM": (_REAL, 0.3),
    "RALLY_TOTAL": (_INT8, 0),
    "RTL_ALT": (_REAL, 1500),
    "RTL_ALT_FINAL": (_REAL, 0),
    "RTL_CLIMB_MIN": (_REAL, 0),
    "RTL_CONE_SLOPE": (_REAL, 3),
    "RTL_LOIT_TIME": (_INT32, 5000),
    "RTL_SPEED": (_REAL, 0),
    "SIM_BATT_VOLTAGE": (_REAL, 12.6),  # of the full battery, from the copter
    "WPNAV_ACCEL": (_REAL, 250),
    "WPNAV_RADIUS": (_REAL, 200),
    "WPNAV_SPEED": (_REAL, 1000),
    "WPNAV_SPEED_DN": (_REAL, 150),
    "WPNAV_SPEED_UP": (_REAL, 250),
    "WP_YAW_BEHAVIOR": (_INT8, 2),
}
_READ_ONLY = frozenset({"FENCE_TOTAL", "MIS_TOTAL", "RALLY_TOTAL"})


def _single(value: float) -> float:
    """The nearest 32-bit float: what the wire carries and a ground station reads back."""
    return float(struct.unpack("<f", struct.pack("<f", value))[0])


@dataclass(frozen=True, slots=True)
class _Kind:
    index: int
    type: int


class Params:
    """Reading is `params["FENCE_ENABLE"]`; everyone else changes them by PARAM_SET."""

    def __init__(self, spec: CopterSpec) -> None:
        kinds = enumerate(_DEFAULTS.items())
        self._kinds = {name: _Kind(index, kind) for index, (name, (kind, _)) in kinds}
        self._values = {name: _single(value) for name, (_, value) in _DEFAULTS.items()}
        configured = {
            "BATT_CAPACITY": 1000.0 * spec.battery_wh / (0.9 * spec.battery_v),
            "SIM_BATT_VOLTAGE": spec.battery_v,
            "WPNAV_ACCEL": 100.0 * spec.accel_mps2,
            "WPNAV_SPEED": 100.0 * spec.cruise_mps,
            "WPNAV_SPEED_DN": 100.0 * spec.descend_mps,
            "WPNAV_SPEED_UP": 100.0 * spec.climb_mps,
        }
        for name, value in configured.items():
            self.put(name, value)

    def __getitem__(self, name: str) -> float:
        return self._values[name]

    def put(self, name: str, value: float) -> Message:
        """Set one that exists, rounded to its type; the PARAM_VALUE that tells of it."""
        limit = _RANGE.get(self._kinds[name].type)
        if limit is not None:
            value = max(-limit - 1, min(limit, round(value)))
        self._values[name] = _single(value)
        return self._message(name, _NO_INDEX)

    def answer(self, message: Message) -> list[Message]:
        """What the vehicle says to PARAM_REQUEST_LIST, PARAM_REQUEST_READ or PARAM_SET."""
        kind = message.get_type()
        if kind == "PARAM_REQUEST_LIST":
            return [self._message(name, known.index) for name, known in self._kinds.items()]
        if kind == "PARAM_REQUEST_READ" and message.param_index >= 0:
            names = list(self._kinds)
            if message.param_index < len(names):
                return [self._message(names[message.param_index], message.param_index)]
            return []
        name = message.param_id
        if name not in self._kinds:
            return []
        if kind == "PARAM_REQUEST_READ":
            return [self._message(name, _NO_INDEX)]
        if name in _READ_ONLY or not math.isfinite(message.param_value):
            return [self._message(name, _NO_INDEX)]
        return [self.put(name, message.param_value)]

    def _message(self, name: str, index: int) -> Message:
        return mavlink.MAVLink_param_value_message(
            name.encode(), self._values[name], self._kinds[name].type, len(self._kinds), index
        )
