"""Connected parts of a mask by their size, strip by strip: labels of a whole scene are 500 MB."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from detectors.optical.bands import Mask

Labels = NDArray[np.int32]

STRIP_ROWS = 1024


def large_bodies(
    mask: Mask, least_px: int, is_over_corners: bool, strip_rows: int = STRIP_ROWS
) -> Mask:
    """(rows, columns): True where the mask is and its connected part has so many pixels or more.

    is_over_corners: pixels that share a corner are neighbours, too. The same for any strips.
    """
    areas = [np.zeros(1, np.int64)]  # of no part
    pairs: list[Labels] = []
    above: Labels | None = None
    for _, labels, sizes in _labelled(mask, is_over_corners, strip_rows):
        areas.append(sizes)
        if above is not None:
            pairs += _touching(above, labels[0], is_over_corners)
        above = labels[-1].copy()
    area = np.concatenate(areas)
    whole = _joined(pairs, len(area))
    is_large = np.bincount(whole, area)[whole] >= least_px
    is_large[0] = False
    out = np.empty(mask.shape, np.bool_)
    for first, labels, _ in _labelled(mask, is_over_corners, strip_rows):
        out[first : first + len(labels)] = is_large[labels]
    return out


def _labelled(
    mask: Mask, is_over_corners: bool, strip_rows: int
) -> Iterator[tuple[int, Labels, NDArray[np.int64]]]:
    """(first row, labels of its rows, sizes of its parts); labels go on from strip to strip."""
    count = 1
    for first in range(0, len(mask), strip_rows):
        strip = np.ascontiguousarray(mask[first : first + strip_rows]).view(np.uint8)
        around = 8 if is_over_corners else 4
        own, drawn, table, _ = cv2.connectedComponentsWithStats(strip, connectivity=around)
        labels: Labels = np.asarray(drawn, np.int32)
        labels[labels > 0] += count - 1
        yield first, labels, np.asarray(table[1:, cv2.CC_STAT_AREA], np.int64)
        count += own - 1


def _touching(above: Labels, below: Labels, is_over_corners: bool) -> list[Labels]:
    """Pairs (N, 2) of labels on both sides of a cut that belong together."""
    shifts = [(above, below)]
    if is_over_corners:
        shifts += [(above[1:], below[:-1]), (above[:-1], below[1:])]
    pairs = [np.column_stack(both) for both in shifts]
    return [np.unique(pair[(pair > 0).all(axis=1)], axis=0) for pair in pairs]


def _joined(pairs: list[Labels], count: int) -> NDArray[np.int32]:
    """(count,) the part of the whole scene that each label belongs to."""
    both = np.concatenate([np.empty((0, 2), np.int32), *pairs])
    graph = coo_array((np.ones(len(both), np.int8), both.T), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], np.int32)
