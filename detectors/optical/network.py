"""The trained network: where the middle of a vessel is likely, and how large its box is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detectors.optical.bands import Reflectance
from detectors.weights.loading import FOLDER, open_weights

WEIGHTS = FOLDER / "optical.onnx"
GRID_PX = 16  # windows begin and end on multiples of this: the network halves four times
HALO_PX = 128  # pixels round a place that decide about a vessel there, spots and network alike
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
        picture = np.ascontiguousarray(stack.transpose(2, 0, 1)[None], np.float32)
        level = water.astype(np.float32).reshape(1, 4, 1, 1)
        (out,) = self._session.run(None, {"reflectance": picture, "water": level})
        sides = np.exp(np.clip(out[0, 1:3], -3.0, 3.0)) * _ANCHOR_PX
        return HeatMap(out[0, 0], sides.transpose(1, 2, 0).astype(np.float32))
