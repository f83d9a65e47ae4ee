"""The own search for rounds: which sortie visits which targets, in which order."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from mission_planner.rounds.costs import Costs, Ints, Tours, no_tours
from mission_planner.rounds.kernels import anneal, copy, insert, measure_row, objective
from mission_planner.rounds.tour import Tour

STEPS_PER_TARGET = 800
LEAST_STEPS, MOST_STEPS = 2_000, 120_000
TRIAL_STEPS = 100  # to learn the speed of the machine when seconds are given
PARTS = 40  # of the time, each as long as the one before was fast
# of the mean way from a target to the nearest other one
HOT_SHARE, COLD_SHARE = 0.5, 0.005
SEED = 1


def search(costs: Costs, start: Sequence[Tour] = (), seconds: float | None = None) -> list[Tour]:
    """Tours that visit every target once, none of them beyond one battery.

    Every target must fit into a sortie of its own for one vehicle. start: tours to begin with.
    seconds: wall time to search; None: a number of steps that depends only on the number of
    targets, so that the same question has the same answer.
    """
    current, near = no_tours(costs), _near(costs)
    for tour in start:
        _put(costs, current, tour)
    for place in range(1, costs.seconds.shape[1]):
        if current.row_of[place] < 0:
            insert(costs, current, near, place)
    best, trial = no_tours(costs), no_tours(costs)
    copy(current, best)
    kept = (current, best, trial)
    hot = HOT_SHARE * _least_way(costs)
    if seconds is None:
        steps = int(np.clip(STEPS_PER_TARGET * len(near), LEAST_STEPS, MOST_STEPS))
        anneal(costs, kept, near, steps, np.array([hot, hot * COLD_SHARE / HOT_SHARE, SEED]))
    else:
        _for_seconds(costs, kept, near, hot, seconds)
    return tours_of(best)


def _for_seconds(
    costs: Costs, kept: tuple[Tours, Tours, Tours], near: Ints, hot: float, seconds: float
) -> None:
    """The search by the clock: as cold as the share of the time that has passed."""
    began, spent, steps, seed = time.perf_counter(), 0.0, TRIAL_STEPS, SEED
    while spent < seconds:
        share = spent / seconds
        ends = hot * (COLD_SHARE / HOT_SHARE) ** np.array([share, min(share + 1.0 / PARTS, 1.0)])
        anneal(costs, kept, near, steps, np.array([*ends, seed]))
        took = time.perf_counter() - began - spent
        spent += took
        wanted = min(seconds / PARTS, seconds - spent)
        steps, seed = max(int(steps * wanted / took), 1), seed + 1


def cost_s(costs: Costs, tours: Sequence[Tour]) -> float:
    """What the search makes least, seconds."""
    made = no_tours(costs)
    for tour in tours:
        _put(costs, made, tour)
    return float(objective(costs, made))


def tours_of(tours: Tours) -> list[Tour]:
    """The sorties that are used, in the order of the vehicles."""
    rows = [row for row in range(len(tours.length)) if tours.length[row] > 0]
    found = [
        Tour(int(tours.crew[row]), tuple(int(p) for p in tours.order[row, : tours.length[row]]))
        for row in rows
    ]
    return sorted(found, key=lambda tour: (tour.crew, tour.places))


def _put(costs: Costs, tours: Tours, tour: Tour) -> None:
    row = int(np.flatnonzero(tours.length == 0)[0])
    count = len(tour.places)
    tours.order[row, :count] = tour.places
    tours.length[row], tours.crew[row] = count, tour.crew
    tours.row_of[list(tour.places)] = row
    seconds, tours.energy[row] = measure_row(costs, tours, row)
    tours.load[tour.crew] += seconds


def _near(costs: Costs) -> Ints:
    """For each place the targets, nearest first, itself among them; row 0 is not used."""
    way = costs.seconds.min(axis=0)
    both = way + way.T
    both[:, 0] = np.inf
    np.fill_diagonal(both, -1.0)
    return np.argsort(both, axis=1, kind="stable")[:, :-1]


def _least_way(costs: Costs) -> float:
    """Mean seconds from a target to the cheapest other place."""
    way = costs.seconds.min(axis=0).copy()
    np.fill_diagonal(way, np.inf)
    return max(float(way[1:].min(axis=1).mean()), 1e-6)
