"""Vessels on a Sentinel-1 scene: bright blobs of each polarisation, joined, measured, placed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.cfar import Blob, Fused, Settings, Shape, find_blobs, fuse, shapes
from detectors.radar import Ghosts, RadarView, find_ghosts, imaged_shift_m
from geodata.coast import Land
from geodata.position import LonLat, bearing_deg
from geodata.raster.outline import outline_px
from geodata.sentinel1.product import Product
from surveillance.scan.ahead import ahead
from surveillance.scan.land import LandMask
from surveillance.scan.printable import printable
from surveillance.scan.progress import Progress, part_of
from surveillance.scan.unseen.around import in_the_sea, limits_told
from surveillance.scan.unseen.survey import Survey
from surveillance.scan.vessel import Found, Kind, Scanned

Floats = NDArray[np.float64]

STRIP_ROWS = 512  # a row of tiles of a cloud-optimised picture
LAND_BUFFER_M = 200.0
PLACE_SIGMA_M = 10.0  # of the annotation's places, as its authority states it
LENGTH_SHARE = 0.1  # of a vessel's length, by which its brightest part lies off its middle
UNKNOWN_SPEED_MPS = 4.0  # on each axis, one standard deviation, of a vessel that tells nothing
_HALF_SCORE = 12.0  # standard deviations above the clutter that score one half


@dataclass(frozen=True, slots=True)
class RadarSettings:
    """What a scan of a radar scene is asked. place_sigma_m: of the product's places, on each axis.
    threads: processor cores at once."""

    cfar: Settings = field(default_factory=Settings)
    land_buffer_m: float = LAND_BUFFER_M
    place_sigma_m: float = PLACE_SIGMA_M
    threads: int = 2


def scan_radar(
    product: Product,
    land: Land | None,
    settings: RadarSettings | None = None,
    progress: Progress = lambda share: None,
) -> Scanned:
    """Everything bright on the sea of one product. Raises ProductError for a broken picture."""
    settings = settings or RadarSettings()
    looked = outline(product)
    spacing = spacing_of(product)
    mask = None
    if land is not None:
        mask = LandMask(
            land, looked, product.georef.pixels, product.shape, spacing, settings.land_buffer_m
        )
    cfar = replace(settings.cfar, threads=settings.threads)
    survey = Survey()
    blobs = _blobs(product, mask, cfar, survey, progress)
    things = fuse(blobs, cfar.gap_px)
    found = _found(product, things, settings.place_sigma_m)
    limits = survey.limits(product, spacing)
    return Scanned(
        name=printable(product.name),
        sensor=f"{product.platform} {product.mode} GRD {'+'.join(product.polarisations)}",
        at=product.start + (product.stop - product.start) / 2,
        shape=product.shape,
        looked=looked,
        found=in_the_sea(found, limits),
        notes=(*limits_told(limits), *_notes(product, found, land)),
        unseen=limits,
    )


def _blobs(
    product: Product, mask: LandMask | None, cfar: Settings, survey: Survey, progress: Progress
) -> dict[str, Sequence[Blob]]:
    """Of each polarisation. survey: is told what they were judged by."""
    blobs: dict[str, Sequence[Blob]] = {}
    for number, polarisation in enumerate(product.as_they_come()):
        told = part_of(progress, number, len(product.polarisations))
        blobs[polarisation] = tuple(
            find_blobs(
                ahead(_water_only(product, polarisation, mask, told)),
                None,
                cfar,
                survey.told(polarisation),
            )
        )
    return {name: blobs[name] for name in product.polarisations}


def _notes(product: Product, found: Sequence[Found], land: Land | None) -> Iterator[str]:
    if land is None:
        yield "no land was given: what is bright on land is found, too"
    px = np.array([thing.px for thing in found]).reshape(-1, 2)
    if not np.isfinite(next(iter(product.annotations.values())).prf_hz(px)).all():
        yield "the product does not tell its pulse rate everywhere: ghosts there are not told apart"


def outline(product: Product) -> tuple[LonLat, ...]:
    """The ring of places round the picture, its sides in several steps."""
    px = outline_px(product.shape)
    return tuple(LonLat(float(lon), float(lat)) for lon, lat in product.georef.lonlat(px))


def spacing_of(product: Product) -> tuple[float, float]:
    """Metres from column to column and from row to row in the middle of the picture."""
    middle = (product.shape[1] / 2.0, product.shape[0] / 2.0)
    ((column_m, row_m),) = product.georef.spacing_m([middle])
    return float(column_m), float(row_m)


def _water_only(
    product: Product, polarisation: str, mask: LandMask | None, progress: Progress
) -> Iterator[tuple[int, NDArray[np.uint16]]]:
    """Strips without land and border, which are 0: no data."""
    rows = product.shape[0]
    for first, pixels in product.strips(polarisation, STRIP_ROWS, is_clean=True):
        end = first + len(pixels)
        if mask is not None:
            mask.blank(first, pixels)
        yield first, pixels
        progress(min(1.0, end / rows))


def _found(product: Product, things: Sequence[Fused], place_sigma_m: float) -> tuple[Found, ...]:
    px = np.array([thing.main.centroid_px for thing in things]).reshape(-1, 2)
    power_m2 = _cross_sections(product, things)
    view = view_at(product, px)
    ghosts = find_ghosts(px, power_m2, view)
    # straight away from the radar at so many m/s: what its motion may have moved it by
    motion_m = np.abs(imaged_shift_m(view, np.full(len(px), UNKNOWN_SPEED_MPS), 0.0, 0.0))
    places, times = product.georef.lonlat(px), product.georef.azimuth_time(px)
    measured = shapes((thing.main for thing in things), spacing_of(product))
    headings = _headings_deg(product, measured)
    return tuple(
        replace(
            _measured(thing, measured[n], (place_sigma_m, float(motion_m[n]))),
            heading_deg=headings[n],
            position=LonLat(*places[n].tolist()),
            at=times[n].astype(datetime).replace(tzinfo=UTC),
            measured={**contrasts_of(thing), "rcs_db": _decibel(power_m2[n])},
            **_as_ghost(ghosts, n),
        )
        for n, thing in enumerate(things)
    )


def _measured(thing: Fused, shape: Shape, errors_m: tuple[float, float]) -> Found:
    """errors_m: of the product's places, and of what an unknown motion does."""
    place_m, motion_m = errors_m
    shown_sigma_m = float(np.hypot(place_m, LENGTH_SHARE * shape.length_m))
    return Found(
        px=thing.main.centroid_px,
        box_px=thing.box_px,
        score=score_of(thing),
        sigma_m=float(np.hypot(shown_sigma_m, motion_m)),
        shown_sigma_m=shown_sigma_m,
        length_m=shape.length_m,
        width_m=shape.width_m,
    )


def score_of(thing: Fused) -> float:
    """By how far it stands out of the clutter, in the band where that is most."""
    contrast = max(thing.contrasts.values())
    return contrast / (contrast + _HALF_SCORE)


def contrasts_of(thing: Fused) -> dict[str, float]:
    """Standard deviations over the clutter, as they are told, of each band."""
    return {f"contrast_{name.lower()}": value for name, value in thing.contrasts.items()}


def _headings_deg(product: Product, measured: Sequence[Shape]) -> list[float | None]:
    """On the map, modulo 180; None for what has no axis."""
    ends = np.array([shape.ends_px for shape in measured]).reshape(-1, 2)
    places = [LonLat(*place) for place in product.georef.lonlat(ends).tolist()]
    return [
        None if shape.axis_deg is None else bearing_deg(*places[2 * n : 2 * n + 2]) % 180.0
        for n, shape in enumerate(measured)
    ]


def _as_ghost(ghosts: Ghosts, n: int) -> dict[str, Any]:
    if not ghosts.is_ghost[n]:
        return {}
    return {"kind": Kind.GHOST, "parent": int(ghosts.parent[n]), "order": int(ghosts.order[n])}


def _decibel(power: float) -> float:
    return float(10.0 * np.log10(max(power, 1e-3)))


def _cross_sections(product: Product, things: Sequence[Fused]) -> Floats:
    """(N,) square metres of radar cross-section above the clutter, in the brighter polarisation."""
    best = np.zeros(len(things))
    column_m, row_m = spacing_of(product)
    for polarisation, calibration in product.calibrations.items():
        seen = [n for n, thing in enumerate(things) if polarisation in thing.blobs]
        if not seen:
            continue
        blobs = [things[n].blobs[polarisation] for n in seen]
        counts = [len(blob.px) for blob in blobs]
        px = np.concatenate([blob.px for blob in blobs]) + 0.5
        values = np.concatenate([blob.values for blob in blobs])
        clutter = np.repeat([blob.mean for blob in blobs], counts)
        above = calibration.sigma0(px, values) - calibration.sigma0(px, clutter)
        firsts = np.cumsum([0, *counts[:-1]])
        power = np.add.reduceat(above, firsts) * column_m * row_m
        best[seen] = np.maximum(best[seen], power)
    return best


def view_at(product: Product, px: Floats) -> RadarView:
    """How the radar saw the places at pixels (N, 2)."""
    annotation = next(iter(product.annotations.values()))
    column_m, row_m = spacing_of(product)
    georef = product.georef
    return RadarView(
        slant_range_m=georef.slant_range_m(px),
        incidence_deg=georef.incidence_deg(px),
        speed_mps=georef.platform_speed_mps(px),
        prf_hz=annotation.prf_hz(px),
        wavelength_m=annotation.wavelength_m,
        row_m=row_m,
        column_m=column_m,
    )
