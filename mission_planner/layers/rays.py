"""Where straight ways from one place lie over land, for many ways at once.

All ways begin at the same place, so sorting by direction tells which shore edges each one can
cross: n log n in ways and edges together, without a test of each edge against each way.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.position import Floats
from mission_planner.layers.flown import Indices

SITE_M = 200.0
SITE_RATIO = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """Stretches over land. ray: (K,) which way; start_m, end_m: (K,) metres from the origin."""

    ray: Indices
    start_m: Floats
    end_m: Floats

    def beyond(self, near_m: float) -> "Spans":
        """What of them lies farther from the origin than near_m."""
        kept = self.end_m > near_m
        return Spans(self.ray[kept], np.maximum(self.start_m[kept], near_m), self.end_m[kept])


def land_spans(origin: Floats, ends: Floats, land: BaseGeometry) -> Spans:
    """Where the ways from origin (2,) to ends (N, 2) lie over land."""
    away = ends - origin
    reach = np.hypot(*away.T)
    ray, cross_m = _crossings(away, _edges(land) - origin)
    kept = cross_m < reach[ray]
    starts_dry = bool(land.intersects(shapely.points(origin)))
    number = np.arange(len(ends))
    ray = np.concatenate([number, ray[kept]])
    at_m = np.concatenate([np.zeros(len(ends)), cross_m[kept]])
    by = np.lexsort((at_m, ray))
    ray, at_m = ray[by], at_m[by]
    rank = np.arange(len(ray)) - np.searchsorted(ray, ray)
    is_last = np.append(ray[1:] != ray[:-1], True)
    end_m = np.where(is_last, reach[ray], np.append(at_m[1:], 0.0))
    dry = ((rank + starts_dry) % 2 == 1) & (end_m > at_m)
    return Spans(ray[dry], at_m[dry], end_m[dry])


def site_m(origin: Floats, land: BaseGeometry) -> float:
    """How far round a place on land the ground is taken to be known: as high as the place itself.

    200 m, or twice the way to the water.
    """
    place = shapely.points(origin)
    inland = land.boundary.distance(place) if land.intersects(place) else 0.0
    return max(SITE_M, SITE_RATIO * float(inland))


def _edges(land: BaseGeometry) -> Floats:
    """(E, 2, 2) edges of all shores."""
    rings = shapely.get_rings(shapely.get_parts(land))
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    return np.stack([corners[:-1][same], corners[1:][same]], axis=1)


def _crossings(away: Floats, edges: Floats) -> tuple[Indices, Floats]:
    """(ray, metres from the origin) of each crossing; away (N, 2), edges (E, 2, 2) from the origin.

    An edge holds its first direction and not its last, so a way through a corner counts once.
    """
    course = np.arctan2(away[:, 1], away[:, 0])
    by = np.argsort(course)
    ordered = course[by]
    first, last = edges[:, 0], edges[:, 1]
    start = np.arctan2(first[:, 1], first[:, 0])
    stop = np.arctan2(last[:, 1], last[:, 0])
    low, high = np.minimum(start, stop), np.maximum(start, stop)
    behind = high - low > np.pi  # passes the direction where the angle jumps
    edge = np.arange(len(edges))
    begins = np.concatenate([np.where(behind, -np.inf, low), high[behind]])
    ends = np.concatenate([np.where(behind, low, high), np.full(int(behind.sum()), np.inf)])
    edge = np.concatenate([edge, edge[behind]])
    lo, hi = np.searchsorted(ordered, begins), np.searchsorted(ordered, ends)
    counts = hi - lo
    pair_edge = np.repeat(edge, counts)
    within = np.arange(len(pair_edge)) - np.repeat(np.cumsum(counts) - counts, counts)
    ray = by[np.repeat(lo, counts) + within]
    step = last[pair_edge] - first[pair_edge]
    unit = away[ray] / np.maximum(np.hypot(*away[ray].T), 1e-9)[:, None]
    across = unit[:, 0] * step[:, 1] - unit[:, 1] * step[:, 0]
    head = first[pair_edge]
    along = head[:, 0] * step[:, 1] - head[:, 1] * step[:, 0]
    at_m = along / np.where(across == 0.0, np.inf, across)
    ahead = at_m > 0.0
    return ray[ahead], at_m[ahead]
