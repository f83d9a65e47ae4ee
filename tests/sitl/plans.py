"""What is uploaded: the missions and fences of the transcripts, round the vehicle's home."""

import math

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.position import LocalFrame, LonLat
from surveillance.links.items import WireItem
from tests.sitl.subject import Subject

_NONE = (0.0, 0.0, 0.0, 0.0)


def mission(subject: Subject, height_m: float = 20.0) -> tuple[WireItem, ...]:
    """The transcript's mission: take-off, three waypoints with a change of speed, return.

    ArduPilot's begins with home, which PX4's does not have.
    """
    if subject.dialect.firmware.noun == "sub":
        return dive(subject, height_m)
    is_plane, is_px4 = subject.dialect.firmware.noun == "plane", subject.dialect.firmware.is_px4
    leg_m = 600.0 if is_plane else 100.0
    lift = (15.0 if is_plane else 0.0, 0.0, 0.0, math.nan if is_px4 else 0.0)
    rest = [
        _placed(subject, 22, 0.0, 0.0, height_m, lift),
        waypoint(subject, leg_m, 0.0, height_m),
        waypoint(subject, leg_m, leg_m, height_m + 5.0),
        _bare(178, (0.0 if is_plane else 1.0, 18.0 if is_plane else 8.0, -1.0, 0.0)),
        waypoint(subject, 0.0, leg_m, height_m),
        _bare(20, _NONE),
    ]
    home = [] if is_px4 else [_placed(subject, 16, 0.0, 0.0, 0.0, _NONE, frame=0)]
    return numbered([*home, *rest])


def dive(subject: Subject, height_m: float = 20.0) -> tuple[WireItem, ...]:
    """The transcript's mission under water: down, north, east and deeper, back; in quarters."""
    down = -height_m / 4.0
    places = ((0.0, 0.0, down), (20.0, 0.0, down), (20.0, 20.0, down - 3.0), (0.0, 0.0, down + 2.0))
    home = _placed(subject, 16, 0.0, 0.0, 0.0, _NONE, frame=0)
    return numbered([home, *(waypoint(subject, *there) for there in places)])


def waypoint(subject: Subject, north_m: float, east_m: float, height_m: float) -> WireItem:
    """A waypoint, metres from home and above it."""
    yaw = math.nan if subject.dialect.firmware.is_px4 else 0.0
    return _placed(subject, 16, north_m, east_m, height_m, (0.0, 0.0, 0.0, yaw))


def fence(subject: Subject, reach_m: float, corners: int = 4) -> tuple[WireItem, ...]:
    """A square round home, or fewer of its corners, each naming their number."""
    return _ring(subject, ((-1, -1), (-1, 1), (1, 1), (1, -1)), reach_m, 0.0, corners)


def fence_elsewhere(subject: Subject) -> tuple[WireItem, ...]:
    """A square that home is not in."""
    return _ring(subject, ((-1, -1), (-1, 1), (1, 1), (1, -1)), 100.0, 500.0, 4)


def crossed_fence(subject: Subject) -> tuple[WireItem, ...]:
    """Two triangles that meet in home: the sides cross."""
    return _ring(subject, ((-1, -1), (1, 1), (1, -1), (-1, 1)), 200.0, 0.0, 4)


def _ring(
    subject: Subject,
    shape: tuple[tuple[int, int], ...],
    reach_m: float,
    north_m: float,
    corners: int,
) -> tuple[WireItem, ...]:
    command = mavlink.MAV_CMD_NAV_FENCE_POLYGON_VERTEX_INCLUSION
    count = (float(corners), 0.0, 0.0, 0.0)
    places = [(north_m + reach_m * north, reach_m * east) for north, east in shape[:corners]]
    items = [_placed(subject, command, n, e, 0.0, count, frame=0) for n, e in places]
    return numbered(items)


def numbered(items: list[WireItem]) -> tuple[WireItem, ...]:
    """The items with their numbers."""
    return tuple(
        WireItem(seq, i.frame, i.command, i.params, i.x, i.y, i.z) for seq, i in enumerate(items)
    )


def place(subject: Subject, north_m: float, east_m: float) -> LonLat:
    """So far from home."""
    return LocalFrame(subject.home).lonlat(east_m, north_m)


def _placed(
    subject: Subject,
    command: int,
    north_m: float,
    east_m: float,
    height_m: float,
    params: tuple[float, float, float, float],
    frame: int | None = None,
) -> WireItem:
    if frame is None:
        frame = 6 if subject.dialect.firmware.is_px4 else 3  # as recorded
    there = place(subject, north_m, east_m)
    x, y = round(there.lat * 1e7), round(there.lon * 1e7)
    return WireItem(0, frame, command, params, x, y, height_m)


def _bare(command: int, params: tuple[float, float, float, float]) -> WireItem:
    return WireItem(0, mavlink.MAV_FRAME_MISSION, command, params, 0, 0, 0.0)
