"""The line of a barrier, and from where boats come to it."""

import math

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPolygon

from geodata.area import Area
from mission_planner.request import PlanRequest

COAST_M = 20_000.0  # land this near to a barrier is what boats make for
MOSTLY = 0.8  # of the places along a line have the nearest land on one side
PLACES = 21


def barrier_line(area: Area, request: PlanRequest) -> LineString | None:
    """The line of a barrier in local metres: between two places, or the area; None: neither."""
    places = request.focus.places
    if len(places) == 2:
        return LineString([area.frame.point(place) for place in places])
    shape = area.frame.geometry_to_metres(area.shape)
    return shape if isinstance(shape, LineString) else None


def towards_land(line: LineString, land: MultiPolygon) -> float | None:
    """Where boats go, counter-clockwise from east: across the line towards land; None: both."""
    if land.is_empty or land.distance(line) > COAST_M:
        return None
    places = line.interpolate(np.linspace(0.0, 1.0, PLACES), normalized=True)
    ways = shapely.get_coordinates(shapely.shortest_line(places, land)).reshape(-1, 2, 2)
    first, last = np.asarray(line.coords)[[0, -1]]
    along = last - first
    away = ways[:, 1] - ways[:, 0]
    left = along[0] * away[:, 1] - along[1] * away[:, 0] > 0.0
    share = float(left.mean())
    if max(share, 1.0 - share) < MOSTLY:
        return None
    quarter = math.pi / 2.0 if share > 0.5 else -math.pi / 2.0
    return float(np.arctan2(along[1], along[0])) + quarter
