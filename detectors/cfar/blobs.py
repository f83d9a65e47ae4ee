"""What the search gives: bright blobs with the pixels that they are made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Blob:
    """One bright blob, in digital numbers. A pixel covers 0..1 from its place; its centre is .5.

    box_px: column and row of the first pixel, and one past the last. centroid_px: column, row,
    weighted by what stands above the background. excess: sum of what stands above it. mean, std:
    of the clutter round the brightest pixel. px (N, 2): column and row of each pixel; values (N,).
    is_strong (N,): above the upper threshold.
    """

    box_px: tuple[int, int, int, int]
    centroid_px: tuple[float, float]
    peak: float
    excess: float
    mean: float
    std: float
    px: NDArray[np.int64]
    values: Floats
    is_strong: NDArray[np.bool_]

    @property
    def contrast(self) -> float:
        """Standard deviations of the clutter that the brightest pixel stands above its mean."""
        return (self.peak - self.mean) / max(self.std, 1e-9)


@dataclass(frozen=True, slots=True, eq=False)
class Blobs:
    """All blobs of a picture, in the order of their first pixels (row, then column)."""

    blobs: tuple[Blob, ...]

    def __len__(self) -> int:
        return len(self.blobs)

    def __getitem__(self, index: int) -> Blob:
        return self.blobs[index]

    def __iter__(self) -> Iterator[Blob]:
        return iter(self.blobs)
