"""The parameters of the autopilot, under ArduPilot's names and in its units.

Only those are here that the simulated vehicle obeys or that a ground station must read before it
trusts the vehicle. As in ArduPilot, a request for an unknown name gets no answer.
"""

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.link import Message
from simulator.vehicles.body import Airframe
from simulator.vehicles.copter import CopterSpec

INT8 = mavlink.MAV_PARAM_TYPE_INT8
INT16 = mavlink.MAV_PARAM_TYPE_INT16
INT32 = mavlink.MAV_PARAM_TYPE_INT32
REAL = mavlink.MAV_PARAM_TYPE_REAL32
_RANGE = {INT8: 2**7 - 1, INT16: 2**15 - 1, INT32: 2**31 - 1}
_NO_INDEX = 65535  # in answers to requests by name and to changes

Defaults = dict[str, tuple[int, float]]

SHARED: Defaults = {
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
    "MAV_GCS_SYSID": (INT16, 255),
    "MAV_SYSID": (INT16, 1),
    "MIS_OPTIONS": (INT16, 0),
    "MIS_RESTART": (INT8, 0),
    "MIS_TOTAL": (INT16, 0),
    "RALLY_TOTAL": (INT8, 0),
    "SIM_BATT_VOLTAGE": (REAL, 12.6),  # of the full battery, from the vehicle
}
_COPTER: Defaults = {
    "AUTO_OPTIONS": (INT32, 0),
    "DISARM_DELAY": (INT8, 10),
    "FENCE_TYPE": (INT8, 7),
    "FRAME_CLASS": (INT8, 1),
    "FS_EKF_ACTION": (INT8, 1),
    "FS_GCS_ENABLE": (INT8, 0),
    "FS_GCS_TIMEOUT": (REAL, 5),
    "FS_OPTIONS": (INT32, 16),
    "FS_THR_ENABLE": (INT8, 1),
    "LAND_ALT_LOW": (REAL, 1000),
    "LAND_SPEED": (INT16, 50),
    "LAND_SPEED_HIGH": (INT16, 0),
    "RALLY_INCL_HOME": (INT8, 1),
    "RALLY_LIMIT_KM": (REAL, 0.3),
    "RTL_ALT": (REAL, 1500),
    "RTL_ALT_FINAL": (REAL, 0),
    "RTL_CLIMB_MIN": (REAL, 0),
    "RTL_CONE_SLOPE": (REAL, 3),
    "RTL_LOIT_TIME": (INT32, 5000),
    "RTL_SPEED": (REAL, 0),
    "WPNAV_ACCEL": (REAL, 250),
    "WPNAV_RADIUS": (REAL, 200),
    "WPNAV_SPEED": (REAL, 1000),
    "WPNAV_SPEED_DN": (REAL, 150),
    "WPNAV_SPEED_UP": (REAL, 250),
    "WP_YAW_BEHAVIOR": (INT8, 2),
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

    shared: ClassVar[Defaults] = SHARED
    read_only: ClassVar[frozenset[str]] = _READ_ONLY

    def __init__(self, defaults: Defaults, configured: Mapping[str, float]) -> None:
        """defaults: type and value by name, beside the shared ones; configured: those of this very
        vehicle. As in ArduPilot they are listed by name.
        """
        known = dict(sorted((self.shared | defaults).items()))
        kinds = enumerate(known.items())
        self._kinds = {name: _Kind(index, kind) for index, (name, (kind, _)) in kinds}
        self._values = {name: _single(value) for name, (_, value) in known.items()}
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
        value = self.received(message)
        if name in self.read_only or not math.isfinite(value):
            return [self._message(name, _NO_INDEX)]
        return [self.put(name, value)]

    def received(self, message: Message) -> float:
        """The value in a PARAM_SET."""
        return float(message.param_value)

    def wire_value(self, value: float, kind: int) -> float:
        """What stands in a PARAM_VALUE for a value of this MAV_PARAM_TYPE."""
        return value

    def _message(self, name: str, index: int) -> Message:
        kind = self._kinds[name].type
        value = self.wire_value(self._values[name], kind)
        return mavlink.MAVLink_param_value_message(
            name.encode(), value, kind, len(self._kinds), index
        )


def battery_params(spec: Airframe) -> dict[str, float]:
    """The parameters that describe the battery."""
    return {
        "BATT_CAPACITY": 1000.0 * spec.battery_wh / (0.9 * spec.battery_v),
        "SIM_BATT_VOLTAGE": spec.battery_v,
    }


def copter_params(spec: CopterSpec) -> Params:
    """ArduCopter's parameters for this copter."""
    return Params(
        _COPTER,
        battery_params(spec)
        | {
            "WPNAV_ACCEL": 100.0 * spec.accel_mps2,
            "WPNAV_SPEED": 100.0 * spec.cruise_mps,
            "WPNAV_SPEED_DN": 100.0 * spec.descend_mps,
            "WPNAV_SPEED_UP": 100.0 * spec.climb_mps,
        },
    )
