"""Land drawn into the pixels of a scene, so that nobody looks for vessels on it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import shapely
from affine import Affine
from numpy.typing import ArrayLike, NDArray
from rasterio.features import rasterize
from shapely import STRtree
from shapely.affinity import translate
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry

from geodata.coast import Land
from geodata.position import LonLat
from surveillance.scan.ring import unwrapped

Floats = NDArray[np.float64]
ToPixels = Callable[[ArrayLike], Floats]  # (N, 2) places to (N, 2) pixels, NaN far away

STEP_DEG = 0.005  # between the corners of a coast that are placed one by one
_METRES_PER_DEG = 111_000.0


class LandMask:
    """Which rows of a scene are water, strip by strip."""

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
        self._shapes = [shape for shape in drawn if not shape.is_empty]
        self._tree = STRtree(self._shapes)

    def water(self, first_row: int, end_row: int) -> NDArray[np.bool_]:
        """(end_row - first_row, columns): True on the water, so many metres off any land."""
        size = (end_row - first_row, self._shape[1])
        hits = self._tree.query(box(0.0, first_row, size[1], end_row))
        if not len(hits):
            return np.ones(size, np.bool_)
        drawn = rasterize(
            [self._shapes[n] for n in hits],
            out_shape=size,
            transform=Affine.translation(0.0, first_row),
            all_touched=True,
            dtype=np.uint8,
        )
        return np.asarray(drawn == 0)


def _polygons(shape: BaseGeometry) -> list[Polygon]:
    return [p for p in shapely.get_parts(shape, return_index=False) if isinstance(p, Polygon)]


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
