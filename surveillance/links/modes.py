"""Names of what MAVLink says with numbers, and the two firmwares that we fly."""

from collections.abc import Mapping
from dataclasses import dataclass

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from surveillance.errors import LinkRefused

# ArduCopter's own numbers; the MAVLink definition of them has a prefix and no gaps we need
COPTER_MODES: dict[int, str] = {
    0: "STABILIZE",
    1: "ACRO",
    2: "ALT_HOLD",
    3: "AUTO",
    4: "GUIDED",
    5: "LOITER",
    6: "RTL",
    7: "CIRCLE",
    9: "LAND",
    11: "DRIFT",
    13: "SPORT",
    14: "FLIP",
    15: "AUTOTUNE",
    16: "POSHOLD",
    17: "BRAKE",
    18: "THROW",
    19: "AVOID_ADSB",
    20: "GUIDED_NOGPS",
    21: "SMART_RTL",
    22: "FLOWHOLD",
    23: "FOLLOW",
    24: "ZIGZAG",
    25: "SYSTEMID",
    26: "AUTOROTATE",
    27: "AUTO_RTL",
}
PLANE_MODES: dict[int, str] = {
    0: "MANUAL",
    1: "CIRCLE",
    2: "STABILIZE",
    3: "TRAINING",
    4: "ACRO",
    5: "FBWA",
    6: "FBWB",
    7: "CRUISE",
    8: "AUTOTUNE",
    10: "AUTO",
    11: "RTL",
    12: "LOITER",
    13: "TAKEOFF",
    14: "AVOID_ADSB",
    15: "GUIDED",
    16: "INITIALISING",
    17: "QSTABILIZE",
    18: "QHOVER",
    19: "QLOITER",
    20: "QLAND",
    21: "QRTL",
    22: "QAUTOTUNE",
    23: "QACRO",
    24: "THERMAL",
    25: "LOITER_ALT_QLAND",
    26: "AUTOLAND",
}
SUB_MODES: dict[int, str] = {
    0: "STABILIZE",
    1: "ACRO",
    2: "ALT_HOLD",
    3: "AUTO",
    4: "GUIDED",
    7: "CIRCLE",
    9: "SURFACE",
    16: "POSHOLD",
    19: "MANUAL",
    20: "MOTOR_DETECT",
    21: "SURFTRAK",
}

COPTER_TYPES = frozenset(
    {
        mavlink.MAV_TYPE_QUADROTOR,
        mavlink.MAV_TYPE_COAXIAL,
        mavlink.MAV_TYPE_HELICOPTER,
        mavlink.MAV_TYPE_HEXAROTOR,
        mavlink.MAV_TYPE_OCTOROTOR,
        mavlink.MAV_TYPE_TRICOPTER,
        mavlink.MAV_TYPE_DECAROTOR,
        mavlink.MAV_TYPE_DODECAROTOR,
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Firmware:
    """What an ArduPilot firmware is for and how it numbers its modes.

    arming_mode: the mode to arm in before a mission. A copter arms in GUIDED and takes off when
    the mission is started; a plane that is armed in AUTO takes off by itself.
    """

    noun: str
    types: frozenset[int]  # MAV_TYPE
    modes: Mapping[int, str]
    arming_mode: str

    def mode_name(self, number: int | None) -> str:
        """The name of a mode; "MODE 99" for one we do not know.

        >>> COPTER.mode_name(3), PLANE.mode_name(10)
        ('AUTO', 'AUTO')
        """
        if number is None:
            return "unknown"
        return self.modes.get(number, f"MODE {number}")

    def mode_number(self, name: str) -> int | None:
        """The number of a mode; None when this firmware has no such mode."""
        return next((number for number, known in self.modes.items() if known == name), None)


COPTER = Firmware("copter", COPTER_TYPES, COPTER_MODES, "GUIDED")
PLANE = Firmware("plane", frozenset({mavlink.MAV_TYPE_FIXED_WING}), PLANE_MODES, "AUTO")
SUB = Firmware("sub", frozenset({mavlink.MAV_TYPE_SUBMARINE}), SUB_MODES, "ALT_HOLD")


def firmware_of(kind: str) -> Firmware:
    """The firmware of a kind of vehicle. Raises LinkRefused for a kind that we cannot fly."""
    for firmware in (COPTER, PLANE, SUB):
        if firmware.noun == kind:
            return firmware
    known = f"{COPTER.noun}, a {PLANE.noun} or a {SUB.noun}"
    raise LinkRefused(f"a {kind} cannot be flown: only a {known}")


def enum_name(enum: str, value: int, prefix: str) -> str:
    """The MAVLink name of a value, without its prefix, in words.

    >>> enum_name("MAV_RESULT", 4, "MAV_RESULT_")
    'failed'
    """
    entry = mavlink.enums[enum].get(value)
    if entry is None:
        return f"code {value}"
    return str(entry.name).removeprefix(prefix).replace("_", " ").lower()
