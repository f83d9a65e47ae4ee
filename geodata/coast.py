"""Land polygons, and how far a place is from them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import Point, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from geodata.errors import CoastError
from geodata.position import LocalFrame, LonLat
from geodata.vectors import Bounds, Source

__all__ = ["Bounds", "Land", "check_land", "read_land", "solid"]

THIN_DEG = 1e-7  # about a centimetre
SPIT_DEG = 1e-6  # about 0.1 m: half the width that a thin spit is given


@dataclass(frozen=True, slots=True)
class Land:
    """Land as polygons in lon/lat (shape is a Polygon or MultiPolygon, perhaps empty)."""

    shape: BaseGeometry

    def clip(self, bounds: Bounds) -> "Land":
        """The land within west, south, east, north (degrees)."""
        return Land(shapely.intersection(self.shape, box(*bounds)))

    def in_metres(self, frame: LocalFrame) -> BaseGeometry:
        """The land in the metres of a local frame."""
        return frame.geometry_to_metres(self.shape)

    def distance_m(self, place: LonLat) -> float | None:
        """Metres from a place to the nearest land, 0 on land; None when there is no land at all."""
        if self.shape.is_empty:
            return None
        here = LocalFrame(place)
        near = nearest_points(Point(place.lon, place.lat), self.shape)[1]
        # nearest in degrees is not nearest in metres: search again within the distance it gives
        reach = 2.0 * float(np.hypot(*here.point(LonLat(near.x, near.y)))) + 1.0
        lon, lat = here.to_lonlat([-reach, reach], [-reach, reach])
        around = self.clip((float(lon[0]), float(lat[0]), float(lon[1]), float(lat[1])))
        return float(around.in_metres(here).distance(Point(0.0, 0.0)))


def check_land(path: Path) -> None:
    """Raises CoastError for a file that read_land cannot read; reads its head only."""
    Source(path, "land", CoastError).reference_system()


def read_land(path: Path, near: Bounds | None = None) -> Land:
    """Land polygons of any vector file that GDAL reads (GeoJSON, shapefile, GeoPackage ...).

    near: west, south, east, north in degrees; only polygons that touch it are read.
    Raises CoastError for a file that is none, has no reference system or holds no polygon.
    """
    shapes = Source(path, "land", CoastError).table(near, columns=[]).geometry
    polygons = [
        g if g.is_valid else shapely.make_valid(g)
        for g in shapes
        if g is not None and g.geom_type in ("Polygon", "MultiPolygon")
    ]
    if not polygons and near is None:
        raise CoastError(f"{path} holds no polygon; land must be polygons, not coast lines")
    return Land(solid(shapely.union_all(polygons)))


def solid(shape: BaseGeometry) -> BaseGeometry:
    """Land (lon/lat) as polygons that nothing can get lost of.

    A spit drawn with hardly any width, or as a line there and back, is land all the same; rounding
    would make it vanish at the next step. It is given a width of 0.2 m.
    """
    parts = shapely.get_parts(shape)
    is_thin = shapely.get_dimensions(parts) < 2
    is_thin[~is_thin] = shapely.minimum_clearance(parts[~is_thin]) < THIN_DEG
    parts[is_thin] = shapely.buffer(parts[is_thin], SPIT_DEG, quad_segs=1)
    return shapely.union_all(parts)
