"""Mission items as PX4 keeps them: what it accepts, what it forgets, what it gives back."""

import math
from collections.abc import Mapping

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from simulator.autopilot.items import Item, ItemRefused
from simulator.autopilot.link import Message

_ABSOLUTE = (mavlink.MAV_FRAME_GLOBAL, mavlink.MAV_FRAME_GLOBAL_INT)
_RELATIVE = (mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT, mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT_INT)
_LOWEST, _HIGHEST = -(2**31), 2**31 - 1
_MOST_CORNERS = 65536.0
_INTEGER_ONLY = (_ABSOLUTE[1], _RELATIVE[1])

POLYGONS = (
    mavlink.MAV_CMD_NAV_FENCE_POLYGON_VERTEX_INCLUSION,
    mavlink.MAV_CMD_NAV_FENCE_POLYGON_VERTEX_EXCLUSION,
)
CIRCLES = (
    mavlink.MAV_CMD_NAV_FENCE_CIRCLE_INCLUSION,
    mavlink.MAV_CMD_NAV_FENCE_CIRCLE_EXCLUSION,
)
FENCE = (*POLYGONS, *CIRCLES)
RALLY: int = mavlink.MAV_CMD_NAV_RALLY_POINT

# commands with a place; which parameters (0 to 3) of them are kept
_KEPT: Mapping[int, tuple[int, ...]] = {
    mavlink.MAV_CMD_NAV_WAYPOINT: (0, 1, 3),
    mavlink.MAV_CMD_NAV_LOITER_UNLIM: (2, 3),
    mavlink.MAV_CMD_NAV_LOITER_TIME: (0, 1, 2, 3),
    mavlink.MAV_CMD_NAV_LAND: (1, 3),
    mavlink.MAV_CMD_NAV_TAKEOFF: (3,),
    **dict.fromkeys(FENCE, (0,)),
    RALLY: (),
}
PLACED = frozenset(_KEPT) - {*FENCE, RALLY}
_WITH_YAW = PLACED - {mavlink.MAV_CMD_NAV_LOITER_TIME}
_PLACELESS = frozenset(
    {
        mavlink.MAV_CMD_DO_JUMP,
        mavlink.MAV_CMD_DO_CHANGE_SPEED,
        mavlink.MAV_CMD_DO_LAND_START,
        mavlink.MAV_CMD_DO_MOUNT_CONFIGURE,
        mavlink.MAV_CMD_DO_MOUNT_CONTROL,
        mavlink.MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW,
        mavlink.MAV_CMD_DO_GIMBAL_MANAGER_CONFIGURE,
        mavlink.MAV_CMD_DO_SET_CAM_TRIGG_DIST,
        mavlink.MAV_CMD_DO_SET_CAM_TRIGG_INTERVAL,
        mavlink.MAV_CMD_DO_DIGICAM_CONTROL,
        mavlink.MAV_CMD_IMAGE_START_CAPTURE,
        mavlink.MAV_CMD_IMAGE_STOP_CAPTURE,
        mavlink.MAV_CMD_VIDEO_START_CAPTURE,
        mavlink.MAV_CMD_VIDEO_STOP_CAPTURE,
        mavlink.MAV_CMD_DO_SET_ROI_NONE,
        mavlink.MAV_CMD_NAV_DELAY,
        mavlink.MAV_CMD_NAV_RETURN_TO_LAUNCH,
        mavlink.MAV_CMD_CONDITION_DELAY,
        mavlink.MAV_CMD_CONDITION_DISTANCE,
    }
)
NAVIGATING = PLACED | {mavlink.MAV_CMD_NAV_RETURN_TO_LAUNCH, mavlink.MAV_CMD_NAV_DELAY}


def kept(message: Message) -> Item:
    """What the vehicle keeps of a MISSION_ITEM_INT or MISSION_ITEM. Raises ItemRefused.

    Neither places nor heights are looked at: latitude 95 and a height that is no number are kept.
    """
    is_integer = message.get_type() == "MISSION_ITEM_INT"
    if message.frame == mavlink.MAV_FRAME_MISSION:
        if message.command not in _PLACELESS:
            raise ItemRefused(mavlink.MAV_MISSION_UNSUPPORTED)
        frame, x, y = message.frame, _whole(message.x), _whole(message.y)
        return Item(message.command, frame, _params(message), x, y, message.z, _auto(message))
    is_known = message.frame in _ABSOLUTE + _RELATIVE
    if not is_known or (message.frame in _INTEGER_ONLY and not is_integer):
        raise ItemRefused(mavlink.MAV_MISSION_UNSUPPORTED_FRAME)
    if message.command not in _KEPT:
        raise ItemRefused(mavlink.MAV_MISSION_UNSUPPORTED)
    frame = _RELATIVE[0] if message.frame in _RELATIVE else _ABSOLUTE[0]
    scale = 1.0 if is_integer else 1e7
    x, y = _whole(message.x * scale), _whole(message.y * scale)
    return Item(message.command, frame, _placed(message), x, y, message.z, _auto(message))


def corners(item: Item) -> int:
    """How many corners an item says that its polygon has; 0 when it says no number."""
    return round(item.params[0]) if 0.0 <= item.params[0] < _MOST_CORNERS else 0


def _whole(value: float) -> int:
    """The nearest 32-bit integer; the lowest for no number at all."""
    return round(max(_LOWEST, min(_HIGHEST, value))) if math.isfinite(value) else _LOWEST


def _auto(message: Message) -> int:
    return int(message.autocontinue)


def _params(message: Message) -> tuple[float, float, float, float]:
    return message.param1, message.param2, message.param3, message.param4


def _placed(message: Message) -> tuple[float, float, float, float]:
    """The parameters of an item with a place: a heading counts from 0 to 360."""
    given, names = _params(message), _KEPT[message.command]
    p1, p2, p3, p4 = (value if n in names else 0.0 for n, value in enumerate(given))
    if message.command in _WITH_YAW:
        p4 %= 360.0
    return p1, p2, p3, p4


def to_wire(
    item: Item, to: tuple[int, int], seq: int, kind: int, is_current: bool, is_integer: bool
) -> Message:
    """The MISSION_ITEM_INT or MISSION_ITEM that gives a stored item back.

    A kept frame comes back in the form of the answer: 3 as 6 and 0 as 5 among integers.
    """
    shape = mavlink.MAVLink_mission_item_int_message
    frame, x, y = item.frame, float(item.x), float(item.y)
    if not is_integer:
        shape = mavlink.MAVLink_mission_item_message
        x, y = (x / 1e7, y / 1e7) if frame != mavlink.MAV_FRAME_MISSION else (x, y)
    elif frame in (_ABSOLUTE[0], _RELATIVE[0]):
        frame = _RELATIVE[1] if frame == _RELATIVE[0] else _ABSOLUTE[1]
    place = (int(x), int(y)) if is_integer else (x, y)
    auto = 0 if kind == mavlink.MAV_MISSION_TYPE_FENCE else item.autocontinue
    return shape(
        *to, seq, frame, item.command, int(is_current), auto, *item.params, *place, item.z, kind
    )
