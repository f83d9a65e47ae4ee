"""Mission items as ArduPilot keeps them: what it accepts, what it rounds, what it gives back."""

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.link import Message

_NAMES = {
    mavlink.MAV_CMD_NAV_WAYPOINT: "WP",
    mavlink.MAV_CMD_NAV_LOITER_UNLIM: "LoitUnlim",
    mavlink.MAV_CMD_NAV_LOITER_TURNS: "LoitTurns",
    mavlink.MAV_CMD_NAV_LOITER_TIME: "LoitTime",
    mavlink.MAV_CMD_NAV_RETURN_TO_LAUNCH: "RTL",
    mavlink.MAV_CMD_NAV_LAND: "Land",
    mavlink.MAV_CMD_NAV_TAKEOFF: "Takeoff",
    mavlink.MAV_CMD_CONDITION_YAW: "SetYaw",
    mavlink.MAV_CMD_DO_JUMP: "Jump",
    mavlink.MAV_CMD_DO_LAND_START: "LandStart",
    mavlink.MAV_CMD_DO_CHANGE_SPEED: "ChangeSpeed",
    mavlink.MAV_CMD_DO_MOUNT_CONTROL: "MountControl",
    mavlink.MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW: "GimbalPitchYaw",
}
_PLACED = frozenset(
    {
        mavlink.MAV_CMD_NAV_WAYPOINT,
        mavlink.MAV_CMD_NAV_LOITER_UNLIM,
        mavlink.MAV_CMD_NAV_LOITER_TURNS,
        mavlink.MAV_CMD_NAV_LOITER_TIME,
        mavlink.MAV_CMD_NAV_LAND,
        mavlink.MAV_CMD_NAV_TAKEOFF,
    }
)
_NAVIGATING = _PLACED | {mavlink.MAV_CMD_NAV_RETURN_TO_LAUNCH}
_FRAMES = {  # accepted frame: the frame it is kept in
    mavlink.MAV_FRAME_GLOBAL: mavlink.MAV_FRAME_GLOBAL,
    mavlink.MAV_FRAME_GLOBAL_INT: mavlink.MAV_FRAME_GLOBAL,
    mavlink.MAV_FRAME_MISSION: mavlink.MAV_FRAME_GLOBAL,
    mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT: mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT,
    mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT_INT: mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT,
    mavlink.MAV_FRAME_GLOBAL_TERRAIN_ALT: mavlink.MAV_FRAME_GLOBAL_TERRAIN_ALT,
    mavlink.MAV_FRAME_GLOBAL_TERRAIN_ALT_INT: mavlink.MAV_FRAME_GLOBAL_TERRAIN_ALT,
}
_ALT_LIMIT_M = 83_000.0
_BAD_PARAM = (
    mavlink.MAV_MISSION_INVALID_PARAM1,
    mavlink.MAV_MISSION_INVALID_PARAM2,
    mavlink.MAV_MISSION_INVALID_PARAM3,
    mavlink.MAV_MISSION_INVALID_PARAM4,
)

Params = tuple[float, float, float, float]
# commands that a vehicle takes; of those with a place, which parameters (0 to 3) it keeps
Vocabulary = Mapping[int, tuple[int, ...]]

_EVERYWHERE: Vocabulary = {
    mavlink.MAV_CMD_NAV_RETURN_TO_LAUNCH: (),
    mavlink.MAV_CMD_NAV_TAKEOFF: (0,),
    mavlink.MAV_CMD_NAV_LAND: (0,),
    mavlink.MAV_CMD_DO_JUMP: (),
    mavlink.MAV_CMD_DO_CHANGE_SPEED: (),
    mavlink.MAV_CMD_DO_MOUNT_CONTROL: (),
    mavlink.MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW: (),
}
COPTER_COMMANDS: Vocabulary = {
    **_EVERYWHERE,
    mavlink.MAV_CMD_NAV_WAYPOINT: (0,),
    mavlink.MAV_CMD_NAV_LOITER_UNLIM: (),
    mavlink.MAV_CMD_NAV_LOITER_TIME: (0,),
    mavlink.MAV_CMD_CONDITION_YAW: (),
}
PLANE_COMMANDS: Vocabulary = {
    **_EVERYWHERE,
    mavlink.MAV_CMD_NAV_WAYPOINT: (1, 2),  # acceptance radius, pass by
    mavlink.MAV_CMD_NAV_LOITER_UNLIM: (2,),  # radius, negative: to the left
    mavlink.MAV_CMD_NAV_LOITER_TURNS: (0, 2),
    mavlink.MAV_CMD_NAV_LOITER_TIME: (0, 2),
    mavlink.MAV_CMD_DO_LAND_START: (),
}
SUB_COMMANDS: Vocabulary = COPTER_COMMANDS  # what it cannot do it accepts, and passes over


class ItemRefused(Exception):
    """An item that is not accepted; `result` is the MAV_MISSION_RESULT that says why."""

    def __init__(self, result: int) -> None:
        super().__init__(f"mission item refused with {result}")
        self.result = result


@dataclass(frozen=True, slots=True)
class Item:
    """One stored item. `x` and `y` are latitude and longitude in 1e-7 degrees, `z` metres."""

    command: int
    frame: int = mavlink.MAV_FRAME_GLOBAL
    params: Params = (0.0, 0.0, 0.0, 0.0)
    x: int = 0
    y: int = 0
    z: float = 0.0
    autocontinue: int = 1

    @property
    def name(self) -> str:
        """The word ArduPilot has for the command."""
        return _NAMES[self.command]

    @property
    def is_navigation(self) -> bool:
        """Whether the mission waits at this item until it is flown."""
        return self.command in _NAVIGATING

    @property
    def has_place(self) -> bool:
        """Whether it names a place; 0, 0 means here."""
        placed = self.command in _PLACED or self.command == mavlink.MAV_CMD_NAV_RALLY_POINT
        return placed and (self.x, self.y) != (0, 0)


def _float32(value: float) -> float:
    return float(struct.unpack("<f", struct.pack("<f", value))[0])


def from_wire(message: Message) -> Item:
    """The item in a MISSION_ITEM_INT, or in a MISSION_ITEM with the loss of its 32-bit floats."""
    if message.get_type() == "MISSION_ITEM":
        x, y = int(_scaled(message.x)), int(_scaled(message.y))
    else:
        x, y = message.x, message.y
    params = (message.param1, message.param2, message.param3, message.param4)
    return Item(message.command, message.frame, params, x, y, message.z, message.autocontinue)


def _scaled(degrees: float) -> float:
    """1e-7 degrees, multiplied in single precision as the real autopilot does."""
    if not abs(degrees) <= 200.0:  # also NaN: no place on earth, and refused as such
        return 2.0e9
    return _float32(_float32(degrees) * 1.0e7)


def stored(item: Item, commands: Vocabulary) -> Item:
    """What the vehicle keeps of a mission item. Raises ItemRefused."""
    if item.command not in commands:
        raise ItemRefused(mavlink.MAV_MISSION_UNSUPPORTED)
    for number, value in enumerate(item.params):
        if not (math.isfinite(value) or (number == 3 and item.command in _PLACED)):
            raise ItemRefused(_BAD_PARAM[number])
    check_place(item)
    if not abs(item.z) < _ALT_LIMIT_M:
        raise ItemRefused(mavlink.MAV_MISSION_INVALID_PARAM7)
    if item.command not in _PLACED:
        gimbal = item.command == mavlink.MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW
        place = (item.x, item.y, item.z) if gimbal else (0, 0, 0.0)
        return Item(item.command, mavlink.MAV_FRAME_GLOBAL, item.params, *place)
    if item.frame not in _FRAMES:
        raise ItemRefused(mavlink.MAV_MISSION_UNSUPPORTED_FRAME)
    kept = commands[item.command]
    lows = (0.0, 0.0, -65535.0, 0.0)  # a radius may be negative
    p1, p2, p3, p4 = (
        _whole(value, low) if number in kept else 0.0
        for number, (value, low) in enumerate(zip(item.params, lows, strict=True))
    )
    alt_m = _float32(round(item.z * 100.0) / 100.0)  # kept in centimetres
    return Item(item.command, _FRAMES[item.frame], (p1, p2, p3, p4), item.x, item.y, alt_m)


def _whole(value: float, low: float) -> float:
    """Kept as a 16-bit integer."""
    return float(int(max(low, min(65535.0, value))))


def check_place(item: Item) -> None:
    """Raise ItemRefused when latitude or longitude leave the earth."""
    if abs(item.x) > 900_000_000:
        raise ItemRefused(mavlink.MAV_MISSION_INVALID_PARAM5_X)
    if abs(item.y) > 1_800_000_000:
        raise ItemRefused(mavlink.MAV_MISSION_INVALID_PARAM6_Y)
