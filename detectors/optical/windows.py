"""A scene cut into tiles, each read with a margin; beyond the picture it goes on as in a mirror."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from detectors.optical.bands import Mask, Reflectance

Pixel = TypeVar("Pixel", bound=np.generic)
Indices = NDArray[np.intp]


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


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """Where a window is cut. left, top, core_px: as of `Window`. down, across: rows and columns of
    the pixels that it has, mirrored beyond the picture."""

    left: int
    top: int
    core_px: tuple[int, int, int, int]
    down: Indices
    across: Indices

    def cut(self, pixels: NDArray[Pixel]) -> NDArray[Pixel]:
        """Its part of pixels (rows, columns, ...)."""
        return pixels[np.ix_(self.down, self.across)]


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

    for tile in tiles_of(whole, land.shape[1], tile_px, (halo_px, grid_px)):
        yield Window(tile.left, tile.top, tile.core_px, tile.cut(stack), tile.cut(land))


def tiles_of(
    part: Part, columns: int, tile_px: int, halo_and_grid_px: tuple[int, int]
) -> Iterator[Tile]:
    """Those of some rows of a scene; left and top are still pixels of the whole.

    What they cut must reach `halo_px + grid_px` rows beyond the tiles, or to the edge of the scene.
    """
    halo_px, grid_px = halo_and_grid_px
    if tile_px <= 0 or tile_px % grid_px or halo_px % grid_px:
        raise ValueError(f"tile {tile_px} and halo {halo_px} must be multiples of {grid_px} pixels")
    for top in range(part.begin, part.end, tile_px):
        height = min(tile_px, part.rows - top)
        down = _mirrored(top - halo_px, _up_to(height, grid_px) + 2 * halo_px, part.rows)
        for left in range(0, columns, tile_px):
            width = min(tile_px, columns - left)
            across = _mirrored(left - halo_px, _up_to(width, grid_px) + 2 * halo_px, columns)
            core = (halo_px, halo_px, halo_px + width, halo_px + height)
            yield Tile(left - halo_px, top - halo_px, core, down - part.first_row, across)


def _up_to(size: int, grid: int) -> int:
    return -(-size // grid) * grid


def _mirrored(start: int, count: int, size: int) -> NDArray[np.intp]:
    """Indices of `count` pixels from `start` on; outside 0..size they run back, edge once."""
    turn = max(2 * (size - 1), 1)
    place = np.arange(start, start + count, dtype=np.intp) % turn
    return np.minimum(place, turn - place) if size > 1 else np.zeros(count, np.intp)
