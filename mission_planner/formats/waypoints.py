"""`.waypoints`: QGC WPL 110, one line per item, item 0 is home.

The format has no place for fences and rally points; they are not written. Lines that begin with #
are remarks, as in pymavlink.
"""

import math
import re
from pathlib import Path

from geodata.errors import PositionError
from geodata.position import LonLat
from mission_planner.errors import FormatError
from mission_planner.formats.places import has_place
from mission_planner.formats.qgc_read import MAX_NUMBER
from mission_planner.formats.text import read_text, write_text
from mission_planner.mission import CMD_WAYPOINT, Mission, MissionItem

HEADER = "QGC WPL 110"
COLUMNS = 12
MAX_FRAME, MAX_COMMAND = 255, 65_535
FENCE_COMMANDS = range(5000, 5005)  # MAV_CMD_NAV_FENCE_RETURN_POINT to ..._CIRCLE_EXCLUSION


def write_waypoints(mission: Mission, path: Path) -> None:
    """The items as text, tab-separated, coordinates with 8 digits (1 mm); other numbers with more
    digits where they need them to come back as they were."""
    lines = [HEADER, *(_line(item) for item in mission.items)]
    write_text(path, "\n".join(lines) + "\n")


def read_waypoints(path: Path) -> Mission:
    """The items of a file. Raises FormatError with the line at fault."""
    lines = read_text(path).splitlines()
    if not lines or lines[0].strip() != HEADER:
        raise FormatError(f"{path} does not begin with {HEADER!r}: {_other(lines)}")
    numbered = [(n, line) for n, line in enumerate(lines[1:], start=2) if _is_item(line)]
    items = [_item(line, seq, f"{path}, line {n}") for seq, (n, line) in enumerate(numbered)]
    if items and items[0].command in FENCE_COMMANDS:
        raise FormatError(f"{path} holds a fence, no mission: draw it as a fence of the area")
    if not items or items[0].position is None or items[0].command != CMD_WAYPOINT:
        raise FormatError(f"{path} has no home: item 0 must be a way point (command 16)")
    return Mission(tuple(items))


def _digits(value: float, decimals: int) -> str:
    short = f"{value:.{decimals}f}"
    return short if math.isnan(value) or float(short) == value else repr(value)


def _is_beyond(value: float) -> bool:
    """More than a number of MAVLink (32 bits) holds; NaN is none of them."""
    return abs(value) > MAX_NUMBER


def _is_item(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _other(lines: list[str]) -> str:
    """What a file without the header seems to be."""
    text = [line.strip() for line in lines if _is_item(line)]
    if text and all(line.startswith("RALLY") for line in text):
        return "it holds rally points, no mission"
    if text and all(re.fullmatch(r"-?[\d.]+\s+-?[\d.]+", line) for line in text):
        return "it holds a fence as latitudes and longitudes, no mission"
    return "it is no .waypoints file"


def _line(item: MissionItem) -> str:
    x, y = item.position.latlon if item.position else item.p5_p6
    numbers = [_digits(n, 8) for n in (*item.params, x, y)] + [_digits(item.alt_m, 6)]
    start = [item.seq, int(item.current), item.frame, item.command]
    return "\t".join([*map(str, start), *numbers, str(int(item.autocontinue))])


def _item(line: str, seq: int, where: str) -> MissionItem:
    columns = line.split()
    if len(columns) != COLUMNS:
        raise FormatError(f"{where}: {len(columns)} columns; an item has {COLUMNS}")
    try:
        number, current, frame, command = (int(c) for c in columns[:4])
        p1, p2, p3, p4, x, y, z = (float(c) for c in columns[4:11])
        goes_on = int(columns[11])
    except ValueError as exc:
        raise FormatError(f"{where}: {exc}") from exc
    if number != seq:
        raise FormatError(f"{where}: item {number} where item {seq} must be: lines are missing")
    unset = tuple(math.nan if math.isnan(p) else p for p in (p1, p2, p3, p4))
    placed = has_place(command, frame) and not (math.isnan(x) and math.isnan(y))
    needed = (x, y, z) if placed else (z,) if has_place(command, frame) else ()
    if not all(math.isfinite(v) for v in needed) or any(map(_is_beyond, (*unset, x, y, z))):
        raise FormatError(f"{where}: position or height is not a number")
    if not (0 <= frame <= MAX_FRAME and 0 <= command <= MAX_COMMAND and goes_on in (0, 1)):
        told = f"frame {frame}, command {command}, autocontinue {goes_on}"
        raise FormatError(f"{where}: no item has {told:.80}")
    try:
        place = LonLat(lon=y, lat=x) if placed else None
    except PositionError as exc:
        raise FormatError(f"{where}: {exc}") from exc
    return MissionItem(
        seq=number,
        frame=frame,
        command=command,
        params=(unset[0], unset[1], unset[2], unset[3]),
        position=place,
        alt_m=z,
        autocontinue=bool(goes_on),
        current=bool(current),
        p5_p6=(0.0, 0.0) if placed else (x, y),
    )
