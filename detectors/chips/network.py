"""The trained network: whether a bright thing on the sea is a vessel, and how long one is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detectors.chips.normalise import normalised
from detectors.weights.loading import FOLDER, open_weights

WEIGHTS = FOLDER / "chips.onnx"
BATCH = 64
LENGTH_UNIT_M = 20.0  # lengths come as log(1 + length / unit)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Of N windows, both (N,): how likely each shows a vessel, in [0, 1], and its length in metres
    if it does."""

    p_vessel: Floats
    length_m: Floats


class ChipNetwork:
    """One network, loaded once; runs on the processor."""

    def __init__(self, weights: Path = WEIGHTS, threads: int = 0) -> None:
        """threads: 0 takes one for each core. Raises WeightsError: not there, or not those."""
        self._session = open_weights(weights, threads)

    def judge(self, windows: NDArray[np.generic]) -> Judged:
        """windows: digital numbers (N, 2, SIDE_PX, SIDE_PX) with the thing in the middle, co
        polarisation first; 0: no data, throughout for a band that the product lacks."""
        raw = [
            self._session.run(None, {"chips": normalised(windows[first : first + BATCH])})[0]
            for first in range(0, len(windows), BATCH)
        ]
        out = np.concatenate(raw).astype(np.float64) if raw else np.zeros((0, 2))
        return Judged(out[:, 0], LENGTH_UNIT_M * np.expm1(np.maximum(out[:, 1], 0.0)))
