"""From a cloud to a map: where the thing is likely to be, and the area to search first."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon

from geodata.position import Floats
from mission_planner.cells import cells_shape
from mission_planner.drift.cloud import Cloud

CELLS_ACROSS = 60
LEAST_CELL_M = 25.0
TAIL = 2.0  # widths of the Gaussian beyond the members
NARROWEST = 1e-3  # of a cell: a Gaussian of no width


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
        chosen = np.zeros(flat.shape, np.bool_)
        chosen[order[:count]] = True
        return cells_shape(
            self.west_m, self.south_m, self.cell_m, chosen.reshape(self.shares.shape)
        )

    def search_area(self, share: float) -> Polygon:
        """One convex area round the region, to be swept."""
        hull = self.region(share).convex_hull
        assert isinstance(hull, Polygon)  # cells have an area
        return hull


def likely_map(cloud: Cloud, seconds: float | None = None) -> LikelyMap:
    """The map of a cloud at a time within its drift; None: at its end.

    Members are spread by a Gaussian of Silverman's width in each axis, n^(-1/6) of their standard
    deviation (Density Estimation, 1986, for two dimensions): counted as they are, the smallest
    region would follow the accidents of the draw and hold less of the thing than it says.
    """
    places = cloud.last if seconds is None else cloud.at(seconds)
    width = len(places) ** (-1.0 / 6.0) * places.std(axis=0)
    low, high = places.min(axis=0) - TAIL * width, places.max(axis=0) + TAIL * width
    cell = max(float((high - low).max()) / CELLS_ACROSS, LEAST_CELL_M)
    columns, rows = (math.ceil(w / cell) + 1 for w in (high - low))
    at = ((places - low) / cell).astype(np.int64)
    cells = at[:, 1] * columns + at[:, 0]
    counted = np.bincount(cells, cloud.weights, rows * columns).reshape(rows, columns)
    shares = _spread(rows, width[1] / cell) @ counted @ _spread(columns, width[0] / cell).T
    return LikelyMap(float(low[0]), float(low[1]), cell, np.asarray(shares, np.float64))


def _spread(cells: int, width: float) -> Floats:
    """(to, from) what a cell gives to others in one axis: a Gaussian; columns sum to 1."""
    away = np.subtract.outer(np.arange(cells), np.arange(cells)) / max(width, NARROWEST)
    given = np.exp(-0.5 * away**2)
    return np.asarray(given / given.sum(axis=0), np.float64)


def farthest_on_m(speed_mps: float, hours: float, sigma_m: float) -> float:
    """Radius of the circle that a boat under power cannot have left (IAMSAR farthest-on circle).

    speed_mps: the greatest it makes over ground, current included; sigma_m: of where it was.
    """
    return speed_mps * hours * 3600.0 + 2.4477 * sigma_m


def mean_track(cloud: Cloud) -> Floats:
    """(T, 2) the middle of the cloud at its times."""
    total = max(float(cloud.weights.sum()), 1e-300)
    return np.asarray(np.einsum("n,tnk->tk", cloud.weights, cloud.places) / total, np.float64)
