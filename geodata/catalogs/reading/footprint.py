"""Outlines of products as catalogues write them, believed only when they are outlines."""

import re
from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry

from geodata.errors import OfferRefused

_MOST_CORNERS = 20_000
_MOST_ASKED = 60
_LONGEST_WKT = 1_000_000
# what cannot be made a geometry raises one of these, by what is wrong with it
_ODD = (TypeError, ValueError, KeyError, IndexError, AttributeError, OverflowError,
        shapely.errors.ShapelyError)  # fmt: skip


def from_geojson(geometry: object) -> Polygon | MultiPolygon:
    """The outline of a GeoJSON geometry, lon/lat. Raises OfferRefused."""
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise OfferRefused("the footprint is not a polygon")
    try:
        return _believed(shape(geometry))
    except _ODD as exc:
        raise OfferRefused(f"the footprint is not a polygon: {str(exc)[:100]}") from exc


def from_wkt(text: object) -> Polygon | MultiPolygon:
    """The outline of a well-known text, lon/lat. Raises OfferRefused."""
    if not isinstance(text, str) or len(text) > _LONGEST_WKT:
        raise OfferRefused("the footprint is not a polygon")
    try:
        return _believed(shapely.from_wkt(text))
    except _ODD as exc:
        raise OfferRefused(f"the footprint is not a polygon: {str(exc)[:100]}") from exc


def from_latlon_text(text: str) -> Polygon | MultiPolygon:
    """The outline of a SAFE manifest: latitudes and longitudes in turn. Raises OfferRefused.

    >>> from_latlon_text("34.0,130.0 34.0,131.0 35.0,131.0").bounds
    (130.0, 34.0, 131.0, 35.0)
    """
    numbers = re.split(r"[\s,]+", text.strip())
    try:
        pairs = np.array([float(n) for n in numbers], np.float64).reshape(-1, 2)
        return from_corners(pairs[:, ::-1].tolist())
    except ValueError as exc:
        raise OfferRefused(f"the footprint is not a polygon: {str(exc)[:100]}") from exc


def from_corners(lonlat: Sequence[Sequence[float]]) -> Polygon | MultiPolygon:
    """The outline of (lon, lat) corners in order; one that goes over 180 degrees is cut there.

    Raises OfferRefused.
    """
    corners = np.asarray(lonlat, np.float64)
    try:
        if np.ptp(corners[:, 0]) > 180.0:  # no scene is so wide: it lies across the date line
            corners[:, 0] = np.where(corners[:, 0] < 0.0, corners[:, 0] + 360.0, corners[:, 0])
            east, west = shapely.box(0, -90, 180, 90), shapely.box(180, -90, 360, 90)
            whole = Polygon(corners)
            beyond = shapely.transform(whole & west, lambda xy: xy - [360.0, 0.0])
            return _believed(shapely.union(whole & east, beyond))
        return _believed(Polygon(corners))
    except _ODD as exc:
        raise OfferRefused(f"the footprint is not a polygon: {str(exc)[:100]}") from exc


def wide(area: Polygon) -> Polygon:
    """The area, or one round it with few enough corners to be part of an address."""
    for ring in (Polygon(area.exterior), shapely.convex_hull(area)):
        if isinstance(ring, Polygon) and len(ring.exterior.coords) <= _MOST_ASKED:
            return ring
    return shapely.box(*area.bounds)


def _believed(geometry: BaseGeometry) -> Polygon | MultiPolygon:
    if shapely.get_num_coordinates(geometry) > _MOST_CORNERS:
        raise OfferRefused(f"the footprint has more than {_MOST_CORNERS} corners")
    west, south, east, north = geometry.bounds if not geometry.is_empty else (np.nan,) * 4
    if not (-180.0 <= west <= east <= 180.0 and -90.0 <= south <= north <= 90.0):
        raise OfferRefused("the footprint is empty or leaves the globe (longitude first)")
    flat = shapely.force_2d(geometry)
    mended = flat if flat.is_valid else shapely.make_valid(flat)
    parts = [p for p in shapely.get_parts(mended, return_index=False) if isinstance(p, Polygon)]
    if not parts or sum(p.area for p in parts) <= 0.0:
        raise OfferRefused("the footprint has no area")
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)
