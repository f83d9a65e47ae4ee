"""Rounds over several targets: which sortie visits which, in which order, entered where.

The search sees one look per target; the looks are then chosen anew along each sortie by dynamic
programming over the places where they may begin, and the ways drawn. What was drawn is known to
the next search exactly. It ends when nothing changes, and the best rounds found are kept.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from mission_planner.errors import PlanRefused
from mission_planner.rounds.costs import Costs
from mission_planner.rounds.exact import MOST, best_tours
from mission_planner.rounds.legs import HOME, Legs, Stop
from mission_planner.rounds.search import search
from mission_planner.rounds.tour import Tour
from mission_planner.rounds.visits import Visit
from mission_planner.sorties import Cost

SAME_S = 0.01
TURNS = 6  # of searching and choosing where to begin
TOTAL, LAST_ONE = 1.0, 8.0  # powers: the sum of the times, or when the last vehicle is done

Solver = Callable[[Costs, Sequence[Tour]], list[Tour]]


@dataclass(frozen=True, slots=True)
class Trip:
    """One sortie: its crew and the looks that it flies, in order; its time, landing included."""

    crew: int
    stops: tuple[Stop, ...]
    cost: Cost


def own_search(costs: Costs, start: Sequence[Tour]) -> list[Tour]:
    """The best of all for few targets, the compiled search for many."""
    if costs.seconds.shape[1] - 1 <= MOST:
        return best_tours(costs)
    return search(costs, start)


def plan_rounds(
    legs: Legs, visits: Sequence[Visit], swap_s: float, solve: Solver = own_search
) -> list[Trip]:
    """Trips that make every visit once, the time when the last vehicle is done the least found.

    Raises PlanRefused when a visit has no way there and back for any crew.
    """
    power = TOTAL if len(legs.crews) == 1 else LAST_ONE
    nearest = [
        [nearest_stop(legs, crew, visit) for visit in range(1, len(visits) + 1)]
        for crew in range(len(legs.crews))
    ]
    chosen = [[0, *(stop[1] if stop else 0 for stop in stops)] for stops in nearest]
    _check_alone(legs, chosen, visits)
    tours: list[Tour] = []
    best: list[Trip] = []
    for _ in range(TURNS):
        tours = solve(legs.table(chosen, swap_s, power), tours)
        again = _entered(legs, tours, chosen)
        trips, entered = (
            [trip_of(legs, t.crew, _stops(t, c)) for t in tours] for c in (chosen, again)
        )
        if _value(entered, legs, swap_s) < _value(trips, legs, swap_s):
            trips, chosen = entered, again
        if best and _value(trips, legs, swap_s) >= _value(best, legs, swap_s) - SAME_S:
            break
        if _value(trips, legs, swap_s) < math.inf:
            best = trips
    if not best:  # ways that turned out longer than they looked: draw them all
        tours = solve(_all_drawn(legs, chosen, swap_s, power), ())
        best = [trip_of(legs, t.crew, _stops(t, chosen)) for t in tours]
    return best


def _value(trips: Sequence[Trip], legs: Legs, swap_s: float) -> float:
    """What the search makes least; infinite when a battery does not last."""
    if any(trip.cost.share > 1.0 for trip in trips):
        return math.inf
    loads = np.zeros(len(legs.crews))
    for trip in trips:
        loads[trip.crew] += trip.cost.seconds + swap_s
    power = TOTAL if len(loads) == 1 else LAST_ONE
    top = loads.max()
    return float(top * ((loads / top) ** power).sum() ** (1.0 / power))


def trip_of(legs: Legs, crew: int, stops: tuple[Stop, ...]) -> Trip:
    """A sortie through stops with its ways drawn."""
    parts = [legs.sorties[crew]]
    parts += [legs.cost(crew, a, b) for a, b in pairwise((HOME, *stops, HOME))]
    parts += [legs.looking(crew, stop) for stop in stops]
    cost = Cost(sum(part.share for part in parts), sum(part.seconds for part in parts))
    return Trip(crew, stops, cost)


def nearest_stop(legs: Legs, crew: int, visit: int) -> Stop | None:
    """The look at a visit that begins and ends nearest to home; None: the crew has none."""
    stops = [(visit, k) for k in range(len(legs.looks(crew, visit)))]
    if not stops:
        return None
    there, back = legs.seconds(crew, [HOME], stops), legs.seconds(crew, stops, [HOME])
    return stops[int(np.argmin(there[0] + back[:, 0]))]


def _stops(tour: Tour, chosen: Sequence[Sequence[int]]) -> tuple[Stop, ...]:
    return tuple((place, chosen[tour.crew][place]) for place in tour.places)


def _entered(legs: Legs, tours: Sequence[Tour], chosen: Sequence[Sequence[int]]) -> list[list[int]]:
    """The looks that make each tour shortest, the order of its targets given."""
    found = [list(looks) for looks in chosen]
    for tour in tours:
        layers = [
            [(place, k) for k in range(len(legs.looks(tour.crew, place)))] for place in tour.places
        ]
        total = legs.seconds(tour.crew, [HOME], layers[0])[0]
        before: list[list[int]] = []
        for here, there in pairwise([*layers, [HOME]]):
            looking = np.array([legs.looking(tour.crew, stop).seconds for stop in here])
            step = (total + looking)[:, None] + legs.seconds(tour.crew, here, there)
            before.append([int(k) for k in step.argmin(axis=0)])
            total = step.min(axis=0)
        last = 0
        for place, back in zip(tour.places[::-1], before[::-1], strict=True):
            last = back[last]
            found[tour.crew][place] = last
    return found


def _check_alone(legs: Legs, chosen: Sequence[Sequence[int]], visits: Sequence[Visit]) -> None:
    """Raises PlanRefused that names every visit that fits into no sortie."""
    beyond: list[str] = []
    for number, visit in enumerate(visits, start=1):
        alone = [
            trip_of(legs, crew, ((number, chosen[crew][number]),)).cost.share
            for crew in range(len(legs.crews))
            if visit.looks[crew]
        ]
        if not alone or min(alone) > 1.0:
            needed = f" ({100 * min(alone):.0f} % of the usable battery)" if alone else ""
            beyond.append(f"{visit.name}{needed}")
    if beyond:
        raise PlanRefused(
            f"no vehicle has the battery to go there and back: {', '.join(beyond)}: leave them"
            " out, launch nearer, or take another vehicle"
        )


def _all_drawn(legs: Legs, chosen: Sequence[Sequence[int]], swap_s: float, power: float) -> Costs:
    """The table of a choice of looks with every way drawn."""
    for crew, looks in enumerate(chosen):
        able = [v for v in range(1, len(looks)) if legs.looks(crew, v)]
        for here in able:
            for there in able:
                if here != there:
                    legs.cost(crew, (here, looks[here]), (there, looks[there]))
    return legs.table(chosen, swap_s, power)
