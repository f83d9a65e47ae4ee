"""The distance to the shore on a raster: for whole pictures, where polygons are too slow."""

from dataclasses import dataclass

import numpy as np
from affine import Affine
from numpy.typing import ArrayLike, NDArray
from rasterio.features import rasterize
from scipy.ndimage import distance_transform_edt, map_coordinates
from shapely.geometry.base import BaseGeometry

from geodata.errors import CoastError
from geodata.position import Floats
from geodata.vectors import Bounds

MAX_CELLS = 40_000_000


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
