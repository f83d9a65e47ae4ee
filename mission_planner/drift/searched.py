"""A search that found nothing tells where the thing is not: Bayes, member by member.

Each member is followed along its own drift while the drone flies; a pass at lateral distance d
finds it with the probability that the lateral range curve gives. Stone, Theory of Optimal Search
(1975), with moving targets as weighted samples.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np

from geodata.position import Floats
from mission_planner.detection.curve import LateralCurve
from mission_planner.drift.cloud import Cloud, Flags
from mission_planner.errors import PlannerError

STEP_S = 20.0


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """A flown search: way (N, 2) local metres at times_s (N,) POSIX seconds.

    curve: probability of detection on one pass by lateral distance. name: of the plan flown.
    """

    way: Floats
    times_s: Floats
    curve: LateralCurve
    name: str = "search"


def after_search(cloud: Cloud, search: Search) -> Cloud:
    """The cloud with the weight that is left after a search without success.

    The sum of the weights falls by the probability with which the search would have succeeded.
    Raises PlannerError for a search that was flown when the cloud is not followed.
    """
    first, last = sorted((float(cloud.times_s[0]), float(cloud.times_s[-1])))
    if search.times_s[0] < first or search.times_s[-1] > last:
        begun, ended = (_utc(float(t)) for t in (search.times_s[0], search.times_s[-1]))
        raise PlannerError(
            f"{search.name} was flown {begun} to {ended}, the drift is followed {_utc(first)} to"
            f" {_utc(last)}: give other --hours, or the time the search began"
        )
    steps = max(int(np.ceil((search.times_s[-1] - search.times_s[0]) / STEP_S)), 1)
    times = np.linspace(search.times_s[0], search.times_s[-1], steps + 1)
    drone = np.column_stack([np.interp(times, search.times_s, search.way[:, k]) for k in (0, 1)])
    apart = np.array([cloud.at(float(t)) - d for t, d in zip(times, drone, strict=True)])
    nearest = _nearest(apart)
    missed = np.where(_is_pass(nearest), 1.0 - search.curve.at(nearest), 1.0).prod(axis=0)
    return replace(cloud, weights=cloud.weights * missed)


def _nearest(apart: Floats) -> Floats:
    """(T, N) least distance within each step, of relative places (T + 1, N, 2) at its ends.

    Within a step both move on straight lines, so one moves on a straight line past the other.
    """
    begin, move = apart[:-1], np.diff(apart, axis=0)
    square = np.maximum((move**2).sum(axis=2), 1e-12)
    share = np.clip(-(begin * move).sum(axis=2) / square, 0.0, 1.0)
    closest = begin + share[..., None] * move
    return np.asarray(np.hypot(closest[..., 0], closest[..., 1]), np.float64)


def _is_pass(nearest: Floats) -> Flags:
    """(T, N) the steps in which the drone is at its closest to a member: each is one pass."""
    rim = np.full((1, nearest.shape[1]), np.inf)
    before, after = np.vstack([rim, nearest[:-1]]), np.vstack([nearest[1:], rim])
    return np.asarray((nearest <= before) & (nearest < after), np.bool_)


def _utc(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%MZ")
