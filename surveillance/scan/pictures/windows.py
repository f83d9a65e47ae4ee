"""Windows of a picture, to be shown: radar bands one by one, optical ones in their colours."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from geodata import sentinel2
from geodata.raster.scene import Raster

Corners = NDArray[np.int64]
Strips = Iterator[tuple[int, NDArray[np.generic]]]

COLOURS = ("B04", "B03", "B02")
_NEAR_INFRARED = "B08"


def picture_windows(
    scene: Raster | sentinel2.Product,
) -> Callable[[Corners, int], Mapping[str, NDArray[np.generic]]]:
    """From corners (N, 2) and a side: windows (N, side, side), or (N, side, side, 3) in colours.

    0 beyond the picture. Raises ProductError, RasterError for a picture that is cut off.
    """
    names: tuple[str, ...] = (*COLOURS, _NEAR_INFRARED)
    if isinstance(scene, Raster) and not set(names) <= set(scene.band_names):
        names = scene.band_names[:2]

    def windows(corners: Corners, side_px: int) -> dict[str, NDArray[np.generic]]:
        strips = scene.strips(names=names)
        cut = cut_out(strips, corners, side_px, len(names))
        if len(names) == len(COLOURS) + 1:
            return {"colours": np.moveaxis(cut[:, :3], 1, -1), _NEAR_INFRARED: cut[:, 3]}
        return {name: cut[:, n] for n, name in enumerate(names)}

    return windows


def cut_out(strips: Strips, corners: Corners, side_px: int, bands: int) -> NDArray[np.generic]:
    """(N, bands, side, side) of strips (first row, (bands, rows, columns)) without overlap."""
    cut: NDArray[np.generic] | None = None
    for first, pixels in strips:
        if cut is None:
            cut = np.zeros((len(corners), bands, side_px, side_px), pixels.dtype)
        for n, (left, top) in enumerate(np.asarray(corners).tolist()):
            own = _overlap(left, side_px, 0, pixels.shape[2])
            down = _overlap(top, side_px, first, pixels.shape[1])
            if own and down:
                part = pixels[:, down[0] - first : down[1] - first, own[0] : own[1]]
                cut[n, :, down[0] - top : down[1] - top, own[0] - left : own[1] - left] = part
    assert cut is not None  # a picture has rows
    return cut


def _overlap(begin: int, side: int, first: int, count: int) -> Sequence[int] | None:
    low, high = max(begin, first), min(begin + side, first + count)
    return (low, high) if low < high else None
