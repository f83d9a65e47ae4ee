"""Sums over blocks of 10 x 10 pixels, and the clutter round each block from them.

Whole numbers throughout: sums do not depend on the order in which they are made, so neither does
what is found. A pixel of 0 is no data, here as in the products.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.cfar.clutter import Table
from detectors.cfar.settings import Settings
from detectors.kernels import kernel

BLOCK_PX = 10

Pixels = NDArray[np.uint16]
Sums = NDArray[np.int64]
Floats = NDArray[np.float64]


class Moments(NamedTuple):
    """Of each block's valid pixels: sum, sum of squares, number; (block rows, block columns)."""

    total: Sums
    squares: Sums
    number: Sums


class Clutter(NamedTuple):
    """Of each block's surroundings: mean and standard deviation; NaN where it is not judged."""

    mean: Floats
    std: Floats


def shape_in_blocks(shape: tuple[int, int]) -> tuple[int, int]:
    """Block rows and columns that cover a picture of so many rows and columns."""
    return -(-shape[0] // BLOCK_PX), -(-shape[1] // BLOCK_PX)


def block_moments(pixels: Pixels) -> tuple[Moments, Pixels]:
    """The moments of all blocks, and the largest pixel of each."""
    shape = shape_in_blocks((pixels.shape[0], pixels.shape[1]))
    moments = Moments(*np.zeros((3, *shape), np.int64))
    peaks = np.zeros(shape, np.uint16)
    _add_moments(pixels, *moments, peaks)
    return moments, peaks


@kernel
def _add_moments(pixels: Pixels, total: Sums, squares: Sums, count: Sums, peaks: Pixels) -> None:
    rows, columns = pixels.shape
    whole = columns // BLOCK_PX
    for y in range(rows):
        row = y // BLOCK_PX
        # a length that the compiler knows makes the loop several times as fast
        for column in range(whole):
            s = q = n = np.int64(0)
            m = np.uint16(0)
            for x in range(BLOCK_PX):
                v = pixels[y, column * BLOCK_PX + x]
                s += v
                q += np.int64(v) * np.int64(v)
                n += v != 0
                m = max(m, v)
            total[row, column] += s
            squares[row, column] += q
            count[row, column] += n
            peaks[row, column] = max(peaks[row, column], m)
        for x in range(whole * BLOCK_PX, columns):
            v = pixels[y, x]
            total[row, whole] += v
            squares[row, whole] += np.int64(v) * np.int64(v)
            count[row, whole] += v != 0
            peaks[row, whole] = max(peaks[row, whole], v)


def cleaned(
    pixels: Pixels, moments: Moments, peaks: Pixels, clutter: Clutter, table: Table
) -> Moments:
    """The moments without the pixels above their block's threshold: vessels are no clutter."""
    clean = Moments(*(m.copy() for m in moments))
    _clean(pixels, *clean, peaks, *clutter, table.sigmas, table.first, table.step, table.least)
    return clean


@kernel
def limit(
    peak: np.uint16,
    mean: float,
    std: float,
    sigmas: Floats,
    first: float,
    step: float,
    least: float,
) -> float:
    """The threshold of a block; endless where its largest pixel is below it in any case."""
    # most blocks end here, those without clutter (NaN) too
    if not peak > mean + least * std:
        return np.inf
    last = len(sigmas) - 1
    place = min(max((std / mean - first) / step, 0.0), float(last))
    node = min(int(place), last - 1)
    share = place - node
    factor = sigmas[node] * (1.0 - share) + sigmas[node + 1] * share
    return float(mean + std * factor)


@kernel
def _clean(
    pixels: Pixels,
    total: Sums,
    squares: Sums,
    count: Sums,
    peaks: Pixels,
    mean: Floats,
    std: Floats,
    sigmas: Floats,
    first: float,
    step: float,
    least: float,
) -> None:
    for row in range(total.shape[0]):
        y1 = min((row + 1) * BLOCK_PX, pixels.shape[0])
        for column in range(total.shape[1]):
            peak = peaks[row, column]
            most = limit(peak, mean[row, column], std[row, column], sigmas, first, step, least)
            if peak > most:
                x1 = min((column + 1) * BLOCK_PX, pixels.shape[1])
                for y in range(row * BLOCK_PX, y1):
                    for x in range(column * BLOCK_PX, x1):
                        v = np.int64(pixels[y, x])
                        if v > most:
                            total[row, column] -= v
                            squares[row, column] -= v * v
                            count[row, column] -= 1


def clutter_around(
    moments: Moments, picture: tuple[int, int], settings: Settings, middle_halves: int = 0
) -> Clutter:
    """Mean and deviation of the ring round each block.

    picture: rows and columns of the whole picture, of which this may be a part. Where that is
    narrower than the ring, all of it on that side counts and nothing is left out in the middle.
    Where land leaves the ring too few pixels, the middle counts as well. middle_halves: how many
    halves of the middle count otherwise, 0 to 2.
    """
    guard = -1 if is_narrow(picture, settings) else settings.guard_blocks
    # of a small picture a quarter is enough
    rows, columns = (min(px, _ring_px(settings)) for px in picture)
    least = min(settings.least_clutter_px, rows * columns // 4)
    mean, std = np.empty((2, *moments.total.shape))
    _ring(*moments, ring_halves(picture, settings), guard, least, middle_halves, mean, std)
    return Clutter(mean, std)


@kernel
def _ring(
    total: Sums,
    squares: Sums,
    count: Sums,
    halves: tuple[int, int],
    guard: int,
    least: int,
    middle_halves: int,
    mean: Floats,
    std: Floats,
) -> None:
    rows, columns = total.shape
    pad = max(halves[1], guard) + 1
    # sums down the columns of the ring with its middle, and of the middle; nothing at both ends
    outer, inner = np.zeros((2, 3, columns + 2 * pad), np.int64)
    o, i = np.zeros((2, 3, columns), np.int64)
    for row in range(-max(halves[0], guard), rows):
        for k, values in enumerate((total, squares, count)):
            _slide(outer[k, pad : pad + columns], values, row, halves[0])
            _slide(inner[k, pad : pad + columns], values, row, guard)
            if row >= 0:
                _running(outer[k], pad, halves[1], o[k])
                _running(inner[k], pad, guard, i[k])
        if row >= 0:
            _deviation(o, i, least, middle_halves, mean[row], std[row])


@kernel
def _slide(sums: Sums, values: Sums, row: int, half: int) -> None:
    """Move the window of sums down the columns on to its place round a row; half -1: no window."""
    comes, goes = row + half, row - half - 1
    if half >= 0 and 0 <= comes < len(values):
        for column in range(len(sums)):
            sums[column] += values[comes, column]
    if half >= 0 and goes >= 0:
        for column in range(len(sums)):
            sums[column] -= values[goes, column]


@kernel
def _running(sums: Sums, pad: int, half: int, out: Sums) -> None:
    """Sums over a window of so many columns on each side."""
    if half < 0:
        return
    window = sums[pad : pad + half].sum()
    # slices from 0: the compiler need not think of negative places
    comes, goes = sums[pad + half :], sums[pad - half - 1 :]
    for column in range(len(out)):
        window += comes[column] - goes[column]
        out[column] = window


@kernel
def _deviation(
    outer: Sums, inner: Sums, least: int, halves: int, mean: Floats, std: Floats
) -> None:
    """Mean and deviation of a row of rings, each with its sum, sum of squares and count.

    halves: how many halves of the middle count.
    """
    for column in range(len(mean)):
        n = outer[2, column] - inner[2, column]
        # with too few pixels in the ring, all of the middle counts
        out = 2 - halves if n >= least else 0
        n = 2 * outer[2, column] - out * inner[2, column]
        if n < 2 * least:
            mean[column] = std[column] = np.nan
            continue
        middle = (2 * outer[0, column] - out * inner[0, column]) / n
        square = (2 * outer[1, column] - out * inner[1, column]) / n
        mean[column] = middle
        std[column] = np.sqrt(max(square - middle * middle, 0.0))


def is_narrow(picture: tuple[int, int], settings: Settings) -> bool:
    """Whether a picture of so many rows and columns is narrower than the ring."""
    return min(picture) < _ring_px(settings)


def ring_halves(picture: tuple[int, int], settings: Settings) -> tuple[int, int]:
    """Blocks up and down, and to the sides, that count as surroundings."""
    rows, columns = (
        blocks if px < _ring_px(settings) else settings.ring_blocks
        for px, blocks in zip(picture, shape_in_blocks(picture), strict=True)
    )
    return rows, columns


def _ring_px(settings: Settings) -> int:
    return (2 * settings.ring_blocks + 1) * BLOCK_PX
