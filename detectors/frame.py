"""What a detector sees: pixels, when, from whom, and where they lie on the sea."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from geodata.georef import CameraGeoref

RGB = ("red", "green", "blue")


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture. A detector cannot tell a drone's from any other source's.

    pixels: (rows, columns, bands) uint8, row 0 on top. mask: (rows, columns), True where to look;
    None: everywhere. georef: None when the place of the pixels is not known.
    """

    at: datetime
    source: str
    number: int
    pixels: NDArray[np.uint8]
    bands: tuple[str, ...] = RGB
    georef: CameraGeoref | None = None
    mask: NDArray[np.bool_] | None = None
