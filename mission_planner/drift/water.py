"""What moves things: steady flows, or those of a forecast; and the land that holds them."""

import math
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import MultiPolygon

from geodata.coast import read_land
from geodata.position import Floats, LocalFrame
from mission_planner.airspace import polygons_of
from mission_planner.drift.cloud import Vectors
from mission_planner.request import Wind

LAND_REACH_M = 30_000.0


def steady(flow: Wind) -> Vectors:
    """The same flow at all times. A current is told as a wind from the other side."""
    towards = math.radians(flow.from_deg + 180.0)
    vector = flow.speed_mps * np.array([math.sin(towards), math.cos(towards)])

    def at(seconds: Floats) -> Floats:
        return np.broadcast_to(vector, (len(seconds), 2))

    return at


def shore(file: Path | None, frame: LocalFrame) -> MultiPolygon:
    """Land of a file within LAND_REACH_M of the frame's origin, local metres; None: no land."""
    if file is None:
        return MultiPolygon()
    box = shapely.box(-LAND_REACH_M, -LAND_REACH_M, LAND_REACH_M, LAND_REACH_M)
    west, south, east, north = frame.geometry_to_lonlat(box).bounds
    near = read_land(file, near=(west, south, east, north))
    return MultiPolygon(polygons_of(near.in_metres(frame)))
