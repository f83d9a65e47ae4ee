"""Things that stand in the sea, and which of them lie under a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from geodata.position import LonLat
from surveillance.scan.ring import on_the_map

_AROUND_DEG = 0.02  # what stands just outside of a picture may show on it


@dataclass(frozen=True, slots=True, eq=False)
class Stands:
    """One thing that stands.

    shape: longitude, latitude: a point, a line (a net), an outline (rafts). radius_m: round that.
    sigma_m: error of its place on each axis. longest_m: length that it shows; None: not known.
    p: that it stands there now. said: what a reader may want to know of it, by name.
    """

    name: str
    kind: str
    shape: BaseGeometry
    radius_m: float
    sigma_m: float
    longest_m: float | None = None
    p: float = 1.0
    said: Mapping[str, Any] = field(default_factory=dict)


class Layer:
    """Any number of things that stand, found by place."""

    def __init__(self, things: Sequence[Stands]) -> None:
        self.things = tuple(things)
        self._tree = STRtree([thing.shape for thing in self.things])

    def near(self, looked: Sequence[LonLat]) -> tuple[Stands, ...]:
        """Those under a ring of places, or just outside of it."""
        around = on_the_map(looked).buffer(_AROUND_DEG)
        return tuple(self.things[n] for n in sorted(self._tree.query(around, "intersects")))
