"""What a scene looked at, in as few places as a page can draw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from geodata.coast import Land
from geodata.position import LonLat
from surveillance.model import LookedAt, Rings, SeaPatch
from surveillance.scan.ring import on_the_map
from surveillance.scan.unseen.layer import EDGES_M, cells_on_the_map, classes
from surveillance.scan.unseen.limits import Limits

MOST_POINTS = 1000  # of the footprint; those of its patches are as many more, twice
MOST_CELLS = 64  # down and across
PLACE_DIGITS = 5  # a metre
_HALF = 0.5  # of the cells that are made one: if fewer were looked at, it was not looked at
_STRAIGHT_DEG = 1e-4  # ten metres: nearer to a line, a corner between two others is left out


def of_limits(limits: Limits, is_without_land: bool | None) -> tuple[LookedAt, list[SeaPatch]]:
    """The cells that were looked at, and the same by how short a vessel is seen there.

    Cells are made coarser until they can be drawn; a coarse one has the longest least length of
    its cells.
    """
    cells = _coarser(limits, -(-max(limits.least_m.shape) // MOST_CELLS))
    while True:
        whole = _thinned(cells_on_the_map(np.isfinite(cells.least_m), cells))
        patches = list(_patches(cells))
        points = _points([whole]), _points([shape for shape, _ in patches])
        if max(points[0], points[1] / 2) <= MOST_POINTS or cells.least_m.size == 1:
            looked = LookedAt(rings_of(whole), _mark(whole), is_without_land)
            return looked, [_patch(shape, about) for shape, about in patches]
        cells = _coarser(cells, 2)


def of_ring(ring: Sequence[LonLat], land: Land | None) -> LookedAt:
    """All within the corners of a scene that is no land."""
    sea = on_the_map(ring)
    if land is not None and not land.shape.is_empty:
        sea = shapely.difference(sea, _near(land.shape, sea))
    drawn, coarse_deg = sea, _STRAIGHT_DEG
    while _points([drawn]) > MOST_POINTS:
        drawn = _thinned(sea, coarse_deg)
        coarse_deg *= 2.0
    return LookedAt(rings_of(drawn), _mark(drawn), land is not None)


def rings_of(shape: BaseGeometry) -> Rings:
    """Its outlines and holes; slivers that a metre wipes out are left out."""
    rings = []
    for polygon in _polygons(shape):
        for line in (polygon.exterior, *polygon.interiors):
            places = [tuple(place) for place in np.round(line.coords, PLACE_DIGITS).tolist()]
            ring = [place for before, place in pairwise(places) if place != before]
            if len(set(ring)) >= 3:
                rings.append(tuple(LonLat(lon, lat) for lon, lat in ring))
    return tuple(rings)


def _near(land: BaseGeometry, sea: BaseGeometry) -> BaseGeometry:
    """The land in the boxes of the parts of the sea."""
    boxes = [shapely.box(*part.bounds) for part in shapely.get_parts(sea)]
    return shapely.union_all([shapely.intersection(land, box) for box in boxes])


def _coarser(limits: Limits, factor: int) -> Limits:
    """So many cells down and across made one."""
    if factor <= 1:
        return limits
    edges = [
        np.minimum(factor * np.arange(-(-count // factor) + 1), count)
        for count in limits.least_m.shape
    ]
    starts = [edge[:-1] for edge in edges]

    def over(cells: NDArray[np.float64], how: np.ufunc) -> NDArray[np.float64]:
        return np.asarray(how.reduceat(how.reduceat(cells, starts[0], axis=0), starts[1], axis=1))

    known = np.isfinite(limits.least_m)
    longest = over(np.where(known, limits.least_m, -np.inf), np.maximum)
    share = over(known.astype(np.float64), np.add) / np.outer(*(np.diff(edge) for edge in edges))
    least = np.where(share >= _HALF, longest, np.nan)
    looked = over(limits.looked_px.astype(np.float64), np.add).astype(np.int64)
    corners = limits.corners[np.ix_(edges[0], edges[1])]
    nothing = np.zeros(least.shape)  # of what else a cell says no outline tells
    return Limits(least, looked, nothing.astype(np.bool_), corners, nothing)


_Span = tuple[float, float | None, float]


def _patches(limits: Limits) -> Iterator[tuple[BaseGeometry, _Span]]:
    """The shape of each class that there is: from, to (None: no limit), share of the sea."""
    number, known = classes(limits), np.isfinite(limits.least_m)
    whole = float(limits.looked_px[known].sum())
    for n, (low, high) in enumerate(pairwise(EDGES_M)):
        own = known & (number == n)
        if own.any():
            share = float(limits.looked_px[own].sum()) / whole if whole > 0.0 else 0.0
            shape = _thinned(cells_on_the_map(own, limits))
            yield shape, (low, None if np.isinf(high) else high, round(share, 4))


def _patch(shape: BaseGeometry, about: _Span) -> SeaPatch:
    low, high, share = about
    return SeaPatch(rings_of(shape), low, high, share)


def _thinned(shape: BaseGeometry, coarse_deg: float = _STRAIGHT_DEG) -> BaseGeometry:
    """Without corners that hardly bend it, and without parts too small to be seen then."""
    parts = [p for p in _polygons(shape.simplify(coarse_deg)) if p.area > coarse_deg**2]
    return shapely.union_all(parts)


def _polygons(shape: BaseGeometry) -> list[Polygon]:
    return [part for part in shapely.get_parts(shape) if isinstance(part, Polygon)]


def _points(shapes: Sequence[BaseGeometry]) -> int:
    return int(sum(shapely.get_num_coordinates(shape) for shape in shapes))


def _mark(shape: BaseGeometry) -> LonLat | None:
    """A place well inside its largest part."""
    parts = _polygons(shape)
    if not parts:
        return None
    inside = max(parts, key=lambda part: part.area).representative_point()
    return LonLat(round(inside.x, PLACE_DIGITS), round(inside.y, PLACE_DIGITS))
