"""From a cloud to a map: where the thing is likely to be, and the area to search first."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon

from geodata.position import Floats
from mission_planner.drift.cloud import Cloud

CELLS_ACROSS = 60
LEAST_CELL_M = 25.0


@dataclass(frozen=True, slots=True, eq=False)
class LikelyMap:
    """Probability per cell at one time.

    shares: (rows, columns) from south-west; cell (0, 0) has its corner at (west_m, south_m).
    missing: the probability that is not on the map, because searches have already found nothing.
    """

    west_m: float
    south_m: float
    cell_m: float
    shares: NDArray[np.float64]

    @property
    def left(self) -> float:
        """The probability that is still on the map; it was 1 before the first search."""
        return float(self.shares.sum())

    def region(self, share: float) -> MultiPolygon:
        """The smallest region of whole cells that holds a share (0 to 1) of what is left."""
        flat = self.shares.ravel()
        order = np.argsort(flat)[::-1]
        total = np.cumsum(flat[order])
        count = int(np.searchsorted(total, share * total[-1] - 1e-12)) + 1
        rows, columns = np.unravel_index(order[:count], self.shares.shape)
        west, south = self.west_m + columns * self.cell_m, self.south_m + rows * self.cell_m
        cells = shapely.box(west, south, west + self.cell_m, south + self.cell_m)
        joined = shapely.union_all(cells)
        return MultiPolygon([p for p in shapely.get_parts(joined) if isinstance(p, Polygon)])

    def search_area(self, share: float) -> Polygon:
        """One convex area round the region, to be swept."""
        hull = self.region(share).convex_hull
        assert isinstance(hull, Polygon)  # cells have an area
        return hull


def likely_map(cloud: Cloud, seconds: float | None = None) -> LikelyMap:
    """The map of a cloud at a time within its drift; None: at its end."""
    places = cloud.last if seconds is None else cloud.at(seconds)
    low, high = places.min(axis=0), places.max(axis=0)
    cell = max(float((high - low).max()) / CELLS_ACROSS, LEAST_CELL_M)
    columns, rows = (math.ceil(w / cell) + 1 for w in (high - low))
    at = ((places - low) / cell).astype(np.int64)
    cells = at[:, 1] * columns + at[:, 0]
    shares = np.bincount(cells, cloud.weights, rows * columns).astype(np.float64)
    return LikelyMap(float(low[0]), float(low[1]), cell, shares.reshape(rows, columns))


def farthest_on_m(speed_mps: float, hours: float, sigma_m: float) -> float:
    """Radius of the circle that a boat under power cannot have left (IAMSAR farthest-on circle).

    speed_mps: the greatest it makes over ground, current included; sigma_m: of where it was.
    """
    return speed_mps * hours * 3600.0 + 2.4477 * sigma_m


def mean_track(cloud: Cloud) -> Floats:
    """(T, 2) the middle of the cloud at its times."""
    total = max(float(cloud.weights.sum()), 1e-300)
    return np.asarray(np.einsum("n,tnk->tk", cloud.weights, cloud.places) / total, np.float64)
