"""The sea round every pixel, and how far a pixel is from being water, foam or glint.

Sea, sky mirrored in it, foam and sun glint lie on one line in colour space: from the local sea's
colour towards white. What floats on it is darker than the water, or of another hue than that line,
in at least some of its parts; so a pixel is judged by how far it is from the line, not from the sea.
Channels: brightness, red less blue, green less magenta (`opponent` in the kernels).
"""

from __future__ import annotations

from typing import cast

import cv2
import numba
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Image = NDArray[np.float32]
Mask = NDArray[np.bool_]

TILE_PX = 16
_WIDE, _FLAT = 9, 1  # tiles to each side along a row: wider than the largest ship
_TALL, _SLIM = 5, 1  # tiles up and down a column: higher than the largest ship
# 8-bit video has about this noise in each channel however calm the sea is.
_LEAST_SIGMA = np.array([2.0, 2.5, 2.0], dtype=np.float32)
_WHITE = np.float32(245.0)  # brightness of foam in full light
# Sunlight on water and foam is warmer than white: this share of the extra brightness is its due.
_WARM = np.float32(0.10)


def strength_map(pixels: Pixels, sea: Mask) -> Image:
    """How far each RGB pixel is from water, foam and glint, in sigmas of the local sea; >= 0.

    `pixels` (rows, columns, 3); 0 where `sea` is False.
    """
    mean, sigma = _tile_statistics(pixels, sea)
    mean = _smooth(mean, additive=True)
    sigma = np.maximum(_smooth(sigma, additive=False), _LEAST_SIGMA)
    return cast(Image, _distance(pixels, sea, mean, cast(Image, 1.0 / sigma)))


def shrunk(pixels: Pixels, factor: int) -> Pixels:
    """The picture at 1/factor of its size, each pixel the mean of those it replaces."""
    size = (max(1, pixels.shape[1] // factor), max(1, pixels.shape[0] // factor))
    return cast(Pixels, cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _tile_statistics(pixels: Pixels, sea: Mask) -> tuple[Image, Image]:
    """Mean and deviation of each tile's sea in the three channels; NaN with too little sea.

    What stands out in brightness is taken out twice: whitecaps and vessels are not the sea.
    """
    rows = max(1, pixels.shape[0] // TILE_PX)
    columns = max(1, pixels.shape[1] // TILE_PX)
    mean = np.full((rows, columns, 3), np.nan, np.float32)
    sigma = np.full((rows, columns, 3), np.nan, np.float32)
    for row in range(rows):
        y0, y1 = row * pixels.shape[0] // rows, (row + 1) * pixels.shape[0] // rows
        for column in range(columns):
            x0 = column * pixels.shape[1] // columns
            x1 = (column + 1) * pixels.shape[1] // columns
            low, high = -1.0, 256.0
            for _ in range(3):
                count = 0
                s0 = s1 = s2 = q0 = q1 = q2 = 0.0
                for y in range(y0, y1):
                    for x in range(x0, x1):
                        if not sea[y, x]:
                            continue
                        r, g, b = float(pixels[y, x, 0]), float(pixels[y, x, 1]), float(pixels[y, x, 2])
                        light = (r + g + b) / 3.0
                        if light < low or light > high:
                            continue
                        hue, green = r - b, g - (r + b) / 2.0
                        count += 1
                        s0 += light
                        s1 += hue
                        s2 += green
                        q0 += light * light
                        q1 += hue * hue
                        q2 += green * green
                if 5 * count < (y1 - y0) * (x1 - x0):
                    break
                m0, m1, m2 = s0 / count, s1 / count, s2 / count
                d0 = np.sqrt(max(q0 / count - m0 * m0, 0.0))
                mean[row, column, 0], mean[row, column, 1], mean[row, column, 2] = m0, m1, m2
                sigma[row, column, 0] = d0
                sigma[row, column, 1] = np.sqrt(max(q1 / count - m1 * m1, 0.0))
                sigma[row, column, 2] = np.sqrt(max(q2 / count - m2 * m2, 0.0))
                reach = 2.5 * max(d0, 1.0)
                low, high = m0 - reach, m0 + reach
    return mean, sigma


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _distance(pixels: Pixels, sea: Mask, mean: Image, weight: Image) -> Image:
    height, width = sea.shape
    out = np.zeros((height, width), np.float32)
    rows, columns = mean.shape[:2]
    for y in range(height):
        v = min(max((y + 0.5) * rows / height - 0.5, 0.0), rows - 1.0)
        r0 = min(int(v), max(rows - 2, 0))
        r1 = min(r0 + 1, rows - 1)
        fv = np.float32(v - r0)
        for x in range(width):
            if not sea[y, x]:
                continue
            u = min(max((x + 0.5) * columns / width - 0.5, 0.0), columns - 1.0)
            c0 = min(int(u), max(columns - 2, 0))
            c1 = min(c0 + 1, columns - 1)
            fu = np.float32(u - c0)
            w00, w01 = (1 - fv) * (1 - fu), (1 - fv) * fu
            w10, w11 = fv * (1 - fu), fv * fu
            m0 = w00 * mean[r0, c0, 0] + w01 * mean[r0, c1, 0]
            m0 += w10 * mean[r1, c0, 0] + w11 * mean[r1, c1, 0]
            m1 = w00 * mean[r0, c0, 1] + w01 * mean[r0, c1, 1]
            m1 += w10 * mean[r1, c0, 1] + w11 * mean[r1, c1, 1]
            m2 = w00 * mean[r0, c0, 2] + w01 * mean[r0, c1, 2]
            m2 += w10 * mean[r1, c0, 2] + w11 * mean[r1, c1, 2]
            red = np.float32(pixels[y, x, 0])
            green = np.float32(pixels[y, x, 1])
            blue = np.float32(pixels[y, x, 2])
            light = (red + green + blue) / np.float32(3.0)
            change = light - m0
            if change > 0.0:  # on the way to white both colour differences go to none
                share = 1 - min(change / max(_WHITE - m0, np.float32(1.0)), np.float32(1.0))
                spare, dark = _WARM * change, np.float32(0.0)
            else:  # less light of the same hue
                share = light / max(m0, np.float32(1.0))
                spare, dark = np.float32(0.0), change
            d1 = max(abs(red - blue - share * m1) - spare, np.float32(0.0))
            d2 = max(abs(green - (red + blue) / 2 - share * m2) - spare, np.float32(0.0))
            e0 = dark * weight[(r0 if fv < 0.5 else r1), (c0 if fu < 0.5 else c1), 0]
            e1 = d1 * weight[(r0 if fv < 0.5 else r1), (c0 if fu < 0.5 else c1), 1]
            e2 = d2 * weight[(r0 if fv < 0.5 else r1), (c0 if fu < 0.5 else c1), 2]
            out[y, x] = np.sqrt(e0 * e0 + e1 * e1 + e2 * e2)
    return out


def _smooth(tiles: Image, *, additive: bool) -> Image:
    """What is common along the row, then what is left common along the column.

    The first takes the fall of brightness with range, the second a path of glint towards the sun;
    a ship is too small for either. Tiles without sea get the value of the sea beside them.
    """
    along = _median_around(tiles, _FLAT, _WIDE)
    rest = tiles - along if additive else cast(Image, tiles / np.maximum(along, 1e-3))
    down = _median_around(rest, _TALL, _SLIM)
    down = np.where(np.isnan(down), 0.0 if additive else 1.0, down)
    both = along + down if additive else along * down
    return _fill(both.astype(np.float32))


def _median_around(tiles: Image, half_rows: int, half_columns: int) -> Image:
    """Median of the tiles in a window round each tile, leaving out NaN; NaN when all are."""
    window = (2 * half_rows + 1, 2 * half_columns + 1)
    pad = ((half_rows, half_rows), (half_columns, half_columns), (0, 0))
    padded = np.pad(tiles, pad, constant_values=np.nan)
    views = np.lib.stride_tricks.sliding_window_view(padded, window, axis=(0, 1))
    values = np.sort(views.reshape(*tiles.shape, -1), axis=-1)  # NaN goes last
    count = np.count_nonzero(~np.isnan(values), axis=-1, keepdims=True)
    low = np.take_along_axis(values, np.maximum(count - 1, 0) // 2, axis=-1)
    high = np.take_along_axis(values, count // 2, axis=-1)  # windows are odd: always in range
    middle = np.where(count % 2 == 1, low, (low + high) / 2.0)
    return cast(Image, np.where(count > 0, middle, np.nan)[..., 0])


def _fill(tiles: Image) -> Image:
    """Tiles that are NaN filled from their row, or from all, so that borders interpolate well."""
    known = ~np.isnan(tiles[..., 0])
    if not known.any():
        return np.zeros_like(tiles)
    filled = tiles.copy()
    overall = np.nanmedian(tiles, axis=(0, 1))
    for row in range(len(tiles)):
        line = known[row]
        filled[row, ~line] = np.nanmedian(tiles[row], axis=0) if line.any() else overall
    return filled
