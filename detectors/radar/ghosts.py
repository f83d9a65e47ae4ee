"""Azimuth ambiguities: a bright vessel is seen again, faintly, before and behind itself.

A radar samples the sea with its pulses. What lies so far ahead that its Doppler frequency differs
by a whole multiple of the pulse rate looks like what lies abeam. The ghost is offset along the
track by n lambda R PRF / (2 V), and as it was farther off when it was heard, away from the radar
by offset^2 / (2 R sin(incidence)) on the ground (C. Santamaria, H. Greidanus, "Ambiguity
discrimination for ship detection using Sentinel-1 repeat acquisition operations", IGARSS 2015).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from detectors.radar.view import Floats, RadarView

# A parent is so many times as bright as its ghost of an order, at least: 10 dB, and more for the
# higher orders, which the antenna suppresses more. Else vessels kilometres from a bright one would
# be its ghosts by chance.
BRIGHTER = {1: 10.0, 2: 50.0, 3: 250.0}
NEAR_M = 250.0  # of the predicted place: vessels move, and the PRF is that of the swath


@dataclass(frozen=True, slots=True, eq=False)
class Ghosts:
    """Of each of N things: the index of what it is a ghost of, -1 for none, and of which order:
    positive when it lies later on the track than its parent, 0 for none; both (N,)."""

    parent: NDArray[np.int64]
    order: NDArray[np.int64]

    @property
    def is_ghost(self) -> NDArray[np.bool_]:
        """(N,)."""
        return self.parent >= 0


def ghost_offset_px(view: RadarView, order: int) -> Floats:
    """(N, 2) columns and rows from each place to its ghost of an order, which is negative before
    it. NaN where the pulse rate is not known."""
    along_m = order * view.wavelength_m * view.slant_range_m * view.prf_hz / (2.0 * view.speed_mps)
    sine = np.sin(np.radians(view.incidence_deg))
    away_m = along_m**2 / (2.0 * view.slant_range_m * sine)
    return np.column_stack([away_m / view.column_m, along_m / view.row_m])


def find_ghosts(px: ArrayLike, brightness: ArrayLike, view: RadarView) -> Ghosts:
    """Which of the things at pixels (N, 2), with a radar brightness (N,) in linear power, is a
    ghost of a brighter one among them.

    The nearest of several parents counts. A thing that is a ghost is no parent: a chain of ghosts
    comes from one vessel. view: at the same places.
    """
    places = np.asarray(px, np.float64).reshape(-1, 2)
    bright = np.asarray(brightness, np.float64).reshape(-1)
    parent, order = np.full((2, len(places)), -1, np.int64)
    order[:] = 0
    if len(places) < 2:
        return Ghosts(parent, order)
    scale = np.array([view.column_m, view.row_m])
    tree = cKDTree(places * scale)
    nearest_m = np.full(len(places), np.inf)
    offsets = {n: ghost_offset_px(view, n) for k in BRIGHTER for n in (k, -k)}
    for index in np.argsort(-bright, kind="stable"):
        if parent[index] >= 0:
            continue
        for n, offset in offsets.items():
            expected = (places[index] + offset[index]) * scale
            if not np.isfinite(expected).all():
                continue
            found = np.array(tree.query_ball_point(expected, NEAR_M), np.int64)
            found = found[bright[found] * BRIGHTER[abs(n)] <= bright[index]]
            away_m = np.hypot(*(places[found] * scale - expected).T)
            closer = away_m < nearest_m[found]
            chosen = found[closer]
            nearest_m[chosen], parent[chosen], order[chosen] = away_m[closer], index, n
    return Ghosts(parent, order)
