"""Vessels of a whole optical scene, strip by strip: the same as if all of it were in memory."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detectors.errors import FrameError
from detectors.optical.bands import (
    BANDS,
    NIR,
    Mask,
    Reflectance,
    is_seen,
    sample_step,
    scale_of,
)
from detectors.optical.bodies import large_bodies
from detectors.optical.find import (
    LEAST_SCORE,
    TILE_PX,
    Find,
    SceneParts,
    apart,
    clipped,
    finds_in,
    lies_on,
    moved,
    score_of,
    vessel_of,
)
from detectors.optical.network import GRID_PX, HALO_PX, Network
from detectors.optical.vessel import OpticalVessel
from detectors.optical.water import LAND_PX, Levels, beside_bodies, scene_levels
from detectors.optical.windows import Part, Tile, Window, tiles_of
from detectors.wakes.line import REACH_PX

# (bands, rows, columns) as the file has them: a fourth to a half of the memory of reflectance
Numbers = NDArray[np.generic]
# rows of a strip and of its halo on both sides, to strips (first row, (4, rows, columns)) from the
# top down, as geodata.raster.strips cuts them; read anew with each call
Strips = Callable[[int, int], Iterator[tuple[int, Numbers]]]
# numbers of the named bands to their reflectance (rows, columns, bands), each pixel by itself; 0 in
# all of them where one has no value
Light = Callable[[Numbers, Sequence[str]], Reflectance]
Progress = Callable[[float], None]  # share of the scene that is done
_LOOKING_SHARE = 0.3  # of the time, before the search begins
_AT_ONCE_ROWS = 64  # whose reflectance is worked out at once
# How far from the pixel that found it the middle of a find may lie: spots reach 40 pixels, and of
# the widest box, 201 pixels, the edge of the picture takes half away.
_ASIDE_PX = 64
_AROUND_PX = REACH_PX + 2  # of a find, by which it is described: its wake is the longest


@dataclass(frozen=True, slots=True)
class Source:
    """A scene that is read in strips. shape: (rows, columns). metre_per_px: true metres.

    is_counted: its light is in digital numbers of unknown scale and not reflectance. allowed: for
    a first row and the one after the last, True where to look; None: everywhere.
    """

    strips: Strips
    light: Light
    shape: tuple[int, int]
    metre_per_px: float
    is_counted: bool = False
    allowed: Callable[[int, int], Mask] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Packed:
    """A mask (rows, columns), eight pixels in a byte."""

    bits: NDArray[np.uint8]
    columns: int

    @classmethod
    def of(cls, mask: Mask) -> _Packed:
        return cls(np.packbits(mask, axis=1), mask.shape[1])

    def rows(self, first: int, stop: int) -> Mask:
        bits = np.unpackbits(self.bits[first:stop], axis=1, count=self.columns)
        return bits.view(np.bool_)


@dataclass(frozen=True, slots=True, eq=False)
class _Ground:
    """What the whole scene says of its parts."""

    scale: np.float32
    levels: Levels
    land: _Packed
    afloat: _Packed


def find_in_strips(
    source: Source,
    network: Network,
    tile_px: int = TILE_PX,
    least_score: float = LEAST_SCORE,
    progress: Progress = lambda share: None,
) -> list[OpticalVessel]:
    """Vessels of a scene, best first: what `find_vessels` finds in it, for any tile size.

    The network runs once for each tile, and for none without water to look at, nor for one on the
    open sea where nothing shines.
    Memory: 3 bytes for each pixel of a scene of 16 bits while the land is drawn, a quarter of one
    after that, and a strip.
    Raises FrameError for a scene in which nothing was seen.
    """
    ground = _ground(source, progress)
    found: dict[Find, OpticalVessel | None] = {}
    rows = source.shape[0]
    for number, (first, strip) in enumerate(source.strips(tile_px, HALO_PX + GRID_PX)):
        begin = number * tile_px
        part = Part(first, rows, begin, min(begin + tile_px, rows))
        for find in _finds(strip, part, (source, ground), network, tile_px):
            is_likely = score_of(find) >= least_score
            vessel = _described(find, strip, first, (source, ground)) if is_likely else None
            found[moved(find, 0, first)] = vessel and _lower(vessel, first)
        progress(_LOOKING_SHARE + (1.0 - _LOOKING_SHARE) * part.end / rows)
    vessels = [vessel for find in apart(list(found)) if (vessel := found[find]) is not None]
    return sorted(vessels, key=lambda vessel: (-vessel.score, vessel.box_px))


def _finds(
    strip: Numbers, part: Part, known: tuple[Source, _Ground], network: Network, tile_px: int
) -> Iterator[Find]:
    """Finds in the tiles of a part, in the strip's own pixels."""
    source, ground = known
    own = part.first_row, part.first_row + strip.shape[1]
    land, afloat = ground.land.rows(*own), ground.afloat.rows(*own)
    size = (land.shape[1], land.shape[0])
    for tile in tiles_of(part, land.shape[1], tile_px, (HALO_PX, GRID_PX)):
        if not _may_hold(tile, part.first_row, afloat):
            continue
        numbers = np.stack([tile.cut(band) for band in strip])
        stack = _light(numbers, source, ground.scale)
        window = Window(tile.left, tile.top, tile.core_px, stack, tile.cut(land))
        for find in finds_in(window, ground.levels, source.metre_per_px, network):
            local = clipped(moved(find, 0, -part.first_row), size)
            if lies_on(local, afloat):
                yield local


def _may_hold(tile: Tile, first_row: int, afloat: Mask) -> bool:
    """Whether the middle of a find of the tile can lie where the mask is True."""
    x0, y0, x1, y1 = tile.core_px
    top, left = tile.top + y0 - first_row - _ASIDE_PX, tile.left + x0 - _ASIDE_PX
    down = slice(max(top, 0), tile.top + y1 - first_row + _ASIDE_PX)
    return bool(afloat[down, max(left, 0) : tile.left + x1 + _ASIDE_PX].any())


def _described(
    find: Find, strip: Numbers, first_row: int, known: tuple[Source, _Ground]
) -> OpticalVessel:
    """What is said of a find in the strip's own pixels; only what lies round it is worked out."""
    source, ground = known
    x0, y0, x1, y1 = find.box_px
    left, top = max(int(x0) - _AROUND_PX, 0), max(int(y0) - _AROUND_PX, 0)
    around = strip[:, top : math.ceil(y1) + _AROUND_PX, left : math.ceil(x1) + _AROUND_PX]
    stack = _light(around, source, ground.scale)
    rows = ground.land.rows(first_row + top, first_row + top + len(stack))
    land = rows[:, left : left + stack.shape[1]]
    scene = SceneParts(stack, land, ground.levels, source.metre_per_px)
    return replace(vessel_of(moved(find, -left, -top), scene), box_px=find.box_px)


def _light(numbers: Numbers, source: Source, scale: np.float32) -> Reflectance:
    """(rows, columns, 4) of a part of the scene."""
    return np.asarray(source.light(numbers, BANDS) / scale, np.float32)


def _ground(source: Source, progress: Progress) -> _Ground:
    """Read with the near infrared alone kept: first all of the scene must say where water ends."""
    rows, columns = source.shape
    step = sample_step(rows, columns)
    nir: Numbers | None = None
    unseen, taken = [], []
    any_seen = False
    for first, strip in source.strips(TILE_PX, 0):
        if nir is None:
            nir = np.empty(source.shape, strip.dtype)
        end = first + strip.shape[1]
        nir[first:end] = strip[NIR]
        for top in range(0, end - first, _AT_ONCE_ROWS):
            few = strip[:, top : top + _AT_ONCE_ROWS]
            stack = source.light(few, BANDS)
            seen = is_seen(stack)
            any_seen = any_seen or bool(seen.any())
            unseen.append(_Packed.of(~seen).bits)
            taken.append(stack[-(first + top) % step :: step, ::step].copy())
        progress(_LOOKING_SHARE * min(1.0, end / rows))
    if nir is None or not any_seen:
        raise FrameError(f"nothing was seen in {', '.join(BANDS)}: every pixel is empty")
    sample = np.concatenate(taken)
    scale = np.float32(scale_of(sample) if source.is_counted else 1.0)
    levels = scene_levels(sample / scale)
    dark = _Packed(np.concatenate(unseen), columns)
    dry = _dry(nir, dark, source, (scale, levels.nir_limit))
    del nir
    land = _Packed.of(large_bodies(dry, LAND_PX, is_over_corners=True))
    afloat = beside_bodies(np.logical_not(dry, out=dry))
    if source.allowed is not None:
        for first in range(0, rows, TILE_PX):
            end = min(first + TILE_PX, rows)
            afloat[first:end] &= source.allowed(first, end)
    return _Ground(scale, levels, land, _Packed.of(afloat))


def _dry(
    nir: Numbers, unseen: _Packed, source: Source, scale_and_limit: tuple[np.float32, float]
) -> Mask:
    """(rows, columns): True where there is no water, or nothing was seen."""
    scale, limit = scale_and_limit
    dry = np.empty(nir.shape, np.bool_)
    for first in range(0, len(nir), _AT_ONCE_ROWS):
        few = slice(first, first + _AT_ONCE_ROWS)
        light = source.light(nir[None, few], BANDS[NIR : NIR + 1])[..., 0] / scale
        dry[few] = (light >= limit) | unseen.rows(few.start, few.stop)
    return dry


def _lower(vessel: OpticalVessel, rows: int) -> OpticalVessel:
    x0, y0, x1, y1 = vessel.box_px
    return replace(vessel, box_px=(x0, y0 + rows, x1, y1 + rows))
