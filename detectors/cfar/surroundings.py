"""What the search for blobs judged each part of a picture by: how bright a pixel had to be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.cfar.blocks import Clutter, Moments
from detectors.cfar.clutter import threshold_table
from detectors.cfar.settings import Settings

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """Some rows of blocks, all (R, C), in the unit of the picture, which is an amplitude.

    first_row: of the blocks, the topmost of the picture being 0. power: mean square of the clutter.
    threshold: what a pixel has to exceed to begin a blob; NaN, both, where it is not judged.
    looked: valid pixels of each block.
    """

    first_row: int
    power: Floats
    threshold: Floats
    looked: NDArray[np.int64]


Told = Callable[[Surroundings], None]  # from several threads, in any order, each row once


def upper_threshold(mean: Floats, std: Floats, settings: Settings) -> Floats:
    """What begins a blob in clutter of a mean and a deviation; any shape of arrays."""
    table = threshold_table(settings.false_alarm_rate, settings.looks)
    nodes = table.first + table.step * np.arange(len(table.sigmas))
    return mean + std * np.interp(std / mean, nodes, table.sigmas)


def surroundings(
    first_row: int, around: Clutter, moments: Moments, settings: Settings
) -> Surroundings:
    """Of blocks with their clutter and their own moments."""
    limits = np.full(around.mean.shape, np.nan)
    judged = around.mean > 0.0
    limits[judged] = upper_threshold(around.mean[judged], around.std[judged], settings)
    power = np.where(judged, around.mean**2 + around.std**2, np.nan)
    return Surroundings(first_row, power, limits, moments.number)
