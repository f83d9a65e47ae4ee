"""Length, width and axis of what is seen as a blob."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.cfar.blobs import Blob

Floats = NDArray[np.float64]

# Side lobes of the weighted response stay below a tenth of its peak.
_LEAST_SHARE = 0.1
# Above this share a pixel on the cross of the brightest one is hull, not side lobe.
_HULL_SHARE = 0.3
_ARM_WIDTH_PX = 2  # a side lobe is no thicker, a hull that lies along a row or column mostly is
_ARM_REACH_PX = 3  # to both sides of the brightest pixel, where the thickness is taken
_REFERENCE_PX = 3  # brightest pixels whose mean is the peak: one alone is speckle
# The response's spread in amplitude, over its resolution: its width at half power lies between
# that of a Gaussian of intensity (0.42) and one of amplitude (0.60).
_SPREAD = 0.5
_LEAST_RATIO = 1.25  # of the spreads along and across: a rounder blob has no axis


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """What a blob measures on the sea, as a bar of even brightness with its spread.

    axis_deg: clockwise from the picture's upward direction, [0, 180): a blob does not tell bow from
    stern; None for one that is no longer than it is wide. ends_px (2, 2): column and row of both
    ends; where these lie on the sea gives the heading, whichever way the picture looks.
    """

    length_m: float
    width_m: float
    axis_deg: float | None
    ends_px: Floats


def shapes(
    blobs: Iterable[Blob],
    spacing_m: tuple[float, float],
    resolution_m: tuple[float, float] = (20.0, 22.0),
) -> tuple[Shape, ...]:
    """The shape of each blob.

    spacing_m: ground metres from column to column and from row to row. resolution_m: of the
    picture along the same; what it adds to a vessel is taken off again (20 x 22 m for Sentinel-1 IW
    GRDH).
    """
    spacing, resolution = np.array(spacing_m), np.array(resolution_m)
    return tuple(_shape(blob, spacing, resolution) for blob in blobs)


def _shape(blob: Blob, spacing_m: Floats, resolution_m: Floats) -> Shape:
    own = hull_pixels(blob)
    above = blob.values[own] - blob.mean
    places = (blob.px[own] + 0.5) * spacing_m
    middle = above @ places / above.sum()
    off = places - middle
    spread = (off * above[:, None]).T @ off / above.sum() + np.diag(spacing_m**2 / 12.0)
    values, axes = np.linalg.eigh(spread)
    along = axes[:, 1]
    blur = _SPREAD**2 * np.array([np.sum((u * resolution_m) ** 2) for u in axes.T])
    # an even bar of length l has a spread of l²/12; nothing is smaller than a pixel
    least = spacing_m.min()
    width, length = np.maximum(np.sqrt(12.0 * np.maximum(values - blur, 0.0)), least)
    is_long = values[1] >= _LEAST_RATIO**2 * values[0]
    axis = float(np.degrees(np.arctan2(along[0], -along[1]))) % 180.0
    ends = (middle + np.outer([-0.5, 0.5], along) * length) / spacing_m
    return Shape(float(length), float(min(width, length)), axis if is_long else None, ends)


def hull_pixels(blob: Blob) -> NDArray[np.bool_]:
    """Which of the blob's pixels are vessel rather than side lobes of its brightest part; (N,)."""
    above = blob.values - blob.mean
    brightest = np.argsort(above)[-_REFERENCE_PX:]
    peak = above[brightest].mean()
    own = above >= min(_LEAST_SHARE * peak, above.max())
    places = blob.px - blob.px.min(axis=0)
    off = blob.px - blob.px[brightest[-1]]
    for along in (0, 1):
        across = np.abs(off[:, 1 - along])
        near = own & (across <= _ARM_REACH_PX)
        thickness = np.bincount(places[near, along], minlength=places[:, along].max() + 1)
        is_arm = (across <= 1) & (thickness[places[:, along]] <= _ARM_WIDTH_PX)
        own &= ~(is_arm & (above < _HULL_SHARE * peak))
    return np.asarray(own, np.bool_)
