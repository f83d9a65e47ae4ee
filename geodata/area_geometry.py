"""What a geometry of an area file must be, each fault named with its place."""

import numpy as np
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from geodata.errors import AreaError, GeodataError
from geodata.position import LocalFrame, LonLat

LEAST_WIDTH_M = 1.0
WIDE = ("area", "fence", "watched")  # what a vehicle, or a vessel, has to be inside of
SHAPES: dict[str, tuple[str, ...]] = {
    "area": ("Polygon", "LineString"),
    "fence": ("Polygon",),
    "nofly": ("Polygon", "Point"),
    "watched": ("Polygon",),
    "land": ("Polygon", "MultiPolygon"),
    "home": ("Point",),
    "rally": ("Point",),
}


def check_geometry(kind: str, geometry: BaseGeometry, where: str) -> None:
    """Raises AreaError unless a geometry (lon/lat) fits its kind; `where` begins the message."""
    if geometry.geom_type not in SHAPES[kind] or geometry.is_empty:
        wanted = " or ".join(SHAPES[kind])
        raise AreaError(f"{where} ({kind}) is a {geometry.geom_type}; it must be a {wanted}")
    for lon, lat in shapely.get_coordinates(geometry):
        try:
            LonLat(float(lon), float(lat))
        except GeodataError as exc:
            raise AreaError(f"{where} ({kind}): {exc}") from exc
    _check_antimeridian(kind, geometry, where)
    if not geometry.is_valid:
        why = explain_validity(geometry)
        raise AreaError(f"{where} ({kind}) is not a simple ring: {why} (lon lat): redraw it there")
    if kind in WIDE and isinstance(geometry, Polygon):
        _check_width(kind, geometry, where)


def _check_antimeridian(kind: str, geometry: BaseGeometry, where: str) -> None:
    places = shapely.get_coordinates(geometry)
    jumps = np.flatnonzero(np.abs(np.diff(places[:, 0])) > 180.0)
    if len(jumps):
        lon, lat = places[jumps[0]]
        raise AreaError(
            f"{where} ({kind}) crosses the antimeridian after {lon:.5f},{lat:.5f}: an area lies on"
            " one side of it: draw one for each side"
        )


def _check_width(kind: str, polygon: Polygon, where: str) -> None:
    lon, lat = (float(value) for value in shapely.get_coordinates(polygon)[0])
    shape = LocalFrame(LonLat(lon, lat)).geometry_to_metres(polygon)
    width_m = 2.0 * shape.area / shape.length  # of a long strip with this area and outline
    if width_m < LEAST_WIDTH_M:
        raise AreaError(
            f"{where} ({kind}) at {lon:.5f},{lat:.5f} is {width_m:.2g} m wide; least"
            f" {LEAST_WIDTH_M:g} m: its corners lie on one line or in one place: redraw it"
        )
