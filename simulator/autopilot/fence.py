"""The stored fence: checked as a whole before it replaces the old one, and watched in flight."""

from dataclasses import dataclass

import shapely
from pymavlink.dialects.v20 import ardupilotmega as mavlink
from shapely.geometry import LineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.position import LocalFrame, LonLat
from simulator.autopilot.items import Item, ItemRefused

_POLYGONS = (
    mavlink.MAV_CMD_NAV_FENCE_POLYGON_VERTEX_INCLUSION,
    mavlink.MAV_CMD_NAV_FENCE_POLYGON_VERTEX_EXCLUSION,
)
_CIRCLES = (
    mavlink.MAV_CMD_NAV_FENCE_CIRCLE_INCLUSION,
    mavlink.MAV_CMD_NAV_FENCE_CIRCLE_EXCLUSION,
)
_INCLUSIONS = (_POLYGONS[0], _CIRCLES[0])
_FRAMES = (
    mavlink.MAV_FRAME_GLOBAL,
    mavlink.MAV_FRAME_GLOBAL_INT,
    mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT,
    mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT_INT,
)
_CIRCLE_STEPS = 64  # vertices of a circle per quarter
_FAILED = (mavlink.MAV_SEVERITY_WARNING, "Fence validation failed")

Texts = list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Zone:
    """An area that must not be left, or not be entered."""

    shape: BaseGeometry
    is_inclusion: bool


class FenceRefused(Exception):
    """A fence that does not hold together; `texts` are what the vehicle says."""

    def __init__(self, severity: int, text: str) -> None:
        super().__init__(text)
        self.texts: Texts = [(severity, text), _FAILED]


def check(items: list[Item]) -> None:
    """Raise FenceRefused for the first fault, in ArduPilot's order and words."""
    left, first = 0, None
    for item in items:
        if item.command in _POLYGONS:
            left, first = _check_vertex(item, left, first)
        else:
            if left:
                raise FenceRefused(mavlink.MAV_SEVERITY_WARNING, "Received incorrect type")
            if not item.params[0] > 0.0:
                raise FenceRefused(mavlink.MAV_SEVERITY_WARNING, "Non-positive circle radius")
        if abs(item.x) > 900_000_000 or abs(item.y) > 1_800_000_000:
            raise FenceRefused(mavlink.MAV_SEVERITY_WARNING, "Bad lat or lon")
    if left:
        raise FenceRefused(mavlink.MAV_SEVERITY_INFO, "Incorrect item count")


def _check_vertex(item: Item, left: int, first: Item | None) -> tuple[int, Item]:
    """Vertices still to come and the polygon's first vertex, after one more vertex."""
    vertices = int(item.params[0])
    if vertices < 3:
        raise FenceRefused(mavlink.MAV_SEVERITY_WARNING, f"Invalid vertex count ({vertices})")
    if left == 0 or first is None:
        return vertices - 1, item
    if item.command != first.command:
        raise FenceRefused(mavlink.MAV_SEVERITY_WARNING, "Received incorrect vertex type")
    wanted = int(first.params[0])
    if vertices != wanted:
        text = f"Unexpected vertex count want={wanted} got={vertices}"
        raise FenceRefused(mavlink.MAV_SEVERITY_WARNING, text)
    return left - 1, first


class Fence:
    """Inclusion and exclusion polygons and circles. A bad upload keeps the old ones."""

    kind = mavlink.MAV_MISSION_TYPE_FENCE
    noun = "Fence"
    max_items = 250
    total_param = "FENCE_TOTAL"

    def __init__(self, frame: LocalFrame) -> None:
        self._frame = frame
        self._items: list[Item] = []
        self._incoming: list[Item] = []
        self._zones: list[Zone] = []

    @property
    def count(self) -> int:
        """Items stored."""
        return len(self._items)

    @property
    def total(self) -> int:
        """What the vehicle counts in FENCE_TOTAL: it stores a head for each polygon too."""
        return self.count + sum(isinstance(zone.shape, MultiPolygon) for zone in self._zones)

    def item(self, seq: int) -> Item:
        """One stored item. Raises IndexError."""
        return self._items[seq]

    def begin(self, count: int) -> None:
        """An upload begins; the old fence stays until the new one is whole."""
        self._incoming = []

    def put(self, seq: int, item: Item) -> None:
        """Take one item into the buffer. Raises ItemRefused."""
        if item.command not in _POLYGONS + _CIRCLES:
            raise ItemRefused(mavlink.MAV_MISSION_UNSUPPORTED)
        if item.frame not in _FRAMES:
            raise ItemRefused(mavlink.MAV_MISSION_UNSUPPORTED_FRAME)
        if not abs(item.params[0]) < 1e6:  # also NaN
            raise ItemRefused(mavlink.MAV_MISSION_INVALID_PARAM1)
        first = item.params[0] if item.command in _CIRCLES else float(int(item.params[0]))
        kept = Item(item.command, params=(first, 0.0, 0.0, 0.0), x=item.x, y=item.y, autocontinue=0)
        self._incoming[seq : seq + 1] = [kept]

    def finish(self) -> Texts:
        """Replace the old fence by the new one. Raises FenceRefused, which keeps the old one."""
        check(self._incoming)
        self._items, self._incoming = self._incoming, []
        self._zones = self._shapes()
        return [(mavlink.MAV_SEVERITY_DEBUG, "Fence Indexed OK")]

    def clear(self) -> bool:
        """Forget all."""
        self._items, self._zones = [], []
        return True

    def is_breached(self, east_m: float, north_m: float) -> bool:
        """Whether a point lies outside an inclusion zone or inside an exclusion zone."""
        if not self._zones:
            return False
        point = Point(east_m, north_m)
        return any(zone.shape.intersects(point) != zone.is_inclusion for zone in self._zones)

    def _shapes(self) -> list[Zone]:
        zones: list[Zone] = []
        rest = list(self._items)
        while rest:
            head = rest[0]
            vertices = int(head.params[0]) if head.command in _POLYGONS else 1
            ring = [self._point(item) for item in rest[:vertices]]
            del rest[:vertices]
            shape = even_odd(ring) if head.command in _POLYGONS else circle(ring, head)
            shapely.prepare(shape)
            zones.append(Zone(shape, head.command in _INCLUSIONS))
        return zones

    def _point(self, item: Item) -> tuple[float, float]:
        """East and north; a place beyond the earth is taken to its edge."""
        lon, lat = item.y / 1e7, item.x / 1e7
        spot = LonLat(max(-180.0, min(180.0, lon)), max(-90.0, min(90.0, lat)))
        return self._frame.point(spot)


def circle(ring: list[tuple[float, float]], head: Item) -> BaseGeometry:
    """A circle round the only point of its ring; its radius is the first parameter."""
    return Point(ring[0]).buffer(head.params[0], quad_segs=_CIRCLE_STEPS)


def even_odd(ring: list[tuple[float, float]]) -> MultiPolygon:
    """The inside of a ring that may cross itself, by the even-odd rule of the real autopilot."""
    lines = LineString([*ring, ring[0]])
    faces = shapely.polygonize([shapely.node(lines)]).geoms
    inside = [face for face in faces if _crossings(ring, face.representative_point()) % 2]
    return MultiPolygon([face for face in inside if isinstance(face, Polygon)])


def _crossings(ring: list[tuple[float, float]], point: Point) -> int:
    """How often the ring crosses the ray from a point to the east."""
    count = 0
    for (e0, n0), (e1, n1) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (n0 > point.y) != (n1 > point.y):
            count += e0 + (point.y - n0) * (e1 - e0) / (n1 - n0) > point.x
    return count
