"""Places of pixels in a picture that brings a map grid, or points on the ground.

All have `lonlat`, `pixels`, `axes_m` and `spacing_m`, as has geodata.sentinel1.georef.Georef.
"""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from affine import Affine
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Geod, Transformer
from pyproj.exceptions import ProjError
from scipy.interpolate import RBFInterpolator

from geodata.errors import RasterError

Floats = NDArray[np.float64]

_WGS84 = Geod(ellps="WGS84")
_HALF_STEP_PX = 0.5
_NEWTON_STEPS = 30
_SETTLED_PX = 1e-6
_NEIGHBOURS = 150  # more points than that and the plate is bent by the nearest ones only
MIN_POINTS = 4


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
        to_wgs84 = Transformer.from_crs(self.crs, "EPSG:4326", always_xy=True)
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
    """A picture with control points: a thin plate through all of them, never an affine fit.

    points_px (P, 2) and points_lonlat (P, 2), at least 4. Longitudes are counted on from the first
    point, so that 180 degrees is no border.
    """

    points_px: Floats
    points_lonlat: Floats
    _plate: RBFInterpolator = field(init=False)
    _back: RBFInterpolator = field(init=False)

    def __post_init__(self) -> None:
        if len(self.points_px) < MIN_POINTS:
            raise RasterError(
                f"it has {len(self.points_px)} control points; {MIN_POINTS} are needed"
            )
        near = _NEIGHBOURS if len(self.points_px) > _NEIGHBOURS else None
        turned = self._turned(self.points_lonlat)
        try:
            plate = RBFInterpolator(self.points_px, turned, neighbors=near)
            back = RBFInterpolator(turned, self.points_px, neighbors=near)
        except (ValueError, np.linalg.LinAlgError) as exc:
            raise RasterError("its control points coincide or lie on one line") from exc
        object.__setattr__(self, "_plate", plate)
        object.__setattr__(self, "_back", back)

    def lonlat(self, px: ArrayLike) -> Floats:
        """(N, 2) WGS84 longitude, latitude."""
        points = _pairs(px)
        if not len(points):
            return points
        lonlat = self._plate(points)
        lonlat[:, 0] = (lonlat[:, 0] + self.points_lonlat[0, 0] + 180.0) % 360.0 - 180.0
        return np.asarray(lonlat)

    def pixels(self, lonlat: ArrayLike) -> Floats:
        """(N, 2) pixels: Newton from the plate the other way round; NaN where it finds none."""
        places = _pairs(lonlat)
        px = np.full(places.shape, np.nan)
        known = np.isfinite(places).all(axis=1)
        if not known.any():
            return px
        target = self._turned(places[known])
        found = self._back(target)
        step = np.zeros_like(found)
        for _ in range(_NEWTON_STEPS):
            step = self._newton_step(found, target)
            found = found + step
            if np.abs(step).max() < _SETTLED_PX:
                break
        found[~(np.abs(step).max(axis=1) < 1e-3)] = np.nan
        px[known] = found
        return px

    def axes_m(self, px: ArrayLike) -> Floats:
        """(N, 2, 2) true metres to the east and to the north: [0] per column, [1] per row."""
        return _axes_m(self, px)

    def spacing_m(self, px: ArrayLike) -> Floats:
        """(N, 2) true metres from one column and one row to the next."""
        return np.asarray(np.linalg.norm(self.axes_m(px), axis=2))

    def _turned(self, lonlat: Floats) -> Floats:
        lon = (lonlat[:, 0] - self.points_lonlat[0, 0] + 180.0) % 360.0 - 180.0
        return np.column_stack([lon, lonlat[:, 1]])

    def _newton_step(self, px: Floats, target: Floats) -> Floats:
        slopes = np.empty((len(px), 2, 2))
        for axis in (0, 1):
            nudge = np.zeros(2)
            nudge[axis] = _HALF_STEP_PX
            slopes[:, :, axis] = self._plate(px + nudge) - self._plate(px - nudge)
        miss = (target - self._plate(px))[:, :, None]
        return np.asarray(np.linalg.solve(slopes, miss)[:, :, 0])


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
