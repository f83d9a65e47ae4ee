"""A tall picture as strips that overlap, each row read once."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Pixel = TypeVar("Pixel", bound=np.generic)

STRIP_BYTES = 64 * 2**20
MAX_STRIP_ROWS = 1024


def strip_rows(row_bytes: int) -> int:
    """How many rows a strip may have so that it stays within STRIP_BYTES; at least one.

    >>> strip_rows(2 * 25_000), strip_rows(13 * 4 * 200_000)
    (1024, 6)
    """
    return max(1, min(MAX_STRIP_ROWS, STRIP_BYTES // max(1, row_bytes)))


def strips(
    read: Callable[[int, int], NDArray[Pixel]], rows: int, height: int, halo: int
) -> Iterator[tuple[int, NDArray[Pixel]]]:
    """(first row, pixels (..., H, W)) of strips of `height` rows and `halo` rows on both sides.

    Strip k is about the rows k*height..(k+1)*height; its array begins `halo` rows before them and
    ends `halo` rows after them, or at the picture's edge. Every array is one of its own.
    `read(first, stop)` is called with rows in order and never twice for a row, so that packed
    files are unpacked once.
    """
    if height < 1 or halo < 0:
        raise ValueError(f"strips of {height} rows with a halo of {halo}: use 1 and 0 at least")
    held: NDArray[Pixel] | None = None
    held_from = 0
    for top in range(0, rows, height):
        first, stop = max(0, top - halo), min(rows, top + height + halo)
        kept = None if held is None else held[..., first - held_from :, :]
        new_from = first if held is None else held_from + held.shape[-2]
        if kept is None or kept.shape[-2] == 0:
            held = read(new_from, stop)
        elif new_from < stop:
            held = np.concatenate([kept, read(new_from, stop)], axis=-2)
        else:
            held = kept.copy()
        held_from = first
        yield first, held
