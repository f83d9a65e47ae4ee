"""Small pictures on the disk as a test wants them."""

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.errors import NotGeoreferencedWarning

UTM = {"crs": "EPSG:32652", "transform": Affine(10.0, 0.0, 399_960.0, 0.0, -10.0, 3_900_000.0)}
MERCATOR = {
    "crs": "EPSG:3857",
    "transform": Affine(10.0, 0.0, 14_400_000.0, 0.0, -10.0, 4_100_000.0),
}
BANDS = ("B02", "B03", "B04", "B08")
WATER = np.array([0.05, 0.045, 0.03, 0.02])
SHIP = np.array([0.14, 0.13, 0.14, 0.16])


def save(path: Path, pixels: NDArray[Any], **more: Any) -> Path:
    """pixels: (bands, rows, columns)."""
    names = more.pop("names", None)
    size = {"count": len(pixels), "height": pixels.shape[1], "width": pixels.shape[2]}
    driver = {"driver": more.pop("driver", "GTiff"), "dtype": pixels.dtype}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with rasterio.open(path, "w", **driver, **size, **more) as file:
            file.write(pixels)
            if names:
                file.descriptions = names
    return path


def radar_sea(
    shape: tuple[int, int], ships: list[tuple[int, int]], seed: int = 2
) -> NDArray[np.uint16]:
    """(rows, columns) amplitudes of four looks, with bright ships of 10 x 4 pixels that begin at
    (column, row)."""
    rng = np.random.default_rng(seed)
    sea = np.sqrt(rng.gamma(4.4, 1.0 / 4.4, shape)) * 90.0
    for column, row in ships:
        sea[row : row + 4, column : column + 10] = 1500.0
    return np.rint(sea).astype(np.uint16)


def optical_sea(
    shape: tuple[int, int], ships: list[tuple[int, int]], seed: int = 0
) -> NDArray[np.uint16]:
    """(4, rows, columns) digital numbers of a product, with ships of 24 x 4 pixels."""
    waves = np.random.default_rng(seed).normal(0.0, 0.0015, (1, *shape))
    light = WATER[:, None, None] + waves
    for column, row in ships:
        light[:, row : row + 4, column : column + 24] = SHIP[:, None, None]
    return np.rint(light * 10_000.0).astype(np.uint16)
