"""Plans as MAVLink lists: mission, fence and rally items in the integers of the wire."""

import math
from dataclasses import dataclass, replace
from enum import IntEnum

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.position import LonLat
from mission_planner.mission import FenceKind, Mission, MissionItem, RallyPoint
from surveillance.links.connection import Message


class ListKind(IntEnum):
    """The three lists a vehicle keeps (MAV_MISSION_TYPE)."""

    MISSION = mavlink.MAV_MISSION_TYPE_MISSION
    FENCE = mavlink.MAV_MISSION_TYPE_FENCE
    RALLY = mavlink.MAV_MISSION_TYPE_RALLY


@dataclass(frozen=True, slots=True)
class WireItem:
    """One item as the wire has it: latitude x and longitude y in 1e-7 degrees, z in metres."""

    seq: int
    frame: int
    command: int
    params: tuple[float, float, float, float]
    x: int
    y: int
    z: float
    current: int = 0
    autocontinue: int = 1

    def message(self, system: int, component: int, kind: ListKind) -> Message:
        """The MISSION_ITEM_INT for a vehicle. Never the float form: it loses half a metre."""
        return mavlink.MAVLink_mission_item_int_message(
            system,
            component,
            self.seq,
            self.frame,
            self.command,
            self.current,
            self.autocontinue,
            *self.params,
            self.x,
            self.y,
            self.z,
            kind,
        )


def from_message(m: Message) -> WireItem:
    """The item of a MISSION_ITEM_INT."""
    params = (m.param1, m.param2, m.param3, m.param4)
    return WireItem(m.seq, m.frame, m.command, params, m.x, m.y, m.z, m.current, m.autocontinue)


def degrees_e7(degrees: float) -> int:
    """Degrees in the wire's integers, rounded to the nearest.

    >>> degrees_e7(34.70053901)
    347005390
    """
    return round(degrees * 1e7)


def mission_list(mission: Mission, has_home: bool = True) -> tuple[WireItem, ...]:
    """The mission as it goes up; item 0 is home.

    has_home False: as PX4 has it, item 0 is the first thing to do; a heading of 0, which is north
    there, becomes "as the vehicle likes", a take-off without a place is at home, and frames are
    those of integers (px4.txt).
    """
    items = tuple(_mission_item(item) for item in mission.items)
    if has_home:
        return items
    return tuple(_for_px4(item, items[0]) for item in items[1:])


def fence_list(mission: Mission) -> tuple[WireItem, ...]:
    """Fence corners as the vehicle wants them: each names the number of corners of its ring.

    Circles come after the rings, with their radius.
    """
    found: list[WireItem] = []
    for ring in mission.fence:
        is_inside = ring.kind is FenceKind.INCLUSION
        command = _INCLUSION if is_inside else _EXCLUSION
        for corner in ring.ring:
            params = (float(len(ring.ring)), 0.0, 0.0, 0.0)
            found.append(_placed(len(found), mavlink.MAV_FRAME_GLOBAL, command, params, corner))
    for circle in mission.circles:
        is_inside = circle.kind is FenceKind.INCLUSION
        command = _CIRCLE_INCLUSION if is_inside else _CIRCLE_EXCLUSION
        params = (circle.radius_m, 0.0, 0.0, 0.0)
        found.append(_placed(len(found), mavlink.MAV_FRAME_GLOBAL, command, params, circle.centre))
    return tuple(found)


def rally_list(points: tuple[RallyPoint, ...]) -> tuple[WireItem, ...]:
    """Rally points; the vehicle keeps their height in whole metres, so they go up rounded."""
    frame = mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT
    command = mavlink.MAV_CMD_NAV_RALLY_POINT
    nothing = (0.0, 0.0, 0.0, 0.0)
    return tuple(
        _placed(seq, frame, command, nothing, point.position, float(round(point.alt_m)))
        for seq, point in enumerate(points)
    )


_INCLUSION = mavlink.MAV_CMD_NAV_FENCE_POLYGON_VERTEX_INCLUSION
_EXCLUSION = mavlink.MAV_CMD_NAV_FENCE_POLYGON_VERTEX_EXCLUSION
_CIRCLE_INCLUSION = mavlink.MAV_CMD_NAV_FENCE_CIRCLE_INCLUSION
_CIRCLE_EXCLUSION = mavlink.MAV_CMD_NAV_FENCE_CIRCLE_EXCLUSION
_INTEGER_FRAMES = {
    mavlink.MAV_FRAME_GLOBAL: mavlink.MAV_FRAME_GLOBAL_INT,
    mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT: mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT_INT,
}
_HEADED = frozenset(  # their fourth parameter is a heading
    {
        mavlink.MAV_CMD_NAV_WAYPOINT,
        mavlink.MAV_CMD_NAV_TAKEOFF,
        mavlink.MAV_CMD_NAV_LAND,
        mavlink.MAV_CMD_NAV_LOITER_UNLIM,
    }
)


def _mission_item(item: MissionItem) -> WireItem:
    if item.position is None:
        x, y = (round(value) for value in item.p5_p6)
    else:
        x, y = degrees_e7(item.position.lat), degrees_e7(item.position.lon)
    return WireItem(
        item.seq,
        item.frame,
        item.command,
        item.params,
        x,
        y,
        item.alt_m,
        int(item.current),
        int(item.autocontinue),
    )


def _for_px4(item: WireItem, home: WireItem) -> WireItem:
    params = item.params
    if item.command in _HEADED and params[3] == 0.0:
        params = (*params[:3], math.nan)
    is_placed = item.command != mavlink.MAV_CMD_NAV_TAKEOFF or item.x or item.y
    x, y = (item.x, item.y) if is_placed else (home.x, home.y)
    frame = _INTEGER_FRAMES.get(item.frame, item.frame)
    return replace(item, seq=item.seq - 1, frame=frame, params=params, x=x, y=y, current=0)


def _placed(
    seq: int,
    frame: int,
    command: int,
    params: tuple[float, float, float, float],
    place: LonLat,
    z: float = 0.0,
) -> WireItem:
    x, y = degrees_e7(place.lat), degrees_e7(place.lon)
    return WireItem(seq, frame, command, params, x, y, z)
