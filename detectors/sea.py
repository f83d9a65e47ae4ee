"""The sea round every pixel, and how far a pixel is from being water, foam or glint.

Sea, sky mirrored in it, foam and sun glint lie on one line in colour space: from the local sea's
colour towards white. What floats on it is darker than the water, or of another hue than that line,
in at least some of its parts; so a pixel is judged by how far it is from the line, not from the
sea. Channels: brightness, red less blue, green less magenta.
"""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from detectors.kernels import kernel

Pixels = NDArray[np.uint8]
Image = NDArray[np.float32]
Mask = NDArray[np.bool_]

TILE_ROWS, TILE_COLUMNS = 16, 32  # pixels
_FLAT = 1  # tiles up and down that count as the same row
_TALL, _SLIM = 5, 1  # tiles up and down a column: higher than the largest ship
# 8-bit video has about this noise in each channel however calm the sea is.
_LEAST_SIGMA = np.array([2.0, 2.5, 2.0], dtype=np.float32)
_WHITE = np.float32(245.0)  # brightness of foam in full light
# Sunlight on water and foam is warmer than white: this share of the extra brightness is its due.
_WARM = np.float32(0.10)
_LEAST_SHARE = 0.2  # of a tile that must be sea for the tile to count
_THIRD, _HALF = np.float32(1.0 / 3.0), np.float32(0.5)


def strength_map(pixels: Pixels, sea: Mask) -> Image:
    """How far each RGB pixel is from water, foam and glint, in sigmas of the local sea; >= 0.

    `pixels` (rows, columns, 3); 0 where `sea` is False.
    """
    mean, sigma = _tile_statistics(pixels, sea)
    mean = _smooth(mean, additive=True)
    sigma = np.maximum(_smooth(sigma, additive=False), _LEAST_SIGMA)
    size = (pixels.shape[1], pixels.shape[0])
    weight = cast(Image, cv2.resize(1.0 / sigma, size, interpolation=cv2.INTER_LINEAR))
    return _distance(pixels, sea, _grown(mean, size), weight)


def shrunk(pixels: Pixels, factor: int) -> Pixels:
    """The picture at 1/factor of its size, each pixel the mean of those it replaces."""
    size = (max(1, pixels.shape[1] // factor), max(1, pixels.shape[0] // factor))
    return cast(Pixels, cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))


@kernel
def _tile_statistics(pixels: Pixels, sea: Mask) -> tuple[Image, Image]:
    """Mean and deviation of each tile's sea in the three channels; NaN with too little sea.

    What stands out in brightness is taken out twice: whitecaps and vessels are not the sea.
    """
    rows = max(1, pixels.shape[0] // TILE_ROWS)
    columns = max(1, pixels.shape[1] // TILE_COLUMNS)
    mean = np.full((rows, columns, 3), np.nan, np.float32)
    sigma = np.full((rows, columns, 3), np.nan, np.float32)
    for row in range(rows):
        y0, y1 = row * pixels.shape[0] // rows, (row + 1) * pixels.shape[0] // rows
        for column in range(columns):
            x0 = column * pixels.shape[1] // columns
            x1 = (column + 1) * pixels.shape[1] // columns
            tile, own = pixels[y0:y1, x0:x1], sea[y0:y1, x0:x1]
            low, high = np.float32(-1.0), np.float32(256.0)
            for _ in range(3):
                count = _moments(tile, own, low, high, mean[row, column], sigma[row, column])
                if _LEAST_SHARE * tile.size / 3 > count:
                    mean[row, column], sigma[row, column] = np.nan, np.nan
                    break
                reach = np.float32(2.5) * max(sigma[row, column, 0], np.float32(1.0))
                low, high = mean[row, column, 0] - reach, mean[row, column, 0] + reach
    return mean, sigma


@kernel
def _moments(
    tile: Pixels, sea: Mask, low: np.float32, high: np.float32, mean: Image, sigma: Image
) -> int:
    """Count of sea pixels with a brightness in low..high; their mean and deviation are put out."""
    count = 0
    s0 = s1 = s2 = q0 = q1 = q2 = np.float32(0.0)
    for y in range(tile.shape[0]):
        for x in range(tile.shape[1]):
            red, green = np.float32(tile[y, x, 0]), np.float32(tile[y, x, 1])
            blue = np.float32(tile[y, x, 2])
            light = (red + green + blue) * _THIRD
            if sea[y, x] and low <= light <= high:
                hue, tint = red - blue, green - (red + blue) * _HALF
                count += 1
                s0, s1, s2 = s0 + light, s1 + hue, s2 + tint
                q0, q1, q2 = q0 + light * light, q1 + hue * hue, q2 + tint * tint
    share = np.float32(1.0) / np.float32(max(count, 1))
    mean[0], mean[1], mean[2] = s0 * share, s1 * share, s2 * share
    sigma[0] = np.sqrt(max(q0 * share - mean[0] ** 2, np.float32(0.0)))
    sigma[1] = np.sqrt(max(q1 * share - mean[1] ** 2, np.float32(0.0)))
    sigma[2] = np.sqrt(max(q2 * share - mean[2] ** 2, np.float32(0.0)))
    return count


@kernel
def _outside(value: np.float32, a: np.float32, b: np.float32, spare: np.float32) -> np.float32:
    """How far a value lies outside the span of a and b, less what is spare; 0 within."""
    return max(value - max(a, b) - spare, min(a, b) - value - spare, np.float32(0.0))


@kernel
def _distance(pixels: Pixels, sea: Mask, mean: Image, weight: Image) -> Image:
    """Sigmas from the line between the local sea's mean colour and white; all of one size."""
    out = np.zeros(sea.shape, np.float32)
    one, none = np.float32(1.0), np.float32(0.0)
    for y in range(sea.shape[0]):
        for x in range(sea.shape[1]):
            red, green = np.float32(pixels[y, x, 0]), np.float32(pixels[y, x, 1])
            blue = np.float32(pixels[y, x, 2])
            light = (red + green + blue) * _THIRD
            change = light - mean[y, x, 0]
            dark, spare = min(change, none), _WARM * max(change, none)
            # brighter: the colour differences fade towards white; darker: the trough of a wave
            # goes on along the same line, a shadow keeps the hue, dimmed; both are water
            fade = one - min(change / max(_WHITE - mean[y, x, 0], one), one)
            dim = min(light / max(mean[y, x, 0], one), fade)
            share = fade if change > none else dim
            hue, tint = red - blue, green - (red + blue) * _HALF
            e0 = dark * weight[y, x, 0]
            e1 = _outside(hue, share * mean[y, x, 1], fade * mean[y, x, 1], spare)
            e2 = _outside(tint, share * mean[y, x, 2], fade * mean[y, x, 2], spare)
            e1, e2 = e1 * weight[y, x, 1], e2 * weight[y, x, 2]
            out[y, x] = np.sqrt(e0 * e0 + e1 * e1 + e2 * e2) if sea[y, x] else none
    return out


def _grown(tiles: Image, size: tuple[int, int]) -> Image:
    """Tiles interpolated to a picture; beyond the middles of the outer tiles the slope goes on.

    Without that, the dark corners of a lens stand out from a sea that ends level.
    """
    padded = np.pad(tiles, ((1, 1), (1, 1), (0, 0)), mode="reflect", reflect_type="odd")
    scale = np.array([tiles.shape[1] / size[0], tiles.shape[0] / size[1]])
    shift = 0.5 * scale - 0.5 + 1.0
    matrix = np.column_stack([np.diag(scale), shift])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    grown = cv2.warpAffine(padded, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return cast(Image, grown)


def _smooth(tiles: Image, *, additive: bool) -> Image:
    """What is common along the row, then what is left common along the column.

    The first takes the fall of brightness with range, the second a path of glint towards the sun;
    a ship is too small for either. Tiles without sea get the value of the sea beside them.
    """
    along = _median_around(tiles, _FLAT, tiles.shape[1])
    rest = tiles - along if additive else cast(Image, tiles / np.maximum(along, 1e-3))
    down = _median_around(rest, _TALL, _SLIM)
    down = np.where(np.isnan(down), 0.0 if additive else 1.0, down)
    both = along + down if additive else along * down
    return _fill(both.astype(np.float32))


@kernel
def _insert(window: Image, count: int, value: np.float32) -> None:
    """Put a value into the sorted first `count` numbers: faster than a sort for some dozens."""
    place = count
    while place > 0 and window[place - 1] > value:
        window[place] = window[place - 1]
        place -= 1
    window[place] = value


@kernel
def _median_around(tiles: Image, half_rows: int, half_columns: int) -> Image:
    """Median of the tiles in a window round each tile, leaving out NaN; NaN when all are."""
    rows, columns, channels = tiles.shape
    out = np.full(tiles.shape, np.nan, np.float32)
    window = np.empty((2 * half_rows + 1) * (2 * half_columns + 1), np.float32)
    for row in range(rows):
        for column in range(columns):
            for channel in range(channels):
                count = 0
                for y in range(max(row - half_rows, 0), min(row + half_rows + 1, rows)):
                    for x in range(
                        max(column - half_columns, 0), min(column + half_columns + 1, columns)
                    ):
                        value = tiles[y, x, channel]
                        if not np.isnan(value):
                            _insert(window, count, value)
                            count += 1
                if count:
                    middle = window[(count - 1) // 2] + window[count // 2]
                    out[row, column, channel] = middle / np.float32(2.0)
    return out


def _fill(tiles: Image) -> Image:
    """Tiles that are NaN filled from their row, else from all, so that borders interpolate well."""
    for half_rows in (0, len(tiles)):
        missing = np.isnan(tiles[..., 0])
        if missing.any():
            around = _median_around(tiles, half_rows, tiles.shape[1])
            tiles = np.where(missing[..., None], around, tiles)
    return tiles
