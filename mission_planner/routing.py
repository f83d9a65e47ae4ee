"""Shortest routes round land and no-fly zones, inside the fence.

A* over the visibility graph of the airspace's corners; edges are tested only when they are
needed, all from one corner at once, so a route past a coast of 1,000 corners takes milliseconds.
"""

from __future__ import annotations

import heapq
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Point

from geodata.position import Floats
from mission_planner.airspace import Airspace
from mission_planner.errors import PlanRefused

if TYPE_CHECKING:
    from mission_planner.roadmap import Roadmap

Indices = NDArray[np.intp]

MANY_CORNERS = 150  # with more, seeing each from each takes too long
EXIT_STEP_M = 50.0  # how closely places to leave the shore zone are tried
EXITS_TRIED = 200


class Router:
    """Routes within one airspace. Keeps what it has seen between calls."""

    def __init__(self, airspace: Airspace) -> None:
        self.airspace = airspace
        self._corners = airspace.corners
        self._seen: dict[int, list[tuple[int, float]]] = {}

    def route(self, start: Floats, goals: Floats) -> Floats | None:
        """The shortest route from start (2,) to the nearest of goals (N, 2), ends included.

        None when no goal can be reached. start and goals must keep the limits themselves.
        """
        if len(goals) == 1 and self.airspace.clear(start, goals)[0]:
            return np.vstack([start, goals])
        if len(goals) == 1 and len(self._corners) > MANY_CORNERS:
            return self._roadmap.route(start, goals[0])
        count = len(self._corners)
        places = np.vstack([self._corners, goals, start])
        ahead = _least_distance(places, goals)
        best: dict[int, float] = {len(places) - 1: 0.0}
        before: dict[int, int] = {}
        queue = [(float(ahead[-1]), len(places) - 1)]
        done: set[int] = set()
        while queue:
            _, here = heapq.heappop(queue)
            if count <= here < count + len(goals):
                return _walk_back(places, before, here)
            if here in done:
                continue
            done.add(here)
            for there, length in self._neighbours(places, here, count):
                total = best[here] + length
                if total < best.get(there, np.inf):
                    best[there], before[there] = total, here
                    heapq.heappush(queue, (total + float(ahead[there]), there))
        return None

    @cached_property
    def _roadmap(self) -> Roadmap:
        # scipy takes a while to load: areas with few corners need none of it
        from mission_planner.roadmap import Roadmap

        return Roadmap(self.airspace)

    def _neighbours(self, places: Floats, here: int, count: int) -> list[tuple[int, float]]:
        """Places in sight of `here`: corners (remembered) and this call's goals."""
        goals = np.arange(count, len(places) - 1)
        if here >= count:
            return self._in_sight(places, here, np.arange(len(places) - 1))
        if here not in self._seen:
            self._seen[here] = self._in_sight(places, here, np.arange(count))
        return self._seen[here] + self._in_sight(places, here, goals)

    def _in_sight(self, places: Floats, here: int, others: Indices) -> list[tuple[int, float]]:
        lengths = np.hypot(*(places[others] - places[here]).T)
        others, lengths = others[lengths > 0], lengths[lengths > 0]
        if not len(others):
            return []
        clear = self.airspace.clear(places[here], places[others])
        return [(int(o), float(d)) for o, d in zip(others[clear], lengths[clear], strict=True)]


def way_out(airspace: Airspace, home: Floats, shores: Floats) -> Floats:
    """From home, which lies nearer to land than the stand-off, to where the stand-off holds.

    shores: (N, 2) places on the rim of the open region, where to go to. From land: the shortest
    straight leg. From the sea: the shortest way that keeps half of home's own distance to land.
    Raises PlanRefused when fences and no-fly zones leave no way.
    """
    nearest = shores[np.argsort(np.hypot(*(shores - home).T))]
    to_land = airspace.land.distance(Point(home))
    if to_land > 0:
        narrow = airspace.with_clearance(0.5 * to_land - airspace.land_margin_m)
        found = Router(narrow).route(home, nearest[:EXITS_TRIED])
        if found is not None:
            return found
    else:
        legs = shapely.linestrings([(home, place) for place in nearest])
        # once over water it stays there: no leg over a second island
        leaves_once = shapely.get_num_geometries(shapely.intersection(legs, airspace.land)) == 1
        allowed = np.flatnonzero(airspace.allows(legs, land_m=-1.0) & leaves_once)
        if len(allowed):
            return np.vstack([home, nearest[allowed[0]]])
    raise PlanRefused(
        f"no way from home to {airspace.clearance_m:.0f} m off the coast between land, fence and"
        " no-fly zones: move home, widen the fence, or lower --standoff"
    )


def rim(airspace: Airspace, number: int) -> Floats:
    """Places along the rim of one open region, at most 50 m apart."""
    region = airspace.open[number]
    rings = shapely.segmentize([region.exterior, *region.interiors], EXIT_STEP_M)
    return np.asarray(shapely.get_coordinates(rings), np.float64)


def length_of(points: Floats) -> float:
    """Length of a way in metres."""
    return float(LineString(points).length) if len(points) > 1 else 0.0


def _least_distance(places: Floats, goals: Floats) -> Floats:
    apart = places[:, None, :] - goals[None, :, :]
    return np.asarray(np.hypot(apart[..., 0], apart[..., 1]).min(axis=1), np.float64)


def _walk_back(places: Floats, before: dict[int, int], last: int) -> Floats:
    steps = [last]
    while steps[-1] in before:
        steps.append(before[steps[-1]])
    return places[steps[::-1]]
