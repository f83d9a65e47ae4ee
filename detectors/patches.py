"""Connected patches of an anomaly picture, and their outline towards the water."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """A connected patch: its window (columns x0:x1, rows y0:y1) and which pixels there are it."""

    x0: int
    y0: int
    x1: int
    y1: int
    pixels: NDArray[np.bool_]
    peak: float


def find_patches(
    strength: NDArray[np.float32], core: float, edge: float, join: tuple[int, int]
) -> list[Patch]:
    """Patches of pixels above `edge` that hold one above `core`, strongest first.

    join: columns and rows that may lie between two parts of one patch.
    """
    above = (strength > edge).astype(np.uint8)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (join[0] + 1, join[1] + 1))
    joined = cv2.morphologyEx(above, cv2.MORPH_CLOSE, kernel)
    _, found_labels, boxes, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    labels = cast(NDArray[np.int32], found_labels)
    wanted = np.unique(labels[strength > core])
    found = [_patch(int(n), boxes[n], labels, above, strength) for n in wanted if n > 0]
    return sorted(found, key=lambda p: -p.peak)


def _patch(
    label: int,
    box: NDArray[np.int32],
    labels: NDArray[np.int32],
    above: NDArray[np.uint8],
    strength: NDArray[np.float32],
) -> Patch:
    x0, y0 = int(box[cv2.CC_STAT_LEFT]), int(box[cv2.CC_STAT_TOP])
    x1, y1 = x0 + int(box[cv2.CC_STAT_WIDTH]), y0 + int(box[cv2.CC_STAT_HEIGHT])
    window = (slice(y0, y1), slice(x0, x1))
    own = (labels[window] == label) & (above[window] > 0)
    return Patch(x0, y0, x1, y1, own, float(strength[window][own].max()))


def lowest_rows(pixels: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(columns that hold a pixel, the lower edge of the lowest one in each)."""
    columns = np.flatnonzero(pixels.any(axis=0))
    below = np.argmax(pixels[::-1, columns], axis=0)
    return columns, pixels.shape[0] - below
