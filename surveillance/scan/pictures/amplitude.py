"""Vessels on a radar picture without its annotation: amplitudes and, perhaps, a map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from detectors.cfar import Fused, Settings, Shape, find_blobs, fuse, shapes
from geodata.coast import Land
from geodata.errors import RasterError
from geodata.raster.scene import Raster
from surveillance.scan.land import LandMask
from surveillance.scan.pictures.places import Extent, PictureSettings, Places, in_pixels
from surveillance.scan.printable import printable
from surveillance.scan.progress import Progress, part_of
from surveillance.scan.radar import (
    LAND_BUFFER_M,
    LENGTH_SHARE,
    UNKNOWN_SPEED_MPS,
    contrasts_of,
    score_of,
)
from surveillance.scan.vessel import Found, Scanned

MAP_SIGMA_M = 30.0  # of a map grid that somebody laid over a radar picture, on each axis
SHIFT_S = 115.0  # R / V of a radar in a low orbit: by so much does a vessel's speed move it
_GUARD_M, _FINEST_M2 = 150.0, 100.0  # half of a ship and more; the least that a scene of 10 m shows
_BLUR_PX = 2.0  # of a picture whose pixels are half its resolution, as is the custom
_MOST = 65535
_MOST_DB = 60.0


@dataclass(frozen=True, slots=True)
class _Unit:
    """How the numbers of a picture become whole ones. worth: of one of them; 1: they are whole."""

    is_decibel: bool
    worth: float


def scan_amplitude(
    raster: Raster,
    land: Land | None,
    settings: PictureSettings | None = None,
    progress: Progress = lambda share: None,
) -> Scanned:
    """Everything bright on the sea of a picture whose bands are amplitudes of a radar.

    Raises RasterError for a broken picture, and for numbers that are no amplitudes.
    """
    settings = settings or PictureSettings()
    places = Places(raster.shape, raster.georef, settings.pixel_size_m)
    buffer_m = LAND_BUFFER_M if settings.land_buffer_m is None else settings.land_buffer_m
    mask = places.mask(land, buffer_m)
    cfar = replace(_ring(places), threads=settings.threads)
    names = _different(raster)
    unit = _unit(raster, names)
    blobs = {}
    for number, name in enumerate(names):
        told = part_of(progress, number, len(names))
        blobs[name] = tuple(find_blobs(_whole_numbers(raster, name, unit, mask, told), None, cfar))
    things = fuse(blobs, cfar.gap_px)
    return Scanned(
        name=printable(raster.name),
        sensor=f"radar picture {'+'.join(printable(name, 20) for name in names)}",
        at=settings.at,
        shape=raster.shape,
        looked=places.looked(),
        found=_found(things, places),
        notes=tuple(_notes(places, land, unit, settings)),
    )


def _ring(places: Places) -> Settings:
    """A vessel must fit into the guard, on fine pictures as on those of 10 m."""
    if not places.has_scale:
        return Settings()
    pixel_m = places.pixel_m()
    guard = min(max(2, int(np.ceil(_GUARD_M / (10.0 * pixel_m)))), 20)
    ring = guard + max(2, round(0.6 * guard))
    least = max(1, round(_FINEST_M2 / pixel_m**2))
    return replace(Settings(), guard_blocks=guard, ring_blocks=ring, least_px=least)


def _different(raster: Raster) -> list[str]:
    """The bands; the first of those of a grey picture that was saved in colour."""
    names = list(raster.band_names)
    return names[:1] if is_grey(raster) else names


def is_grey(raster: Raster) -> bool:
    """Whether its first three bands are one, as of a grey picture that was saved in colour."""
    if len(raster.band_names) < 3:
        return False
    return all(bool((pixels[:3] == pixels[:1]).all()) for _, pixels in raster.strips())


def _unit(raster: Raster, names: list[str]) -> _Unit:
    """Numbers of 8 or 16 bits are taken as they are, others by the brightest of them."""
    if raster.dtype in (np.uint8, np.uint16):
        return _Unit(False, 1.0)
    low, high, is_whole = np.inf, -np.inf, True
    for _, pixels in raster.strips(names=names):
        numbers = pixels[:, raster.valid(pixels, names)]
        if numbers.size:
            low, high = min(low, float(numbers.min())), max(high, float(numbers.max()))
            is_whole = is_whole and bool((numbers == np.rint(numbers)).all())
    if high < low:
        raise RasterError(f"{raster.name} is empty: no pixel has a value: save it anew")
    is_decibel = low < 0.0 and not is_whole and high <= _MOST_DB
    if low < 0.0 and not is_decibel:
        raise RasterError(
            f"{raster.name} has negative numbers down to {low:g} and is no radar amplitude: a "
            "complex picture (SLC)? give amplitudes of 8 or 16 bits, or decibels"
        )
    most = 10.0 ** (high / 20.0) if is_decibel else high
    fits = is_whole and not is_decibel and most <= _MOST
    return _Unit(is_decibel, 1.0 if fits or most <= 0.0 else most / _MOST)


def _whole_numbers(
    raster: Raster, name: str, unit: _Unit, mask: LandMask | None, progress: Progress
) -> Iterator[tuple[int, NDArray[np.generic]]]:
    """Strips of digital numbers; 0 where there is no value, and on land."""
    seen = False
    for first, pixels in raster.strips(names=[name]):
        valid = raster.valid(pixels, [name])
        numbers = _numbers(pixels[0], unit, valid)
        seen = seen or bool(numbers.any())
        end = first + len(numbers)
        yield first, numbers if mask is None else numbers * mask.water(first, end)
        progress(min(1.0, end / raster.shape[0]))
    if not seen:
        raise RasterError(f"{raster.name} is empty: every pixel of {name} is zero: save it anew")


def _numbers(
    pixels: NDArray[np.generic], unit: _Unit, valid: NDArray[np.bool_]
) -> NDArray[np.generic]:
    if pixels.dtype in (np.uint8, np.uint16):
        return np.where(valid, pixels, pixels.dtype.type(0))
    values = np.where(valid, pixels, 0).astype(np.float64)
    if unit.is_decibel:
        values = np.where(valid, 10.0 ** (values / 20.0), 0.0)
    # what is more than nothing stays more than nothing: 0 is no data
    return np.minimum(np.ceil(values / unit.worth), _MOST).astype(np.uint16)


def _found(things: tuple[Fused, ...], places: Places) -> tuple[Found, ...]:
    column_m, row_m = places.spacing_m()
    oblong = row_m / column_m
    # in pixels of a column's width, so that an oblong pixel bends no axis
    measured = shapes((t.main for t in things), (1.0, oblong), (_BLUR_PX, _BLUR_PX * oblong))
    return tuple(map(_thing, things, measured, repeat(places)))


def _thing(thing: Fused, shape: Shape, places: Places) -> Found:
    (x0, y0), (x1, y1) = shape.ends_px
    side_px = float(np.hypot(x1 - x0, y1 - y0))
    axis = None
    if shape.axis_deg is not None:
        axis = float(np.degrees(np.arctan2(x1 - x0, y0 - y1))) % 180.0
    extent = Extent(thing.main.centroid_px, side_px, shape.width_m, axis)
    ground = places.on_ground(extent)
    said = {} if places.georef is not None else in_pixels(extent, places.has_scale)
    found = Found(
        px=extent.px,
        box_px=thing.box_px,
        score=score_of(thing),
        length_m=ground.length_m,
        width_m=ground.width_m,
        heading_deg=ground.heading_deg,
        measured={**contrasts_of(thing), **said},
    )
    if ground.position is None or ground.length_m is None:
        return found
    # which way the radar looked is not known: AIS, too, is matched within what motion may do
    errors_m = (MAP_SIGMA_M, LENGTH_SHARE * ground.length_m, SHIFT_S * UNKNOWN_SPEED_MPS)
    return replace(found, position=ground.position, sigma_m=float(np.linalg.norm(errors_m)))


def _notes(
    places: Places, land: Land | None, unit: _Unit, settings: PictureSettings
) -> Iterator[str]:
    yield "a radar picture without its annotation: ghosts are not told apart from vessels"
    if unit.is_decibel:
        yield "its numbers are taken for decibels"
    yield from notes_of(places, settings, lacks_land=land is None)


def notes_of(places: Places, settings: PictureSettings, *, lacks_land: bool) -> Iterator[str]:
    """What is not known of a picture, one sentence each."""
    if places.georef is None:
        yield "it has no place on the earth: results are in pixels"
        if not places.has_scale:
            yield "nothing says how large a pixel is: lengths are in pixels; --pixel-size says it"
    elif not places.looked():
        yield "its edge lies beyond its map: what was looked at is not drawn, and land not left out"
    elif lacks_land:
        yield "no land was given: what is bright on land is found, too"
    if places.georef is not None and settings.pixel_size_m is not None:
        yield "its map says how large a pixel is: --pixel-size is not used"
    if settings.at is None:
        yield "nothing says when it was taken: AIS is not asked; --at says it"
