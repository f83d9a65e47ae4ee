"""Vessels on a Sentinel-1 scene: bright blobs of each polarisation, joined, measured, placed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from detectors.cfar import Blob, Settings, find_blobs
from detectors.radar import Ghosts, RadarView, find_ghosts
from geodata.coast import Land
from geodata.position import LonLat
from geodata.sentinel1.product import Product
from surveillance.scan.joined import Joined, joined
from surveillance.scan.land import LandMask
from surveillance.scan.vessel import Found, Kind, Scanned

Floats = NDArray[np.float64]
Progress = Callable[[float], None]  # share of the scene that is done

STRIP_ROWS = 1024
LAND_BUFFER_M = 200.0
_EDGE_POINTS = 16  # along each side of the scene
PLACE_SIGMA_M = 10.0  # of the annotation's places, as its authority states it
_HALF_SCORE = 12.0  # standard deviations above the clutter that score one half


@dataclass(frozen=True, slots=True)
class RadarSettings:
    """What a scan of a radar scene is asked. threads: processor cores at once."""

    cfar: Settings = field(default_factory=Settings)
    land_buffer_m: float = LAND_BUFFER_M
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
    spacing = _spacing(product)
    mask = None
    if land is not None:
        mask = LandMask(
            land, looked, product.georef.pixels, product.shape, spacing, settings.land_buffer_m
        )
    cfar = replace(settings.cfar, threads=settings.threads)
    blobs: dict[str, Sequence[Blob]] = {}
    for number, polarisation in enumerate(product.polarisations):
        done = number / len(product.polarisations)

        def told(share: float, done: float = done) -> None:
            progress(done + share / len(product.polarisations))

        blobs[polarisation] = tuple(
            find_blobs(_water_only(product, polarisation, mask, told), None, cfar)
        )
    things = joined(blobs, spacing)
    notes = () if land is not None else ("no land was given: what is bright on land is found, too",)
    return Scanned(
        name=product.name,
        sensor=f"{product.platform} {product.mode} GRD {'+'.join(product.polarisations)}",
        at=product.start + (product.stop - product.start) / 2,
        shape=product.shape,
        looked=looked,
        found=_found(product, things),
        notes=notes,
    )


def outline(product: Product) -> tuple[LonLat, ...]:
    """The ring of places round the picture, its sides in several steps."""
    rows, columns = product.shape
    steps = np.linspace(0.0, 1.0, _EDGE_POINTS, endpoint=False)
    sides = [(steps, 0 * steps), (0 * steps + 1, steps), (1 - steps, 0 * steps + 1)]
    sides.append((0 * steps, 1 - steps))
    px = np.concatenate([np.column_stack([x * columns, y * rows]) for x, y in sides])
    return tuple(LonLat(float(lon), float(lat)) for lon, lat in product.georef.lonlat(px))


def _spacing(product: Product) -> tuple[float, float]:
    """Metres from column to column and from row to row in the middle of the picture."""
    middle = (product.shape[1] / 2.0, product.shape[0] / 2.0)
    ((column_m, row_m),) = product.georef.spacing_m([middle])
    return float(column_m), float(row_m)


def _water_only(
    product: Product, polarisation: str, mask: LandMask | None, progress: Progress
) -> Iterator[tuple[int, NDArray[np.uint16]]]:
    """Strips without land and border, which become 0: no data."""
    rows = product.shape[0]
    for first, pixels in product.strips(polarisation, STRIP_ROWS):
        kept = np.array(pixels)  # the file's own pages stay as they are
        for line, (begin, end) in enumerate(product.valid_columns(polarisation, first, kept)):
            kept[line, :begin] = 0
            kept[line, end:] = 0
        if mask is not None:
            kept *= mask.water(first, first + len(kept))
        yield first, kept
        progress(min(1.0, (first + len(kept)) / rows))


def _found(product: Product, things: Sequence[Joined]) -> tuple[Found, ...]:
    px = np.array([thing.px for thing in things]).reshape(-1, 2)
    power = _cross_sections(product, things)
    view = view_at(product, px)
    ghosts = find_ghosts(px, power, view)
    places, axes = product.georef.lonlat(px), product.georef.axes_m(px)
    times = product.georef.azimuth_time(px)
    return tuple(
        replace(
            _one(thing, axes[n], (float(power[n]), ghosts, n)),
            position=LonLat(*places[n].tolist()),
            at=times[n].astype(datetime).replace(tzinfo=UTC),
        )
        for n, thing in enumerate(things)
    )


def _one(thing: Joined, axes: Floats, told: tuple[float, Ghosts, int]) -> Found:
    power_m2, ghosts, n = told
    is_ghost = bool(ghosts.is_ghost[n])
    measured: dict[str, float] = {
        f"contrast_{name.lower()}": contrast for name, contrast in thing.contrasts.items()
    }
    measured["rcs_db"] = float(10.0 * np.log10(max(power_m2, 1e-3)))
    if is_ghost:
        measured["order"] = int(ghosts.order[n])
    contrast = max(thing.contrasts.values())
    return Found(
        px=thing.px,
        box_px=thing.box_px,
        score=contrast / (contrast + _HALF_SCORE),
        kind=Kind.GHOST if is_ghost else Kind.VESSEL,
        sigma_m=float(np.hypot(PLACE_SIGMA_M, 0.1 * thing.length_m)),
        length_m=thing.length_m,
        width_m=thing.width_m,
        heading_deg=_heading_deg(thing.axis, axes),
        parent=int(ghosts.parent[n]) if is_ghost else None,
        measured=measured,
    )


def _heading_deg(axis: tuple[float, float], axes: Floats) -> float:
    """Of an axis in metres along columns and rows, on the map, modulo 180. axes: see axes_m."""
    per_metre = axes / np.linalg.norm(axes, axis=1, keepdims=True)
    east, north = np.asarray(axis) @ per_metre
    return float(np.degrees(np.arctan2(east, north)) % 180.0)


def _cross_sections(product: Product, things: Sequence[Joined]) -> Floats:
    """(N,) square metres of radar cross-section above the clutter, in the brighter polarisation."""
    best = np.zeros(len(things))
    for polarisation, calibration in product.calibrations.items():
        for n, thing in enumerate(things):
            blob = thing.blobs.get(polarisation)
            if blob is None:
                continue
            px = blob.px + 0.5
            column_m, row_m = product.georef.spacing_m([thing.px])[0]
            own = calibration.sigma0(px, blob.values) - calibration.sigma0(
                px, np.full(len(px), blob.mean)
            )
            best[n] = max(best[n], float(own.sum() * column_m * row_m))
    return best


def view_at(product: Product, px: Floats) -> RadarView:
    """How the radar saw the places at pixels (N, 2)."""
    annotation = next(iter(product.annotations.values()))
    column_m, row_m = _spacing(product)
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
