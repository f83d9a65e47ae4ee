"""Which pixels at the sides of a picture are a picture: the rest is empty or border noise.

Products have zeros at their sides, and older ones faint numbers that stem from the processing and
that lie far below the radar's own noise, which no true pixel can.
"""

import numba
import numpy as np
from numpy.typing import NDArray

BLOCK_PX = 32
LEAST_SHARE_OF_NOISE = 0.3  # the mean of 32 true pixels of 4 looks falls to 0.6 once in 10,000
LEAST_POWER = 1.0
_IN_A_ROW = 3  # blocks: a ghost of a bright target in the border is no picture


def valid_columns(dn: NDArray[np.uint16], block_noise: NDArray[np.float64]) -> NDArray[np.int32]:
    """(H, 2) first valid column and the one after the last, per line; 0, 0 for an empty line.

    dn: (H, W) digital numbers. block_noise: noise in squares of digital numbers per block of
    BLOCK_PX columns, (ceil(W / BLOCK_PX),). Only pixels at the sides are looked at, so that the
    cost is that of the border. Beside border noise one more block is given up; faint single pixels
    at the very edge are left out one by one.
    """
    least = np.maximum(LEAST_SHARE_OF_NOISE * np.asarray(block_noise, np.float64), LEAST_POWER)
    found = np.zeros((dn.shape[0], 2), np.int32)
    _scan(dn, least, found)
    return found


def blank_border(dn: NDArray[np.uint16], valid: NDArray[np.int32]) -> None:
    """Make the pixels of (H, W) outside of valid columns (H, 2) zero, in place."""
    for row, (start, end) in zip(dn, valid, strict=True):
        row[:start] = 0
        row[end:] = 0


@numba.njit(cache=True, nogil=True)
def _scan(dn: NDArray[np.uint16], least: NDArray[np.float64], found: NDArray[np.int32]) -> None:
    height, width = dn.shape
    blocks = (width + BLOCK_PX - 1) // BLOCK_PX
    for row in range(height):
        first = _first_good(dn[row], least, blocks, False)
        if first < 0:
            continue
        last = _first_good(dn[row], least, blocks, True)
        start = _faint(dn[row], least, False) if first == 0 else (first + 1) * BLOCK_PX
        end = width - _faint(dn[row], least, True) if last == blocks - 1 else last * BLOCK_PX
        if end > start:
            found[row, 0] = start
            found[row, 1] = end


@numba.njit(cache=True, nogil=True)
def _first_good(
    line: NDArray[np.uint16], least: NDArray[np.float64], blocks: int, from_right: bool
) -> int:
    """The first of several good blocks in a row as seen from a side; -1 where there are none."""
    wanted = min(_IN_A_ROW, blocks)
    good = 0
    for step in range(blocks):
        block = blocks - 1 - step if from_right else step
        start = block * BLOCK_PX
        end = min(start + BLOCK_PX, line.size)
        power = 0.0
        for column in range(start, end):
            value = float(line[column])
            power += value * value
        good = good + 1 if power >= least[block] * (end - start) else 0
        if good == wanted:
            return block + wanted - 1 if from_right else block - wanted + 1
    return -1


@numba.njit(cache=True, nogil=True)
def _faint(line: NDArray[np.uint16], least: NDArray[np.float64], from_right: bool) -> int:
    """How many pixels in a row at a side are fainter than any block may be."""
    for step in range(line.size):
        column = line.size - 1 - step if from_right else step
        value = float(line[column])
        if value * value >= least[column // BLOCK_PX]:
            return step
    return line.size
