"""Spare time for what is riskier: more looks where past sightings say that they are worth it.

How often: the square root law. With looks every T(i) at targets of weight w(i), the weighted time
that things stay unseen is least for the same flying time when T(i) goes with 1 / sqrt(w(i)) (the
same as for refreshing copies in Cho and Garcia-Molina, ACM TODS 28(4), 2003, for slow changes, and
as the economic order quantity).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mission_planner.rounds.plan import nearest_stop, trip_of
from mission_planner.schedule.trips import Sight, Trips
from mission_planner.traffic.apart import Airborne, Traffic

LEAST_GAIN = 0.1  # of a gap: a look nearer to another one is not worth a sortie
TRIED = 9  # times within a gap, from its middle outwards


def wanted_gaps_s(weights: Sequence[float], longest_s: float) -> list[float]:
    """How long each target should go unseen at most: the least risky one the longest time.

    >>> wanted_gaps_s([1.0, 4.0], 14_400.0)
    [14400.0, 7200.0]
    """
    return [longest_s * math.sqrt(min(weights) / weight) for weight in weights]


@dataclass(frozen=True, slots=True)
class _Gap:
    """A stretch in which a target is not seen, and what a look in its middle is worth."""

    visit: int
    begin_s: float
    end_s: float
    worth: float


def add_extras(
    trips: Trips, traffic: Traffic, weights: Sequence[float], wanted_s: Sequence[float],
    window_s: float,
) -> list[Airborne]:  # fmt: skip
    """Sorties to one target each, the most worth while first, until every wish is met or no time
    is left. weights and wanted_s: per visit."""
    added: list[Airborne] = []
    hopeless: set[tuple[int, float]] = set()
    while True:
        sights = [s for one in traffic.sorties for s in trips.sights(one)]
        gaps = [
            gap
            for visit, (weight, wanted) in enumerate(zip(weights, wanted_s, strict=True), start=1)
            for gap in _gaps(visit, sights, window_s, weight)
            if gap.end_s - gap.begin_s > wanted and (visit, gap.begin_s) not in hopeless
        ]
        if not gaps:
            return added
        worst = max(gaps, key=lambda gap: (gap.worth, -gap.visit))
        one = _fill(trips, traffic, worst, window_s)
        if one is None:
            hopeless.add((worst.visit, worst.begin_s))
        else:
            added.append(one)


def _gaps(visit: int, sights: Sequence[Sight], window_s: float, weight: float) -> list[_Gap]:
    seen = sorted((s.begin_s, s.end_s) for s in sights if s.visit == visit)
    begins = [0.0, *(begin for begin, _ in seen)]
    ends = [*(end for _, end in seen), window_s]
    return [
        _Gap(visit, begin, end, weight * (end - begin) ** 2)
        for begin, end in zip(begins, ends, strict=True)
    ]


def _fill(trips: Trips, traffic: Traffic, gap: _Gap, window_s: float) -> Airborne | None:
    """A sortie to a target as near to the middle of a gap as a vehicle is free."""
    length = gap.end_s - gap.begin_s
    shares = sorted(np.linspace(LEAST_GAIN, 1.0 - LEAST_GAIN, TRIED), key=lambda s: abs(s - 0.5))
    for share in shares:
        for crew in range(len(trips.fleet.crews)):
            one = _sortie(trips, crew, gap.visit, gap.begin_s + float(share) * length)
            if one is None or one.start_s < 0.0 or one.end_s > window_s:
                continue
            if traffic.is_free(one):
                traffic.sorties.append(one)
                return one
    return None


def _sortie(trips: Trips, crew: int, visit: int, middle_s: float) -> Airborne | None:
    """A sortie to one target that is looking at it at a given time; None: not in the battery."""
    stop = nearest_stop(trips.fleet.legs, crew, visit)
    if stop is None:
        return None
    trip = trip_of(trips.fleet.legs, crew, (stop,))
    if trip.cost.share > 1.0:
        return None
    at_zero = trips.aloft(crew, trip.stops, trips.fleet.asked.request.altitude_m, 0.0)
    if at_zero is None:
        return None
    (sight,) = trips.sights(at_zero)
    start_s = middle_s - 0.5 * (sight.begin_s + sight.end_s)
    return trips.aloft(crew, trip.stops, at_zero.altitude_m, start_s)
