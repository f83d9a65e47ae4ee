"""What a PX4 keeps: mission, fence and rally points, each replaced as a whole.

An upload goes into a second copy, which takes over when the last item is there.
"""

from collections.abc import Iterator
from dataclasses import replace

from pymavlink.dialects.v20 import ardupilotmega as mavlink
from shapely.geometry import Point, Polygon

from geodata.position import LocalFrame
from simulator.autopilot.fence import Fence, Texts, Zone, circle, even_odd
from simulator.autopilot.items import Item, ItemRefused
from simulator.autopilot.mission import Mission
from simulator.autopilot.px4.items import CIRCLES, FENCE, NAVIGATING, POLYGONS, RALLY, corners
from simulator.autopilot.rally import Rally

_WIDEST_M = 1e7
_INCLUSIONS = (POLYGONS[0], CIRCLES[0])


def _is_same(a: list[Item], b: list[Item]) -> bool:
    """Equal, and no number is no number (which equals nothing, not even itself)."""
    return repr(a) == repr(b)


class Px4Mission(Mission):
    """Item 0 is an item like all others. The same mission again changes nothing.

    is_flyable: not empty, and the fence allows it. reached: the newest item that was reached.
    """

    max_items = 2000

    def __init__(self) -> None:
        super().__init__({})
        self._incoming: list[Item] = []
        self.is_flyable = False
        self.reached: int | None = None

    @property
    def count(self) -> int:
        return len(self._items)

    @property
    def total(self) -> int:
        return len(self._items)

    def item(self, seq: int) -> Item:
        if seq < 0:
            raise IndexError(seq)
        return self._items[seq]

    def navigation(self, seq: int) -> Iterator[Item]:
        return (item for item in self._items[max(0, seq) :] if item.command in NAVIGATING)

    def begin(self, count: int) -> None:
        self._incoming = []

    def put(self, seq: int, item: Item) -> None:
        """Take one item into the second copy. Raises ItemRefused."""
        if item.command in (*FENCE, RALLY):
            raise ItemRefused(mavlink.MAV_MISSION_ERROR)
        self._incoming[seq : seq + 1] = [item]

    def finish(self) -> Texts:
        """The new one takes over; the item being flown stays the current one if it can."""
        if not _is_same(self._incoming, self._items):
            self._items = self._incoming
            self.current = max(0, min(self.current, self.count - 1))
            self.changes += 1
        self._incoming = []
        return []

    def clear(self) -> bool:
        self._items = []
        self.current = 0
        self.changes += 1
        return True

    def select(self, seq: int) -> None:
        """Make an item the current one, also in flight."""
        self.current = seq
        self.changes += 1


class Px4Fence(Fence):
    """Nothing is checked but that a polygon has three corners: a bad one replaces the good one.

    Corners that a polygon counts and that were not sent are those of the fence before the last.
    An item that belongs into no fence makes a zone that contains nothing.
    """

    max_items = 64

    def __init__(self, frame: LocalFrame) -> None:
        super().__init__(frame)
        self._stored: list[Item] = []
        self._spare: list[Item] = []
        self._count = 0

    def begin(self, count: int) -> None:
        self._count = count

    def put(self, seq: int, item: Item) -> None:
        """Take one item into the second copy. Raises ItemRefused."""
        if item.command in POLYGONS and corners(item) < 3:
            raise ItemRefused(mavlink.MAV_MISSION_ERROR)
        if item.command not in FENCE:
            item = replace(item, params=(0.0, 0.0, 0.0, 0.0))
        self._spare[seq : seq + 1] = [item]

    def finish(self) -> Texts:
        if not _is_same(self._spare[: self._count], self._items):
            self._stored, self._spare = self._spare, self._stored
            self._items = self._stored[: self._count]
            self._zones = self._shapes()
        return []

    def clear(self) -> bool:
        self._stored, self._spare = self._spare, self._stored
        return super().clear()

    def is_breached(self, east_m: float, north_m: float) -> bool:
        """Inside of an exclusion zone, or outside of all inclusion zones."""
        point = Point(east_m, north_m)
        inside = [zone.is_inclusion for zone in self._zones if zone.shape.intersects(point)]
        is_bounded = any(zone.is_inclusion for zone in self._zones)
        return False in inside or (is_bounded and True not in inside)

    def _shapes(self) -> list[Zone]:
        zones: list[Zone] = []
        seq = 0
        while seq < self.count:
            head = self._stored[seq]
            size = corners(head) if head.command in POLYGONS else 1
            ring = [self._point(item) for item in self._stored[seq : seq + size]]
            seq += size
            if head.command in POLYGONS and len(ring) >= 3:
                zones.append(Zone(even_odd(ring), head.command in _INCLUSIONS))
            elif head.command in CIRCLES and 0.0 < head.params[0] < _WIDEST_M:
                zones.append(Zone(circle(ring, head), head.command in _INCLUSIONS))
            else:
                zones.append(Zone(Polygon(), is_inclusion=True))
        return zones


class Px4Rally(Rally):
    """Kept as they were sent."""

    max_items = 32

    def __init__(self) -> None:
        super().__init__()
        self._incoming: list[Item] = []

    def begin(self, count: int) -> None:
        self._incoming = []

    def put(self, seq: int, item: Item) -> None:
        self._incoming[seq : seq + 1] = [item]

    def finish(self) -> Texts:
        self.points = self._incoming
        return []

    def clear(self) -> bool:
        self.points = []
        return True
