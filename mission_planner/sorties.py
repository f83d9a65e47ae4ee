"""Splitting a route into sorties that the battery allows, shared by one vehicle or several alike.

A sortie is cut where its energy, return included, would pass what the battery may give; never by
length or number of way points. The dearest return is the one on the way, so each cut is tested as
the whole flight that it makes, and the last one that fits is taken.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry import LineString

from geodata.position import Floats
from mission_planner.mover import Mover, end_pose, start_pose
from mission_planner.route import Route

CUT_EVERY_M = 150.0  # a long leg may be cut this often
EVEN_ROUNDS = 8  # bisections of the longest sortie


@dataclass(frozen=True, slots=True)
class Cost:
    """What a flight takes. share: of the usable energy; above 1 it does not fit."""

    share: float
    seconds: float


CostOf = Callable[[Floats], Cost]


class Unreachable(Exception):
    """Not even the nearest piece of a survey line can be flown; `place` is where it begins."""

    def __init__(self, place: Floats) -> None:
        super().__init__("out of reach")
        self.place = place


@dataclass(frozen=True, slots=True, eq=False)
class _Cut:
    """A place where a sortie may begin or end: on survey line `way`, at its corner `corner`."""

    way: int
    corner: int


def split(route: Route, mover: Mover, cost_of: CostOf, crews: int) -> list[Route]:
    """The route as sorties, each a route of its own, in the order of the lines.

    cost_of: what a flight through points from home to home takes. crews: vehicles that fly at the
    same time: the number of sorties is a multiple of it where that ends the patrol sooner, and
    sorties are made about equally long. Raises Unreachable when a place cannot be reached on one
    battery.
    """
    pieces = Pieces(with_cuts(route), mover, cost_of)
    least = pieces.greedy(math.inf)
    if len(least) == 1 and crews == 1:
        return [route]
    wanted = -(-len(least) // crews) * crews
    ends = _evened(pieces, least, wanted)
    return [pieces.sortie(begin, end) for begin, end in ends]


def _evened(pieces: Pieces, best: list[Span], wanted: int) -> list[Span]:
    """The least longest sortie with no more than the wanted number of them, by bisection."""
    low, high = 0.0, max(pieces.cost(*span).seconds for span in best)
    for _ in range(EVEN_ROUNDS):
        middle = 0.5 * (low + high)
        try:
            tried = pieces.greedy(middle)
        except Unreachable:
            low = middle
            continue
        if len(tried) <= wanted:
            best, high = tried, middle
        else:
            low = middle
    return best


def with_cuts(route: Route, every_m: float = CUT_EVERY_M) -> Route:
    """The same route with corners close enough together to end a sortie at."""
    ways = tuple(
        np.asarray(shapely.segmentize(LineString(way), every_m).coords, np.float64)
        for way in route.ways
    )
    return replace(route, ways=ways)


Span = tuple[int, int]  # the cuts that a sortie lies between
_TOO_DEAR = Cost(math.inf, math.inf)


class Pieces:
    """A finely cut route, and what the sorties between two of its cuts take."""

    def __init__(self, route: Route, mover: Mover, cost_of: CostOf) -> None:
        self._route = route
        self._mover = mover
        self._cost_of = cost_of
        self._there: dict[int, Floats | None] = {}
        self._back: dict[int, Floats | None] = {}
        self._costs: dict[Span, Cost] = {}
        self._cuts = [
            _Cut(number, corner)
            for number, way in enumerate(route.ways)
            for corner in range(len(way))
        ]

    def greedy(self, most_s: float) -> list[Span]:
        """Each sortie as long as battery and time allow. Raises Unreachable."""
        spans: list[Span] = []
        begin = 0
        while begin < self.last:
            begin = self.next_begin(begin)
            end = self.farthest(begin, most_s)
            spans.append((begin, end))
            begin = end
        return spans

    def cost(self, begin: int, end: int) -> Cost:
        """What the sortie between two cuts takes; infinite when it cannot be joined."""
        span = (begin, end)
        if span not in self._costs:
            made = self._between(begin, end)
            self._costs[span] = _TOO_DEAR if made is None else self._cost_of(made.points)
        return self._costs[span]

    def sortie(self, begin: int, end: int) -> Route:
        """The sortie between two cuts; greedy() has found that it can be flown."""
        made = self._between(begin, end)
        assert made is not None
        return made

    @property
    def last(self) -> int:
        """The cut at the end of the last line."""
        return len(self._cuts) - 1

    def place(self, number: int) -> Floats:
        """Where a cut is, (2,)."""
        cut = self._cuts[number]
        return np.asarray(self._route.ways[cut.way][cut.corner], np.float64)

    def next_begin(self, number: int) -> int:
        """The cut itself, or the next one: a sortie never begins at the very end of a line."""
        cut = self._cuts[number]
        is_end = cut.corner == len(self._route.ways[cut.way]) - 1
        return number + 1 if is_end else number

    def farthest(self, begin: int, most_s: float) -> int:
        """The last cut up to which a sortie from `begin` fits. Raises Unreachable."""

        def is_too_far(end: int) -> bool:
            cost = self.cost(begin, end)
            return cost.share > 1.0 or cost.seconds > most_s

        ends = range(begin + 1, len(self._cuts))
        found = begin + bisect_left(ends, True, key=is_too_far)
        if found == begin:
            raise Unreachable(self.place(begin))
        return found

    def _between(self, begin: int, end: int) -> Route | None:
        route, first, last = self._route, self._cuts[begin], self._cuts[end]
        ways = list(route.ways[first.way : last.way + 1])
        ways[-1] = ways[-1][: last.corner + 1]
        ways[0] = ways[0][first.corner :]
        if len(ways[-1]) < 2:  # the next line is only touched
            ways.pop()
            end -= 1
        joins = route.joins[first.way + 1 : first.way + len(ways)]
        if begin not in self._there:
            self._there[begin] = self._mover.join(route.door.leave, start_pose(ways[0]))
        if end not in self._back:
            self._back[end] = self._mover.join(end_pose(ways[-1]), route.door.arrive)
        there, back = self._there[begin], self._back[end]
        if there is None or back is None:
            return None
        return replace(route, ways=tuple(ways), joins=(there, *joins, back))
