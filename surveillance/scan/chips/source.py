"""Where the pixels of chips come from: each kind of scene gives windows by name."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from geodata import sentinel1, sentinel2
from geodata.raster.scene import Raster
from geodata.raster.windows import cut_windows
from surveillance.scan.chips.writing import Windows
from surveillance.scan.printable import printable

COLOURS = ("B04", "B03", "B02")  # red, green, blue
_MOST_PANELS = 3
_STRIP_ROWS = 1024


def radar_windows(product: sentinel1.Product) -> Windows:
    """All polarisations of a product, as they lie in its files."""

    def windows(corners: NDArray[np.int64], side_px: int) -> dict[str, NDArray[np.generic]]:
        return {name: product.windows(name, corners, side_px) for name in product.polarisations}

    return windows


def picture_windows(scene: sentinel2.Product | Raster) -> Windows:
    """The three colours in one panel where the scene has them, else its first bands."""

    def windows(corners: NDArray[np.int64], side_px: int) -> dict[str, NDArray[np.generic]]:
        names = _shown(scene)
        cut = cut_windows(_strips(scene, names), corners, side_px)
        if names == COLOURS:
            return {" ".join(names): np.moveaxis(cut, 1, -1)}
        return {printable(name): cut[:, n] for n, name in enumerate(names)}

    return windows


def _shown(scene: sentinel2.Product | Raster) -> tuple[str, ...]:
    if isinstance(scene, sentinel2.Product) or set(COLOURS) <= set(scene.band_names):
        return COLOURS
    return scene.band_names[:_MOST_PANELS]


def _strips(
    scene: sentinel2.Product | Raster, names: tuple[str, ...]
) -> Iterator[tuple[int, NDArray[np.generic]]]:
    if isinstance(scene, sentinel2.Product):
        yield from scene.strips(names, _STRIP_ROWS)
        return
    for first, pixels in scene.strips(names=names):
        yield first, np.where(scene.valid(pixels, names), pixels, pixels.dtype.type(0))
