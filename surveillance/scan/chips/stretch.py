"""Pixels of any unit as brightness that an eye can use."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SPREAD = 1.4826  # standard deviations in a median deviation of normal numbers
_DARKEST = -2.0  # standard deviations round the median
_BRIGHTEST_PCT = 99.9  # of the pixels: a few may be as bright as they like
_LEAST_BRIGHTEST = 8.0  # standard deviations: an empty sea stays dark

Floats = NDArray[np.float64]


def stretched(window: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Grey values (rows, columns) from 1 to 255; 0 where there is no data, which is 0 or NaN.

    From the sea's own spread on the brightness grows with its logarithm: the sea stays visible
    beside whatever is a thousand times as bright. Any other unit or gain gives the same picture.
    """
    values = np.asarray(window, np.float64)
    is_there = np.isfinite(values) & (values != 0.0)
    if not is_there.any():
        return np.zeros(values.shape, np.uint8)
    known = values[is_there]
    middle = float(np.median(known))
    sigma = _SPREAD * float(np.median(np.abs(known - middle)))
    sigma = sigma or float(known.std()) or 1.0
    high = max(float(np.percentile((known - middle) / sigma, _BRIGHTEST_PCT)), _LEAST_BRIGHTEST)
    low, top = np.arcsinh([_DARKEST, high])
    over = np.where(is_there, (values - middle) / sigma, _DARKEST)
    share = np.clip((np.arcsinh(over) - low) / (top - low), 0.0, 1.0)
    return np.where(is_there, np.rint(1.0 + 254.0 * share), 0.0).astype(np.uint8)
