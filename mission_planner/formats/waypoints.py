"""`.waypoints`: QGC WPL 110, one line per item, item 0 is home.

The format has no place for fences and rally points; they are not written.
"""

import math
from pathlib import Path

from geodata.errors import PositionError
from geodata.position import LonLat
from mission_planner.errors import FormatError
from mission_planner.formats.places import has_place
from mission_planner.formats.text import read_text, write_text
from mission_planner.mission import CMD_WAYPOINT, Mission, MissionItem

HEADER = "QGC WPL 110"
COLUMNS = 12


def write_waypoints(mission: Mission, path: Path) -> None:
    """The items as text, tab-separated, coordinates with 8 digits (1 mm)."""
    lines = [HEADER, *(_line(item) for item in mission.items)]
    write_text(path, "\n".join(lines) + "\n")


def read_waypoints(path: Path) -> Mission:
    """The items of a file. Raises FormatError with the line at fault."""
    lines = read_text(path).splitlines()
    if not lines or lines[0].strip() != HEADER:
        raise FormatError(f"{path} does not begin with {HEADER!r}: it is no .waypoints file")
    numbered = [(n, line) for n, line in enumerate(lines[1:], start=2) if line.strip()]
    items = [_item(line, seq, f"{path}, line {n}") for seq, (n, line) in enumerate(numbered)]
    if not items or items[0].position is None or items[0].command != CMD_WAYPOINT:
        raise FormatError(f"{path} has no home: item 0 must be a way point (command 16)")
    return Mission(tuple(items))


def _line(item: MissionItem) -> str:
    x, y = item.position.latlon if item.position else item.p5_p6
    numbers = [*(f"{p:.8f}" for p in item.params), f"{x:.8f}", f"{y:.8f}", f"{item.alt_m:.6f}"]
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
    if not all(math.isfinite(v) for v in (x, y, z)):
        raise FormatError(f"{where}: position or height is not a number")
    unset = tuple(math.nan if math.isnan(p) else p for p in (p1, p2, p3, p4))
    placed = has_place(command, frame)
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
