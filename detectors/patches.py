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

    join: columns and rows, both even, that may lie between two parts of one patch.
    """
    above = (strength > edge).astype(np.uint8)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (join[0] + 1, join[1] + 1))
    joined = cv2.morphologyEx(above, cv2.MORPH_CLOSE, kernel)
    _, found_labels, boxes, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    labels = cast(NDArray[np.int32], found_labels)
    wanted = np.unique(labels[strength > core])
    found = [_patch(int(n), boxes[n], labels, above, strength) for n in wanted if n > 0]
    return sorted(found, key=lambda p: -p.peak)


def join_parts(patches: list[Patch], margin: float, above: float) -> list[Patch]:
    """Patches of which small ones whose middle lies at a larger one's box are part of it.

    A painted roof on a white deckhouse is not connected to its hull. margin: share of the larger
    one's longer side by which its box is widened; above: the same, upwards in the picture.
    """
    whole: list[Patch] = []
    for part in sorted(patches, key=lambda p: -p.pixels.size):
        home = next((i for i, p in enumerate(whole) if _holds(p, part, margin, above)), None)
        if home is None:
            whole.append(part)
        else:
            whole[home] = _union(whole[home], part)
    return sorted(whole, key=lambda p: -p.peak)


def _holds(large: Patch, small: Patch, margin: float, above: float) -> bool:
    side = max(large.x1 - large.x0, large.y1 - large.y0)
    x, y = (small.x0 + small.x1) / 2.0, (small.y0 + small.y1) / 2.0
    beside = large.x0 - margin * side <= x <= large.x1 + margin * side
    level = large.y0 - above * side <= y <= large.y1 + margin * side
    return beside and level and 2 * max(small.x1 - small.x0, small.y1 - small.y0) <= side


def _union(a: Patch, b: Patch) -> Patch:
    x0, y0, x1, y1 = min(a.x0, b.x0), min(a.y0, b.y0), max(a.x1, b.x1), max(a.y1, b.y1)
    pixels = np.zeros((y1 - y0, x1 - x0), np.bool_)
    for p in (a, b):
        pixels[p.y0 - y0 : p.y1 - y0, p.x0 - x0 : p.x1 - x0] |= p.pixels
    return Patch(x0, y0, x1, y1, pixels, max(a.peak, b.peak))


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
    rows, columns = np.flatnonzero(own.any(axis=1)), np.flatnonzero(own.any(axis=0))
    tight = own[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    left, top = x0 + int(columns[0]), y0 + int(rows[0])
    peak = float(strength[window][own].max())
    return Patch(left, top, left + tight.shape[1], top + tight.shape[0], tight, peak)


def lowest_rows(pixels: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(columns that hold a pixel, the lower edge of the lowest one in each)."""
    columns = np.flatnonzero(pixels.any(axis=0))
    below = np.argmax(pixels[::-1, columns], axis=0)
    return columns, pixels.shape[0] - below
