"""A scene cut into tiles, each read with a margin; beyond the picture it goes on as in a mirror."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.optical.bands import Mask, Reflectance


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """Part of a scene. left, top: scene pixel of its first column and row; may be negative.

    core_px: x0, y0, x1, y1 of the tile in the window's own pixels; cores cover the scene once.
    """

    left: int
    top: int
    core_px: tuple[int, int, int, int]
    stack: Reflectance
    land: Mask


@dataclass(frozen=True, slots=True)
class Part:
    """Which rows of a scene an array has: from `first_row` on, of `rows` in all. begin, end: the
    tiles that are wanted begin on these rows of the scene."""

    first_row: int
    rows: int
    begin: int
    end: int


def windows(
    stack: Reflectance, land: Mask, tile_px: int, halo_px: int, grid_px: int
) -> Iterator[Window]:
    """Tiles row by row; a window's sides and its place are multiples of `grid_px`.

    tile_px and halo_px must be multiples of it too, or ValueError.
    """
    whole = Part(0, len(land), 0, len(land))
    return windows_of(stack, land, whole, tile_px, (halo_px, grid_px))


def windows_of(
    stack: Reflectance, land: Mask, part: Part, tile_px: int, halo_and_grid_px: tuple[int, int]
) -> Iterator[Window]:
    """The same of some rows of a scene; left and top are still pixels of the whole.

    The arrays must reach `halo_px + grid_px` rows beyond the tiles, or to the edge of the scene.
    """
    halo_px, grid_px = halo_and_grid_px
    if tile_px <= 0 or tile_px % grid_px or halo_px % grid_px:
        raise ValueError(f"tile {tile_px} and halo {halo_px} must be multiples of {grid_px} pixels")
    columns = land.shape[1]
    for top in range(part.begin, part.end, tile_px):
        height = min(tile_px, part.rows - top)
        down = _mirrored(top - halo_px, _up_to(height, grid_px) + 2 * halo_px, part.rows)
        for left in range(0, columns, tile_px):
            width = min(tile_px, columns - left)
            across = _mirrored(left - halo_px, _up_to(width, grid_px) + 2 * halo_px, columns)
            place = np.ix_(down - part.first_row, across)
            core = (halo_px, halo_px, halo_px + width, halo_px + height)
            yield Window(left - halo_px, top - halo_px, core, stack[place], land[place])


def _up_to(size: int, grid: int) -> int:
    return -(-size // grid) * grid


def _mirrored(start: int, count: int, size: int) -> NDArray[np.intp]:
    """Indices of `count` pixels from `start` on; outside 0..size they run back, edge once."""
    turn = max(2 * (size - 1), 1)
    place = np.arange(start, start + count, dtype=np.intp) % turn
    return np.minimum(place, turn - place) if size > 1 else np.zeros(count, np.intp)
