"""The picture of a polarisation: a GeoTIFF of 16-bit numbers with the grid as control points."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import rasterio
import rasterio.shutil
from numpy.typing import NDArray
from rasterio.control import GroundControlPoint
from rasterio.windows import Window

from simulator.satellite.safe.grid import Grid

CACHE_BYTES = 64 * 1024 * 1024  # GDAL's own, so that a whole scene is written in bounded memory
COG_BLOCK_PX = 512

Strip = tuple[int, NDArray[np.uint16]]  # its first row, and (rows, width) digital numbers


def write_picture(
    path: Path, shape_px: tuple[int, int], grid: Grid, strips: Iterable[Strip], is_cog: bool
) -> None:
    """Write (width, height) pixels strip by strip: plain strips, or a COG in deflate tiles.

    Raises OSError where the disk refuses.
    """
    plain = path.with_suffix(".part.tiff") if is_cog else path
    with rasterio.Env(GDAL_CACHEMAX=CACHE_BYTES):
        try:
            _write_plain(plain, shape_px, grid, strips)
            if is_cog:
                rasterio.shutil.copy(
                    plain,
                    path,
                    driver="COG",
                    compress="DEFLATE",
                    blocksize=COG_BLOCK_PX,
                    overview_resampling="NEAREST",
                    num_threads="2",
                )
        except rasterio.errors.RasterioError as exc:
            raise OSError(f"cannot write {path}: {exc}") from exc
        finally:
            if is_cog:
                plain.unlink(missing_ok=True)


def _write_plain(
    path: Path, shape_px: tuple[int, int], grid: Grid, strips: Iterable[Strip]
) -> None:
    width, height = shape_px
    points = [
        GroundControlPoint(row=one.line, col=one.pixel, x=one.lon, y=one.lat, z=0.0)
        for one in grid.points
    ]
    with rasterio.open(
        path, "w", driver="GTiff", dtype="uint16", count=1, width=width, height=height,
        gcps=points, crs="EPSG:4326",
    ) as picture:  # fmt: skip
        for first, rows in strips:
            picture.write(rows, 1, window=Window(0, first, width, len(rows)))
