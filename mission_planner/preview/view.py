"""What every picture has: a frame, what of it is shown, a scale and degrees at the rim."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.position import LocalFrame, LonLat

Bounds = tuple[float, float, float, float]
Place = tuple[float, float]

MARGIN_SHARE = 0.06
SMALLEST_M = 200.0
WIDEST, TALLEST = 1.9, 1.15  # width by height, height by width
GRID_DEG = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
GRID_LINES = 6


@dataclass(frozen=True, slots=True)
class View:
    """A piece of a local frame. bounds: west, south, east, north of what is shown, metres."""

    frame: LocalFrame
    bounds: Bounds

    @property
    def width_m(self) -> float:
        """Width of what is shown."""
        return self.bounds[2] - self.bounds[0]

    @property
    def height_m(self) -> float:
        """Height of what is shown."""
        return self.bounds[3] - self.bounds[1]

    @property
    def scale_m(self) -> float:
        """Length of a round scale bar, at most a quarter of the width."""
        most = self.width_m / 4.0
        power = 10.0 ** math.floor(math.log10(most))
        return next(k * power for k in (5.0, 2.0, 1.0) if k * power <= most)

    def grid(self) -> tuple[list[tuple[float, Place, Place]], list[tuple[float, Place, Place]]]:
        """Meridians and parallels: degrees, and where each enters and leaves the picture."""
        west, south, east, north = self.bounds
        low, high = self.frame.lonlat(west, south), self.frame.lonlat(east, north)
        span = max(high.lat - low.lat, high.lon - low.lon)
        step = next((s for s in GRID_DEG if span / s <= GRID_LINES), GRID_DEG[-1])
        point = self.frame.point
        return (
            [(d, point(LonLat(d, low.lat)), point(LonLat(d, high.lat)))
             for d in _round_degrees(low.lon, high.lon, step)],
            [(d, point(LonLat(low.lon, d)), point(LonLat(high.lon, d)))
             for d in _round_degrees(low.lat, high.lat, step)],
        )  # fmt: skip


def shaped(bounds: Bounds) -> Bounds:
    """The same with room at two sides, so that it is neither too wide nor too tall for a page."""
    west, south, east, north = bounds
    wide = max(east - west, (north - south) / TALLEST) - (east - west)
    tall = max(north - south, (east - west) / WIDEST) - (north - south)
    return (west - wide / 2.0, south - tall / 2.0, east + wide / 2.0, north + tall / 2.0)


def bounds_round(shapes: Sequence[BaseGeometry]) -> Bounds:
    """Room for all of some shapes, with a margin."""
    extent = shapely.total_bounds(shapes)
    size = max(*(extent[2:] - extent[:2]), SMALLEST_M)
    least = extent + MARGIN_SHARE * size * np.array([-1.0, -1.0, 1.0, 1.0])
    return shaped((float(least[0]), float(least[1]), float(least[2]), float(least[3])))


def _round_degrees(low: float, high: float, step: float) -> list[float]:
    first, last = math.ceil(low / step), math.floor(high / step)
    return [round(k * step, 6) for k in range(first, last + 1)]
