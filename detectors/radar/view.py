"""How a radar on a satellite sees each of some places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class RadarView:
    """One value for each of N places, all (N,); the last three hold for the whole picture.

    speed_mps: of the radar in its orbit, over the turning earth; not of its footprint, which is a
    tenth slower. prf_hz: pulses per second; NaN where it is not known. Pixel rows follow each
    other along the track, columns go away from the radar.
    """

    slant_range_m: Floats
    incidence_deg: Floats
    speed_mps: Floats
    prf_hz: Floats
    wavelength_m: float
    row_m: float
    column_m: float
