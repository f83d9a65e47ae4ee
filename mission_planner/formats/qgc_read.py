"""Strict reading of QGroundControl's .plan documents."""

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from geodata.errors import PositionError
from geodata.position import LonLat
from mission_planner.errors import FormatError
from mission_planner.formats.places import has_place
from mission_planner.mission import (
    TYPE_QUADROTOR,
    FenceCircle,
    FenceKind,
    FenceRing,
    Mission,
    MissionItem,
    RallyPoint,
    home_item,
)

# complex items that carry the simple items they stand for, and the versions known to
TRANSECTS = {"survey": (4, 5), "CorridorScan": (2,)}
TRANSECT_VERSIONS = (1, 2)
CMD_JUMP = 177
CORNERS_LEAST = 3
PARAMS = 7
MAX_NUMBER = 3.4e38  # MAVLink's numbers are 32 bits long
MAX_RADIUS_M = 1e6  # a vehicle takes no larger one


def mission_of(text: str, source: str) -> Mission:
    """The mission of a .plan text; `source` names it in errors. Raises FormatError."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise FormatError(f"{source} is not JSON: {exc}") from exc
    plan = _table(document, source)
    if plan.get("fileType") != "Plan":
        raise FormatError(f"{source}: fileType is {plan.get('fileType')!r}; it must be 'Plan'")
    _version(plan, (1,), source)
    mission = _table(_need(plan, "mission", source), f"{source}: mission")
    where = f"{source}: mission"
    _version(mission, (2,), where)
    home, home_alt_m = _home(mission, where)
    fence, rally = _need(plan, "geoFence", source), _need(plan, "rallyPoints", source)
    items = _items(_list(_need(mission, "items", where), f"{where}.items"), where)
    limits, where = _table(fence, f"{source}: geoFence"), f"{source}: geoFence"
    _version(limits, (2,), where)
    return Mission(
        items=(replace(home_item(home, home_alt_m), position=home), *items),
        fence=tuple(_rings(limits, where)),
        rally=tuple(_rally(_table(rally, f"{source}: rallyPoints"), f"{source}: rallyPoints")),
        circles=tuple(_circles(limits, where)),
        vehicle_type=_vehicle_type(mission, f"{source}: mission"),
    )


def _vehicle_type(mission: dict[str, Any], where: str) -> int:
    kind = mission.get("vehicleType", TYPE_QUADROTOR)
    if isinstance(kind, bool) or not isinstance(kind, int):
        raise FormatError(f"{where}: vehicleType is {kind!r}; it must be a number of MAV_TYPE")
    return kind


def _items(entries: list[Any], where: str) -> list[MissionItem]:
    simple = list(_simple_items(entries, f"{where}.items"))
    items = [_item(entry, seq, place) for seq, (entry, place) in enumerate(simple, start=1)]
    ids = [entry.get("doJumpId") for entry, _ in simple]
    if any(i.command == CMD_JUMP for i in items) and ids != [i.seq for i in items]:
        raise FormatError(f"{where}: it jumps to doJumpId numbers that are not the items' order")
    return items


def _simple_items(entries: list[Any], where: str) -> Iterator[tuple[dict[str, Any], str]]:
    for number, entry in enumerate(entries, start=1):
        place = f"{where}[{number}]"
        item = _table(entry, place)
        kind = _need(item, "type", place)
        if kind == "SimpleItem":
            yield item, place
        elif kind == "ComplexItem":
            yield from _transect_items(item, place)
        else:
            raise FormatError(f"{place}: type is {kind!r}; known: SimpleItem, ComplexItem")


def _transect_items(item: dict[str, Any], where: str) -> Iterator[tuple[dict[str, Any], str]]:
    """The simple items that a survey or corridor scan stands for, as QGroundControl stored them."""
    kind = _need(item, "complexItemType", where)
    if kind not in TRANSECTS:
        raise FormatError(
            f"{where}: complex item {kind!r} stores no items that could be flown: convert it to"
            " simple items in QGroundControl"
        )
    _version(item, TRANSECTS[kind], f"{where} ({kind})")
    inner = f"{where}.TransectStyleComplexItem"
    transect = _table(_need(item, "TransectStyleComplexItem", where), inner)
    _version(transect, TRANSECT_VERSIONS, inner)
    entries = _list(_need(transect, "Items", inner), f"{inner}.Items")
    if not entries:
        raise FormatError(f"{inner}.Items is empty: the {kind} has nothing to fly")
    for number, entry in enumerate(entries, start=1):
        place = f"{inner}.Items[{number}]"
        simple = _table(entry, place)
        if _need(simple, "type", place) != "SimpleItem":
            raise FormatError(f"{place}: only simple items may stand in a {kind}")
        yield simple, place


def _item(entry: dict[str, Any], seq: int, where: str) -> MissionItem:
    command = _integer(_need(entry, "command", where), f"{where}: command")
    frame = _integer(_need(entry, "frame", where), f"{where}: frame")
    numbers = _list(_need(entry, "params", where), f"{where}.params")
    if len(numbers) != PARAMS:
        raise FormatError(f"{where}: {len(numbers)} params; an item has {PARAMS}")
    p = [_number(n, f"{where}.params[{k}]", null=math.nan) for k, n in enumerate(numbers)]
    goes_on = _need(entry, "autoContinue", where)
    if not isinstance(goes_on, bool):
        raise FormatError(f"{where}: autoContinue is {goes_on!r}; it must be true or false")
    placed = has_place(command, frame) and not (math.isnan(p[4]) or math.isnan(p[5]))
    if math.isnan(p[6]) and has_place(command, frame):
        raise FormatError(f"{where}: the height (params[6]) is missing")
    return MissionItem(
        seq=seq,
        frame=frame,
        command=command,
        params=(p[0], p[1], p[2], p[3]),
        position=_place(p[4], p[5], where) if placed else None,
        alt_m=p[6],
        autocontinue=goes_on,
        p5_p6=(0.0, 0.0) if placed else (p[4], p[5]),
    )


def _home(mission: dict[str, Any], where: str) -> tuple[LonLat, float]:
    place = f"{where}.plannedHomePosition"
    numbers = _list(_need(mission, "plannedHomePosition", where), place)
    if len(numbers) != 3:
        raise FormatError(f"{place} has {len(numbers)} numbers; it needs lat, lon and height")
    lat, lon = (_number(n, place) for n in numbers[:2])
    # QGroundControl stores null where it knew no terrain; heights above home do not need it
    return _place(lat, lon, place), _number(numbers[2], place, null=0.0)


def _rings(fence: dict[str, Any], where: str) -> Iterator[FenceRing]:
    polygons = _list(_need(fence, "polygons", where), f"{where}.polygons")
    for number, entry in enumerate(polygons, start=1):
        place = f"{where}.polygons[{number}]"
        polygon = _table(entry, place)
        _version(polygon, (1,), place)
        kind = _fence_kind(polygon, place)
        corners = _list(_need(polygon, "polygon", place), f"{place}.polygon")
        if len(corners) < CORNERS_LEAST:
            raise FormatError(f"{place}: {len(corners)} corners; a polygon has at least 3")
        ring = tuple(_corner(c, f"{place}.polygon[{k}]") for k, c in enumerate(corners, start=1))
        yield FenceRing(kind, ring)


def _circles(fence: dict[str, Any], where: str) -> Iterator[FenceCircle]:
    circles = _list(_need(fence, "circles", where), f"{where}.circles")
    for number, entry in enumerate(circles, start=1):
        place = f"{where}.circles[{number}]"
        table = _table(entry, place)
        _version(table, (1,), place)
        circle = _table(_need(table, "circle", place), f"{place}.circle")
        radius = _number(_need(circle, "radius", place), f"{place}: radius")
        if not 0.0 < radius < MAX_RADIUS_M:
            raise FormatError(f"{place}: radius is {radius:g} m; it must be above 0 and below 1e6")
        centre = _corner(_need(circle, "center", place), f"{place}.center")
        yield FenceCircle(_fence_kind(table, place), centre, radius)


def _fence_kind(table: dict[str, Any], where: str) -> FenceKind:
    inside = _need(table, "inclusion", where)
    if not isinstance(inside, bool):
        raise FormatError(f"{where}: inclusion is {inside!r}; it must be true or false")
    return FenceKind.INCLUSION if inside else FenceKind.EXCLUSION


def _rally(rally: dict[str, Any], where: str) -> Iterator[RallyPoint]:
    _version(rally, (2,), where)
    points = _list(_need(rally, "points", where), f"{where}.points")
    for number, entry in enumerate(points, start=1):
        place = f"{where}.points[{number}]"
        numbers = _list(entry, place)
        if len(numbers) != 3:
            raise FormatError(f"{place} has {len(numbers)} numbers; it needs 3")
        lat, lon, alt = (_number(n, place) for n in numbers)
        yield RallyPoint(_place(lat, lon, place), alt)


def _corner(value: Any, where: str) -> LonLat:
    numbers = _list(value, where)
    if len(numbers) != 2:
        raise FormatError(f"{where} has {len(numbers)} numbers; it needs latitude and longitude")
    lat, lon = (_number(n, where) for n in numbers)
    return _place(lat, lon, where)


def _place(lat: float, lon: float, where: str) -> LonLat:
    try:
        return LonLat(lon, lat)
    except PositionError as exc:
        raise FormatError(f"{where}: {exc}") from exc


def _need(table: dict[str, Any], key: str, where: str) -> Any:
    if key not in table:
        raise FormatError(f"{where}: key {key!r} is missing")
    return table[key]


def _version(table: dict[str, Any], known: tuple[int, ...], where: str) -> None:
    version = _need(table, "version", where)
    if isinstance(version, bool) or version not in known:
        text = " or ".join(map(str, known))
        raise FormatError(f"{where}: version is {version!r}; this program reads version {text}")


def _table(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise FormatError(f"{where} is not a JSON object")
    return value


def _list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise FormatError(f"{where} is not a list")
    return value


def _integer(value: Any, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 65_535:
        raise FormatError(f"{where} is {value!r}; it must be a whole number")
    return value


def _number(value: Any, where: str, null: float | None = None) -> float:
    if value is None and null is not None:
        return null
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not -MAX_NUMBER <= value <= MAX_NUMBER:  # also false for NaN
        raise FormatError(f"{where} is {str(value)[:40]!r}; it must be a number")
    return float(value)
