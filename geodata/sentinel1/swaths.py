"""The parts of a merged picture, each taken with its own pulse rate."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SwathBounds:
    """A rectangle of the picture; first and last are both inside."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int

    def miss_px(self, px: Floats) -> Floats:
        """(N,) pixels by which places (N, 2) lie outside of the rectangle; 0 inside."""
        column, row = px.T
        across = np.maximum(self.first_column - column, column - self.last_column - 1.0)
        along = np.maximum(self.first_row - row, row - self.last_row - 1.0)
        miss: Floats = np.hypot(np.maximum(across, 0.0), np.maximum(along, 0.0))
        return miss


@dataclass(frozen=True, slots=True)
class Swath:
    """One beam (IW1, EW3 …): pulses per second and the rectangles of the picture it gave."""

    name: str
    prf_hz: float
    bounds: tuple[SwathBounds, ...]


def prf_at(swaths: tuple[Swath, ...], px: ArrayLike) -> Floats:
    """(N,) pulses per second at places (N, 2) as column, row; of the nearest swath outside of all.

    NaN where the annotation does not say how the picture was merged.
    """
    points = np.asarray(px, np.float64).reshape(-1, 2)
    found = np.full(len(points), np.nan)
    nearest = np.full(len(points), np.inf)
    for swath in swaths:
        for bounds in swath.bounds:
            miss = bounds.miss_px(points)
            closer = miss < nearest
            nearest[closer] = miss[closer]
            found[closer] = swath.prf_hz
    return found
