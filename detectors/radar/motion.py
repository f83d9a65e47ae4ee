"""Where a radar shows a vessel that moves: beside itself, along the track.

A vessel that comes nearer raises the Doppler frequency of its echo, as if it lay farther ahead on
the track: it is shown there by v R / V (R. K. Raney, "Synthetic aperture imaging radar and moving
targets", IEEE Transactions on Aerospace and Electronic Systems 7(3), 1971).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from detectors.radar.view import Floats, RadarView


def imaged_shift_m(
    view: RadarView, speed_mps: ArrayLike, course_deg: ArrayLike, look_deg: ArrayLike
) -> Floats:
    """(N,) metres along the track from where a vessel was to where it is shown.

    course_deg: its way over the ground; look_deg: the direction on the ground in which the radar
    looks; both clockwise from north.
    """
    between = np.radians(np.asarray(course_deg, np.float64) - np.asarray(look_deg, np.float64))
    away_mps = np.asarray(speed_mps, np.float64) * np.cos(between)
    nearer_mps = -away_mps * np.sin(np.radians(view.incidence_deg))
    return np.asarray(nearer_mps * view.slant_range_m / view.speed_mps)
