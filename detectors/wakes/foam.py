"""How much each pixel looks like foam: brighter than the sea round it, in every light at once.

Turbid water is bright in the visible only, and the haze of a ship in the near infrared: what counts
is the band in which a pixel stands out least.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

SEA_PX = 41  # side of the square that is the local sea
MOST = 4.0  # deviations: one bright pixel is not more than that, a boat on the line stays short
_LEAST_SIGMA = 0.0008  # reflectance: of the camera alone
_ROUNDS = 2


def foam_map(lights: list[Floats], water: Mask) -> Floats:
    """(rows, columns) deviations above the local sea, at most MOST either way; NaN off the water.

    lights: pictures (rows, columns) of reflectance, of which each must show it. water: True on
    water that is not a vessel.
    """
    each = [rise / sigma for rise, sigma in (above_sea(light, water) for light in lights)]
    return np.where(water, np.clip(np.minimum.reduce(each), -MOST, MOST), np.nan)


def above_sea(light: Floats, water: Mask) -> tuple[Floats, float]:
    """(rows, columns) reflectance above the local sea, and one deviation of that where it is calm.

    The sea is taken again without what stands out of it.
    """
    calm = water
    for _ in range(_ROUNDS):
        rise = light - _mean(light, calm)
        sigma = max(_spread(rise[calm]), _LEAST_SIGMA)
        calm = water & (np.abs(rise) < 3.0 * sigma)
    return light - _mean(light, calm), sigma


def _mean(values: Floats, where: Mask) -> Floats:
    weight = where.astype(np.float64)
    total, count = (
        cv2.boxFilter(
            layer, cv2.CV_64F, (SEA_PX, SEA_PX), normalize=False, borderType=cv2.BORDER_CONSTANT
        )
        for layer in (values * weight, weight)
    )
    return np.asarray(total / np.maximum(count, 1.0), np.float64)


def _spread(values: Floats) -> float:
    """A standard deviation that a few bright pixels do not move; 0 without values."""
    if not len(values):
        return 0.0
    return float(1.4826 * np.median(np.abs(values - np.median(values))))
