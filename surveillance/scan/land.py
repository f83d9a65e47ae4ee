"""Land drawn into the pixels of a scene, so that nobody looks for vessels on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from affine import Affine
from numpy.typing import ArrayLike, NDArray
from rasterio.features import rasterize
from shapely import STRtree
from shapely.affinity import translate
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry

from detectors.kernels import kernel
from geodata.coast import Land
from geodata.position import LonLat
from surveillance.scan.ring import unwrapped

Floats = NDArray[np.float64]
Pixels = NDArray[np.uint16]
Shapes = NDArray[np.object_]
Runs = NDArray[np.int32]  # (N, 3): row, first column of land, the one after its last
ToPixels = Callable[[ArrayLike], Floats]  # (N, 2) places to (N, 2) pixels, NaN far away

BAND_ROWS = 256  # drawn at once
STEP_DEG = 0.005  # between the corners of a coast that are placed one by one
_BESIDE_PX = 64  # a coast's corners are less far apart: what is cut there is not seen
_METRES_PER_DEG = 111_000.0


class LandMask:
    """Which pixels of a scene are land. It is drawn once and kept as short runs of its rows."""

    def __init__(
        self,
        land: Land,
        looked: tuple[LonLat, ...],
        to_pixels: ToPixels,
        shape: tuple[int, int],
        spacing_m: tuple[float, float],
        buffer_m: float,
    ) -> None:
        """looked: the scene's corners. spacing_m: of columns and of rows. buffer_m: kept off."""
        self._shape = shape
        corners = unwrapped(looked)
        squeezed = max(np.cos(np.radians(np.abs(corners[:, 1]).max())), 0.01)
        beside_deg = 2.0 * buffer_m / _METRES_PER_DEG / squeezed  # from there its buffer reaches in
        bounds = Polygon() if land.shape.is_empty else shapely.box(*land.shape.bounds)
        around = Polygon(corners).buffer(beside_deg)
        # the scene's longitudes may go on beyond 180, those of the land do not
        clipped = [
            shapely.intersection(translate(land.shape, turn), around)
            for turn in (-360.0, 0.0, 360.0)
            if not land.shape.is_empty and translate(bounds, turn).intersects(around)
        ]
        placed = _everywhere(to_pixels, corners)
        drawn = [
            _grown(_in_pixels(part, placed), spacing_m, buffer_m)
            for whole in clipped
            for part in _polygons(whole)
        ]
        self._shapes = np.array([shape for shape in drawn if not shape.is_empty], object)
        self._tree = STRtree(self._shapes)
        self._runs: dict[int, Runs] = {}

    def water(self, first_row: int, end_row: int) -> NDArray[np.bool_]:
        """(end_row - first_row, columns): True on the water, so many metres off any land."""
        ones = np.ones((end_row - first_row, self._shape[1]), np.uint16)
        self.blank(first_row, ones)
        return ones.astype(np.bool_)

    def blank(self, first_row: int, pixels: Pixels) -> None:
        """Make the land 0 in (rows, columns) from `first_row` on, in place."""
        end_row = first_row + len(pixels)
        for band in range(first_row // BAND_ROWS, -(-end_row // BAND_ROWS)):
            if band not in self._runs:
                self._runs[band] = self._drawn(band * BAND_ROWS)
            if len(self._runs[band]):
                _blank(pixels, self._runs[band], band * BAND_ROWS - first_row)

    def _drawn(self, first_row: int) -> Runs:
        """The land of a band, which is drawn once, whatever strips of it are asked for."""
        size = (min(BAND_ROWS, self._shape[0] - first_row), self._shape[1])
        pieces = self._pieces(first_row - _BESIDE_PX, first_row + size[0] + _BESIDE_PX)
        if not pieces:
            return np.empty((0, 3), np.int32)
        west, _, east, _ = shapely.total_bounds(pieces)
        first, end = max(0, int(west)), min(size[1], int(east) + 1)
        if end <= first:
            return np.empty((0, 3), np.int32)
        drawn = rasterize(
            [_plain(piece) for piece in pieces],
            out_shape=(size[0], end - first),
            transform=Affine.translation(first, first_row),
            all_touched=True,
            dtype=np.uint8,
        )
        return _runs(drawn) + np.array([0, first, first], np.int32)

    def _pieces(self, first_row: int, end_row: int) -> list[Polygon]:
        """What lies between two rows: each row drawn costs as much as its shapes have corners."""
        between = (-_BESIDE_PX, first_row, self._shape[1] + _BESIDE_PX, end_row)
        hits = self._shapes[self._tree.query(box(*between))]
        return _polygons(shapely.clip_by_rect(hits, *between))


def _plain(piece: Polygon) -> dict[str, Any]:
    """As rasterize takes it; shapely's own way there goes corner by corner."""
    rings = [piece.exterior, *piece.interiors]
    return {"type": "Polygon", "coordinates": [shapely.get_coordinates(r).tolist() for r in rings]}


def _runs(drawn: NDArray[np.uint8]) -> Runs:
    """From (rows, columns), not 0 on land: where that begins and ends in each row."""
    padded = np.pad(drawn, ((0, 0), (1, 1)))
    row, column = divmod(np.flatnonzero(padded[:, 1:] != padded[:, :-1]), drawn.shape[1] + 1)
    return np.column_stack([row[::2], column[::2], column[1::2]]).astype(np.int32)


@kernel
def _blank(pixels: Pixels, runs: Runs, shift: int) -> None:
    """shift: from the rows of the runs to those of the pixels."""
    for number in range(len(runs)):
        row = runs[number, 0] + shift
        if 0 <= row < pixels.shape[0]:
            pixels[row, runs[number, 1] : runs[number, 2]] = 0


def _polygons(shapes: BaseGeometry | Shapes) -> list[Polygon]:
    parts = shapely.get_parts(shapes, return_index=False)
    return [part for part in parts if isinstance(part, Polygon)]


def _everywhere(to_pixels: ToPixels, corners: Floats) -> ToPixels:
    """Also of places so far off that the scene has no pixel for them: as if it were flat. They lie
    outside of the picture whatever the error of that."""
    ones = np.ones((len(corners), 1))
    flat, *_ = np.linalg.lstsq(np.hstack([corners, ones]), to_pixels(corners), rcond=None)

    def pixels(lonlat: ArrayLike) -> Floats:
        places = np.asarray(lonlat, np.float64).reshape(-1, 2)
        px = to_pixels(places)
        lost = ~np.isfinite(px).all(axis=1)
        px[lost] = np.hstack([places[lost], np.ones((int(lost.sum()), 1))]) @ flat
        return px

    return pixels


def _in_pixels(part: Polygon, to_pixels: ToPixels) -> BaseGeometry:
    """Corner by corner: a scene bends what is straight in degrees."""
    drawn = shapely.transform(shapely.segmentize(part, STEP_DEG), to_pixels)
    return shapely.make_valid(drawn)


def _grown(shape: BaseGeometry, spacing_m: tuple[float, float], buffer_m: float) -> BaseGeometry:
    """So many metres wider, in pixels that need not be square."""
    across = spacing_m[1] / spacing_m[0]  # columns to one row of the same length
    square = shapely.transform(shape, lambda px: px / (across, 1.0))
    grown = square.buffer(buffer_m / spacing_m[1])
    return shapely.transform(grown, lambda px: px * (across, 1.0))
