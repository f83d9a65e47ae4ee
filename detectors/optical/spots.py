"""Bright spots on free water: what stands out from the local sea in the near infrared.

Water is black there, so hulls, decks and wakes all stand out; a spot is cut at a share of its own
peak, which leaves the ship and takes off most of its wake. Means and deviations of the local sea
are sums of whole numbers: the same to the last bit however the scene is cut into tiles.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from detectors.optical.bands import NIR, RED, Mask, Reflectance
from detectors.optical.water import WATER_RISE

Image = NDArray[np.float32]

SEA_PX = 31  # side of the square that is the local sea
REACH_PX = 40  # a spot ends this far from its peak: ships are shorter than 800 m
HALO_PX = REACH_PX + 2 * (SEA_PX // 2) + 4  # pixels round a place that decide about a spot there
_SIGMAS, _EDGE_SIGMAS = 5.0, 3.0
_LEAST_RISE, _LEAST_EDGE = 0.010, 0.008  # reflectance
_LEAST_SIGMA = 0.002
_LEAST_SEA = 0.1  # share of the square that must be water
_EDGE_SHARE = 0.4  # of the peak's rise: where a spot ends, or where nothing is water any more
_PEAK_PX = 7
_STEPS = 65536.0  # whole numbers per unit of reflectance


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """A bright spot. box_px: x0, y0, x1, y1. peak_px: (column, row) of its brightest pixel.

    pixels: (rows, columns) of the box, True on the spot. rise: (rows, columns) near infrared
    reflectance above the local sea. visible_rise: of the mean of blue, green and red at the
    brightest of its pixels there. sigmas: the peak in deviations of the local sea.
    """

    box_px: tuple[int, int, int, int]
    peak_px: tuple[int, int]
    pixels: Mask
    rise: Image
    visible_rise: float
    sigmas: float

    def moved(self, left: int, top: int) -> Spot:
        """The same spot in pixels that count from another corner."""
        x0, y0, x1, y1 = self.box_px
        box = (x0 + left, y0 + top, x1 + left, y1 + top)
        return replace(self, box_px=box, peak_px=(self.peak_px[0] + left, self.peak_px[1] + top))

    def clipped(self, size: tuple[int, int]) -> Spot:
        """What of it lies in a picture of (columns, rows); its peak must."""
        x0, y0, x1, y1 = self.box_px
        left, top, right, bottom = max(x0, 0), max(y0, 0), min(x1, size[0]), min(y1, size[1])
        part = (slice(top - y0, bottom - y0), slice(left - x0, right - x0))
        box = (left, top, right, bottom)
        return replace(self, box_px=box, pixels=self.pixels[part], rise=self.rise[part])


@dataclass(frozen=True, slots=True, eq=False)
class _Sea:
    rise: Image
    visible: Image
    sigma: Image
    share: Image


def find_spots(stack: Reflectance, land: Mask, nir_limit: float) -> list[Spot]:
    """Spots of a scene, or of a window of one, top to bottom; land has none.

    stack: (rows, columns, 4) reflectance; land: (rows, columns); nir_limit: as in Levels. A spot
    is the same in every window that reaches HALO_PX beyond its peak.
    """
    shore = ndimage.binary_dilation(land, structure=np.ones((3, 3)))
    sea = _local_sea(stack, shore, nir_limit)
    floor = np.maximum(_SIGMAS * sea.sigma, _LEAST_RISE)
    highest = ndimage.maximum_filter(sea.rise, _PEAK_PX, mode="nearest")
    is_peak = (sea.rise == highest) & (sea.rise > floor) & (sea.share > _LEAST_SEA)
    spots = [_spot_at(int(y), int(x), sea) for y, x in np.argwhere(is_peak)]
    return [spot for spot in spots if spot is not None]


def _local_sea(stack: Reflectance, shore: Mask, nir_limit: float) -> _Sea:
    """Rise above the mean of the water round each pixel, which is taken again without the spots."""
    nir = np.rint(stack[..., NIR].astype(np.float64) * _STEPS)
    visible = np.rint(stack[..., : RED + 1].astype(np.float64).sum(axis=-1) * (_STEPS / 3.0))
    water = ~shore & (stack[..., NIR] < nir_limit)
    mean, sigma, _ = _moments(nir, water)
    water &= np.abs(nir - mean) < 4.0 * np.maximum(sigma, _LEAST_SIGMA * _STEPS)
    mean, sigma, share = _moments(nir, water)
    visible_mean, _, _ = _moments(visible, water)
    rise = np.where(shore, 0.0, nir - mean) / _STEPS
    return _Sea(
        rise.astype(np.float32),
        ((visible - visible_mean) / _STEPS).astype(np.float32),
        (sigma / _STEPS).astype(np.float32),
        share.astype(np.float32),
    )


def _moments(
    values: NDArray[np.float64], where: Mask
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Mean and deviation over the square round each pixel, and the share of it that counted."""
    weight = where.astype(np.float64)
    count, total, squares = (
        cast(
            NDArray[np.float64],
            cv2.boxFilter(
                layer, cv2.CV_64F, (SEA_PX, SEA_PX), normalize=False, borderType=cv2.BORDER_CONSTANT
            ),
        )
        for layer in (weight, values * weight, values * values * weight)
    )
    least = np.maximum(count, 1.0)
    mean = total / least
    variance = np.maximum(squares / least - mean * mean, 0.0)
    return mean, np.sqrt(variance), count / (SEA_PX * SEA_PX)


def _spot_at(y: int, x: int, sea: _Sea) -> Spot | None:
    """The connected pixels above a share of the peak; None when a higher peak is among them."""
    peak = float(sea.rise[y, x])
    edge = max(
        min(_EDGE_SHARE * peak, WATER_RISE), _EDGE_SIGMAS * float(sea.sigma[y, x]), _LEAST_EDGE
    )
    top, left = max(y - REACH_PX, 0), max(x - REACH_PX, 0)
    window = sea.rise[top : y + REACH_PX + 1, left : x + REACH_PX + 1]
    labels, _ = ndimage.label(window > edge, np.ones((3, 3)))
    own = labels == labels[y - top, x - left]
    if float(window[own].max()) > peak:
        return None
    rows, columns = np.flatnonzero(own.any(axis=1)), np.flatnonzero(own.any(axis=0))
    box = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    whole = slice(top, y + REACH_PX + 1), slice(left, x + REACH_PX + 1)
    x0, y0 = left + int(columns[0]), top + int(rows[0])
    return Spot(
        box_px=(x0, y0, left + int(columns[-1]) + 1, top + int(rows[-1]) + 1),
        peak_px=(x, y),
        pixels=own[box],
        rise=window[box].copy(),  # a view would keep all of the window
        visible_rise=float(sea.visible[whole][own].max()),
        sigmas=peak / max(float(sea.sigma[y, x]), _LEAST_SIGMA),
    )
