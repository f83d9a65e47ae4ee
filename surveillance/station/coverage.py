"""What was looked at: footprints joined by the minutes in which they were seen."""

import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from surveillance import wire
from surveillance.model import Footprint

SLICE_S = 120.0
MAX_SLICES = 720  # one day; older looks are joined to one
_GRID_DEG = 1e-6  # a tenth of a metre: keeps unions from growing slivers


class Coverage:
    """Joined footprints in slices of time. Any thread may use it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._joined: dict[int, BaseGeometry] = {}
        self._new: dict[int, list[BaseGeometry]] = {}

    def add(self, footprints: Iterable[Footprint]) -> None:
        """Take new footprints; joining waits until somebody asks."""
        for footprint in footprints:
            if len(footprint.ring) < 3:
                continue
            ring = shapely.Polygon([(p.lon, p.lat) for p in footprint.ring])
            shape = ring if ring.is_valid else shapely.make_valid(ring)
            number = int(footprint.at.timestamp() // SLICE_S)
            with self._lock:
                waiting = self._new.setdefault(number, [])
                waiting.append(shape)
                if len(waiting) >= 200:
                    self._join(number)

    def geojson(self) -> dict[str, Any]:
        """One feature of kind `looked` per slice of time, oldest first."""
        with self._lock:
            for number in list(self._new):
                self._join(number)
            while len(self._joined) > MAX_SLICES:
                first, second = sorted(self._joined)[:2]
                older = self._joined.pop(first)
                self._joined[second] = shapely.union_all([older, self._joined[second]])
            shapes = sorted(self._joined.items())
        return {
            "type": "FeatureCollection",
            "features": [_feature(number, shape) for number, shape in shapes],
        }

    def _join(self, number: int) -> None:
        parts = self._new.pop(number)
        if number in self._joined:
            parts.append(self._joined[number])
        self._joined[number] = shapely.union_all(parts, grid_size=_GRID_DEG)


def _feature(number: int, shape: BaseGeometry) -> dict[str, Any]:
    start, end = (datetime.fromtimestamp(n * SLICE_S, UTC) for n in (number, number + 1))
    return {
        "type": "Feature",
        "properties": {"kind": "looked", "from": wire.utc_text(start), "to": wire.utc_text(end)},
        "geometry": shapely.geometry.mapping(shape),
    }
