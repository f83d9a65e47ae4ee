"""Routes past long coasts: a net of legs between corners, on several scales, made once.

Seeing every corner from every other costs the square of their number. Here each corner is joined to
its neighbours along the rim and to the nearest ones on coarser and coarser outlines (capes, then
headlands, then islands), so the net grows with n log n. Legs are tested when a shortest way would
use them (lazy evaluation: Bohlin & Kavraki 2000): most never are. The shortest allowed way in the
net is then pulled tight; it may be a little longer than the shortest of all, never one that breaks
a limit.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from geodata.position import Floats
from mission_planner.airspace import Airspace

Indices = NDArray[np.intp]
Flags = NDArray[np.bool_]

SCALES_M = (0.0, 60.0, 250.0, 1_000.0, 4_000.0)  # how coarse the outline is on each level
NEIGHBOURS = 6
ENTRIES = 40  # places of each level tried from a start or a goal


class Roadmap:
    """The net of one airspace. Keeps what it has learnt about legs between calls."""

    def __init__(self, airspace: Airspace) -> None:
        self._airspace = airspace

    def route(self, start: Floats, goal: Floats) -> Floats | None:
        """The way (N, 2) from start to goal, ends included; None when there is none."""
        first, into = self._entries(start), self._entries(goal)
        if not len(first[0]) or not len(into[0]):
            return None
        while True:
            steps = self._shortest(first, into)
            if steps is None:
                return None
            if self._is_clear(steps):
                places = np.vstack([self._places, start, goal])
                return self._pulled(places[steps])

    def _shortest(
        self, first: tuple[Indices, Floats], into: tuple[Indices, Floats]
    ) -> list[int] | None:
        """Places of the shortest way over legs not known to be blocked; None: there is none."""
        start, goal = len(self._places), len(self._places) + 1
        net = self._with_ends(first, into)
        lengths, before = dijkstra(net, indices=start, return_predecessors=True)
        if not np.isfinite(lengths[goal]):
            return None
        steps = [goal]
        while steps[-1] != start:
            steps.append(int(before[steps[-1]]))
        return steps[::-1]

    def _is_clear(self, steps: list[int]) -> bool:
        """Whether all legs of a way are allowed; those that are not are left out from now on.

        With a blocked leg, all that are at least as long are tested: they mostly are, too.
        """
        numbers = self._numbers(np.column_stack([steps[1:-2], steps[2:-1]]))
        self._test(numbers)
        blocked = numbers[self._is_blocked[numbers]]
        if len(blocked):
            lengths = self._edges[1]
            self._test(np.flatnonzero(lengths >= lengths[blocked].min()))
        return not len(blocked)

    def _numbers(self, pairs: Indices) -> Indices:
        """Which legs of the net lead between pairs (N, 2) of places."""
        ends, count = self._edges[0], len(self._places)
        keys = ends[:, 0] * count + ends[:, 1]  # rising: the legs are sorted
        low, high = pairs.min(axis=1), pairs.max(axis=1)
        return np.asarray(np.searchsorted(keys, low * count + high), np.intp)

    def _test(self, numbers: Indices) -> None:
        untested = numbers[~self._is_tested[numbers]]
        legs = shapely.linestrings(self._places[self._edges[0][untested]])
        self._is_blocked[untested] = ~self._airspace.keeps(legs)
        self._is_tested[untested] = True

    @cached_property
    def _rings(self) -> list[BaseGeometry]:
        return [r for p in self._airspace.open for r in (p.exterior, *p.interiors)]

    @cached_property
    def _places(self) -> Floats:
        """(N, 2) corners of all rings, ring by ring."""
        found = [shapely.get_coordinates(ring)[:-1] for ring in self._rings]
        return np.vstack(found) if found else np.empty((0, 2))

    @cached_property
    def _levels(self) -> list[Indices]:
        """Corners that are left on each scale, as indices of _places."""
        tree = cKDTree(self._places) if len(self._places) else None
        levels = []
        for scale in SCALES_M:
            coarse = [
                shapely.simplify(ring, scale, preserve_topology=False) for ring in self._rings
            ]
            points = shapely.get_coordinates(coarse)
            levels.append(np.unique(tree.query(points)[1]) if tree else np.empty(0, np.intp))
        return levels

    @cached_property
    def _edges(self) -> tuple[Indices, Floats]:
        """(E, 2) legs between places, sorted, and their lengths."""
        pairs = [self._rim()]
        for level in self._levels:
            if len(level) < 2:
                continue
            points = self._places[level]
            near = cKDTree(points).query(points, min(NEIGHBOURS + 1, len(level)))[1]
            ends = near[:, 1:].ravel()
            pairs.append(np.column_stack([level.repeat(near.shape[1] - 1), level[ends]]))
        joined = np.unique(np.sort(np.vstack(pairs), axis=1), axis=0)
        return joined, np.hypot(*(self._places[joined[:, 0]] - self._places[joined[:, 1]]).T)

    @cached_property
    def _is_tested(self) -> Flags:
        return np.zeros(len(self._edges[0]), np.bool_)

    @cached_property
    def _is_blocked(self) -> Flags:
        return np.zeros(len(self._edges[0]), np.bool_)

    def _rim(self) -> Indices:
        """Legs along the rings: they make the net of each region hang together."""
        pairs, begin = [], 0
        for ring in self._rings:
            count = int(shapely.get_num_coordinates(ring)) - 1
            at = np.arange(count)
            pairs.append(begin + np.column_stack([at, (at + 1) % count]))
            begin += count
        return np.vstack(pairs) if pairs else np.empty((0, 2), np.intp)

    def _entries(self, place: Floats) -> tuple[Indices, Floats]:
        """Places in sight of a start or goal near it on every scale, and how far they are."""
        chosen = [
            level[np.argsort(np.hypot(*(self._places[level] - place).T))[:ENTRIES]]
            for level in self._levels
        ]
        near = np.unique(np.concatenate(chosen))
        seen = near[self._airspace.clear(place, self._places[near])] if len(near) else near
        return seen, np.hypot(*(self._places[seen] - place).T)

    def _with_ends(self, first: tuple[Indices, Floats], into: tuple[Indices, Floats]) -> csr_array:
        """The net with a start and a goal, as the last two places."""
        count = len(self._places)
        pairs, lengths = (part[~self._is_blocked] for part in self._edges)
        rows = [pairs[:, 0], pairs[:, 1], np.full(len(first[0]), count), into[0]]
        columns = [pairs[:, 1], pairs[:, 0], first[0], np.full(len(into[0]), count + 1)]
        values = np.concatenate([lengths, lengths, first[1], into[1]])
        at = (np.concatenate(rows), np.concatenate(columns))
        return csr_array((values, at), shape=(count + 2, count + 2))

    def _pulled(self, way: Floats) -> Floats:
        """The way with every corner left out that can be cut: from each to the last one seen."""
        kept, here = [way[0]], 0
        while here < len(way) - 1:
            seen = np.flatnonzero(self._airspace.clear(way[here], way[here + 1 :]))
            here += 1 + (int(seen[-1]) if len(seen) else 0)
            kept.append(way[here])
        return np.vstack(kept)
