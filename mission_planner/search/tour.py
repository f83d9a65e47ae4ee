"""The order in which a handful of places is visited soonest.

Cheapest insertion, then moves of one to three places and reversals of stretches (2-opt and Or-opt,
as in any textbook on the travelling salesman) while they help. Seconds need not be the same both
ways: in a wind they are not.
"""

from itertools import combinations

import numpy as np

from geodata.position import Floats

Order = tuple[int, ...]
LONGEST_SHIFT = 3  # places that are moved together


def seconds_of(order: Order, seconds: Floats) -> float:
    """A round from home (row and column 0) through places, numbered from 1, and home again."""
    stops = np.array([0, *order, 0])
    return float(seconds[stops[:-1], stops[1:]].sum())


def inserted(order: Order, place: int, seconds: Floats) -> Order:
    """The order with one more place, where it costs least."""
    tried = [(*order[:n], place, *order[n:]) for n in range(len(order) + 1)]
    return min(tried, key=lambda one: seconds_of(one, seconds))


def improved(order: Order, seconds: Floats) -> Order:
    """A round that no single move makes shorter."""
    best = seconds_of(order, seconds)
    is_better = True
    while is_better:
        is_better = False
        for tried in _moves(order):
            total = seconds_of(tried, seconds)
            if total < best - 1e-6:
                order, best, is_better = tried, total, True
                break
    return order


def _moves(order: Order) -> list[Order]:
    spans = list(combinations(range(len(order) + 1), 2))
    turned = [(*order[:i], *order[i:j][::-1], *order[j:]) for i, j in spans if j - i > 1]
    shifted = []
    for i, j in spans:
        if j - i > LONGEST_SHIFT:
            continue
        piece, rest = order[i:j], (*order[:i], *order[j:])
        for n in range(len(rest) + 1):
            shifted += [(*rest[:n], *part, *rest[n:]) for part in (piece, piece[::-1])]
    return turned + shifted
