"""What pictures of all sensors have in common: pixels of ten metres, and where they are."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SPACING_M = 10.0


class Picture(Protocol):
    """A picture's geometry. A pixel place is (column, row), centres at .5."""

    @property
    def width_px(self) -> int:
        """Columns."""

    @property
    def height_px(self) -> int:
        """Rows."""

    def lonlat(self, px: Floats) -> Floats:
        """Longitude and latitude (N, 2) at height 0 of pixel places (N, 2)."""

    def pixels(self, lonlat: Floats) -> Floats:
        """Pixel places (N, 2), also outside the picture, of what lies still at (N, 2)."""
