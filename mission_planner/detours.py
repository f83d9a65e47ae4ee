"""Ways of a plane round obstacles: Dubins words from place to place along the shortest route.

The route of a vehicle that turns on the spot gives the corners; a plane passes each on about the
course of its two legs, there or a turn radius farther out. Round both ends it may also turn on any
course. A* over these poses; a word is tested against the limits only when its turn has come.
"""

import heapq
import math
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.position import Floats
from mission_planner import dubins
from mission_planner.airspace import Airspace

SAG_M = 0.5  # vertices on the true curve, which is this much off the chords between them
ENTRIES = 100  # ways into an end that are tried before anything else
HASTE = 1.15  # a way this much longer than the shortest will do if it is found sooner
SKIPPED = 3  # corners that one word may pass
TESTS = 500  # legs tried before a detour is given up
_BEARINGS = np.arange(8, dtype=np.float64) * (math.pi / 4.0)
_LEANS = np.array([0.0, -math.pi / 6.0, math.pi / 6.0])


def is_allowed(way: Floats, airspace: Airspace) -> bool:
    """Whether a way (N, 2) keeps all limits."""
    shape = shapely.linestrings(way) if len(way) > 1 else shapely.points(way[0])
    return bool(airspace.keeps(shape))


@dataclass(slots=True)
class Detour:
    """A search from any of some poses to any of others along a route (N, 2) between them."""

    airspace: Airspace
    radius_m: float
    poses: Floats  # (N, 3): starts, all that may be passed, ends
    layers: NDArray[np.intp]  # (N,) how far along the route each belongs
    ahead: Floats  # (N,) at least this far to the end
    counts: tuple[int, int]  # starts and ends
    tests_left: int = TESTS
    ways: dict[tuple[int, int], Floats] = field(default_factory=dict)
    opened: dict[int, tuple[NDArray[np.intp], dubins.Table]] = field(default_factory=dict)

    @classmethod
    def along(
        cls, route: Floats, ends: tuple[Floats, Floats], radius_m: float, airspace: Airspace
    ) -> "Detour":
        """The search from ends[0] (S, 3) to ends[1] (E, 3); `route` turns on the spot."""
        last = len(route) - 1
        parts = [ends[0], _round_about(route[0], radius_m, airspace)]
        parts += [
            _passing(route[number - 1 : number + 2], radius_m, airspace)
            for number in range(1, last)
        ]
        parts += [_round_about(route[-1], radius_m, airspace), ends[1]]
        levels = [0, *range(last + 1), last]
        level = np.repeat(levels, [len(part) for part in parts])
        poses = np.vstack(parts)
        apart = np.hypot(*np.diff(route, axis=0).T)
        left = np.concatenate([np.cumsum(apart[::-1])[::-1], [0.0]])[level]
        off = np.hypot(*(poses[:, :2] - route[level]).T)
        goals = ends[1][None, :, :2] - poses[:, None, :2]
        straight = np.hypot(goals[..., 0], goals[..., 1]).min(axis=1)
        ahead = HASTE * np.maximum(left - off, straight)
        return cls(airspace, radius_m, poses, level, ahead, (len(ends[0]), len(ends[1])))

    def search(self) -> Floats | None:
        """The way (N, 2), both ends included; None: none was found."""
        goal = len(self.poses) - self.counts[1]
        if not self._is_entered():
            return None
        best: dict[int, float] = {}
        before: dict[int, int] = {}
        # entries: at least so long in all, length to the place before, it, here, is it tested
        queue: list[tuple[float, float, int, int, bool]] = [
            (float(self.ahead[number]), 0.0, -1, number, True) for number in range(self.counts[0])
        ]
        heapq.heapify(queue)
        while queue and self.tests_left > 0:
            _, length, parent, here, is_tested = heapq.heappop(queue)
            if here in best:
                continue
            if not is_tested:
                self._test(queue, length, parent, here)
                continue
            best[here], before[here] = length, parent
            if here >= goal:
                return self._walked(before, here)
            self._open(queue, length, here, best)
        return None

    def _is_entered(self) -> bool:
        """Whether any of the ends can be come to from nearby: if not, all else is in vain."""
        goal = len(self.poses) - self.counts[1]
        near = np.flatnonzero(self.layers[:goal] >= self.layers[-1] - 1)
        words = dubins.table(self.poses[near], self.poses[goal:], self.radius_m)
        least = np.nanmin(words.lengths_m, axis=0)
        for flat in np.argsort(least, axis=None)[:ENTRIES].tolist():
            first, last = (int(n) for n in np.unravel_index(flat, least.shape))
            for word in words.by_length(first, last)[:2]:
                way = dubins.drawn(self.poses[near[first]], word, self.radius_m, SAG_M)
                if is_allowed(way, self.airspace):
                    return True
        return False

    def _test(
        self,
        queue: list[tuple[float, float, int, int, bool]],
        length: float,
        parent: int,
        here: int,
    ) -> None:
        self.tests_left -= 1
        near, words = self.opened[parent]
        number = int(np.searchsorted(near, here))
        for word in words.by_length(0, number):
            way = dubins.drawn(self.poses[parent], word, self.radius_m, SAG_M)
            if is_allowed(way, self.airspace):
                self.ways[parent, here] = way
                total = length + word.length_m
                heapq.heappush(queue, (total + float(self.ahead[here]), total, parent, here, True))
                return

    def _open(
        self,
        queue: list[tuple[float, float, int, int, bool]],
        length: float,
        here: int,
        best: dict[int, float],
    ) -> None:
        level = self.layers[here]
        near = np.flatnonzero((self.layers >= level) & (self.layers <= level + SKIPPED))
        # a word whose two ends do not see each other hardly ever finds a way
        near = near[self.airspace.clear(self.poses[here, :2], self.poses[near, :2])]
        if not len(near):
            return
        words = dubins.table(self.poses[here][None], self.poses[near], self.radius_m)
        self.opened[here] = near, words
        least = np.nanmin(words.lengths_m[:, 0], axis=0)
        for there, more in zip(near.tolist(), least.tolist(), strict=True):
            if there not in best and there != here:
                bound = length + more + float(self.ahead[there])
                heapq.heappush(queue, (bound, length, here, there, False))

    def _walked(self, before: dict[int, int], last: int) -> Floats:
        steps = [last]
        while before[steps[-1]] >= 0:
            steps.append(before[steps[-1]])
        pairs = list(zip(steps[1:], steps[:-1], strict=True))[::-1]
        return np.vstack([self.ways[pair] for pair in pairs])


def _round_about(place: Floats, radius_m: float, airspace: Airspace) -> Floats:
    """Poses on all courses 2 and 4 radii round a place, where one may be."""
    away = np.array([(math.cos(b), math.sin(b)) for b in _BEARINGS])
    places = np.vstack([place + 2.0 * radius_m * away, place + 4.0 * radius_m * away])
    return _may_be(places, _BEARINGS, airspace)


def _passing(corner: Floats, radius_m: float, airspace: Airspace) -> Floats:
    """Poses to pass the middle one of three places of a route: there, or farther out."""
    arriving, leaving = (step / np.hypot(*step) for step in np.diff(corner, axis=0))
    along = arriving + leaving
    course = math.atan2(along[1], along[0])
    side = math.copysign(1.0, arriving[0] * leaving[1] - arriving[1] * leaving[0])
    out = side * np.array([math.sin(course), -math.cos(course)])
    places = corner[1] + radius_m * np.array([0.0, 0.5, 1.0])[:, None] * out
    return _may_be(places, course + _LEANS, airspace)


def _may_be(places: Floats, courses: Floats, airspace: Airspace) -> Floats:
    kept = places[airspace.keeps(shapely.points(places))]
    return np.column_stack([np.repeat(kept, len(courses), axis=0), np.tile(courses, len(kept))])
