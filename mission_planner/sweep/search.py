"""Local search over the order and direction of lines.

A tour is the list of line ends in the order they are passed: line k of it is entered at tour[2 k]
and left at tour[2 k + 1]; line n has the ends 2 n and 2 n + 1. Stretches are turned round (2-opt)
and short blocks moved, either way round (Or-opt), the best change at a few lines at a time; then
two random stretches are exchanged, and what became shorter is kept (iterated local search).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodata.position import Floats

Tour = NDArray[np.int64]
Positions = NDArray[np.intp]

LEAST_GAIN_M = 1e-6
LONGEST_BLOCK = 3  # lines moved together
LONGEST_STRETCH = 30  # lines exchanged
AT_ONCE = 16  # lines looked at together
SEED = 20_21


@dataclass(frozen=True, slots=True, eq=False)
class Gaps:
    """What it takes between lines, metres.

    links: (2 N + 1, 2 N + 1) from leaving a line at one end to entering another one at an end; the
    same both ways. The last row and column are for beginning or ending the tour at an end.
    """

    links: Floats

    @classmethod
    def of(cls, between: Floats, outer: Floats) -> "Gaps":
        """From (2 N, 2 N) gaps and (2 N,) what beginning or ending at an end counts."""
        size = len(outer)
        links = np.zeros((size + 1, size + 1))
        links[:size, :size] = between
        links[size, :size] = links[:size, size] = outer
        return cls(links)

    def length_m(self, tour: Tour) -> float:
        """All gaps of a tour."""
        return float(_before(tour, self.links).sum())


def improved(tour: Tour, gaps: Gaps, kicks: int) -> Tour:
    """The best tour found from the given one; the same arguments give the same tour."""
    search = _Search(tour.copy(), gaps.links)
    search.descend()
    random = np.random.default_rng(SEED)
    best, length = search.tour.copy(), gaps.length_m(search.tour)
    for _ in range(kicks if len(tour) > 6 else 0):
        search.kick(random)
        search.descend()
        tried = gaps.length_m(search.tour)
        if tried < length - LEAST_GAIN_M:
            best, length = search.tour.copy(), tried
        else:
            search.tour = best.copy()
    return best


def _before(tour: Tour, links: Floats) -> Floats:
    """(N + 1,) the gap before each line, and the one after the last."""
    outside = len(links) - 1
    ends = np.concatenate([[outside], tour, [outside]]).reshape(-1, 2)
    return np.asarray(links[ends[:, 0], ends[:, 1]], np.float64)


class _Search:
    """A tour, and which of its lines may lie beside a gap that can still be made shorter."""

    def __init__(self, tour: Tour, links: Floats) -> None:
        self.tour = tour
        self._links = links
        self._waiting = np.ones(len(tour) // 2, np.bool_)

    def descend(self) -> None:
        """Changes the tour until no change makes it shorter."""
        while self._waiting.any():
            lines = self.tour[::2] // 2
            rows = np.flatnonzero(self._waiting[lines])[:AT_ONCE]
            if not self._improve(rows):
                self._waiting[lines[rows]] = False

    def kick(self, random: np.random.Generator) -> None:
        """Exchanges two neighbouring stretches at random, one of them turned round or not."""
        count = len(self.tour) // 2
        first = int(random.integers(0, count - 1))
        middle = first + 1 + int(random.integers(0, min(count - first - 1, LONGEST_STRETCH)))
        last = middle + 1 + int(random.integers(0, min(count - middle, LONGEST_STRETCH)))
        last = min(last, count)
        self._exchange(first, middle, last, bool(random.integers(0, 2)))

    def _improve(self, rows: Positions) -> bool:
        """The best change at some positions of the tour; False: there is none."""
        links, outside = self._links, len(self._links) - 1
        ends = np.concatenate([[outside], self.tour, [outside]])
        before = links[ends[::2], ends[1::2]]
        gain, i, k = self._best_turn(rows, ends, before)
        change = (gain, 0, i, k, False)
        for size in range(1, min(LONGEST_BLOCK, len(self.tour) // 2 - 1) + 1):
            change = max(change, self._best_move(rows, size, ends, before))
        gain, size, i, k, is_turned = change
        if gain <= LEAST_GAIN_M:
            return False
        if size == 0:
            self._turn(min(i, k), max(i, k) + 1)
        elif k > i:
            self._exchange(i, i + size, k, is_turned)
        else:
            self._exchange(k, i, i + size, is_turned, is_second=True)
        return True

    def _best_turn(self, rows: Positions, ends: Tour, before: Floats) -> tuple[float, int, int]:
        """Gain of turning the stretch from a row to another position round, and both."""
        others = np.arange(len(self.tour) // 2)
        first, last = np.minimum(rows[:, None], others), np.maximum(rows[:, None], others)
        left, head = ends[2 * first], ends[2 * first + 1]
        tail, right = ends[2 * last + 2], ends[2 * last + 3]
        new = self._links[left, tail] + self._links[head, right]
        gains = before[first] + before[last + 1] - new
        at = int(np.argmax(gains))
        return float(gains.flat[at]), int(rows[at // len(others)]), at % len(others)

    def _best_move(
        self, rows: Positions, size: int, ends: Tour, before: Floats
    ) -> tuple[float, int, int, int, bool]:
        """Gain, size, row, place and whether turned, of moving a block that begins at a row."""
        links, count = self._links, len(self.tour) // 2
        rows = rows[rows + size <= count]
        if not len(rows):
            return (0.0, size, 0, 0, False)
        left, head = ends[2 * rows], ends[2 * rows + 1]
        tail, right = ends[2 * (rows + size)], ends[2 * (rows + size) + 1]
        freed = before[rows] + before[rows + size] - links[left, right]
        to = np.arange(count + 1)
        head, tail = head[:, None], tail[:, None]
        straight = links[ends[2 * to], head] + links[tail, ends[2 * to + 1]]
        turned = links[ends[2 * to], tail] + links[head, ends[2 * to + 1]]
        gains = freed[:, None] + before - np.minimum(straight, turned)
        gains[(to >= rows[:, None]) & (to <= rows[:, None] + size)] = -np.inf
        at = int(np.argmax(gains))
        row, place = divmod(at, count + 1)
        is_turned = bool(turned.flat[at] < straight.flat[at])
        return (float(gains.flat[at]), size, int(rows[row]), place, is_turned)

    def _turn(self, first: int, last: int) -> None:
        """Turns lines first..last - 1 round."""
        self._mark(first, last)
        self.tour[2 * first : 2 * last] = self.tour[2 * first : 2 * last][::-1].copy()
        self._mark(first, last)

    def _exchange(
        self, first: int, middle: int, last: int, is_turned: bool, is_second: bool = False
    ) -> None:
        """Exchanges lines first..middle - 1 with middle..last - 1; one of them turned round."""
        self._mark(first, middle, last)
        one, two = self.tour[2 * first : 2 * middle], self.tour[2 * middle : 2 * last]
        if is_turned and is_second:
            two = two[::-1]
        elif is_turned:
            one = one[::-1]
        self.tour[2 * first : 2 * last] = np.concatenate([two, one])
        self._mark(first, first + last - middle, last)

    def _mark(self, *at: int) -> None:
        """The lines on both sides of the gaps before these positions have to be looked at."""
        for k in at:
            if k > 0:
                self._waiting[self.tour[2 * k - 1] // 2] = True
            if 2 * k < len(self.tour):
                self._waiting[self.tour[2 * k] // 2] = True
