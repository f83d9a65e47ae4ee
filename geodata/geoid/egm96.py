"""EGM96, the geoid of 1996, at every quarter of a degree; see the card beside the grid."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import ArrayLike, NDArray
from rasterio.io import MemoryFile

from geodata.errors import RasterError

Floats = NDArray[np.float64]

GRID = "egm96_15.tif"
SHA256 = "bc8754106a610abc4242fe43d6b18dc0be7b67dcf326df4da0c622305cca3e04"
STEP_DEG = 0.25
ROWS, COLUMNS = 721, 1440  # from the north pole to the south pole, from 180 W to 179.75 E
_DECIMETRE_M = 0.1


def geoid_m(lonlat: ArrayLike) -> Floats:
    """(N,) metres of the mean sea above the ellipsoid at places (N, 2), between the four nodes
    round each; NaN where a place is not finite. Any longitude, latitudes in [-90, 90].

    Good to about half a metre, of which 0.1 m come from the grid; tides and the sea's own slopes
    (a metre or two) are not in it. Raises RasterError when the grid is not the one that was
    shipped.

    >>> round(float(geoid_m([[139.75, 35.5]])[0]))
    36
    """
    lon, lat = np.asarray(lonlat, np.float64).reshape(-1, 2).T
    known = np.isfinite(lon) & np.isfinite(lat)
    across = np.where(known, (lon + 180.0) % 360.0, 0.0) / STEP_DEG
    down = np.clip(np.where(known, 90.0 - lat, 0.0) / STEP_DEG, 0.0, ROWS - 1.0)
    row = np.minimum(down.astype(np.int64), ROWS - 2)
    column = across.astype(np.int64)
    left, right = column % COLUMNS, (column + 1) % COLUMNS
    x, y = across - column, down - row
    grid = _grid()
    upper = grid[row, left] * (1.0 - x) + grid[row, right] * x
    lower = grid[row + 1, left] * (1.0 - x) + grid[row + 1, right] * x
    return np.where(known, (upper * (1.0 - y) + lower * y) * _DECIMETRE_M, np.nan)


@lru_cache(maxsize=1)
def _grid() -> NDArray[np.int16]:
    """(ROWS, COLUMNS) decimetres; a changed grid would move every vessel and is refused."""
    content = files("geodata.geoid").joinpath(GRID).read_bytes()
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise RasterError(f"{GRID} is not the geoid that was shipped: install the package again")
    with MemoryFile(content) as memory, memory.open() as tiff:
        grid: NDArray[np.int16] = tiff.read(1)
    return grid
