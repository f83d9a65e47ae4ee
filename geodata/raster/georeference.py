"""Places of pixels in a picture that brings a map grid, or points on the ground.

All have `lonlat`, `pixels`, `axes_m` and `spacing_m`, as has geodata.sentinel1.georef.Georef.
"""

import math
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from affine import Affine
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Geod, Transformer
from pyproj.exceptions import ProjError

from geodata.errors import RasterError
from geodata.position import LocalFrame, LonLat
from geodata.raster.plate import MIN_POINTS, Plate, surface_through
from geodata.raster.surface import Surface

Floats = NDArray[np.float64]

_WGS84 = Geod(ellps="WGS84")
_HALF_STEP_PX = 0.5


class Georeference(Protocol):
    """What ties pixels (N, 2), (column, row) with pixel (0, 0) covering 0..1, to the ground."""

    def lonlat(self, px: ArrayLike) -> Floats:
        """(N, 2) WGS84 longitude, latitude; NaN where there is none."""
        ...

    def pixels(self, lonlat: ArrayLike) -> Floats:
        """(N, 2) pixels of places; NaN where there is none."""
        ...

    def axes_m(self, px: ArrayLike) -> Floats:
        """(N, 2, 2) true metres to the east and to the north: [0] per column, [1] per row."""
        ...

    def spacing_m(self, px: ArrayLike) -> Floats:
        """(N, 2) true metres from one column and one row to the next."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class MapGeoref:
    """A picture on a map grid: an affine into any reference system.

    Metres are true metres on the ellipsoid and not those of the map: at 60 degrees of latitude a
    web map's metre is half a metre.
    """

    affine: Affine
    crs: CRS
    _to_wgs84: Transformer = field(init=False)
    _inverse: Affine = field(init=False)

    def __post_init__(self) -> None:
        if self.affine.is_degenerate:
            raise RasterError(f"its affine {tuple(self.affine)[:6]} has no size: save it anew")
        try:
            to_wgs84 = Transformer.from_crs(self.crs, "EPSG:4326", always_xy=True)
        except ProjError as exc:
            raise RasterError(
                f"its reference system {self.crs.name[:60]!r} is not tied to the earth: save it in "
                "another one, or without any"
            ) from exc
        object.__setattr__(self, "_to_wgs84", to_wgs84)
        object.__setattr__(self, "_inverse", ~self.affine)

    def lonlat(self, px: ArrayLike) -> Floats:
        """(N, 2) WGS84 longitude, latitude; NaN outside of the map."""
        x, y = moved(self.affine, _pairs(px)).T
        lon, lat = self._to_wgs84.transform(x, y)
        return _finite(np.column_stack([lon, lat]))

    def pixels(self, lonlat: ArrayLike) -> Floats:
        """(N, 2) pixels of places, also beyond the edge; NaN outside of the map."""
        lon, lat = _pairs(lonlat).T
        x, y = self._to_wgs84.transform(lon, lat, direction="INVERSE")
        return moved(self._inverse, _finite(np.column_stack([x, y])))

    def axes_m(self, px: ArrayLike) -> Floats:
        """(N, 2, 2) true metres to the east and to the north: [0] per column, [1] per row."""
        return _axes_m(self, px)

    def spacing_m(self, px: ArrayLike) -> Floats:
        """(N, 2) true metres from one column and one row to the next."""
        return np.asarray(np.linalg.norm(self.axes_m(px), axis=2))


@dataclass(frozen=True, slots=True, eq=False)
class PointsGeoref:
    """A picture with control points: a bent surface through all of them, never an affine fit.

    points_px (P, 2) and points_lonlat (P, 2), at least 4. Points on a lattice are joined by cubic
    splines, others by a thin plate. Both are laid through metres round the middle of the points, so
    that 180 degrees and the poles are places like any other.
    """

    points_px: Floats
    points_lonlat: Floats
    _frame: LocalFrame = field(init=False)
    _surface: Surface | Plate = field(init=False)

    def __post_init__(self) -> None:
        if len(self.points_px) < MIN_POINTS:
            raise RasterError(
                f"it has {len(self.points_px)} control points; {MIN_POINTS} are needed"
            )
        if not np.isfinite(self.points_lonlat).all() or not np.isfinite(self.points_px).all():
            raise RasterError("one of its control points is nowhere on earth")
        frame = LocalFrame(_middle(self.points_lonlat))
        metres = np.column_stack(frame.to_metres(*self.points_lonlat.T))
        object.__setattr__(self, "_frame", frame)
        object.__setattr__(self, "_surface", surface_through(self.points_px, metres))

    def lonlat(self, px: ArrayLike) -> Floats:
        """(N, 2) WGS84 longitude, latitude."""
        points = _pairs(px)
        if not len(points):
            return points
        return np.column_stack(self._frame.to_lonlat(*self._surface.at(points).T))

    def pixels(self, lonlat: ArrayLike) -> Floats:
        """(N, 2) pixels of places; NaN where there is none in the picture or near it."""
        places = _pairs(lonlat)
        px = np.full(places.shape, np.nan)
        known = np.isfinite(places).all(axis=1)
        if known.any():
            metres = np.column_stack(self._frame.to_metres(*places[known].T))
            px[known] = self._surface.find(metres)
        return px

    def axes_m(self, px: ArrayLike) -> Floats:
        """(N, 2, 2) true metres to the east and to the north: [0] per column, [1] per row."""
        return _axes_m(self, px)

    def spacing_m(self, px: ArrayLike) -> Floats:
        """(N, 2) true metres from one column and one row to the next."""
        return np.asarray(np.linalg.norm(self.axes_m(px), axis=2))


def _middle(lonlat: Floats) -> LonLat:
    """The place that lies in the middle of some, also across 180 degrees."""
    lon, lat = np.radians(lonlat).T
    x, y, z = (
        float(v.mean()) for v in (np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat))
    )
    return LonLat(math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y))))


def parsed_crs(text: str) -> CRS:
    """A reference system from WKT. Raises RasterError for what PROJ does not know."""
    try:
        return CRS.from_wkt(text)
    except ProjError as exc:
        raise RasterError(f"its reference system is not understood: {text[:60]!r}") from exc


def moved(affine: Affine, pairs: Floats) -> Floats:
    """(N, 2) pairs put through an affine."""
    a, b, c, d, e, f = tuple(affine)[:6]
    x, y = pairs.T
    return np.column_stack([a * x + b * y + c, d * x + e * y + f])


def _pairs(values: ArrayLike) -> Floats:
    return np.asarray(values, np.float64).reshape(-1, 2)


def _finite(pairs: Floats) -> Floats:
    pairs[~np.isfinite(pairs).all(axis=1)] = np.nan
    return pairs


def _axes_m(georef: Georeference, px: ArrayLike) -> Floats:
    """Geodesics from half a pixel before to half a pixel after, along both axes."""
    points = _pairs(px)
    axes = np.empty((len(points), 2, 2))
    for axis in (0, 1):
        nudge = np.zeros(2)
        nudge[axis] = _HALF_STEP_PX
        before, after = georef.lonlat(points - nudge), georef.lonlat(points + nudge)
        known = np.isfinite(before).all(axis=1) & np.isfinite(after).all(axis=1)
        axes[~known] = np.nan
        bearing, _, metres = _WGS84.inv(*before[known].T, *after[known].T)
        turn = np.radians(bearing)
        axes[known, axis] = np.column_stack([np.sin(turn), np.cos(turn)]) * metres[:, None]
    return axes
