"""Routes past long coasts: a net of legs between corners, on several scales, made once.

Seeing every corner from every other costs the square of their number. Here each corner is joined to
its neighbours along the rim and to the nearest ones on coarser and coarser outlines (capes, then
headlands, then islands), so the net grows with n log n. The shortest way in the net is then pulled
tight; it may be a little longer than the shortest of all, never one that breaks a limit.
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

SCALES_M = (0.0, 60.0, 250.0, 1_000.0, 4_000.0)  # how coarse the outline is on each level
NEIGHBOURS = 6
ENTRIES = 40  # places of each level tried from a start or a goal
CHUNK = 20_000


class Roadmap:
    """The net of one airspace."""

    def __init__(self, airspace: Airspace) -> None:
        self._airspace = airspace

    def route(self, start: Floats, goal: Floats) -> Floats | None:
        """The way (N, 2) from start to goal, ends included; None when there is none."""
        count = len(self._places)
        first, into = self._entries(start), self._entries(goal)
        if not len(first[0]) or not len(into[0]):
            return None
        net = self._with_ends(first, into)
        lengths, before = dijkstra(net, indices=count, return_predecessors=True)
        if not np.isfinite(lengths[count + 1]):
            return None
        steps = [count + 1]
        while steps[-1] != count:
            steps.append(int(before[steps[-1]]))
        places = np.vstack([self._places, start, goal])
        return self._pulled(places[steps[::-1]])

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
        """(E, 2) allowed legs between places, and their lengths."""
        pairs = [self._rim()]
        for level in self._levels:
            if len(level) < 2:
                continue
            points = self._places[level]
            near = cKDTree(points).query(points, min(NEIGHBOURS + 1, len(level)))[1]
            ends = near[:, 1:].ravel()
            pairs.append(np.column_stack([level.repeat(near.shape[1] - 1), level[ends]]))
        joined = np.unique(np.sort(np.vstack(pairs), axis=1), axis=0)
        legs = self._places[joined]
        clear = np.concatenate(
            [self._clear(legs[n : n + CHUNK]) for n in range(0, len(legs), CHUNK)]
        )
        kept = joined[clear]
        return kept, np.hypot(*(self._places[kept[:, 0]] - self._places[kept[:, 1]]).T)

    def _rim(self) -> Indices:
        """Legs along the rings: they make the net of each region hang together."""
        pairs, begin = [], 0
        for ring in self._rings:
            count = int(shapely.get_num_coordinates(ring)) - 1
            at = np.arange(count)
            pairs.append(begin + np.column_stack([at, (at + 1) % count]))
            begin += count
        return np.vstack(pairs) if pairs else np.empty((0, 2), np.intp)

    def _clear(self, legs: Floats) -> NDArray[np.bool_]:
        return self._airspace.keeps(shapely.linestrings(legs))

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
        count = len(self._places)
        pairs, lengths = self._edges
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
