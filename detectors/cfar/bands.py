"""A picture of any height cut into windows that can be judged one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.errors import PictureError

Pixels = NDArray[np.uint16]
Strip = tuple[int, NDArray[np.generic]]
Mask = NDArray[np.bool_]
Valid = Mask | Callable[[int, int], Mask]


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """Rows of the picture from `first_row` on, of which those from `begin` to `end` are wanted.

    picture: rows and columns of the whole, as far as known: at least this window's.
    """

    first_row: int
    pixels: Pixels
    begin: int
    end: int
    picture: tuple[int, int]


def windows(
    strips: Iterable[Strip], valid: Valid | None, band_rows: int, halo_rows: int
) -> Iterator[Window]:
    """Windows whose wanted rows cover the picture once, with a halo where there are rows.

    strips: (first row, rows) from the top down; they may overlap, and what came before is left out.
    Each must be an array of its own. Raises PictureError for gaps and other kinds of numbers.
    """
    held: list[Pixels] = []
    first, seen, begin = 0, 0, 0
    for strip_row, rows in strips:
        new = _checked(rows, strip_row, seen, held)
        if len(new):
            held.append(new)
            seen += len(new)
        while seen >= begin + band_rows + halo_rows:
            end = begin + band_rows
            yield _window(held, valid, (first, begin, end, end + halo_rows))
            begin, first = end, _drop(held, first, max(0, end - halo_rows))
    if not held:
        raise PictureError("the picture has no rows: give at least one strip of pixels")
    while begin < seen:
        end = min(begin + band_rows, seen)
        yield _window(held, valid, (first, begin, end, min(end + halo_rows, seen)))
        begin, first = end, _drop(held, first, max(0, end - halo_rows))


def _checked(rows: NDArray[np.generic], strip_row: int, seen: int, held: list[Pixels]) -> Pixels:
    """The part of a strip that is new, as uint16."""
    if rows.ndim != 2 or rows.dtype not in (np.uint16, np.uint8) or not rows.shape[1]:
        raise PictureError(
            f"strip at row {strip_row} is {rows.dtype} {rows.shape}; "
            "give digital numbers: two-dimensional uint16 or uint8"
        )
    if strip_row > seen:
        raise PictureError(f"rows {seen} to {strip_row - 1} are missing: give strips without gaps")
    if held and rows.shape[1] != held[0].shape[1]:
        raise PictureError(
            f"strip at row {strip_row} has {rows.shape[1]} columns, those before "
            f"{held[0].shape[1]}: give strips of one picture"
        )
    # one kind of array, or the loops would be compiled once more
    return np.ascontiguousarray(rows[seen - strip_row :], np.uint16)


def _window(held: list[Pixels], valid: Valid | None, rows: tuple[int, int, int, int]) -> Window:
    """rows: of the first held row, the first and last wanted ones, and the end of the halo."""
    first, begin, end, last = rows
    pixels = _rows(held, last - first)
    if valid is not None:
        mask = valid(first, last) if callable(valid) else valid[first:last]
        if mask.shape != pixels.shape or mask.dtype != np.bool_:
            raise PictureError(
                f"mask of rows {first} to {last - 1} is {mask.dtype} {mask.shape}, "
                f"their pixels {pixels.shape}: give True and False of the picture's size"
            )
        pixels = pixels * mask
    return Window(first, pixels, begin, end, (max(sum(map(len, held)), last), pixels.shape[1]))


def _rows(held: list[Pixels], count: int) -> Pixels:
    """The first so many held rows; no copy when one strip has them all."""
    taken, left = [], count
    for strip in held:
        taken.append(strip[:left])
        left -= len(taken[-1])
        if not left:
            break
    return taken[0] if len(taken) == 1 else np.concatenate(taken)


def _drop(held: list[Pixels], first: int, new_first: int) -> int:
    """Let go of the rows above `new_first`."""
    while held and first + len(held[0]) <= new_first:
        first += len(held.pop(0))
    if held and first < new_first:
        held[0] = held[0][new_first - first :]
    return new_first
