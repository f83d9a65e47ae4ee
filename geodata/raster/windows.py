"""Small windows of a large picture, without reading the picture."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from geodata.raster.tiff import TiffRows


def read_windows(tiff: TiffRows, corners: NDArray[np.int64], side_px: int) -> NDArray[np.generic]:
    """(N, side, side) pixels of the first band; 0 where a window reaches beyond the picture.

    corners (N, 2): column and row of each window's first pixel, which may lie outside. Windows are
    read from the top of the picture down, whatever their order: packed files are not rewound.
    Raises RasterError where the file breaks off.
    """
    out = np.zeros((len(corners), side_px, side_px), tiff.dtype.newbyteorder("="))
    rows, columns = tiff.shape
    first = np.maximum(corners, 0)
    last = np.minimum(corners + side_px, (columns, rows))
    inside = np.flatnonzero((first < last).all(axis=1))
    order = inside[np.lexsort((first[inside, 0], first[inside, 1]))]
    boxes = [(*first[n].tolist(), *last[n].tolist()) for n in order]
    for n, pixels in zip(order, tiff.read_boxes(boxes), strict=True):
        column, row = first[n] - corners[n]
        out[n, row : row + pixels.shape[0], column : column + pixels.shape[1]] = pixels
    return out


def cut_windows(
    strips: Iterable[tuple[int, NDArray[np.generic]]], corners: NDArray[np.int64], side_px: int
) -> NDArray[np.generic]:
    """(N, B, side, side) pixels; 0 where a window reaches beyond the picture.

    strips: (first row, (B, rows, columns)) of the whole picture, for what is packed so that it is
    read from top to bottom anyhow. corners as in `read_windows`.
    """
    out = np.zeros((len(corners), 0, side_px, side_px))
    for first, pixels in strips:
        bands, rows, columns = pixels.shape
        if not out.shape[1]:
            out = np.zeros((len(corners), bands, side_px, side_px), pixels.dtype)
        begins = np.maximum(corners[:, 1], first)
        ends = np.minimum(corners[:, 1] + side_px, first + rows)
        for n in np.flatnonzero(begins < ends):
            column, row = (int(v) for v in corners[n])
            left, right = max(column, 0), min(column + side_px, columns)
            if left < right:
                part = pixels[:, begins[n] - first : ends[n] - first, left:right]
                out[n, :, begins[n] - row : ends[n] - row, left - column : right - column] = part
    return out
