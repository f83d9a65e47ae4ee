"""The sea bed: its depth anywhere, never deeper than the truth as far as the file knows it.

A raster gives depths at the middles of its cells. Between four middles the shallowest of the four
counts: what is planned over such a piece of bed is clear of all that the file tells of it. Where
the file says nothing the bed counts as too shallow for anything.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import shapely
from affine import Affine
from shapely.geometry import Polygon, box

from geodata.coast import Bounds
from geodata.position import Floats, LocalFrame
from mission_planner.airspace import polygons_of
from mission_planner.errors import PlannerError

WGS84 = "EPSG:4326"
MAX_CELLS = 4_000_000


class Bed(Protocol):
    """What is known of a sea bed."""

    def depths_m(self, lon: Floats, lat: Floats) -> Floats:
        """(N,) depths at places, positive; 0 where nothing is known."""
        ...

    def shallower(self, than_m: float, around: Polygon) -> Iterator[Polygon]:
        """Pieces, lon/lat, of the bed round a shape that are not as deep as this, or unknown."""
        ...


@dataclass(frozen=True, slots=True)
class LevelBed:
    """The same depth everywhere, as a chart or a lead line gives it for a quay."""

    depth_m: float

    def depths_m(self, lon: Floats, lat: Floats) -> Floats:
        """See Bed."""
        return np.full(len(lon), self.depth_m)

    def shallower(self, than_m: float, around: Polygon) -> Iterator[Polygon]:
        """See Bed."""
        if self.depth_m < than_m:
            yield around


@dataclass(frozen=True, slots=True, eq=False)
class GridBed:
    """depth_m: (rows, columns) between the middles of a raster's cells, row 0 in the north.

    west, north: degrees of the first middle; step_lon, step_lat: between middles, positive.
    """

    depth_m: Floats
    west: float
    north: float
    step_lon: float
    step_lat: float

    def depths_m(self, lon: Floats, lat: Floats) -> Floats:
        """See Bed."""
        column = np.floor((lon - self.west) / self.step_lon).astype(np.intp)
        row = np.floor((self.north - lat) / self.step_lat).astype(np.intp)
        rows, columns = self.depth_m.shape
        known = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
        found = np.zeros(len(lon))
        found[known] = self.depth_m[row[known], column[known]]
        return found

    def shallower(self, than_m: float, around: Polygon) -> Iterator[Polygon]:
        """See Bed."""
        rows, columns = self.depth_m.shape
        east, south = self.west + columns * self.step_lon, self.north - rows * self.step_lat
        unknown = around.difference(box(self.west, south, east, self.north))
        pieces = [*polygons_of(unknown), *self._cells(self.depth_m < than_m)]
        near = shapely.union_all([p for p in pieces if p.intersects(around)])
        yield from polygons_of(near.intersection(around))

    def _cells(self, which: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> list[Polygon]:
        row, column = np.nonzero(which)
        west, north = self.west + column * self.step_lon, self.north - row * self.step_lat
        cells = shapely.box(west, north - self.step_lat, west + self.step_lon, north)
        return polygons_of(shapely.union_all(cells))


def read_bed(path: Path, frame: LocalFrame, reach_m: float) -> GridBed:
    """The bed of a raster round a frame's origin.

    The file: any raster that GDAL reads in lon/lat, heights of the bed in metres against the water
    level that is asked for, negative below it (as GEBCO and JODC give them). Raises PlannerError
    for a file that is none, or lies elsewhere.
    """
    side = box(-reach_m, -reach_m, reach_m, reach_m)
    around = frame.geometry_to_lonlat(side.segmentize(reach_m / 4.0)).bounds
    heights, place = _heights(path, around)
    if place.b or place.d or place.a <= 0 or place.e >= 0:
        raise PlannerError(f"{path} is not drawn with north up: save it again that way")
    depths = np.where(np.ma.getmaskarray(heights), 0.0, -heights.filled(0.0))
    depths = np.maximum(np.nan_to_num(depths, nan=0.0), 0.0)
    if min(depths.shape) < 2:
        raise PlannerError(f"{path} has fewer than 2 x 2 cells here: give a finer --bed")
    corners = [depths[:-1, :-1], depths[1:, :-1], depths[:-1, 1:], depths[1:, 1:]]
    shallowest = np.asarray(np.minimum.reduce(corners), np.float64)
    first = place.c + 0.5 * place.a, place.f + 0.5 * place.e
    return GridBed(shallowest, first[0], first[1], place.a, -place.e)


def _heights(path: Path, around: Bounds) -> tuple[np.ma.MaskedArray[Any, Any], Affine]:
    """The part of a raster round west, south, east, north, two cells wider, and where it lies."""
    import rasterio  # takes a while to load: only a dive over a charted bed needs it
    from rasterio.errors import NotGeoreferencedWarning, RasterioError
    from rasterio.windows import Window, from_bounds, intersect

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)  # said below, in one line
            source = rasterio.open(path)
        with source:
            if source.crs is None or not source.crs.is_geographic:
                raise PlannerError(f"{path} is not in lon/lat: save it again in {WGS84}")
            cell = np.abs([source.transform.a, source.transform.e])
            wide = np.array(around) + 2.0 * np.concatenate([-cell, cell])
            whole = Window(0, 0, source.width, source.height)
            asked = from_bounds(*wide, source.transform).round_offsets().round_lengths()
            if not intersect(asked, whole):
                raise PlannerError(f"{path} holds no depth near the area: give another --bed")
            window = asked.intersection(whole)
            if window.width * window.height > MAX_CELLS:
                raise PlannerError(f"{path} has over {MAX_CELLS} cells here: thin it out first")
            heights = source.read(1, window=window, masked=True).astype(np.float64)
            a, b, c, d, e, f = source.transform[:6]
            west, north = c + window.col_off * a, f + window.row_off * e
            return heights, Affine(a, b, west, d, e, north)
    except RasterioError as exc:
        raise PlannerError(f"cannot read the sea bed from {path}: {exc}") from exc
