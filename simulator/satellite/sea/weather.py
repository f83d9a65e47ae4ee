"""Wind over a scene, with its unevenness, and the rain cells in it."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from simulator.satellite.picture import SPACING_M
from simulator.satellite.radar.image import Image
from simulator.satellite.radar.swaths import calibration
from simulator.satellite.safe.identity import Polarisation
from simulator.satellite.sea.backscatter import cross_polarised, like_polarised

Floats = NDArray[np.float64]

NODE_PX = 64  # of the coarse grid on which the sea is worked out
GUST_SHARE = 0.06  # one sigma of the wind's unevenness
GUST_NODES = 12  # its extent
RAIN_GAIN_DB = (2.0, 6.0)
RAIN_RADIUS_M = (1_500.0, 5_000.0)
RING_SHARE = -0.35  # round a cell the downdraught spreads and the drops have calmed the sea
SQUARE_M_PER_RAIN = 4.0e9


@dataclass(frozen=True, slots=True)
class Rain:
    """A rain cell; the pixel place of its middle."""

    column: float
    row: float
    radius_m: float
    gain_db: float


@dataclass(frozen=True, slots=True)
class Weather:
    """wind_mps: in the middle of the scene. slope: by which share of itself the wind grows from
    the first column to the last, and from the first row to the last."""

    wind_mps: float
    wind_from_deg: float
    slope: tuple[float, float]
    rain: tuple[Rain, ...]
    seed: int


def draw_weather(rng: Generator, image: Image, wind_mps: float, wind_from_deg: float) -> Weather:
    """The weather of a scene."""
    size_m2 = image.width_px * image.height_px * SPACING_M**2
    count = int(rng.poisson(size_m2 / SQUARE_M_PER_RAIN))
    rain = tuple(
        Rain(
            column=float(rng.uniform(0, image.width_px)),
            row=float(rng.uniform(0, image.height_px)),
            radius_m=float(rng.uniform(*RAIN_RADIUS_M)),
            gain_db=float(rng.uniform(*RAIN_GAIN_DB)),
        )
        for _ in range(count)
    )
    slope = (float(rng.uniform(-0.3, 0.3)), float(rng.uniform(-0.3, 0.3)))
    return Weather(wind_mps, wind_from_deg, slope, rain, int(rng.integers(1 << 31)))


@dataclass(frozen=True, slots=True)
class Nodes:
    """The coarse grid of a scene: wind and incidence at every `NODE_PX`-th pixel corner."""

    px: Floats  # (rows, columns, 2)
    wind_mps: Floats
    off_wind_deg: Floats
    incidence_deg: Floats
    rain_db: Floats


def lay_nodes(image: Image, weather: Weather) -> Nodes:
    """Wind, incidence and rain on the coarse grid, which reaches beyond the last pixel."""
    rows = np.arange(image.height_px // NODE_PX + 2) * float(NODE_PX)
    columns = np.arange(image.width_px // NODE_PX + 2) * float(NODE_PX)
    row, column = np.meshgrid(rows, columns, indexing="ij")
    px = np.stack([column, row], axis=-1)
    flat = px.reshape(-1, 2)
    looks_deg = image.toward_radar_deg(flat).reshape(row.shape) + 180.0
    return Nodes(
        px=px,
        wind_mps=_wind(image, weather, px),
        off_wind_deg=weather.wind_from_deg - looks_deg,
        incidence_deg=image.incidence_deg(flat).reshape(row.shape),
        rain_db=_rain_db(weather, px),
    )


def sea_sigma0(nodes: Nodes, polarisation: Polarisation) -> Floats:
    """Sigma0 of the sea on the coarse grid."""
    if polarisation == "VV":
        level = like_polarised(nodes.wind_mps, nodes.off_wind_deg, nodes.incidence_deg)
    else:
        level = cross_polarised(nodes.wind_mps)
    return np.asarray(level * 10.0 ** (nodes.rain_db / 10.0), np.float64)


def sea_power(nodes: Nodes, polarisation: Polarisation) -> NDArray[np.float32]:
    """The mean square of the digital number that the sea makes, on the coarse grid."""
    gain = calibration(nodes.incidence_deg) ** 2
    return (sea_sigma0(nodes, polarisation) * gain).astype(np.float32)


def _wind(image: Image, weather: Weather, px: Floats) -> Floats:
    share = px / (image.width_px, image.height_px) - 0.5
    steady = 1.0 + share @ np.array(weather.slope)
    rng = np.random.default_rng(weather.seed)
    gusts = gaussian_filter(rng.standard_normal(steady.shape), GUST_NODES / 2.0, mode="wrap")
    spread = float(gusts.std())
    # about their own mean: in a small picture that is far more than what they differ by
    gusts = (gusts - gusts.mean()) / spread if spread > 0.0 else 0.0 * gusts
    return np.asarray(weather.wind_mps * steady * (1.0 + GUST_SHARE * gusts), np.float64)


def _rain_db(weather: Weather, px: Floats) -> Floats:
    total = np.zeros(px.shape[:2])
    for cell in weather.rain:
        away_m = np.hypot(px[..., 0] - cell.column, px[..., 1] - cell.row) * SPACING_M
        near = (away_m / cell.radius_m) ** 2
        total += cell.gain_db * (np.exp(-near) + RING_SHARE * near * np.exp(-near / 2.0) / 2.0)
    return total
