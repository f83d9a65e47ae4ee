"""Where there is water, land and cloud: numbers beside a detection, never a reason to drop one."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from detectors.optical.bands import BLUE, NIR, RED, Mask, Reflectance, is_seen, sample_step
from detectors.optical.bodies import large_bodies

Image = NDArray[np.float32]

# Near infrared above the scene's darkest that is not water any more: haze lifts both alike.
WATER_RISE = 0.07
BRIGHTEST_WATER = 0.17
_DARKEST_PCT = 2.0
_SOFT = 0.015  # reflectance over which the water probability falls
LAND_PX = 500  # 5 ha: twice the deck of the largest ship
BODY_PX = 300  # 3 ha: smaller dark places are the shadows of houses
BERTH_PX = 4  # half the beam of the widest ship, and a pixel of doubt
RING_PX = 10
OPEN_SHARE = 0.9
_CLOUD_BLUE, _CLOUD_SOFT = 0.28, 0.03


@dataclass(frozen=True, slots=True)
class Levels:
    """What the whole scene says of its own light; the same for every part of the scene.

    nir_limit: near infrared reflectance between water and everything else. water: (4,) median
    reflectance of the water in each band, or of the darkest pixels where there is none.
    """

    nir_limit: float
    water: NDArray[np.float32]


def scene_levels(stack: Reflectance) -> Levels:
    """Levels from a regular sample of the scene's pixels."""
    step = sample_step(*stack.shape[:2])
    sample = stack[::step, ::step]
    sample = sample[is_seen(sample)]
    if not len(sample):
        return Levels(BRIGHTEST_WATER, np.zeros(4, np.float32))
    darkest = float(np.percentile(sample[:, NIR], _DARKEST_PCT))
    limit = min(darkest + WATER_RISE, BRIGHTEST_WATER)
    water = sample[sample[:, NIR] < max(limit, darkest + 1e-4)]
    return Levels(limit, np.median(water, axis=0).astype(np.float32))


def water_probability(stack: Reflectance, levels: Levels) -> Image:
    """(rows, columns) in [0, 1]: how far a pixel is on the dark side of the limit."""
    rise = (np.float32(levels.nir_limit) - stack[..., NIR]) / np.float32(_SOFT)
    return _logistic(rise)


def cloud_probability(stack: Reflectance) -> Image:
    """(rows, columns) in [0, 1]: bright and white. Foam, white roofs and white ships are too."""
    visible = stack[..., BLUE : RED + 1]
    low, high = visible.min(axis=-1), np.maximum(visible.max(axis=-1), np.float32(1e-3))
    whiteness = np.clip((low / high - np.float32(0.6)) / np.float32(0.25), 0.0, 1.0)
    bright = _logistic((stack[..., BLUE] - np.float32(_CLOUD_BLUE)) / np.float32(_CLOUD_SOFT))
    return np.asarray(bright * whiteness, np.float32)


def land_mask(stack: Reflectance, levels: Levels) -> Mask:
    """(rows, columns): True on bodies of 5 ha and more that are not water.

    What is smaller, and so every ship, foam and wake on free water, is not land; a ship at the
    quay is part of it. No data counts as land.
    """
    dry = (stack[..., NIR] >= levels.nir_limit) | ~is_seen(stack)
    return large_bodies(dry, LAND_PX, is_over_corners=True)


def near_water(stack: Reflectance, levels: Levels) -> Mask:
    """(rows, columns): True on bodies of water of 3 ha and more and within 40 m of one.

    The middle of a ship at the quay lies there; a stack of containers behind it does not.
    """
    wet = (stack[..., NIR] < levels.nir_limit) & is_seen(stack)
    return beside_bodies(wet)


def beside_bodies(wet: Mask) -> Mask:
    """(rows, columns): True on bodies of 3 ha and more of `wet` and within 40 m of one."""
    large = large_bodies(wet, BODY_PX, is_over_corners=False)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * BERTH_PX + 1, 2 * BERTH_PX + 1))
    return np.asarray(cv2.dilate(large.view(np.uint8), disc)).view(np.bool_)


def ring_share(
    mask: Mask, box_px: tuple[float, float, float, float], ring_px: int = RING_PX
) -> float:
    """Share of True in the ring of `ring_px` round a box that has one pixel of margin.

    1.0 when the whole ring lies outside the picture.
    """
    x0, y0 = int(np.floor(box_px[0])) - 1, int(np.floor(box_px[1])) - 1
    x1, y1 = int(np.ceil(box_px[2])) + 1, int(np.ceil(box_px[3])) + 1
    left, top = max(x0 - ring_px, 0), max(y0 - ring_px, 0)
    window = mask[top : max(y1 + ring_px, 0), left : max(x1 + ring_px, 0)]
    outside = np.ones(window.shape, np.bool_)
    outside[max(y0 - top, 0) : max(y1 - top, 0), max(x0 - left, 0) : max(x1 - left, 0)] = False
    values = window[outside]
    return float(values.mean()) if values.size else 1.0


def has_open_water(land: Mask, box_px: tuple[float, float, float, float]) -> bool:
    """Open water round a vessel: at least 90 % of the 10 pixels round its box are not land."""
    return ring_share(~land, box_px) >= OPEN_SHARE


def _logistic(value: Image) -> Image:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(value, -30.0, 30.0))), np.float32)
