"""What the annotation of one polarisation says, as values."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geodata.errors import ProductError
from geodata.products.fields import Fields
from geodata.sentinel1.geometry.earth import LIGHT_MPS
from geodata.sentinel1.geometry.orbit import Orbit
from geodata.sentinel1.swaths import Swath, SwathBounds, prf_at

Floats = NDArray[np.float64]

MODES = ("IW", "EW")
POLARISATIONS = ("VV", "VH", "HH", "HV")
MAX_SIDE_PX = 200_000
MAX_COLUMNS = 60_000  # IW has 26,000
MAX_POWERS = 32  # of a polynomial; real ones have 9


@dataclass(frozen=True, slots=True, eq=False)
class GeolocationGrid:
    """Places that the processor worked out at a lattice of pixels.

    rows (R,), columns (C,): centres of pixels as places (.5), in order. lon_deg, lat_deg,
    height_m (above the ellipsoid), incidence_deg, slant_range_m, times_s (since the first line):
    all (R, C).
    """

    rows: Floats
    columns: Floats
    lon_deg: Floats
    lat_deg: Floats
    height_m: Floats
    incidence_deg: Floats
    slant_range_m: Floats
    times_s: Floats


@dataclass(frozen=True, slots=True, eq=False)
class GroundToSlant:
    """Polynomials from metres on the ground to metres of range, renewed along the track.

    times_s (T,): since the first line, in order. origins_m (T,). coefficients (T, K), lowest first.
    """

    times_s: Floats
    origins_m: Floats
    coefficients: Floats

    def slant_range_m(self, times_s: ArrayLike, ground_range_m: ArrayLike) -> Floats:
        """(N,) metres of range; between two polynomials linear in time."""
        asked, ground = np.broadcast_arrays(
            np.asarray(times_s, np.float64), np.asarray(ground_range_m, np.float64)
        )
        if len(self.times_s) == 1:
            return self._of(np.zeros(asked.shape, np.intp), ground)
        after = np.clip(np.searchsorted(self.times_s, asked), 1, len(self.times_s) - 1)
        start, end = self.times_s[after - 1], self.times_s[after]
        share = np.clip((asked - start) / (end - start), 0.0, 1.0)
        return (1.0 - share) * self._of(after - 1, ground) + share * self._of(after, ground)

    def _of(self, index: NDArray[np.intp], ground: Floats) -> Floats:
        from_origin = ground - self.origins_m[index]
        value = np.zeros(ground.shape)
        for power in range(self.coefficients.shape[1] - 1, -1, -1):
            value = value * from_origin + self.coefficients[index, power]
        return value


@dataclass(frozen=True, slots=True, eq=False)
class Annotation:
    """One polarisation of one product.

    shape: (rows, columns). start, stop: of the acquisition. first_line_at and line_interval_s are
    zero-Doppler times. slant_range_time_s: two ways, to the first pixel. Times of orbit, grid and
    polynomials are seconds since first_line_at.
    """

    platform: str
    mode: str
    polarisation: str
    start: datetime
    stop: datetime
    first_line_at: datetime
    line_interval_s: float
    shape: tuple[int, int]
    range_spacing_m: float
    azimuth_spacing_m: float
    radar_frequency_hz: float
    slant_range_time_s: float
    is_ascending: bool
    heading_deg: float
    absolute_orbit: int
    orbit: Orbit
    swaths: tuple[Swath, ...]
    ground_to_slant: GroundToSlant | None
    grid: GeolocationGrid

    @property
    def wavelength_m(self) -> float:
        """Of the radar."""
        return LIGHT_MPS / self.radar_frequency_hz

    def prf_hz(self, px: ArrayLike) -> Floats:
        """(N,) pulses per second at places (N, 2) as column, row; NaN where it is not said."""
        return prf_at(self.swaths, px)


def read_annotation(text: bytes, where: str) -> Annotation:
    """The annotation of a ground-range product; `where` names the file in messages.

    Raises ProductError for another kind of product, and for what is missing or out of range.
    """
    product = Fields.of(text, where, "product")
    _require_ground_range(product)
    general = "generalAnnotation/productInformation"
    image = "imageAnnotation/imageInformation"
    first_line_at = product.instant(f"{image}/productFirstLineUtcTime")
    rows = product.whole(f"{image}/numberOfLines", 1, MAX_SIDE_PX)
    columns = product.whole(f"{image}/numberOfSamples", 1, MAX_COLUMNS)
    return Annotation(
        platform=product.word("adsHeader/missionId"),
        mode=product.word("adsHeader/mode"),
        polarisation=product.word("adsHeader/polarisation"),
        start=product.instant("adsHeader/startTime"),
        stop=product.instant("adsHeader/stopTime"),
        first_line_at=first_line_at,
        line_interval_s=product.number(f"{image}/azimuthTimeInterval", 1e-6, 1.0),
        shape=(rows, columns),
        range_spacing_m=product.number(f"{image}/rangePixelSpacing", 0.1, 1000.0),
        azimuth_spacing_m=product.number(f"{image}/azimuthPixelSpacing", 0.1, 1000.0),
        radar_frequency_hz=product.number(f"{general}/radarFrequency", 1e8, 1e11),
        slant_range_time_s=product.number(f"{image}/slantRangeTime", 1e-4, 0.1),
        is_ascending=product.word(f"{general}/pass").lower() == "ascending",
        heading_deg=product.number(f"{general}/platformHeading", -360.0, 360.0) % 360.0,
        absolute_orbit=product.whole("adsHeader/absoluteOrbitNumber", 0, 10_000_000),
        orbit=_orbit(product, first_line_at),
        swaths=_swaths(product),
        ground_to_slant=_ground_to_slant(product, first_line_at),
        grid=_grid(product, first_line_at),
    )


def _require_ground_range(product: Fields) -> None:
    kind = product.word("adsHeader/productType")
    mode = product.word("adsHeader/mode")
    if kind != "GRD" or mode not in MODES:
        raise ProductError(
            f"{product.where} is a {mode} {kind} product; only IW and EW GRD are read: "
            "fetch the GRD of the same pass"
        )
    polarisation = product.word("adsHeader/polarisation")
    if polarisation not in POLARISATIONS:
        raise product.wrong("adsHeader/polarisation", f"is {polarisation[:20]!r}")


def _orbit(product: Fields, since: datetime) -> Orbit:
    vectors = product.some("generalAnnotation/orbitList/orbit")
    times = np.array([v.seconds("time", since) for v in vectors])
    place = [[v.number(f"position/{axis}", -1e8, 1e8) for axis in "xyz"] for v in vectors]
    speed = [[v.number(f"velocity/{axis}", -1e5, 1e5) for axis in "xyz"] for v in vectors]
    try:
        return Orbit(times, np.array(place), np.array(speed))
    except ProductError as exc:
        raise ProductError(f"{product.where}: {exc}: download the product again") from exc


def _swaths(product: Fields) -> tuple[Swath, ...]:
    """Those of the list of merged swaths; without such a list one swath has no bounds at all."""
    rates: dict[str, float] = {}
    for link in product.some("generalAnnotation/downlinkInformationList/downlinkInformation"):
        rates.setdefault(link.word("swath"), link.number("prf", 100.0, 20_000.0))
    bounds: dict[str, list[SwathBounds]] = {name: [] for name in rates}
    for merge in product.all("swathMerging/swathMergeList/swathMerge"):
        name = merge.word("swath")
        if name not in rates:
            raise merge.wrong("swath", f"is {name[:20]!r}, which has no pulse rate")
        bounds[name] += [_bounds(b) for b in merge.all("swathBoundsList/swathBounds")]
    return tuple(Swath(name, rate, tuple(bounds[name])) for name, rate in rates.items())


def _bounds(fields: Fields) -> SwathBounds:
    names = ("firstAzimuthLine", "lastAzimuthLine", "firstRangeSample", "lastRangeSample")
    return SwathBounds(*(fields.whole(name, -MAX_SIDE_PX, MAX_SIDE_PX) for name in names))


def _ground_to_slant(product: Fields, since: datetime) -> GroundToSlant | None:
    records = product.all("coordinateConversion/coordinateConversionList/coordinateConversion")
    if not records:
        return None
    records.sort(key=lambda record: record.seconds("azimuthTime", since))
    each = [record.numbers("grsrCoefficients") for record in records]
    powers = max(map(len, each))
    if powers > MAX_POWERS:
        raise records[0].wrong("grsrCoefficients", f"has {powers} numbers, more than {MAX_POWERS}")
    coefficients = np.zeros((len(each), powers))
    for row, values in zip(coefficients, each, strict=True):
        row[: len(values)] = values
    times = np.array([record.seconds("azimuthTime", since) for record in records])
    keep = np.append(True, np.diff(times) > 0.0)  # products joined from slices repeat some
    origins = np.array([record.number("gr0", -1e7, 1e7) for record in records])
    return GroundToSlant(times[keep], origins[keep], coefficients[keep])


def _grid(product: Fields, since: datetime) -> GeolocationGrid:
    points = product.some("geolocationGrid/geolocationGridPointList/geolocationGridPoint")
    line = np.array([p.whole("line", -MAX_SIDE_PX, MAX_SIDE_PX) for p in points])
    pixel = np.array([p.whole("pixel", -MAX_SIDE_PX, MAX_SIDE_PX) for p in points])
    order = np.lexsort((pixel, line))
    lines, columns = np.unique(line), np.unique(pixel)
    shape = (len(lines), len(columns))
    is_lattice = len(points) == shape[0] * shape[1] and min(shape) >= 3
    if not is_lattice or not (pixel[order].reshape(shape) == columns).all():
        raise product.wrong("geolocationGrid", f"has {len(points)} points that form no lattice")

    def values(name: str, least: float, most: float) -> Floats:
        return np.array([p.number(name, least, most) for p in points])[order].reshape(shape)

    times = np.array([p.seconds("azimuthTime", since) for p in points])
    return GeolocationGrid(
        rows=lines + 0.5,
        columns=columns + 0.5,
        lon_deg=values("longitude", -360.0, 360.0),
        lat_deg=values("latitude", -90.0, 90.0),
        height_m=values("height", -1000.0, 10_000.0),
        incidence_deg=values("incidenceAngle", 0.0, 90.0),
        slant_range_m=values("slantRangeTime", 1e-4, 0.1) * (LIGHT_MPS / 2.0),
        times_s=times[order].reshape(shape),
    )
