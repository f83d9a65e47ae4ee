"""In which order, and which way, survey lines are flown."""

import numpy as np
from shapely.geometry import LinearRing, LineString

from geodata.position import Floats
from mission_planner.mover import Mover
from mission_planner.pose import course

STARTS_TRIED = 12  # first lines tried; the rest follows by nearest end
ENTRIES = 24  # places of a closed line where a vehicle with a course may enter it


def order(lines: tuple[LineString, ...], home: Floats, clockwise: bool) -> list[Floats]:
    """The lines as (N, 2) points in flying order, each in flying direction.

    Closed lines begin and end where they are nearest to the line before, and run clockwise (seen
    from above) or not as asked; open lines run from their nearer end. Straight distances are
    compared, not routes.
    """
    if not lines:
        return []
    ways = [np.asarray(line.coords, np.float64) for line in lines]
    by_distance = np.argsort([np.hypot(*(way - home).T).min() for way in ways])
    trials = [_chain(ways, home, int(first), clockwise) for first in by_distance[:STARTS_TRIED]]
    return min(trials, key=lambda chain: _dead_length(chain, home))


def _chain(ways: list[Floats], home: Floats, first: int, clockwise: bool) -> list[Floats]:
    left = list(range(len(ways)))
    here, chosen = home, first
    chain: list[Floats] = []
    while True:
        left.remove(chosen)
        chain.append(_entered_from(ways[chosen], here, clockwise))
        if not left:
            return chain
        here = chain[-1][-1]
        chosen = min(left, key=lambda number: _gap(ways[number], here))


def _is_closed(way: Floats) -> bool:
    return bool(np.array_equal(way[0], way[-1]))


def _gap(way: Floats, here: Floats) -> float:
    places = way if _is_closed(way) else way[[0, -1]]
    return float(np.hypot(*(places - here).T).min())


def _entered_from(way: Floats, here: Floats, clockwise: bool) -> Floats:
    if not _is_closed(way):
        ends = np.hypot(*(way[[0, -1]] - here).T)
        return way if ends[0] <= ends[1] else way[::-1]
    if LinearRing(way).is_ccw == clockwise:
        way = way[::-1]
    entry = int(np.argmin(np.hypot(*(way[:-1] - here).T)))
    return np.vstack([way[entry:-1], way[: entry + 1]])


def _dead_length(chain: list[Floats], home: Floats) -> float:
    ends = [home, *(way[-1] for way in chain)]
    starts = [*(way[0] for way in chain), home]
    return float(sum(np.hypot(*(s - e)) for e, s in zip(ends, starts, strict=True)))


def order_by_course(
    lines: tuple[LineString, ...], home: Floats, clockwise: bool, mover: Mover
) -> list[Floats]:
    """As order(), for a vehicle to which the course at both ends of a line matters.

    The ways between are as long as the mover says, without obstacles; all ways to fly each line
    are tried for the first, the rest follows by least length.
    """
    runs = [_runs(np.asarray(line.coords, np.float64), clockwise) for line in lines]
    ways = [run for of_line in runs for run in of_line]
    owner = np.repeat(np.arange(len(runs)), [len(of_line) for of_line in runs])
    starts = np.array([[*w[0], course(w[1] - w[0])] for w in ways])
    ends = np.array([[*w[-1], course(w[-1] - w[-2])] for w in ways])
    between = mover.apart_m(ends, starts)
    out = np.hypot(*(starts[:, :2] - home).T)
    back = np.hypot(*(ends[:, :2] - home).T)
    best: tuple[float, list[int]] = (np.inf, [])
    for first in np.argsort(out)[: STARTS_TRIED * 2].tolist():
        chain, length, left = [first], float(out[first]), owner != owner[first]
        while left.any():
            nearest = int(np.argmin(np.where(left, between[chain[-1]], np.inf)))
            length += float(between[chain[-1], nearest])
            chain.append(nearest)
            left &= owner != owner[nearest]
        best = min(best, (length + float(back[chain[-1]]), chain))
    return [ways[number] for number in best[1]]


def _runs(way: Floats, clockwise: bool) -> list[Floats]:
    """The ways to fly a line: from either end, or round from one of its places."""
    if not _is_closed(way):
        return [way, way[::-1]]
    if LinearRing(way).is_ccw == clockwise:
        way = way[::-1]
    entries = range(0, len(way) - 1, max(1, (len(way) - 1) // ENTRIES))
    return [np.vstack([way[entry:-1], way[: entry + 1]]) for entry in entries]
