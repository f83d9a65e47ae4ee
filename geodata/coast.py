"""Land and the distance to its shore."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from affine import Affine
from numpy.typing import ArrayLike, NDArray
from rasterio.features import rasterize
from scipy.ndimage import distance_transform_edt, map_coordinates
from shapely.geometry import Point, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from geodata.errors import CoastError
from geodata.position import Floats, LocalFrame, LonLat
from geodata.vectors import Bounds, Source

__all__ = ["Bounds", "Land", "ShoreGrid", "check_land", "read_land"]

MAX_CELLS = 40_000_000


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
    return Land(shapely.union_all(polygons))


@dataclass(frozen=True, slots=True)
class ShoreGrid:
    """Signed distance to the shore on a raster in local metres: positive at sea, negative on land.

    distance: float32 (rows, columns), row 0 in the south; a value belongs to its cell's middle.
    Good to about one cell. Outside the raster the value of the nearest edge cell is given, less
    than the truth, so callers choose bounds that hold what they ask.
    """

    distance: NDArray[np.float32]
    west_m: float
    south_m: float
    cell_m: float

    @classmethod
    def build(cls, land_m: BaseGeometry, bounds_m: Bounds, cell_m: float) -> "ShoreGrid":
        """Raster over west, south, east, north (metres) of land in metres of the same frame."""
        west, south, east, north = bounds_m
        rows = max(2, int(np.ceil((north - south) / cell_m)))
        columns = max(2, int(np.ceil((east - west) / cell_m)))
        if rows * columns > MAX_CELLS:
            raise CoastError(f"shore raster of {rows} x {columns} cells is too large: widen cell_m")
        if land_m.is_empty:
            far = np.full((rows, columns), np.hypot(east - west, north - south), np.float32)
            return cls(far, west, south, cell_m)
        transform = Affine(cell_m, 0.0, west, 0.0, -cell_m, south + rows * cell_m)
        land = rasterize([land_m], out_shape=(rows, columns), transform=transform)[::-1] > 0
        sea_m = distance_transform_edt(~land) if land.any() else np.full(land.shape, np.inf)
        inland_m = distance_transform_edt(land)
        # distances run between cell middles: the shore itself lies half a cell before the first
        signed = np.where(land, -(inland_m - 0.5), sea_m - 0.5) * cell_m
        limit = np.hypot(east - west, north - south)
        return cls(np.minimum(signed, limit).astype(np.float32), west, south, cell_m)

    def distance_m(self, east_m: ArrayLike, north_m: ArrayLike) -> Floats:
        """Signed distance at points, bilinear, same shape as given."""
        east, north = np.broadcast_arrays(
            np.asarray(east_m, np.float64), np.asarray(north_m, np.float64)
        )
        column = (east.ravel() - self.west_m) / self.cell_m - 0.5
        row = (north.ravel() - self.south_m) / self.cell_m - 0.5
        found = map_coordinates(self.distance, [row, column], order=1, mode="nearest")
        return np.asarray(found, np.float64).reshape(east.shape)

    def nearest_m(self, east_m: Floats, north_m: Floats) -> NDArray[np.float32]:
        """Signed distance of the cell that holds each point: several times faster than bilinear."""
        rows, columns = self.distance.shape
        column = ((east_m - self.west_m) * (1.0 / self.cell_m)).astype(np.intp)
        row = ((north_m - self.south_m) * (1.0 / self.cell_m)).astype(np.intp)
        np.clip(column, 0, columns - 1, out=column)
        np.clip(row, 0, rows - 1, out=row)
        return self.distance[row, column]
