"""Wave slopes along a row of pixels, from the packed tiles of `waves.Sea`.

Long waves change slowly from pixel to pixel, so each band is looked up only as often as its cells
ask, and spread over the pixels between. Look-ups stand in a loop of their own: a compiler turns
the arithmetic before and after them into vectors, but not the look-ups.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.camera.jit import kernel
from simulator.camera.optics import Floats32, Optics, Single

ZERO: Single = np.float32(0.0)
HALF: Single = np.float32(0.5)
ONE: Single = np.float32(1.0)
TWO: Single = np.float32(2.0)
MOST_STRETCH: Single = np.float32(100.0)  # of a pixel along the line of sight: beyond is haze
SLOW_FADE: Single = np.float32(1.5)
SIDE = 128  # cells of a tile; a packed tile repeats its first row and column at the end
MASK = np.int32(SIDE - 1)
STRIDE = np.int32(SIDE + 1)
SLOPE_BITS = np.uint32(11)
CREST_SHIFT = np.uint32(22)
SLOPE_MASK = np.uint32(0x7FF)
SLOPE_MIDDLE: Single = np.float32(1023.5)
CREST_MIDDLE: Single = np.float32(511.5)


class BandView(NamedTuple):
    """A packed tile and how it lies: cosine and sine of its turn, cells per metre.

    slope_step, crest_step: what one count of the packed values stands for. fade: 1 / footprint in
    metres at which the band begins to vanish from a pixel.
    """

    tile: NDArray[np.uint32]
    cosine: Single
    sine: Single
    cells_per_m: Single
    slope_step: Single
    crest_step: Single
    fade: Single


class Scratch(NamedTuple):
    """Buffers for one row, long enough for a look-up at every pixel."""

    cell: NDArray[np.int32]
    part: Floats32
    corner: NDArray[np.uint32]
    found: Floats32


@kernel
def pack(slopes: NDArray[np.complex64], crests: Floats32, steps: Floats32) -> NDArray[np.uint32]:
    """Slopes and crests of a tile in 32 bits a cell: 11, 11 and 10."""
    out = np.empty((SIDE + 1, SIDE + 1), np.uint32)
    for row in range(SIDE + 1):
        for column in range(SIDE + 1):
            slope = slopes[row & 127, column & 127]
            crest = crests[row & 127, column & 127] / steps[1] + np.float32(512.0)
            east = np.float32(slope.real) / steps[0] + np.float32(1024.0)
            north = np.float32(slope.imag) / steps[0] + np.float32(1024.0)
            out[row, column] = (
                np.uint32(min(max(east, ZERO), np.float32(2047.0)))
                | np.uint32(min(max(north, ZERO), np.float32(2047.0))) << SLOPE_BITS
                | np.uint32(min(max(crest, ZERO), np.float32(1023.0))) << CREST_SHIFT
            )
    return out.reshape(-1)


@kernel
def spots(optics: Optics, row: int, step: int, band: BandView, scratch: Scratch) -> Single:
    """Cell, place within it and weight of every `step`-th pixel of a row; the sum of weights."""
    m, height = optics.rays, optics.eye[2]
    y = np.float32(row) + HALF
    me, mn, mu = m[0, 0], m[1, 0], m[2, 0]
    e0, n0, u0 = m[0, 1] * y + m[0, 2], m[1, 1] * y + m[1, 2], m[2, 1] * y + m[2, 2]
    eye_e, eye_n = optics.eye[0], optics.eye[1]
    dip2 = np.float32(4.0) * optics.bend * height
    cosine, sine = band.cosine * band.cells_per_m, band.sine * band.cells_per_m
    fade = band.fade * optics.pixel
    cell, part = scratch.cell, scratch.part
    stride: Single = np.float32(step)
    per_height = ONE / height
    total = ZERO
    for k in range(cell.shape[0]):
        x = np.float32(np.int32(k)) * stride + HALF
        east, north, up = me * x + e0, mn * x + n0, mu * x + u0
        level2 = east * east + north * north
        root = np.sqrt(max(up * up - dip2 * level2, ZERO))
        length = TWO * height / max(root - up, np.float32(1e-5))
        place_e, place_n = eye_e + east * length, eye_n + north * length
        slant = length * np.sqrt(level2 + up * up)
        # a pixel is stretched along the line of sight; its blur lies between both widths
        foot = slant * np.sqrt(min(slant * per_height, MOST_STRETCH))
        weight = min(ONE, max(ZERO, SLOW_FADE - foot * fade))
        u = place_e * cosine + place_n * sine
        v = place_n * cosine - place_e * sine
        u_low, v_low = np.floor(u), np.floor(v)
        cell[k] = (np.int32(v_low) & MASK) * STRIDE + (np.int32(u_low) & MASK)
        part[3 * k] = u - u_low
        part[3 * k + 1] = v - v_low
        part[3 * k + 2] = weight
        total += weight  # a maximum would keep the loop scalar
    return total


@kernel
def fetch(tile: NDArray[np.uint32], cell: NDArray[np.int32], corner: NDArray[np.uint32]) -> None:
    """The four packed values round each spot."""
    for k in range(cell.shape[0]):
        at = np.int64(cell[k])
        corner[4 * k] = tile[at]
        corner[4 * k + 1] = tile[at + 1]
        corner[4 * k + 2] = tile[at + STRIDE]
        corner[4 * k + 3] = tile[at + STRIDE + 1]


@kernel
def blend(
    corner: NDArray[np.uint32], part: Floats32, slope: Single, crest: Single, out: Floats32
) -> None:
    """Weighted slope east, slope north and crest of each spot, from its corners."""
    for k in range(part.shape[0] // 3):
        a, b, weight = part[3 * k], part[3 * k + 1], part[3 * k + 2]
        c00, c01 = corner[4 * k], corner[4 * k + 1]
        c10, c11 = corner[4 * k + 2], corner[4 * k + 3]
        w11 = a * b
        w01, w10 = a - w11, b - w11
        w00 = ONE - a - w10
        east = (
            np.float32(np.int32(c00 & SLOPE_MASK)) * w00
            + np.float32(np.int32(c01 & SLOPE_MASK)) * w01
            + np.float32(np.int32(c10 & SLOPE_MASK)) * w10
            + np.float32(np.int32(c11 & SLOPE_MASK)) * w11
        )
        north = (
            np.float32(np.int32((c00 >> SLOPE_BITS) & SLOPE_MASK)) * w00
            + np.float32(np.int32((c01 >> SLOPE_BITS) & SLOPE_MASK)) * w01
            + np.float32(np.int32((c10 >> SLOPE_BITS) & SLOPE_MASK)) * w10
            + np.float32(np.int32((c11 >> SLOPE_BITS) & SLOPE_MASK)) * w11
        )
        sharp = (
            np.float32(np.int32(c00 >> CREST_SHIFT)) * w00
            + np.float32(np.int32(c01 >> CREST_SHIFT)) * w01
            + np.float32(np.int32(c10 >> CREST_SHIFT)) * w10
            + np.float32(np.int32(c11 >> CREST_SHIFT)) * w11
        )
        out[3 * k] = (east - SLOPE_MIDDLE) * slope * weight
        out[3 * k + 1] = (north - SLOPE_MIDDLE) * slope * weight
        out[3 * k + 2] = (sharp - CREST_MIDDLE) * crest * weight


@kernel
def spread(found: Floats32, step: int, out: Floats32) -> None:
    """Add spots every `step` pixels, and straight lines between them, to the row (3 x columns)."""
    if step == 1:
        for k in range(out.shape[0]):
            out[k] += found[k]
        return
    spots_between = out.shape[0] // (3 * step)
    each = ONE / np.float32(step)
    for k in range(spots_between):
        v0, v1, v2 = found[3 * k], found[3 * k + 1], found[3 * k + 2]
        d0 = (found[3 * k + 3] - v0) * each
        d1 = (found[3 * k + 4] - v1) * each
        d2 = (found[3 * k + 5] - v2) * each
        at = 3 * k * step
        for j in range(step):
            far = np.float32(np.int32(j))
            out[at + 3 * j] += v0 + d0 * far
            out[at + 3 * j + 1] += v1 + d1 * far
            out[at + 3 * j + 2] += v2 + d2 * far


@kernel
def step_for(across_m: Single, band: BandView) -> int:
    """Pixels between two look-ups: about half a cell of the band, 1 to 8."""
    wanted = HALF / (band.cells_per_m * max(across_m, np.float32(1e-3)))
    return 8 if wanted >= 8.0 else 4 if wanted >= 4.0 else 2 if wanted >= 2.0 else 1


@kernel
def add_band(
    optics: Optics, row: int, across_m: Single, band: BandView, scratch: Scratch, out: Floats32
) -> None:
    """Add what a band gives to a row (3 x columns: slope east, slope north, crest)."""
    step = step_for(across_m, band)
    count = out.shape[0] // (3 * step) + 1
    part = Scratch(
        scratch.cell[:count],
        scratch.part[: 3 * count],
        scratch.corner[: 4 * count],
        scratch.found[: 3 * count],
    )
    if spots(optics, row, step, band, part) <= ZERO:
        return
    fetch(band.tile, part.cell, part.corner)
    blend(part.corner, part.part, band.slope_step, band.crest_step, part.found)
    spread(part.found, step, out)
