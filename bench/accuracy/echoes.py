"""How strong real vessels' echoes are beside what `detectors.radar.echo` takes them to be.

The chips are digital numbers without their calibration; the products of those years have one value
for the radar brightness over the whole picture, 474, so sigma0 is known all the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.accuracy.opensarship import Chip, chips
from detectors.radar.echo import CROSS_DB, SEEN_SIGMAS, SPREAD_DB, brightest_m2, echo_m2

BETA = 474.0
SPACING_M = (10.0, 10.0)
_RIM_PX, _CORE_PX = 8, 15
_MEAN_OF_MEDIAN = 1.08  # of the power of speckle of some four looks
_ECHO_TIMES = 4.0  # the clutter: what is brighter belongs to the vessel


@dataclass(frozen=True, slots=True, eq=False)
class Echoes:
    """Of N vessels in one polarisation, in decibels over what is expected of their length:
    whole_db the cross-section, brightest_db the brightest pixel."""

    name: str
    whole_db: NDArray[np.float64]
    brightest_db: NDArray[np.float64]

    @property
    def promised_share(self) -> float:
        """Of those with at least the brightest pixel that nine of ten are taken to have."""
        return float((self.brightest_db > -SEEN_SIGMAS * SPREAD_DB).mean())


def echoes(folder: Path) -> list[Echoes]:
    """Of all ground-range chips with a length from AIS, like and cross polarisation."""
    seen = [one for chip in chips(folder) for one in _of(chip)]
    return [
        Echoes(name, *np.array([values for kind, values in seen if kind == name]).T)
        for name in ("VV", "VH")
    ]


def _of(chip: Chip) -> Iterator[tuple[str, tuple[float, float]]]:
    if chip.is_slc or chip.length_m is None:
        return
    gain = BETA**2 / math.sin(math.radians(chip.incidence_deg))
    # a product in two polarisations has the cross one first
    names = ("VV",) if len(chip.bands) == 1 else ("VH", "VV")
    for name, band in zip(names, chip.bands, strict=True):
        sigma0 = np.asarray(band, np.float64) ** 2 / gain
        rim = np.ones(sigma0.shape, bool)
        rim[_RIM_PX:-_RIM_PX, _RIM_PX:-_RIM_PX] = False
        sea = float(np.median(sigma0[rim])) * _MEAN_OF_MEDIAN
        row, column = (side // 2 for side in sigma0.shape)
        core = sigma0[row - _CORE_PX : row + _CORE_PX, column - _CORE_PX : column + _CORE_PX]
        own = core[core > _ECHO_TIMES * sea] - sea
        if own.size:
            cell_m2, cross = SPACING_M[0] * SPACING_M[1], name == "VH"
            whole = own.sum() * cell_m2 / float(echo_m2(chip.length_m, cross))
            peak = own.max() * cell_m2 / float(brightest_m2(chip.length_m, SPACING_M))
            lost_db = CROSS_DB if cross else 0.0
            yield name, (10.0 * math.log10(whole), 10.0 * math.log10(peak) - lost_db)
