"""A wake: a line of foam from one end of a vessel, and none from the other.

The same lines are laid from places all over the sea round the vessel: what the best of them reach
there says what chance reaches here. Nothing is said where that is not far exceeded, or where the
other end has something, too.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from detectors.kernels import kernel
from detectors.wakes.fan import LENGTHS_PX, Fan

Floats = NDArray[np.float64]

REACH_PX = 80  # of the sea round a vessel that is looked at, both ways
LEAST_SIGMAS = 6.0
OTHER_SHARE = 0.4  # of the sigmas, that the best line to any other side may reach
SIDE_DEG = 60.0  # lines farther apart than this go to another side
_LOW_PCT, _SKEW = 16.0, 1.3  # one deviation below the middle; best lines have a longer upper tail
_LEAST_SPREAD = 0.05
_GHOST_STEP_PX = 7  # between the places of the sea that are compared
_LEAST_GHOSTS = 30
_WIDE_PX = 3
_LEAST_SHARE = 0.7  # of a line that must be water
_LEAST_FOAM = 1.0  # deviations of a pixel that belongs to a wake, over three pixels of its line


@dataclass(frozen=True, slots=True)
class Wake:
    """bearing_deg: in which it leaves the vessel, clockwise from the picture's up, in [0, 360);
    the bow points the other way. length_px: from its start, as far as it was looked for. sigmas:
    by how much its line exceeds those of the sea round it; other_sigmas: the best of other sides.
    """

    bearing_deg: float
    length_px: float
    sigmas: float
    other_sigmas: float


def find_wake(
    foam: Floats,
    middle_px: tuple[float, float],
    fan: Fan,
    least_sigmas: float = LEAST_SIGMAS,
) -> Wake | None:
    """The wake of a vessel whose middle is at a pixel (column, row); None: none that is sure.

    foam: (rows, columns) deviations above the sea, NaN off the water and on vessels.
    """
    smooth = _smooth(foam)
    here = np.array([middle_px])
    own, ghosts = _means(smooth, here, fan)[0], _means(smooth, _ghosts(foam, middle_px), fan)
    sigmas = np.full(len(fan.rays), -np.inf)
    for n in range(len(LENGTHS_PX)):
        usual = _best_of_each(ghosts[:, :, n])
        if len(usual) >= _LEAST_GHOSTS:
            middle = float(np.median(usual))
            # of the lower half alone: other wakes near are no part of the sea
            spread = _SKEW * (middle - float(np.percentile(usual, _LOW_PCT)))
            sigmas = np.fmax(sigmas, (own[:, n] - middle) / max(spread, _LEAST_SPREAD))
    best = int(np.argmax(sigmas))
    bearings = np.array([ray.bearing_deg for ray in fan.rays])
    apart = np.abs((bearings - bearings[best] + 180.0) % 360.0 - 180.0)
    others = sigmas[apart > SIDE_DEG]
    # a side of which nothing is known, land or the edge of the picture, may have one as well
    if not np.isfinite(others).any() or not sigmas[best] >= least_sigmas:
        return None
    other = float(others.max())
    if other > OTHER_SHARE * sigmas[best]:
        return None
    length = _length_px(smooth, here[0] + fan.steps_px[best])
    return Wake(float(bearings[best]), length, float(sigmas[best]), other)


def _best_of_each(means: Floats) -> Floats:
    """(M,) of places with (N, K) lines; without places where half of the lines are not water."""
    known = np.isfinite(means).mean(axis=1) >= 0.5
    return np.asarray(np.nanmax(means[known], axis=1), np.float64)


def _ghosts(foam: Floats, middle_px: tuple[float, float]) -> Floats:
    """(N, 2) places of the sea, on a grid, the vessel's own left out."""
    sides = [np.arange(0.5, side, _GHOST_STEP_PX) for side in foam.shape[::-1]]
    places = np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, 2)
    away = np.hypot(*(places - middle_px).T)
    return np.asarray(places[away > 2 * _GHOST_STEP_PX], np.float64)


def _smooth(foam: Floats) -> Floats:
    """Means over small squares of what is known in them; NaN where that is less than half."""
    known = np.isfinite(foam)
    layers = np.where(known, foam, 0.0), known.astype(np.float64)
    total, count = (
        cv2.boxFilter(
            layer, cv2.CV_64F, (_WIDE_PX, _WIDE_PX), normalize=False, borderType=cv2.BORDER_CONSTANT
        )
        for layer in layers
    )
    is_enough = known & (count > 0.5 * _WIDE_PX**2)
    return np.where(is_enough, total / np.maximum(count, 1.0), np.nan)


def _means(smooth: Floats, places: Floats, fan: Fan) -> Floats:
    """(N, K, lengths) of the lines of N places (N, 2); NaN where too little of one is water."""
    out = np.empty((len(places), len(fan.rays), len(LENGTHS_PX)))
    _fill(smooth, places, fan.steps_px, np.array(LENGTHS_PX), out)
    return out


@kernel
def _fill(
    smooth: Floats, places: Floats, steps: Floats, lengths: NDArray[np.int64], out: Floats
) -> None:
    rows, columns = smooth.shape
    for n in range(len(places)):
        for k in range(len(steps)):
            total, count, at = 0.0, 0, 0
            for s in range(steps.shape[1]):
                column = int(np.floor(places[n, 0] + steps[k, s, 0]))
                row = int(np.floor(places[n, 1] + steps[k, s, 1]))
                if 0 <= row < rows and 0 <= column < columns:
                    value = smooth[row, column]
                    if np.isfinite(value):
                        total += value
                        count += 1
                if s + 1 == lengths[at]:
                    is_known = count >= _LEAST_SHARE * lengths[at]
                    out[n, k, at] = total / count if is_known else np.nan
                    at += 1


def _length_px(smooth: Floats, line: Floats) -> float:
    """How far along a line (S, 2) the foam goes on."""
    rows, columns = smooth.shape
    place = np.floor(line).astype(int)
    inside = ((place >= 0) & (place < [columns, rows])).all(axis=1)
    place = np.clip(place, 0, [columns - 1, rows - 1])
    values = np.where(inside, smooth[place[:, 1], place[:, 0]], np.nan)
    values = np.where(np.isfinite(values), values, 0.0)
    three = np.convolve(values, np.full(3, 1 / 3), mode="same")
    foamy = np.flatnonzero(three >= _LEAST_FOAM)
    if not len(foamy):
        return 0.0
    # a line that leaves the vessel a little askew meets its foam only then
    ends = np.flatnonzero(three[foamy[0] :] < _LEAST_FOAM)
    return float(foamy[0] + ends[0] if len(ends) else len(line))
