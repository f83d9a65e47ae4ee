"""A shift that nobody has followed from nothing: ships in a pattern that fits only elsewhere.

Whatever is seen fits what is heard somewhere by accident, if there is enough of both. So a fit
counts only when so good a one is expected in fewer than CHANCE of all pictures of ships that have
nothing to do with one another.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from geodata.position import LocalFrame
from surveillance.ellipse import covariance_of
from surveillance.matching import MATCH_GATE, Heard
from surveillance.model import Sighting
from surveillance.whereabouts.paired import own_sigma_m, paired
from surveillance.whereabouts.shift import LEAST_SHIPS, Shift, common_shift

Floats = NDArray[np.float64]

LEAST_JUMPED = LEAST_SHIPS + 1
FARTHEST_M = 600.0
CHANCE = 1e-3
MOST_TRIES = 150  # pairs of a ship seen and one heard; with more the chance forbids it anyway


def jumped(
    sightings: Sequence[Sighting], heard: Sequence[Heard], frame: LocalFrame
) -> Shift | None:
    """The shift of at most FARTHEST_M that fits most ships; None when accident explains it."""
    if len(sightings) < LEAST_JUMPED:
        return None
    places = np.array([frame.point(s.position) for s in sightings])
    near = [v for v in heard if np.hypot(*(places - v.point).T).min() <= 2.0 * FARTHEST_M]
    if len(near) < LEAST_JUMPED or len(near) * len(sightings) > MOST_TRIES:
        return None
    share = _gate_share(sightings, near)
    if _accidents(len(sightings), len(sightings), len(near), share) > CHANCE:
        return None
    tries = (places[:, None] - np.array([v.point for v in near])[None]).reshape(-1, 2)
    found = [
        common_shift(paired(sightings, near, guess, frame))
        for guess in tries
        if np.hypot(*guess) <= FARTHEST_M
    ]
    best = max((f for f in found if f is not None), key=lambda shift: shift.ships, default=None)
    if best is None or best.ships < LEAST_JUMPED:
        return None
    accidents = _accidents(best.ships, len(sightings), len(near), share)
    return best if accidents <= CHANCE else None


def _gate_share(sightings: Sequence[Sighting], heard: Sequence[Heard]) -> float:
    """Of the sea within FARTHEST_M, what lies inside the gate of a ship seen, on the average."""
    areas = [
        math.pi
        * MATCH_GATE
        * math.sqrt(np.linalg.det(covariance_of(s.ellipse) + own_sigma_m(s, v) ** 2 * np.eye(2)))
        for s in sightings
        for v in heard
    ]
    return float(np.mean(areas)) / (math.pi * FARTHEST_M**2)


def _accidents(fitting: int, seen: int, heard: int, share: float) -> float:
    """How many shifts that fit so many of the ships seen are expected among strangers.

    Each pair is a try that fits itself; the others find one of those heard by accident.
    """
    one = min(1.0, heard * share)
    return seen * heard * math.comb(seen - 1, fitting - 1) * one ** (fitting - 1)
