"""How a radar showed the sea of a scene, in a few numbers: enough to judge it again without it.

A radar takes its picture line by line, and shows what moves towards it or away from it beside its
place. Both vary smoothly over a scene: second-order polynomials of the place hold them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodata.position import LonLat
from surveillance.scan.ais.match import Shown
from surveillance.scan.ais.tracks import Sender

Floats = NDArray[np.float64]

SCALE_M = 100e3  # of the places in the polynomials, so that their numbers are of one size
TERMS = 6  # 1, x, y, x², xy, y²


@dataclass(frozen=True, slots=True)
class Sight:
    """Of each the TERMS numbers of a polynomial of the place in metres round the origin.

    since_s: from the time of the scene until the place was taken. look_east, look_north: the
    direction on the ground in which the radar looks. flight_east, flight_north: along its track.
    shift_s: metres along the track per m/s away from the radar.
    """

    origin: LonLat
    since_s: tuple[float, ...]
    look_east: tuple[float, ...]
    look_north: tuple[float, ...]
    flight_east: tuple[float, ...]
    flight_north: tuple[float, ...]
    shift_s: tuple[float, ...]

    def shown(self, senders: Sequence[Sender]) -> Shown:
        """Where the picture shows them; their points must be in the frame of the origin."""
        plain = as_they_are(senders)
        if not senders:
            return plain
        terms = terms_of(plain.points_m)
        look, flight = (
            np.column_stack([terms @ np.array(side) for side in sides])
            for sides in (
                (self.look_east, self.look_north),
                (self.flight_east, self.flight_north),
            )
        )
        per_mps, since_s = terms @ np.array(self.shift_s), terms @ np.array(self.since_s)
        velocity = np.array([sender.velocity for sender in senders])
        away_mps = (velocity * look).sum(axis=1)
        shift_m = (per_mps * away_mps)[:, None] * flight
        unsure_m = np.abs(per_mps) * [sender.velocity_sigma_mps for sender in senders]
        points_m = plain.points_m + velocity * since_s[:, None] + shift_m
        return Shown(points_m, np.hypot(plain.sigma_m, unsure_m), shift_m)


def as_they_are(senders: Sequence[Sender]) -> Shown:
    """A camera shows everything at once and where it is."""
    points = np.array([sender.point for sender in senders]).reshape(-1, 2)
    return Shown(points, np.array([sender.sigma_m for sender in senders]), np.zeros(points.shape))


def terms_of(points_m: Floats) -> Floats:
    """(N, TERMS) of the polynomials at places (N, 2) in metres."""
    x, y = (points_m / SCALE_M).T
    return np.column_stack([np.ones_like(x), x, y, x * x, x * y, y * y])
