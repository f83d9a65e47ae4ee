"""Boxes round scenes, by which those are found that may share a place; never too small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from geodata.position import LonLat
from surveillance.scan.ring import middle_frame, outline_in

TABLE = """
CREATE TABLE IF NOT EXISTS box (
    scene INTEGER PRIMARY KEY REFERENCES scene (id) ON DELETE CASCADE,
    west REAL NOT NULL, south REAL NOT NULL, east REAL NOT NULL, north REAL NOT NULL);
"""
# a scene without a box may lie anywhere; the three turns are for boxes across 180 degrees
NEAR = """
    (box.scene IS NULL OR (box.south <= :north AND box.north >= :south AND (
        (box.west <= :east AND box.east >= :west)
        OR (box.west + 360 <= :east AND box.east + 360 >= :west)
        OR (box.west - 360 <= :east AND box.east - 360 >= :west))))
"""
_PAD_DEG = 0.5  # a side that is straight in the metres of one frame is bent in those of another
_STEP_M = 20_000.0
_POLAR_DEG = 80.0


@dataclass(frozen=True, slots=True)
class Box:
    """Degrees; east is beyond west and may exceed 180, west lies in -180..180."""

    west: float
    south: float
    east: float
    north: float


def box_of(ring: Sequence[LonLat]) -> Box:
    """The box of a ring of places, with a margin; near a pole it goes all the way round."""
    frame = middle_frame(ring)
    outline = shapely.segmentize(outline_in(frame, ring), _STEP_M)
    lon, lat = frame.to_lonlat(*np.array(outline.exterior.coords).T)
    away = (lon - frame.origin.lon + 180.0) % 360.0 - 180.0
    south, north = float(lat.min()) - _PAD_DEG, float(lat.max()) + _PAD_DEG
    if max(-south, north) > _POLAR_DEG:
        return Box(-180.0, south, 180.0, north)
    pad = _PAD_DEG / float(np.cos(np.radians(max(-south, north))))
    west, east = frame.origin.lon + away.min() - pad, frame.origin.lon + away.max() + pad
    turn = 360.0 * np.floor((west + 180.0) / 360.0)
    return Box(float(west - turn), south, float(east - turn), north)
