"""How the radar measures: three swaths, their pulses, calibration and noise.

A digital number squared is sigma0 times `calibration` squared, plus noise. Figures are those that
products of Sentinel-1 carry for the interferometric wide swath, rounded.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulator.satellite.radar.image import Image

Floats = NDArray[np.float64]

BETA = 474.0  # the digital number of a radar brightness of 1
NODE_STEP_PX = 40  # of the tables, along a line
LINE_STEP_PX = 16  # of the noise along the flight
BURST_S = 2.758
SCALLOP = 0.16  # how much more noise there is at the edges of a burst
NOISE_MIDDLE_DB, NOISE_EDGE_DB = -29.5, -26.0  # sigma0 that equals the noise


@dataclass(frozen=True, slots=True)
class Swath:
    """One of the beams side by side, as far as a picture shows it."""

    name: str
    prf_hz: float
    rank: int  # pulses under way
    sampling_hz: float
    first_column: int
    last_column: int  # inclusive

    @property
    def columns(self) -> slice:
        """Its columns."""
        return slice(self.first_column, self.last_column + 1)


# name, pulses per second, rank, range samples per second, slant range where the next one begins
_BEAMS = (
    ("IW1", 1717.128973878037, 9, 6.434523812571428e7, 849_100.0),
    ("IW2", 1451.627112193990, 8, 5.459595962181818e7, 904_560.0),
    ("IW3", 1685.817302492702, 10, 4.679653681870129e7, np.inf),
)


def swaths_of(image: Image) -> tuple[Swath, ...]:
    """The swaths that a picture shows, from near to far; together they cover every column."""
    found = []
    first = 0
    for name, prf, rank, sampling, far_m in _BEAMS:
        end = image.width_px
        if far_m < image.slant_range_m(image.width_px - 0.5):
            end = max(int(np.floor(image.column(far_m))), 0)
        if end > first:
            found.append(Swath(name, prf, rank, sampling, first, end - 1))
            first = end
    return tuple(found)


def swath_at(image: Image, column: float) -> Swath:
    """The swath of a column; the nearest one outside the picture."""
    swaths = swaths_of(image)
    return next((one for one in swaths if column <= one.last_column + 1), swaths[-1])


def calibration(incidence_deg: ArrayLike) -> Floats:
    """The digital number that stands for a sigma0 of 1, at incidence angles."""
    return BETA / np.sqrt(np.sin(np.radians(np.asarray(incidence_deg, np.float64))))


def table_columns(image: Image) -> NDArray[np.int64]:
    """Columns for which the tables have values: evenly, and on both sides of each seam."""
    seams = [c for one in swaths_of(image) for c in (one.first_column, one.last_column)]
    return np.union1d(np.arange(0, image.width_px, NODE_STEP_PX), [*seams, image.width_px - 1])


def table_lines(image: Image) -> NDArray[np.int64]:
    """Lines for which the tables have vectors: about one a second, the first and the last."""
    count = max(int(image.height_px * image.line_s) + 1, 1) + 1
    return np.unique(np.linspace(0, image.height_px - 1, count).round().astype(np.int64))


def incidence_at(image: Image, line: int, columns: NDArray[np.int64]) -> Floats:
    """Incidence angles (N,) at the centres of columns of a line."""
    px = np.stack([columns + 0.5, np.full(len(columns), line + 0.5)], axis=-1)
    return image.incidence_deg(px)


def noise_along_range(image: Image) -> tuple[NDArray[np.int64], Floats]:
    """`table_columns`, and the square of the digital number that the noise makes at each."""
    columns = table_columns(image)
    level_db = np.empty(len(columns))
    for one in swaths_of(image):
        inside = (columns >= one.first_column) & (columns <= one.last_column)
        width = max(one.last_column - one.first_column, 1)
        off = 2.0 * (columns[inside] - one.first_column) / width - 1.0
        level_db[inside] = NOISE_MIDDLE_DB + (NOISE_EDGE_DB - NOISE_MIDDLE_DB) * off**2
    angle = incidence_at(image, image.height_px // 2, columns)
    return columns, 10.0 ** (level_db / 10.0) * calibration(angle) ** 2


def noise_along_flight(image: Image, swath: Swath) -> tuple[NDArray[np.int64], Floats]:
    """Lines, and by what the noise of a swath is multiplied there."""
    last = image.height_px - 1
    lines = np.union1d(np.arange(0, image.height_px, LINE_STEP_PX), [last])
    delay = 0.31 * int(swath.name[-1])  # the beams take turns
    share = (image.row_time_s(lines + 0.5) / BURST_S + delay) % 1.0
    return lines, 1.0 + SCALLOP * (2.0 * share - 1.0) ** 2


def noise(image: Image, first_row: int, rows: int) -> Floats:
    """Noise (rows, swaths of the picture) along the flight for a strip, interpolated."""
    wanted = np.arange(first_row, first_row + rows)
    return np.stack(
        [np.interp(wanted, *noise_along_flight(image, one)) for one in swaths_of(image)], axis=-1
    )
