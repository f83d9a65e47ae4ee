"""Digital numbers of a strip, row by row.

Every random number belongs to its pixel: a strip is the same whatever the height of the strips.

Speckle: four looks, each the squared magnitude of a complex field that three weights along each
axis smooth, as a pixel of ten metres is less than a cell of twenty. Its parts are sums of four
uniform bytes, near enough to normal once smoothed; they are a little tamer, so that four looks
count for 4.3 (products of Sentinel-1: 4.4), and neighbours are alike as in real products.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.camera.jit import inlined, kernel
from simulator.satellite.sea.texture import Z_MOST, Z_STEPS
from simulator.satellite.sea.weather import NODE_PX

Singles = NDArray[np.float32]

LOOKS = 4
SIDE = np.float32(0.5)  # of the weights; the middle one is 1
# the mean of the sum of squares: 8 parts, of 4 bytes each, smoothed along two axes
SPECKLE_MEAN = float(2 * LOOKS * 4 * (256**2 - 1) / 12.0 * (1.0 + 2.0 * 0.5**2) ** 2)
BORDER_POWER = 30.0  # mean square of the digital numbers outside the swath
SCORE_STEP = float((Z_STEPS - 1) / (2.0 * Z_MOST))
HALF = float(np.sqrt(0.5))


class Ground(NamedTuple):
    """Sea or land. level: mean power, of the sea on the coarse grid, of land (1, width) by column;
    first, second, table: its texture."""

    level: Singles
    first: Singles
    second: Singles
    table: Singles


class Receiver(NamedTuple):
    """noise_across (width,): power of the noise, times that along the flight of the `beam`."""

    seed: int
    noise_across: Singles
    beam: NDArray[np.uint8]


class Rows(NamedTuple):
    """What belongs to the rows of a strip. is_land and echo (power of what floats): (rows, width);
    noise_along (rows, beams); edges (rows, 2): first and last column + 1 inside the swath."""

    is_land: NDArray[np.uint8]
    echo: Singles
    noise_along: Singles
    edges: NDArray[np.int64]


@inlined
def _mix(x: np.uint32) -> np.uint32:
    """A whole number of 32 bits, thoroughly mixed (lowbias32 of C. Wellons, public domain)."""
    x = np.uint32(x ^ (x >> np.uint32(16)))
    x = np.uint32(x * np.uint32(0x7FEB352D))
    x = np.uint32(x ^ (x >> np.uint32(15)))
    x = np.uint32(x * np.uint32(0x846CA68B))
    return np.uint32(x ^ (x >> np.uint32(16)))


@kernel
def looks(seed: int, row: int, parts: Singles) -> None:
    """The parts (2 x looks, width) of a row's complex fields, smoothed along the row."""
    width = parts.shape[1]
    real, other = np.empty(width + 2, np.float32), np.empty(width + 2, np.float32)
    for look in range(LOOKS):
        start = _mix(np.uint32(np.uint32(seed) + np.uint32(look) * np.uint32(0xC2B2AE35)))
        key = _mix(np.uint32(start + np.uint32(row + 1) * np.uint32(0x9E3779B1)))
        for c in range(width + 2):  # one beyond each end
            bits = _mix(np.uint32(key ^ np.uint32(np.uint32(c) * np.uint32(0x85EBCA6B))))
            b0, b1 = np.int32(bits & 255), np.int32((bits >> 8) & 255)
            b2, b3 = np.int32((bits >> 16) & 255), np.int32(bits >> 24)
            real[c] = np.float32(b0 + b1 - b2 - b3)
            other[c] = np.float32(b0 - b1 + b2 - b3)
        for c in range(width):
            parts[2 * look, c] = SIDE * (real[c] + real[c + 2]) + real[c + 1]
            parts[2 * look + 1, c] = SIDE * (other[c] + other[c + 2]) + other[c + 1]


@kernel
def _speckle(above: Singles, here: Singles, below: Singles, out: Singles) -> None:
    """Speckle (width,) of mean 1 from the parts of three rows."""
    out[:] = 0.0
    for part in range(2 * LOOKS):
        for c in range(len(out)):
            value = SIDE * (above[part, c] + below[part, c]) + here[part, c]
            out[c] += value * value
    for c in range(len(out)):
        out[c] *= np.float32(1.0 / SPECKLE_MEAN)


@kernel
def _scores(first: Singles, second: Singles, row: int, out: Singles) -> None:
    """Normal scores (width,) of a row of the sum of two pieces."""
    above, below = first[row % first.shape[0]], second[row % second.shape[0]]
    for begin in range(0, len(out), len(above)):
        for c in range(min(len(above), len(out) - begin)):
            out[begin + c] = above[c]
    for begin in range(0, len(out), len(below)):
        for c in range(min(len(below), len(out) - begin)):
            out[begin + c] = (out[begin + c] + below[c]) * np.float32(HALF)


@inlined
def _factor(table: Singles, score: np.float32) -> np.float32:
    at = (score + np.float32(Z_MOST)) * np.float32(SCORE_STEP)
    factor: np.float32 = table[min(max(int(at), 0), len(table) - 1)]
    return factor


@kernel
def _sea_row(sea: Ground, row: int, out: Singles) -> None:
    """The power (width,) that the sea returns on a row, without speckle."""
    _scores(sea.first, sea.second, row, out)
    node = row // NODE_PX
    down = np.float32((row + 0.5 - node * NODE_PX) / NODE_PX)
    level = sea.level[node] + down * (sea.level[node + 1] - sea.level[node])
    for c in range(len(out)):
        k = c // NODE_PX
        over = (np.float32(c - k * NODE_PX) + np.float32(0.5)) * np.float32(1.0 / NODE_PX)
        out[c] = (level[k] + over * (level[k + 1] - level[k])) * _factor(sea.table, out[c])


@kernel
def _land_row(land: Ground, row: int, is_land: NDArray[np.uint8], out: Singles) -> None:
    """Overwrite the power (width,) where there is land."""
    scores = np.empty(len(out), np.float32)
    _scores(land.first, land.second, row, scores)
    for c in range(len(out)):
        if is_land[c]:
            out[c] = land.level[0, c] * _factor(land.table, scores[c])


@kernel
def fill(
    out: NDArray[np.uint16],
    first_row: int,
    ground: tuple[Ground, Ground],
    receiver: Receiver,
    strip: Rows,
) -> None:
    """Digital numbers (rows, width) of the rows from `first_row` on. ground: sea and land."""
    rows, width = out.shape
    above, here, below = (
        np.empty((2 * LOOKS, width), np.float32),
        np.empty((2 * LOOKS, width), np.float32),
        np.empty((2 * LOOKS, width), np.float32),
    )
    speckle, mean = np.empty(width, np.float32), np.empty(width, np.float32)
    looks(receiver.seed, first_row - 1, above)
    looks(receiver.seed, first_row, here)
    for r in range(rows):
        row = first_row + r
        looks(receiver.seed, row + 1, below)
        _speckle(above, here, below, speckle)
        _sea_row(ground[0], row, mean)
        if strip.is_land[r].any():
            _land_row(ground[1], row, strip.is_land[r], mean)
        begin, end = strip.edges[r]
        for c in range(width):
            noise = receiver.noise_across[c] * strip.noise_along[r, receiver.beam[c]]
            power = (mean[c] + noise) * speckle[c] + strip.echo[r, c]
            if c < begin or c >= end:
                power = np.float32(BORDER_POWER) * speckle[c]
            out[r, c] = np.uint16(min(np.sqrt(power) + np.float32(0.5), np.float32(65535.0)))
        above, here, below = here, below, above
