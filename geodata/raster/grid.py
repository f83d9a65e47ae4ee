"""What says where the pixels of a file lie, and whether those of two files lie alike."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from geodata.errors import RasterError
from geodata.raster.georeference import (
    Georeference,
    MapGeoref,
    PointsGeoref,
    moved,
    parsed_crs,
)
from geodata.raster.tiff import TiffRows

_SAME_GRID_PX = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """What files of one scene must have in common. shape: (rows, columns).

    points: (P, 4) column, row, x, y of the control points. crs, points_crs: WKT; None without.
    """

    shape: tuple[int, int]
    dtype: np.dtype[np.generic]
    affine: Affine
    crs: str | None
    points: NDArray[np.float64]
    points_crs: str | None

    @classmethod
    def of(cls, tiff: TiffRows) -> "Grid":
        """Of an open file. Raises RasterError for pixels of no size."""
        dataset = tiff.dataset
        affine = dataset.transform
        if affine.is_degenerate or not np.isfinite(tuple(affine)[:6]).all():
            raise RasterError(f"{tiff.name}: its pixels have no size on the map: save it anew")
        points, points_crs = dataset.gcps
        rows = [[p.col, p.row, p.x, p.y] for p in points]
        return cls(
            tiff.shape,
            tiff.dtype,
            affine,
            dataset.crs.to_wkt() if dataset.crs else None,
            np.array(rows, np.float64).reshape(-1, 4),
            points_crs.to_wkt() if points_crs else None,
        )

    @property
    def is_placed(self) -> bool:
        """Whether it says anything of the ground."""
        if len(self.points) and self.points_crs:
            return True
        return self.crs is not None and self.affine != Affine.identity()

    def georef(self, file: Path) -> Georeference | None:
        """None where it says nothing of the ground. Raises RasterError, naming the file."""
        if not self.is_placed:
            return None
        try:
            if len(self.points) and self.points_crs:
                to_wgs84 = MapGeoref(Affine.identity(), parsed_crs(self.points_crs))
                return PointsGeoref(self.points[:, :2], to_wgs84.lonlat(self.points[:, 2:]))
            return MapGeoref(self.affine, parsed_crs(self.crs or ""))
        except RasterError as exc:
            raise RasterError(f"{file}: {exc}") from exc

    def difference(self, other: "Grid") -> str | None:
        """In what another grid differs, in words; None: they are one."""
        if self.shape != other.shape:
            return "size"
        if self.dtype != other.dtype:
            return "kind of numbers"
        if self.crs != other.crs:
            return "reference system"
        same_points = self.points.shape == other.points.shape
        if not same_points or not np.allclose(self.points, other.points):
            return "control points"
        corner = np.array([[0, 0], [other.shape[1], other.shape[0]]], float)
        back = moved(~self.affine, moved(other.affine, corner))
        return "place on the map" if np.abs(back - corner).max() > _SAME_GRID_PX else None
