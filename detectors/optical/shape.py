"""How long, how wide and which way: from the pixels of a spot and their brightness."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Shape:
    """heading_deg: of the long axis, clockwise from the picture's up, in [0, 180): bow and stern
    look alike. None where length and width differ by less than half a pixel."""

    length_m: float
    width_m: float
    heading_deg: float | None


def shape_of(pixels: NDArray[np.bool_], weight: NDArray[np.float32], metre_per_px: float) -> Shape:
    """Shape of the True pixels, each counting by its weight (what it shines above the sea).

    pixels, weight: (rows, columns). metre_per_px: true metres, so 10 * cos(latitude) on a
    Mercator grid of 10 m. Length and width are those of the evenly bright bar with the same second
    moments; a bar that covers a pixel by half is as long as it is.
    """
    rows, columns = np.nonzero(pixels)
    share = np.maximum(weight[rows, columns].astype(np.float64), 1e-9)
    share /= share.sum()
    x, y = columns - (columns * share).sum(), rows - (rows * share).sum()
    # a pixel has an extent of its own: 1/12 of its side squared
    xx, yy = (x * x * share).sum() + 1 / 12, (y * y * share).sum() + 1 / 12
    xy = float((x * y * share).sum())
    mean, half = (xx + yy) / 2, math.hypot((xx - yy) / 2, xy)
    length_px = math.sqrt(12.0 * (mean + half))
    width_px = math.sqrt(12.0 * max(mean - half, 1 / 12))
    # rows grow downwards: the axis is mirrored before it becomes a bearing
    axis_rad = 0.5 * math.atan2(2.0 * xy, xx - yy)
    heading = (90.0 + math.degrees(axis_rad)) % 180.0
    return Shape(
        length_px * metre_per_px,
        width_px * metre_per_px,
        heading if length_px - width_px >= 0.5 else None,
    )


def shape_of_box(width_px: float, height_px: float, metre_per_px: float) -> Shape:
    """Of a ship of which only the upright box is known: six times as long as wide.

    Its diagonal is the length, a little too long for ships that lie oblique. The heading is known
    only where the box is slim: across or up the picture.
    """
    longer, shorter = max(width_px, height_px), min(width_px, height_px)
    slim = longer >= 2.5 * shorter
    length_px = longer if slim else math.hypot(width_px, height_px) * 0.93
    heading = (90.0 if width_px > height_px else 0.0) if slim else None
    side_px = shorter if slim else length_px / 6.0
    return Shape(length_px * metre_per_px, side_px * metre_per_px, heading)
