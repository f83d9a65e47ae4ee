"""The trained network: where the middle of a vessel is likely, and how large its box is.

It looks twice: at the picture as it is, and at three fourths of its size. Most ships that it was
taught are small; in the second look the largest are more like them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from detectors.optical.bands import Reflectance
from detectors.weights.loading import FOLDER, open_weights

WEIGHTS = FOLDER / "optical.onnx"
# Windows begin and end on multiples of this: three fourths of it the network can halve four times.
GRID_PX = 64
HALO_PX = 192  # pixels round a place that decide about a vessel there, spots and network alike
SMALLER = 0.75
_ANCHOR_PX = 10.0  # box sides come as natural logarithms of multiples of this


@dataclass(frozen=True, slots=True, eq=False)
class HeatMap:
    """chance: (rows, columns) in [0, 1]. sides_px: (rows, columns, 2) width and height of a box."""

    chance: NDArray[np.float32]
    sides_px: NDArray[np.float32]


class Network:
    """One network, loaded once; runs on the processor."""

    def __init__(self, weights: Path = WEIGHTS, threads: int = 0) -> None:
        """threads: 0 takes one for each core. Raises WeightsError: not there, or not those."""
        self._session = open_weights(weights, threads)

    def heat(self, stack: Reflectance, water: NDArray[np.float32]) -> HeatMap:
        """Heat map of a window whose sides are multiples of GRID_PX.

        stack: (rows, columns, 4) reflectance; water: (4,) level of the scene's water.
        """
        rows, columns = stack.shape[:2]
        near = self._look(stack, water)
        size = (round(SMALLER * columns), round(SMALLER * rows))
        shrunk = np.asarray(cv2.resize(stack, size, interpolation=cv2.INTER_AREA), np.float32)
        small = self._look(shrunk, water)
        far = np.asarray(cv2.resize(small, (columns, rows), interpolation=cv2.INTER_LINEAR))
        far[..., 1:] -= np.log(np.float32(SMALLER))
        both = (near + far) / 2.0
        sides = np.exp(np.clip(both[..., 1:], -3.0, 3.0)) * _ANCHOR_PX
        return HeatMap(np.ascontiguousarray(both[..., 0]), sides)

    def _look(self, stack: Reflectance, water: NDArray[np.float32]) -> NDArray[np.float32]:
        """(rows, columns, 3): chance, logarithms of width and height."""
        picture = np.ascontiguousarray(stack.transpose(2, 0, 1)[None], np.float32)
        level = water.astype(np.float32).reshape(1, 4, 1, 1)
        (out,) = self._session.run(None, {"reflectance": picture, "water": level})
        return np.ascontiguousarray(out[0].transpose(1, 2, 0), np.float32)
