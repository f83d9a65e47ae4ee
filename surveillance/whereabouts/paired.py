"""Which ship seen is which ship heard, when everything seen may be shifted."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from geodata.position import LocalFrame
from surveillance.ellipse import covariance_of
from surveillance.matching import MATCH_GATE, Heard
from surveillance.model import Sighting
from surveillance.whereabouts.shift import Pair, root_of

Floats = NDArray[np.float64]

HULL_SHARE = 0.15  # sigma of the middle of a hull that is seen, as a share of its length
USUAL_LENGTH_M = 20.0
REACH_M = 1_000.0  # ships farther from all that is seen, shift included, are none of them


def paired(
    sightings: Sequence[Sighting], heard: Sequence[Heard], shift: Floats, frame: LocalFrame
) -> list[Pair]:
    """One to one, as they fit best once `shift` (2,) is taken off what is seen."""
    places = np.array([frame.point(s.position) for s in sightings])
    near = [v for v in heard if _is_near(v, places - shift)]
    if not near:
        return []
    covariances = [covariance_of(s.ellipse) for s in sightings]
    own = np.array([[own_sigma_m(s, v) for v in near] for s in sightings])
    apart = places[:, None] - np.array([v.point for v in near])[None]
    both = np.array(covariances)[:, None] + own[..., None, None] ** 2 * np.eye(2)
    off = apart - shift
    square = np.einsum("svi,svij,svj->sv", off, np.linalg.inv(both), off)
    cost = np.minimum(square, 10.0 * MATCH_GATE)
    rows, columns = linear_sum_assignment(cost)
    return [
        Pair(near[c].mmsi, apart[r, c], root_of(covariances[r]), float(own[r, c]))
        for r, c in zip(rows, columns, strict=True)
        if cost[r, c] < MATCH_GATE
    ]


def _is_near(vessel: Heard, places: Floats) -> bool:
    return bool(np.hypot(*(places - vessel.point).T).min() <= REACH_M)


def own_sigma_m(sighting: Sighting, vessel: Heard) -> float:
    """Of a pair, what no other ship shares: one sigma of each axis, metres."""
    length_m = USUAL_LENGTH_M if sighting.length_m is None else sighting.length_m
    return float(np.hypot(vessel.sigma_m, HULL_SHARE * length_m))
