"""Names of what MAVLink says with numbers."""

from pymavlink.dialects.v20 import ardupilotmega as mavlink

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
_NUMBERS = {name: number for number, name in COPTER_MODES.items()}

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


def mode_name(number: int | None) -> str:
    """The name of a copter mode; "MODE 99" for one we do not know.

    >>> mode_name(3)
    'AUTO'
    """
    if number is None:
        return "unknown"
    return COPTER_MODES.get(number, f"MODE {number}")


def mode_number(name: str) -> int:
    """The number of a copter mode."""
    return _NUMBERS[name]


def enum_name(enum: str, value: int, prefix: str) -> str:
    """The MAVLink name of a value, without its prefix, in words.

    >>> enum_name("MAV_RESULT", 4, "MAV_RESULT_")
    'failed'
    """
    entry = mavlink.enums[enum].get(value)
    if entry is None:
        return f"code {value}"
    return str(entry.name).removeprefix(prefix).replace("_", " ").lower()
