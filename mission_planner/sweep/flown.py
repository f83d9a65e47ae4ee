"""The way through a set of pieces: their order with the gaps that a vehicle really flies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString

from geodata.position import Floats
from mission_planner.airspace import Flags
from mission_planner.sweep import tour
from mission_planner.sweep.field import Field
from mission_planner.sweep.rows import Indices
from mission_planner.sweep.search import Gaps, Tour, improved

ROUNDS = 8  # of ordering with what was learnt about gaps
KICKED = 2  # lines for each random change that is tried
MOST_LOOKED_AT = 150  # lines between whose ends obstacles are looked for beforehand
DROP_ROUNDS = 6
HARD_KICKS = 400  # where the next row is not the nearest one to turn to


@dataclass(frozen=True, slots=True, eq=False)
class Flown:
    """Pieces (N, 2, 2) in the order and direction of a tour; length_m of the gaps between them.

    is_straight: (N - 1,) whether the gap after each is flown as one straight leg: such legs look
    at the sea like the pieces themselves.
    """

    segments: Floats
    tour: Tour
    is_straight: tuple[bool, ...]
    gaps_m: float

    def costs_m(self, field: Field) -> Floats:
        """(N,) about how much shorter the way would be without each piece."""
        ends = np.concatenate([[-1], self.tour, [-1]])
        links = tour.gaps_of(self.segments, field.mover, field.home).links
        gaps = links[ends[::2], ends[1::2]]
        gaps[[0, -1]] = 0.0
        direct = links[ends[:-2:2], ends[3::2]]
        direct[[0, -1]] = 0.0
        order = self.tour[::2] // 2
        along = self.segments[order, 1] - self.segments[order, 0]
        costs = np.empty(len(order))
        costs[order] = np.hypot(*along.T) + gaps[:-1] + gaps[1:] - direct
        return costs

    def lost(self, field: Field) -> Flags:
        """(N,) the shorter one of both pieces wherever there is no way between two."""
        poses = tour.end_poses(self.segments)
        lengths = np.hypot(*(self.segments[:, 1] - self.segments[:, 0]).T)
        found = np.zeros(len(self.segments), np.bool_)
        for a, b in zip(self.tour[1:-1:2], self.tour[2::2], strict=True):
            if not field.joins.is_way(poses[a], poses[b]):
                found[min(a // 2, b // 2, key=lambda n: float(lengths[n]))] = True
        return found

    def lines(self, segments: Floats | None = None) -> list[LineString]:
        """Survey lines in flying order: pieces joined by straight legs become one line.

        segments: the same pieces, shortened; NaN for those left out.
        """
        given = self.segments if segments is None else segments
        places = given.reshape(-1, 2)[self.tour].reshape(-1, 2, 2)
        found: list[list[Floats]] = []
        is_linked = False
        for number, piece in enumerate(places):
            if not np.isnan(piece[0, 0]):
                if is_linked:
                    found[-1] += [piece[0], piece[1]]
                else:
                    found.append([piece[0], piece[1]])
                is_linked = True
            is_linked = is_linked and number < len(self.is_straight) and self.is_straight[number]
        return [LineString(line) for line in found]


def fly(segments: Floats, field: Field, start: Tour | None = None, is_kept: bool = False) -> Flown:
    """The shortest way found through (N, 2, 2) pieces, with ways round obstacles.

    Gaps are first taken as if nothing was in the way; what the order uses is then joined for real,
    and the pieces are ordered again until the order uses nothing new. start: an order to begin
    with; is_kept: and to keep.
    """
    if len(segments) > tour.WINDOW:
        return _by_stretches(segments, field, start)
    gaps = tour.gaps_of(segments, field.mover, field.home)
    poses = tour.end_poses(segments)
    if field.is_hard and len(segments) <= MOST_LOOKED_AT:
        _discourage(gaps, poses, field)
    field.joins.recall(poses, gaps)
    here = start if start is not None else tour.begun(gaps)
    best: tuple[float, Tour] | None = None
    kicks = HARD_KICKS if field.is_hard else len(segments) // KICKED
    kicks = kicks if start is None else kicks // 3
    for _ in range(1 if is_kept else ROUNDS):
        if not is_kept:
            here = improved(here, gaps, kicks)
            kicks = kicks // 2
        is_longer = field.joins.learn(here, poses, gaps)
        length = gaps.length_m(here)
        if best is None or length < best[0]:
            best = length, here.copy()
        if not is_longer:
            break
    assert best is not None
    return _along(segments, best[1], field)


def _by_stretches(segments: Floats, field: Field, start: Tour | None) -> Flown:
    """A tour too long to be ordered at once: neighbours in the given order, WINDOW at a time."""
    given = start if start is not None else np.arange(2 * len(segments), dtype=np.int64)
    parts: list[Tour] = []
    for first in range(0, len(given), 2 * tour.WINDOW):
        ends = given[first : first + 2 * tour.WINDOW]
        lines = ends[::2] // 2
        begun = 2 * np.repeat(np.arange(len(lines)), 2) + ends % 2
        made = fly(segments[lines], field, None if start is None else begun).tour
        parts.append(2 * lines[made // 2] + made % 2)
    return _along(segments, np.concatenate(parts), field)


def _along(segments: Floats, chosen: Tour, field: Field) -> Flown:
    """A tour with the ways that are flown between its lines."""
    poses = tour.end_poses(segments)
    links = [
        field.joins.way(poses[a], poses[b])
        for a, b in zip(chosen[1:-1:2], chosen[2::2], strict=True)
    ]
    straight = tuple(is_straight for _, is_straight in links)
    return Flown(segments, chosen, straight, sum(length for length, _ in links))


def joined(flown: Flown, field: Field) -> tuple[Flown, Indices]:
    """Without pieces that no way leads to or on from, and the numbers of those that are left."""
    kept = np.arange(len(flown.segments))
    for _ in range(DROP_ROUNDS):
        is_lost = flown.lost(field)
        if not is_lost.any():
            break
        start = without(flown.tour, ~is_lost)
        flown = fly(flown.segments[~is_lost], field, start)
        kept = kept[~is_lost]
    return flown, kept


def without(tour: Tour, is_kept: Flags) -> Tour:
    """A tour of the kept lines alone, with their new numbers."""
    numbers = np.cumsum(is_kept) - 1
    ends = tour[is_kept[tour // 2]]
    return np.asarray(2 * numbers[ends // 2] + ends % 2, np.int64)


def _discourage(gaps: Gaps, poses: Floats, field: Field) -> None:
    """Counts a turn more for gaps with an obstacle in the way: ways round them are dear to find."""
    one, other = np.triu_indices(len(poses), 1)
    legs = shapely.linestrings(np.stack([poses[one, :2], poses[other, :2]], axis=1))
    shapely.prepare(field.region)
    is_blocked = ~shapely.covers(field.region, legs)
    one, other = one[is_blocked], other[is_blocked]
    gaps.links[one, other] += field.turn_m
    gaps.links[other, one] += field.turn_m
