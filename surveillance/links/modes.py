"""Names of what MAVLink says with numbers, and the firmwares that we fly."""

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

_MAIN_BITS, _SUB_BITS = 16, 24  # where PX4's custom mode has its main and its sub mode


def _px4_mode(main: int, sub: int = 0) -> int:
    return main << _MAIN_BITS | sub << _SUB_BITS


PX4_MODES: dict[int, str] = {
    _px4_mode(1): "MANUAL",
    _px4_mode(2): "ALTCTL",
    _px4_mode(3): "POSCTL",
    _px4_mode(4, 1): "READY",
    _px4_mode(4, 2): "TAKEOFF",
    _px4_mode(4, 3): "LOITER",
    _px4_mode(4, 4): "MISSION",
    _px4_mode(4, 5): "RTL",
    _px4_mode(4, 6): "LAND",
    _px4_mode(4, 8): "FOLLOWME",
    _px4_mode(4, 9): "PRECLAND",
    _px4_mode(5): "ACRO",
    _px4_mode(6): "OFFBOARD",
    _px4_mode(7): "STABILIZED",
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
    """What a firmware is for, how it numbers its modes, and in what it differs on the wire.

    arming_mode: the mode to arm in before a mission. A copter arms in GUIDED and takes off when
    the mission is started; a plane that is armed in AUTO takes off by itself.
    guided_mode: where it waits for orders. mission_mode: where it flies its mission.
    is_px4: main and sub modes, item 0 of a mission real, integers as bytes in a parameter's float,
    no word of the mission's state.
    """

    noun: str
    types: frozenset[int]  # MAV_TYPE
    modes: Mapping[int, str]
    arming_mode: str
    guided_mode: str = "GUIDED"
    mission_mode: str = "AUTO"
    is_px4: bool = False

    @property
    def maker(self) -> str:
        """Whose firmware it is."""
        return "PX4" if self.is_px4 else "ArduPilot"

    @property
    def autopilot(self) -> int:
        """What its heartbeat says (MAV_AUTOPILOT)."""
        known: int = mavlink.MAV_AUTOPILOT_PX4
        return known if self.is_px4 else mavlink.MAV_AUTOPILOT_ARDUPILOTMEGA

    def mode_params(self, number: int) -> tuple[float, ...]:
        """Parameters of DO_SET_MODE for a mode.

        >>> COPTER.mode_params(3), PX4_COPTER.mode_params(67371008)
        ((1.0, 3.0), (1.0, 4.0, 4.0))
        """
        if not self.is_px4:
            return (1.0, float(number))
        return (1.0, float(number >> _MAIN_BITS & 0xFF), float(number >> _SUB_BITS & 0xFF))

    def mode_name(self, number: int | None) -> str:
        """The name of a mode; "MODE 99" for one we do not know.

        >>> COPTER.mode_name(3), PLANE.mode_name(10), PX4_COPTER.mode_name(67371008)
        ('AUTO', 'AUTO', 'MISSION')
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
PX4_COPTER = Firmware("copter", COPTER_TYPES, PX4_MODES, "LOITER", "LOITER", "MISSION", is_px4=True)
_FLOWN = {
    ("copter", "ardupilot"): COPTER,
    ("plane", "ardupilot"): PLANE,
    ("sub", "ardupilot"): SUB,
    ("copter", "px4"): PX4_COPTER,
}


def firmware_of(kind: str, autopilot: str = "ardupilot") -> Firmware:
    """The firmware of a kind of vehicle and its autopilot's maker, as the fleet file has them.

    Raises LinkRefused for what we cannot fly.
    """
    firmware = _FLOWN.get((kind, autopilot))
    if firmware is None:
        flown = ", ".join(f"{maker} {noun}" for noun, maker in _FLOWN)
        raise LinkRefused(f"a {kind} cannot be flown with {autopilot}: only {flown}")
    return firmware


def enum_name(enum: str, value: int, prefix: str) -> str:
    """The MAVLink name of a value, without its prefix, in words.

    >>> enum_name("MAV_RESULT", 4, "MAV_RESULT_")
    'failed'
    """
    entry = mavlink.enums[enum].get(value)
    if entry is None:
        return f"code {value}"
    return str(entry.name).removeprefix(prefix).replace("_", " ").lower()
