"""Ruin and recreate: strings of neighbouring targets are taken out and put back where they fit.

Slack induction by string removals (Christiaens and Vanden Berghe, Transportation Science 54(2),
2020): what is taken out lies together, so sorties get slack in the same place, and the greedy
insertion with blinks exchanges, relocates and reverses between and within them. Accepted by
simulated annealing. The random numbers come from the seed alone.
"""

import numpy as np

from geodata.position import Floats
from mission_planner.rounds.compiled import kernel
from mission_planner.rounds.costs import BoolArray, Costs, Ints, Tours

MEAN_REMOVED = 10.0
LONGEST_STRING = 10.0
BLINK = 0.01
NEIGHBOURS = 17  # a target goes into a sortie that visits one of these, itself among them
SPLIT_SHARE = 0.5  # of the strings keep some of their middle


@kernel
def measure_row(costs: Costs, tours: Tours, row: int) -> tuple[float, float]:
    """Seconds and energy of one sortie."""
    crew, here = tours.crew[row], 0
    seconds, energy = costs.sortie_seconds[crew], costs.sortie_energy[crew]
    for k in range(tours.length[row]):
        there = tours.order[row, k]
        seconds += costs.seconds[crew, here, there]
        energy += costs.energy[crew, here, there]
        here = there
    return (
        seconds + costs.seconds[crew, here, 0],
        energy + costs.energy[crew, here, 0],
    )


@kernel
def objective(costs: Costs, tours: Tours) -> float:
    """Seconds: the power mean of what the vehicles fly, or the sum for a power of 1."""
    top = tours.load.max()
    if top <= 0.0:
        return 0.0
    return float(top * ((tours.load / top) ** costs.power).sum() ** (1.0 / costs.power))


@kernel
def copy(source: Tours, target: Tours) -> None:
    """Only what is in use."""
    for row in range(source.length.size):
        count = source.length[row]
        target.length[row] = count
        target.crew[row] = source.crew[row]
        target.energy[row] = source.energy[row]
        for k in range(count):
            target.order[row, k] = source.order[row, k]
    target.row_of[:] = source.row_of
    target.load[:] = source.load


@kernel
def _drop(costs: Costs, tours: Tours, row: int, first: int, count: int) -> None:
    """Takes `count` targets from position `first` out of a sortie."""
    before, _ = measure_row(costs, tours, row)
    for k in range(first, first + count):
        tours.row_of[tours.order[row, k]] = -1
    for k in range(first, tours.length[row] - count):
        tours.order[row, k] = tours.order[row, k + count]
    tours.length[row] -= count
    after, energy = 0.0, 0.0
    if tours.length[row] > 0:
        after, energy = measure_row(costs, tours, row)
    tours.energy[row] = energy
    tours.load[tours.crew[row]] += after - before


@kernel
def _string(tours: Tours, seed: int, longest: float, removed: Ints, count: int) -> int:
    """Notes a string round a target in `removed`; the new number of them. Nothing is dropped."""
    row = tours.row_of[seed]
    size = tours.length[row]
    wanted = int(min(float(size), longest) * np.random.random()) + 1
    spare = 0
    while wanted > 1 and wanted + spare < size and np.random.random() < SPLIT_SHARE:
        spare += 1
    at = 0
    while tours.order[row, at] != seed:
        at += 1
    span = wanted + spare
    low, high = max(0, at - span + 1), min(at, size - span)
    first = low + int(np.random.random() * (high - low + 1))
    skip = first + 1 + int(np.random.random() * max(wanted - 1, 1))
    for k in range(first, first + span):
        if spare and skip <= k < skip + spare:
            continue
        removed[count] = tours.order[row, k]
        count += 1
    return count


@kernel
def _ruin(costs: Costs, tours: Tours, near: Ints, removed: Ints) -> int:
    """Takes strings out of neighbouring sorties; how many targets are now in `removed`."""
    targets = tours.row_of.size - 1
    used = 0
    for row in range(tours.length.size):
        used += tours.length[row] > 0
    longest = min(LONGEST_STRING, targets / used)
    most = 4.0 * MEAN_REMOVED / (1.0 + longest) - 1.0
    strings = int(np.random.random() * most + 1.0)
    ruined = np.zeros(tours.length.size, np.bool_)
    seed = 1 + int(np.random.random() * targets)
    count = 0
    for k in range(near.shape[1]):
        if strings == 0:
            break
        row = tours.row_of[near[seed, k]]
        if row < 0 or ruined[row]:
            continue
        ruined[row] = True
        strings -= 1
        since = count
        count = _string(tours, near[seed, k], longest, removed, count)
        for m in range(since, count):
            at = 0
            while tours.order[row, at] != removed[m]:
                at += 1
            _drop(costs, tours, row, at, 1)
    return count


@kernel
def _sort(costs: Costs, removed: Ints, count: int) -> None:
    """At random, the dearest first, or the nearest first."""
    keys = np.random.random(count)
    kind = np.random.random()
    if kind > 0.5:
        sign = -1.0 if kind < 0.9 else 1.0
        for k in range(count):
            place = removed[k]
            keys[k] = sign * (costs.seconds[0, 0, place] + costs.seconds[0, place, 0])
    removed[:count] = removed[:count][np.argsort(keys)]


@kernel
def _pressure(costs: Costs, tours: Tours, crew: int, more: float) -> float:
    """What more seconds for a vehicle cost: a busy one pays more when the last one counts."""
    top = tours.load.max() + 1.0
    load = tours.load[crew]
    raised = ((load + more) / top) ** costs.power - (load / top) ** costs.power
    return float(raised * top + 1e-3 * more)


@kernel
def _rows_near(tours: Tours, near: Ints, place: int) -> BoolArray:
    """Which sorties visit one of the targets next to a place."""
    rows = np.zeros(tours.length.size, np.bool_)
    for k in range(min(NEIGHBOURS, near.shape[1])):
        row = tours.row_of[near[place, k]]
        if row >= 0:
            rows[row] = True
    return rows


@kernel
def _best_place(costs: Costs, tours: Tours, place: int, rows: BoolArray) -> tuple[int, int, float]:
    """Sortie among `rows`, position and cost of the cheapest insertion that fits; -1: none."""
    best_row, best_at, best_cost = -1, 0, np.inf
    for row in range(tours.length.size):
        size = tours.length[row]
        if size == 0 or not rows[row]:
            continue
        crew = tours.crew[row]
        seconds, energy = costs.seconds[crew], costs.energy[crew]
        slack = 1.0 - tours.energy[row]
        least, least_at = np.inf, -1
        before = 0
        for at in range(size + 1):
            after = tours.order[row, at] if at < size else 0
            more = seconds[before, place] + seconds[place, after] - seconds[before, after]
            if more < least and np.random.random() >= BLINK:
                taken = energy[before, place] + energy[place, after] - energy[before, after]
                if taken <= slack:
                    least, least_at = more, at
            before = after
        if least_at >= 0:
            cost = least if costs.power == 1.0 else _pressure(costs, tours, crew, least)
            if cost < best_cost:
                best_row, best_at, best_cost = row, least_at, cost
    return best_row, best_at, best_cost


@kernel
def _best_crew(costs: Costs, tours: Tours, place: int) -> tuple[int, float]:
    """The vehicle for which a sortie of its own to a target costs least."""
    best_crew, best_cost = -1, np.inf
    for crew in range(tours.load.size):
        taken = costs.energy[crew, 0, place] + costs.energy[crew, place, 0]
        if taken + costs.sortie_energy[crew] > 1.0:
            continue
        more = costs.seconds[crew, 0, place] + costs.seconds[crew, place, 0]
        more += costs.sortie_seconds[crew]
        cost = more if costs.power == 1.0 else _pressure(costs, tours, crew, more)
        if cost < best_cost:
            best_crew, best_cost = crew, cost
    return best_crew, best_cost


@kernel
def insert(costs: Costs, tours: Tours, near: Ints, place: int) -> None:
    """Puts a target where it costs least, into a new sortie when that is cheaper."""
    row, at, cost = _best_place(costs, tours, place, _rows_near(tours, near, place))
    if row < 0:
        row, at, cost = _best_place(costs, tours, place, tours.length > 0)
    crew, alone = _best_crew(costs, tours, place)
    before = 0.0
    if alone < cost:
        row, at = 0, 0
        while tours.length[row] > 0:
            row += 1
        tours.crew[row] = crew
    else:
        before, _ = measure_row(costs, tours, row)
    for k in range(tours.length[row], at, -1):
        tours.order[row, k] = tours.order[row, k - 1]
    tours.order[row, at] = place
    tours.length[row] += 1
    tours.row_of[place] = row
    after, tours.energy[row] = measure_row(costs, tours, row)
    tours.load[tours.crew[row]] += after - before


@kernel
def anneal(
    costs: Costs, kept: tuple[Tours, Tours, Tours], near: Ints, steps: int, heat: Floats
) -> None:
    """`steps` times ruin and recreate. kept: the current tours, the best, and room for a trial.

    near: (n, n - 1) targets by distance from each. heat: temperature at the start and at the end,
    seconds, and the seed of the random numbers.
    """
    current, best, trial = kept
    np.random.seed(int(heat[2]))
    removed = np.zeros(current.row_of.size, np.int64)
    now = objective(costs, current)
    least = objective(costs, best)
    cooling = (heat[1] / heat[0]) ** (1.0 / max(steps, 1))
    temperature = heat[0]
    for _ in range(steps):
        copy(current, trial)
        count = _ruin(costs, trial, near, removed)
        _sort(costs, removed, count)
        for k in range(count):
            insert(costs, trial, near, removed[k])
        tried = objective(costs, trial)
        if tried < now - temperature * np.log(np.random.random()):
            copy(trial, current)
            now = tried
            if tried < least - 1e-9:
                copy(trial, best)
                least = tried
        temperature *= cooling
