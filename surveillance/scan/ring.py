"""The ring of places round a scene, also where it lies across 180 degrees."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.affinity import translate
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry

from geodata.position import LocalFrame, LonLat, turn_deg

Floats = NDArray[np.float64]


def unwrapped(looked: Sequence[LonLat]) -> Floats:
    """(N, 2) longitude, latitude; the longitudes go on beyond 180 where the ring does."""
    first = looked[0].lon
    near = [(first + turn_deg(first, corner.lon), corner.lat) for corner in looked]
    return np.array(near, np.float64)


def on_the_map(looked: Sequence[LonLat]) -> BaseGeometry:
    """In longitude and latitude; cut in two at 180 degrees where the ring lies across it."""
    return cut_at_180(Polygon(unwrapped(looked)))


def cut_at_180(whole: BaseGeometry) -> BaseGeometry:
    """A shape whose longitudes may go on beyond 180, as one whose longitudes do not."""
    parts = [
        translate(shapely.intersection(whole, box(turn - 180.0, -90.0, turn + 180.0, 90.0)), -turn)
        for turn in (-360.0, 0.0, 360.0)
    ]
    kept = [part for part in parts if part.area > 0.0]
    return kept[0] if len(kept) == 1 else shapely.union_all(kept)


def middle_frame(looked: Sequence[LonLat]) -> LocalFrame:
    """Metres round the middle of a scene, where north is least askew."""
    lon, lat = unwrapped(looked).mean(axis=0).tolist()
    return LocalFrame(LonLat(turn_deg(0.0, lon), lat))


def outline_in(frame: LocalFrame, looked: Sequence[LonLat]) -> Polygon:
    """The ring in metres of a frame."""
    return Polygon([frame.point(corner) for corner in looked])
