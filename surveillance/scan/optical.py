"""Vessels on an optical scene: a Sentinel-2 product, or a picture with its four bands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.optical.bands import BANDS, Reflectance
from detectors.optical.network import Network
from detectors.optical.vessel import OpticalVessel
from detectors.optical.whole import Light, Numbers, Source, Strips, find_in_strips
from detectors.wakes import Wake
from geodata.coast import Land
from geodata.errors import RasterError
from geodata.raster.scene import Raster
from geodata.sentinel2.product import CLOUDS, Product
from surveillance.scan.pictures.amplitude import notes_of
from surveillance.scan.pictures.places import Extent, PictureSettings, Places, in_pixels
from surveillance.scan.printable import printable
from surveillance.scan.progress import Progress
from surveillance.scan.radar import LENGTH_SHARE
from surveillance.scan.vessel import Found, Scanned

PRODUCT_SIGMA_M, MAP_SIGMA_M = 6.0, 20.0  # of the places of a product, and of any map, on each axis
LAND_BUFFER_M = 0.0  # the network knows vessels at the quay, which a buffer would hide
MADE_FOR_M = (7.0, 13.0)  # side of a pixel that the network was trained for
_FINE_BITS = 8


@dataclass(frozen=True, slots=True, eq=False)
class Bands:
    """The four bands of a scene as they are read. rows, light: as `detectors.optical.whole.Source`.

    sensor: as a reader calls it. at: None where nothing says it. clouds: boxes (x0, y0, x1, y1) to
    their probability of cloud in the product's own layer; None without one.
    """

    name: str
    sensor: str
    at: datetime | None
    places: Places
    rows: Strips
    light: Light
    is_counted: bool
    place_sigma_m: float
    clouds: Callable[[list[tuple[float, float, float, float]]], list[float]] | None = None


def product_bands(product: Product) -> Bands:
    """Of a Sentinel-2 product, as reflectance."""

    def light(numbers: Numbers, names: Sequence[str]) -> Reflectance:
        each = [
            product.reflectance(name, band.astype(np.uint16, copy=False))
            for name, band in zip(names, numbers, strict=True)
        ]
        return np.nan_to_num(np.stack(each, axis=-1), copy=False)

    def clouds(boxes: list[tuple[float, float, float, float]]) -> list[float]:
        return cloud_shares(product.strips([CLOUDS]), boxes)

    return Bands(
        name=product.name,
        sensor=f"{product.radiometry.platform} {product.level}",
        at=product.at,
        places=Places(product.shape, product.georef),
        rows=partial(product.strips, BANDS),
        light=light,
        is_counted=False,
        place_sigma_m=PRODUCT_SIGMA_M,
        clouds=clouds if CLOUDS in product.layers else None,
    )


def raster_bands(raster: Raster, settings: PictureSettings) -> Bands:
    """Of a picture with the bands by name. Raises RasterError: a band is missing, or too coarse."""
    missing = [name for name in BANDS if name not in raster.band_names]
    if missing:
        raise RasterError(
            f"{raster.name} has the bands {', '.join(map(printable, raster.band_names))}; vessels "
            f"on optical scenes need {', '.join(BANDS)}: give the file of {', '.join(missing)}, too"
        )
    if raster.dtype.itemsize * 8 <= _FINE_BITS:
        raise RasterError(
            f"{raster.name} has bands of 8 bits, which hold no reflectance: give those of 16 bits"
        )
    is_counted = raster.dtype.kind != "f"

    def light(numbers: Numbers, names: Sequence[str]) -> Reflectance:
        values = np.nan_to_num(np.moveaxis(numbers, 0, -1).astype(np.float32), copy=False)
        values[~raster.valid(numbers, names)] = 0.0
        return np.maximum(values, 0.0)

    return Bands(
        name=raster.name,
        sensor=f"optical picture {'+'.join(BANDS)}",
        at=settings.at,
        places=Places(raster.shape, raster.georef, settings.pixel_size_m),
        rows=partial(raster.strips, names=BANDS),
        light=light,
        is_counted=is_counted,
        place_sigma_m=MAP_SIGMA_M,
    )


def scan_optical(
    bands: Bands,
    land: Land | None,
    settings: PictureSettings | None = None,
    progress: Progress = lambda share: None,
    tile_px: int = 512,
) -> Scanned:
    """Every vessel that the network sees. Clouds are told and never used to leave one out.

    Raises ProductError, RasterError for a broken picture, FrameError for an empty one.
    """
    settings = settings or PictureSettings()
    places = bands.places
    buffer_m = LAND_BUFFER_M if settings.land_buffer_m is None else settings.land_buffer_m
    mask = places.mask(land, buffer_m)
    pixel_m = places.pixel_m() if places.has_scale else 10.0
    allowed = None if mask is None else mask.water
    source = Source(bands.rows, bands.light, places.shape, pixel_m, bands.is_counted, allowed)
    vessels = find_in_strips(source, Network(threads=settings.threads), tile_px, progress=progress)
    found = [_found(vessel, bands, pixel_m) for vessel in vessels]
    if bands.clouds is not None:
        told = bands.clouds([vessel.box_px for vessel in vessels])
        found = [
            replace(thing, measured={**thing.measured, "cloud_product_p": p})
            for thing, p in zip(found, told, strict=True)
        ]
    return Scanned(
        name=printable(bands.name),
        sensor=printable(bands.sensor),
        at=bands.at,
        shape=places.shape,
        looked=places.looked(),
        found=tuple(found),
        notes=tuple(_notes(bands, settings)),
    )


def cloud_shares(
    strips: Iterator[tuple[int, NDArray[np.uint16]]],
    boxes: list[tuple[float, float, float, float]],
) -> list[float]:
    """Mean probability, 0 to 1, of a layer in per cent over each box (x0, y0, x1, y1) in pixels.

    strips: (first row, (1, rows, columns)), without overlap.
    """
    sums, counts = np.zeros(len(boxes)), np.zeros(len(boxes))
    for first, layers in strips:
        end = first + layers.shape[1]
        for n, (x0, y0, x1, y1) in enumerate(boxes):
            top, bottom = max(int(y0), first), min(int(np.ceil(y1)), end)
            if top < bottom:
                inside = layers[0, top - first : bottom - first, int(x0) : int(np.ceil(x1))]
                sums[n] += inside.sum()
                counts[n] += inside.size
    return [float(v) for v in sums / np.maximum(counts, 1.0) / 100.0]


def _found(vessel: OpticalVessel, bands: Bands, pixel_m: float) -> Found:
    """Lengths come with the pixels of the scene's middle; here they get those of their place."""
    sides_px = vessel.length_m / pixel_m, vessel.width_m / pixel_m
    places = bands.places
    extent = Extent(vessel.centre_px, *sides_px, vessel.heading_deg, vessel.wake is not None)
    ground = places.on_ground(extent)
    said = {} if places.georef is not None else in_pixels(extent, places.has_scale)
    sigma_m = None
    if ground.position is not None and ground.length_m is not None:
        sigma_m = float(np.hypot(bands.place_sigma_m, LENGTH_SHARE * ground.length_m))
    return Found(
        px=vessel.centre_px,
        box_px=vessel.box_px,
        score=vessel.score,
        position=ground.position,
        sigma_m=sigma_m,
        length_m=ground.length_m,
        width_m=ground.width_m,
        heading_deg=ground.heading_deg,
        is_bow_known=vessel.wake is not None and ground.heading_deg is not None,
        measured={
            "water_p": vessel.water_p,
            "cloud_p": vessel.cloud_p,
            **said,
            **wake_told(vessel.wake, pixel_m),
        },
    )


def wake_told(wake: Wake | None, pixel_m: float) -> dict[str, Any]:
    """What a reader sees of a wake, by name; nothing without one. pixel_m: side of a pixel."""
    if wake is None:
        return {}
    told = {"wake_sigmas": wake.sigmas, "wake_length_m": wake.length_px * pixel_m}
    return {"heading_from": "wake", **told}


def _notes(bands: Bands, settings: PictureSettings) -> Iterator[str]:
    places = bands.places
    pixel_m = places.pixel_m()
    if places.has_scale and not MADE_FOR_M[0] <= pixel_m <= MADE_FOR_M[1]:
        yield f"its pixels are {pixel_m:.1f} m; vessels are looked for as on pixels of 10 m"
    # the network itself tells land from water
    yield from notes_of(places, replace(settings, at=bands.at), lacks_land=False)
