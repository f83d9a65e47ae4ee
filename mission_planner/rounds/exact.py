"""Few targets: the best rounds of all, by dynamic programming over sets of targets.

Held and Karp, "A dynamic programming approach to sequencing problems" (1962) for the order within
a sortie; then the best way to cut each set into sorties, and to deal the sets to the vehicles.
"""

from __future__ import annotations

import math

from mission_planner.rounds.costs import Costs
from mission_planner.rounds.tour import Tour

MOST = 7  # targets; 3^7 ways to cut a set in two

_Orders = dict[int, tuple[float, tuple[int, ...]]]


def best_tours(costs: Costs) -> list[Tour]:
    """The tours with the least objective of all that fit. At most MOST targets."""
    crews, places, _ = costs.seconds.shape
    every = (1 << (places - 1)) - 1
    dealt: dict[int, tuple[float, tuple[Tour, ...]]] = {0: (0.0, ())}
    for crew in range(crews):
        alone = _cut(_orders(costs, crew), crew, every)
        after: dict[int, tuple[float, tuple[Tour, ...]]] = {}
        for done, (total, tours) in dealt.items():
            rest = every & ~done
            for more in [0, *_subsets(rest)]:
                if more not in alone:
                    continue
                seconds, flown = alone[more]
                value = total + seconds**costs.power
                if value < after.get(done | more, (math.inf,))[0]:
                    after[done | more] = value, tours + flown
        dealt = after
    return list(dealt[every][1])


def _orders(costs: Costs, crew: int) -> _Orders:
    """For each set that fits into one sortie: its least seconds, and the order."""
    seconds, energy = costs.seconds[crew].tolist(), costs.energy[crew].tolist()
    fixed_s, fixed = float(costs.sortie_seconds[crew]), float(costs.sortie_energy[crew])
    ways: dict[tuple[int, int], list[tuple[float, float, tuple[int, ...]]]] = {}
    for place in range(1, len(seconds)):
        start = (fixed_s + seconds[0][place], fixed + energy[0][place], (place,))
        ways[1 << (place - 1), place] = [start]
    found: _Orders = {}
    for chosen in range(1, 1 << (len(seconds) - 1)):
        for last in _members(chosen):
            for time, share, order in ways.get((chosen, last), ()):
                whole = time + seconds[last][0]
                if share + energy[last][0] > 1.0:
                    continue
                if whole < found.get(chosen, (math.inf,))[0]:
                    found[chosen] = whole, order
                for place in _members(~chosen & ((1 << (len(seconds) - 1)) - 1)):
                    longer = (
                        time + seconds[last][place], share + energy[last][place], (*order, place)
                    )  # fmt: skip
                    key = chosen | 1 << (place - 1), place
                    ways[key] = _undominated([*ways.get(key, ()), longer])
    return found


def _undominated(
    ways: list[tuple[float, float, tuple[int, ...]]],
) -> list[tuple[float, float, tuple[int, ...]]]:
    """Those that no other beats in both time and energy."""
    kept: list[tuple[float, float, tuple[int, ...]]] = []
    for way in sorted(ways):
        if not kept or way[1] < kept[-1][1] - 1e-12:
            kept.append(way)
    return kept


def _cut(orders: _Orders, crew: int, every: int) -> dict[int, tuple[float, tuple[Tour, ...]]]:
    """For each set: the least seconds of all sorties that visit it, and these."""
    best: dict[int, tuple[float, tuple[Tour, ...]]] = {0: (0.0, ())}
    for chosen in range(1, every + 1):
        lowest = chosen & -chosen  # the sortie of the lowest target is chosen first: no set twice
        for part in [0, *_subsets(chosen & ~lowest)]:
            sortie, rest = part | lowest, chosen & ~(part | lowest)
            if sortie in orders and rest in best:
                total = orders[sortie][0] + best[rest][0]
                if total < best.get(chosen, (math.inf,))[0]:
                    tour = Tour(crew, orders[sortie][1])
                    best[chosen] = total, (tour, *best[rest][1])
    return best


def _members(chosen: int) -> list[int]:
    return [k + 1 for k in range(chosen.bit_length()) if chosen >> k & 1]


def _subsets(chosen: int) -> list[int]:
    """All but the empty one."""
    found, part = [], chosen
    while part:
        found.append(part)
        part = (part - 1) & chosen
    return found
