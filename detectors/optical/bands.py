"""The four 10 m bands as one array of reflectance, whatever the file held."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from detectors.errors import FrameError

BANDS = ("B02", "B03", "B04", "B08")
BLUE, GREEN, RED, NIR = range(4)
PRODUCT_SCALE = 10000.0  # digital numbers per unit of reflectance in the agency's products
FULL_SCALE = 65535.0  # the same where a tool has stretched reflectance 0..1 over 16 bits
# No scene has one pixel in a hundred brighter than this but one that is stretched.
_BRIGHTEST = 1.6
_SAMPLE_PX = 1_000_000

Reflectance = NDArray[np.float32]
Mask = NDArray[np.bool_]


def stack_bands(bands: Mapping[str, NDArray[np.generic]]) -> Reflectance:
    """(rows, columns, 4) float32 reflectance in the order of BANDS; other bands are left out.

    Integers are divided by 10,000, or by 65,535 where one pixel in a hundred would be brighter
    than anything on Earth (a stretched picture). Raises FrameError: a band is missing, the bands
    differ in size, or a band is not a picture.
    """
    missing = [name for name in BANDS if name not in bands]
    if missing:
        raise FrameError(f"optical vessels need the bands {BANDS}: {', '.join(missing)} missing")
    pictures = [np.asarray(bands[name]) for name in BANDS]
    shapes = {picture.shape for picture in pictures}
    if len(shapes) != 1 or pictures[0].ndim != 2 or not pictures[0].size:
        raise FrameError(f"the bands must be pictures of one size, not {sorted(shapes)}")
    stack = np.stack([np.nan_to_num(p.astype(np.float32)) for p in pictures], axis=-1)
    if all(np.issubdtype(p.dtype, np.integer) for p in pictures):
        step = sample_step(*stack.shape[:2])
        stack /= np.float32(scale_of(stack[::step, ::step]))
    return stack


def is_seen(stack: Reflectance) -> Mask:
    """(rows, columns): True where the sensor saw something; 0 in every band is no data."""
    return np.asarray(stack.max(axis=-1) > 0.0)


def sample_step(rows: int, columns: int) -> int:
    """Of a picture every so many-th row and column is enough to know its light by."""
    return max(1, int(np.sqrt(rows * columns / _SAMPLE_PX)))


def scale_of(sample: Reflectance) -> float:
    """Digital numbers per unit of reflectance, by a regular sample (rows, columns, 4) of them."""
    bright = float(np.percentile(sample.max(axis=-1), 99.0))
    return FULL_SCALE if bright / PRODUCT_SCALE > _BRIGHTEST else PRODUCT_SCALE
