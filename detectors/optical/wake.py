"""Which way a vessel goes on an optical scene: its wake is foam."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from detectors.optical.bands import NIR, RED, Mask, Reflectance, is_seen
from detectors.optical.spots import Spot
from detectors.wakes import Wake, above_sea, fan_along, fan_round, find_wake, foam_map
from detectors.wakes.line import REACH_PX

Floats = NDArray[np.float64]

# No foam that fills a pixel of ten metres is so much brighter than the sea: decks, piers, boats.
_DECK_RISE = 0.14
_FOAM_RATIO, _DOUBT_SIGMAS = 1.2, 4.0
_SMEAR = np.ones((3, 3))


def bow_deg(axis_deg: float | None, wake: Wake) -> float:
    """The end of the axis that points away from the wake, clockwise from the picture's up, in
    [0, 360); without an axis straight away from it."""
    ahead = (wake.bearing_deg + 180.0) % 360.0
    if axis_deg is None:
        return ahead
    is_other = math.cos(math.radians(axis_deg - ahead)) < 0.0
    return (axis_deg + 180.0 * is_other) % 360.0


def wake_of(spot: Spot, axis_deg: float | None, stack: Reflectance, land: Mask) -> Wake | None:
    """The wake of a spot in a scene (rows, columns, 4), whose land (rows, columns) is known.

    The scene may be a part of one, if it goes on for REACH_PX all round the middle of the spot, or
    to the edge of the scene.
    """
    x0, y0, x1, y1 = spot.box_px
    top, bottom = max((y0 + y1) // 2 - REACH_PX, 0), (y0 + y1) // 2 + REACH_PX
    left, right = max((x0 + x1) // 2 - REACH_PX, 0), (x0 + x1) // 2 + REACH_PX
    part = stack[top:bottom, left:right].astype(np.float64)
    own = np.zeros(part.shape[:2], np.bool_)
    own[y0 - top : y1 - top, x0 - left : x1 - left] = spot.pixels
    dry = ndimage.binary_dilation(land[top:bottom, left:right], _SMEAR, iterations=2)
    water = ~dry & is_seen(stack[top:bottom, left:right])
    nir, visible = part[..., NIR], part[..., : RED + 1].mean(axis=-1)
    water &= ~ndimage.binary_dilation(own | _solid(nir, visible, water & ~own), _SMEAR)
    middle, half = _extent(own, axis_deg)
    fan = fan_round(half) if axis_deg is None else fan_along(axis_deg, half)
    return find_wake(foam_map([nir, visible], water), middle, fan)


def _solid(nir: Floats, visible: Floats, water: Mask) -> Mask:
    """(rows, columns): True on what is too bright for foam, or too bright in the near infrared.

    Water over the bubbles takes that away: of four wakes of ferries it rose by half of what the
    visible did. Of piers and rocks it rises by more than that.
    """
    infra, infra_sigma = above_sea(nir, water)
    seen, seen_sigma = above_sea(visible, water)
    doubt = _DOUBT_SIGMAS * max(infra_sigma, seen_sigma)
    return np.asarray((infra > _DECK_RISE) | (infra > _FOAM_RATIO * seen + doubt), np.bool_)


def _extent(own: Mask, axis_deg: float | None) -> tuple[tuple[float, float], float]:
    """The middle (column, row) of the True pixels along an axis, and half their length."""
    rows, columns = np.nonzero(own)
    x, y = columns + 0.5, rows + 0.5
    if axis_deg is None:
        middle = float(x.mean()), float(y.mean())
        return middle, float(np.hypot(x - middle[0], y - middle[1]).max()) + 0.5
    along = math.sin(math.radians(axis_deg)), -math.cos(math.radians(axis_deg))
    way = (x - x.mean()) * along[0] + (y - y.mean()) * along[1]
    off = float(way.max() + way.min()) / 2.0
    half = float(way.max() - way.min()) / 2.0 + 0.5
    return (float(x.mean()) + off * along[0], float(y.mean()) + off * along[1]), half
