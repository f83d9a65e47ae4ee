"""Where a tether lets a vehicle go: straight from home, as far as it is long, round no corner."""

import math

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.position import Floats
from mission_planner.airspace import polygons_of

QUADRANT = 32  # corners of a quarter circle, on the circle: the polygon is never too large
GRID_M = 1e-3  # that overlays are rounded to: edges seen end on make them fail otherwise
SLACK_M = 0.5  # way points are rounded, lines straight in degrees are not in metres


def flat_reach_m(tether_m: float, depth_m: float) -> float:
    """How far from above home a tether reaches at a depth; 0: not even straight down."""
    return math.sqrt(max(tether_m**2 - depth_m**2, 0.0))


def reachable(home: Floats, reach_m: float, obstacles: BaseGeometry) -> Polygon:
    """The places (local metres) that a straight line from home (2,) leads to past all obstacles.

    An empty polygon when home itself lies in one.
    """
    place = Point(home)
    disc = place.buffer(max(reach_m - SLACK_M, 0.0), quad_segs=QUADRANT)
    with np.errstate(divide="ignore", invalid="ignore"):  # GEOS, of edges seen end on
        near = polygons_of(shapely.intersection(obstacles, disc, grid_size=GRID_M))
        hidden = [
            quad for part in near for ring in _rings(part) for quad in _shadow(home, ring, reach_m)
        ]
        closed = shapely.union_all([*near, *hidden], grid_size=GRID_M)
        seen = shapely.difference(disc, closed, grid_size=GRID_M)
    parts = [p for p in polygons_of(seen) if p.distance(place) < SLACK_M]
    return max(parts, key=lambda p: p.area, default=Polygon())


def _rings(polygon: Polygon) -> list[Floats]:
    return [shapely.get_coordinates(r) for r in (polygon.exterior, *polygon.interiors)]


def _shadow(home: Floats, ring: Floats, reach_m: float) -> list[Polygon]:
    """What lies behind each edge of a ring, as seen from home."""
    away = ring - home
    apart = np.maximum(np.hypot(*away.T), 1e-6)[:, None]
    beyond = home + away / apart * np.maximum(apart, 2.0 * reach_m)
    quads = np.stack([ring[:-1], ring[1:], beyond[1:], beyond[:-1]], axis=1)
    made = shapely.make_valid(np.asarray(shapely.polygons(quads)))
    return [part for quad in made for part in polygons_of(quad) if part.area > 1e-9]


def obstacles_of(land: MultiPolygon, zones: tuple[BaseGeometry, ...]) -> BaseGeometry:
    """What a tether must not lie across."""
    return shapely.union_all([land, *zones])
