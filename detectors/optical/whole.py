"""Vessels of a whole optical scene, strip by strip: the same as if all of it were in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

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
from detectors.optical.windows import Part, windows_of

# rows of a strip and of its halo on both sides, to strips (first row, (rows, columns, 4)) from the
# top down, as geodata.raster.strips cuts them; read anew with each call
Strips = Callable[[int, int], Iterator[tuple[int, Reflectance]]]
Progress = Callable[[float], None]  # share of the scene that is done
_LOOKING_SHARE = 0.3  # of the time, before the search begins


@dataclass(frozen=True, slots=True)
class Source:
    """A scene that is read in strips. shape: (rows, columns). metre_per_px: true metres.

    is_counted: its numbers are digital numbers of unknown scale and not reflectance. allowed: for
    a first row and the one after the last, True where to look; None: everywhere.
    """

    strips: Strips
    shape: tuple[int, int]
    metre_per_px: float
    is_counted: bool = False
    allowed: Callable[[int, int], Mask] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Ground:
    """What the whole scene says of its parts. land, afloat: (rows, columns)."""

    scale: np.float32
    levels: Levels
    land: Mask
    afloat: Mask


def find_in_strips(
    source: Source,
    network: Network,
    tile_px: int = TILE_PX,
    least_score: float = LEAST_SCORE,
    progress: Progress = lambda share: None,
) -> list[OpticalVessel]:
    """Vessels of a scene, best first: what `find_vessels` finds in it, for any tile size.

    Memory: 5 bytes for each pixel of the scene while the land is drawn, 2 after that, and a strip.
    Raises FrameError for a scene in which nothing was seen.
    """
    ground = _ground(source, progress)
    found: dict[Find, OpticalVessel | None] = {}
    rows = source.shape[0]
    for number, (first, strip) in enumerate(source.strips(tile_px, HALO_PX + GRID_PX)):
        begin = number * tile_px
        part = Part(first, rows, begin, min(begin + tile_px, rows))
        strip /= ground.scale
        for find, scene in _finds(strip, part, (source, ground), network, tile_px):
            is_likely = score_of(find) >= least_score
            vessel = vessel_of(find, scene) if is_likely else None
            found[moved(find, 0, first)] = vessel and _lower(vessel, first)
        progress(_LOOKING_SHARE + (1.0 - _LOOKING_SHARE) * part.end / rows)
    vessels = [vessel for find in apart(list(found)) if (vessel := found[find]) is not None]
    return sorted(vessels, key=lambda vessel: (-vessel.score, vessel.box_px))


def _finds(
    strip: Reflectance, part: Part, known: tuple[Source, _Ground], network: Network, tile_px: int
) -> Iterator[tuple[Find, SceneParts]]:
    """Finds in the tiles of a part, in the strip's own pixels, with that strip as a scene."""
    source, ground = known
    own = slice(part.first_row, part.first_row + len(strip))
    land, afloat = ground.land[own], ground.afloat[own]
    scene = SceneParts(strip, land, ground.levels, source.metre_per_px)
    size = (land.shape[1], land.shape[0])
    for window in windows_of(strip, land, part, tile_px, (HALO_PX, GRID_PX)):
        down = max(window.top - part.first_row, 0)
        bottom = window.top - part.first_row + len(window.land)
        across = slice(max(window.left, 0), window.left + window.land.shape[1])
        if not afloat[down:bottom, across].any():
            continue
        for find in finds_in(window, ground.levels, source.metre_per_px, network):
            local = clipped(moved(find, 0, -part.first_row), size)
            if lies_on(local, afloat):
                yield local, scene


def _ground(source: Source, progress: Progress) -> _Ground:
    rows, columns = source.shape
    step = sample_step(rows, columns)
    nir, any_seen = np.empty(source.shape, np.float32), False
    taken = []
    for first, strip in source.strips(TILE_PX, 0):
        own = slice(first, first + len(strip))
        seen = is_seen(strip)
        any_seen = any_seen or bool(seen.any())
        # what nobody saw is no water; an array of its own for that would be as large as the land
        nir[own] = np.where(seen, strip[..., NIR], np.float32(np.inf))
        taken.append(strip[-first % step :: step, ::step].copy())
        progress(_LOOKING_SHARE * min(1.0, own.stop / rows))
    if not any_seen:
        raise FrameError(f"nothing was seen in {', '.join(BANDS)}: every pixel is empty")
    sample = np.concatenate(taken)
    scale = np.float32(scale_of(sample) if source.is_counted else 1.0)
    levels = scene_levels(sample / scale)
    nir /= scale
    dry = nir >= levels.nir_limit
    del nir
    land = large_bodies(dry, LAND_PX, is_over_corners=True)
    afloat = beside_bodies(~dry)
    if source.allowed is not None:
        for first in range(0, rows, TILE_PX):
            end = min(first + TILE_PX, rows)
            afloat[first:end] &= source.allowed(first, end)
    return _Ground(scale, levels, land, afloat)


def _lower(vessel: OpticalVessel, rows: int) -> OpticalVessel:
    x0, y0, x1, y1 = vessel.box_px
    return replace(vessel, box_px=(x0, y0 + rows, x1, y1 + rows))
