"""What a detector found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Detection:
    """Something on the sea.

    box_px: x0, y0, x1, y1; pixel (0, 0) covers 0..1 both ways. score: in [0, 1], for ranking, not
    a probability. waterline_px: (N, 2) column and row of the lowest point of the thing in each of
    its columns, left to right: where it meets the water; None when the detector cannot tell.
    """

    box_px: Box
    score: float
    label: str
    waterline_px: NDArray[np.float64] | None = None
