"""Dealing one route to several vehicles, each sortie costed for the vehicle that flies it.

The route is cut where sorties end, never reordered: each vehicle takes a stretch of it, and within
the stretch as many sorties as its battery needs. The time when all are done is made least by
bisection: within a given time every vehicle goes as far along the route as it can.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise, permutations

import numpy as np

from geodata.position import Floats
from mission_planner.mover import Door, Mover, end_pose, start_pose
from mission_planner.route import Route
from mission_planner.sorties import CUT_EVERY_M, CostOf, Pieces, Span, Unreachable, with_cuts

ROUNDS = 8  # bisections of the time when all are done
CUTS = 40
MOST_ORDERS = 24  # of the vehicles along the route
LOOKING_SHARE = 0.2  # a further sortie looks for at least this share of its time


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """One vehicle of a fleet.

    door: how it leaves home. cost_of: what its flight through points from home to home takes.
    """

    mover: Mover
    door: Door
    cost_of: CostOf


@dataclass(frozen=True, slots=True, eq=False)
class Share:
    """A sortie of one member, by its number."""

    member: int
    route: Route


_AllPieces = Mapping[int, Pieces]  # by member
_Dealt = list[tuple[int, Span]]  # members and their cuts, along the route


def deal(route: Route, members: Sequence[Member], swap_s: float) -> list[Share]:
    """The route as sorties of the members, in the order of the lines.

    swap_s: on the ground between two sorties of one member. The route must have been drawn for the
    member with the widest turns. Raises Unreachable for a place that no member can reach.
    """
    drawn = [_drawn_for(member, route) for member in members]
    every_m = _cut_every_m(route, members)
    pieces = {
        number: Pieces(with_cuts(mine, every_m), member.mover, member.cost_of)
        for number, (member, mine) in enumerate(zip(members, drawn, strict=True))
        if mine is not None
    }
    found: list[tuple[float, _Dealt]] = []
    for order in islice(permutations(pieces), MOST_ORDERS):
        dealt = _least(pieces, order, swap_s)
        if dealt:
            found.append((_done_s(pieces, dealt, swap_s), dealt))
    if not found:
        raise Unreachable(_first_beyond(pieces))
    _, best = min(found, key=lambda pair: pair[0])
    return [Share(member, pieces[member].sortie(*span)) for member, span in best]


def _cut_every_m(route: Route, members: Sequence[Member]) -> float:
    """How closely a sortie may end: about CUTS places for each battery that the route takes.

    Every place costs a way there and one home.
    """
    batteries = max(min(member.cost_of(route.points).share for member in members), 1.0)
    length = sum(float(np.hypot(*np.diff(way, axis=0).T).sum()) for way in route.ways)
    return max(length / (CUTS * batteries), CUT_EVERY_M)


def _drawn_for(member: Member, route: Route) -> Route | None:
    """The same lines with ways between them as a member flies them; None: it cannot."""
    if member.door is route.door:
        return route
    joins = [member.mover.join(end_pose(a), start_pose(b)) for a, b in pairwise(route.ways)]
    there = member.mover.join(member.door.leave, start_pose(route.ways[0]))
    back = member.mover.join(end_pose(route.ways[-1]), member.door.arrive)
    drawn = [join for join in (there, *joins, back) if join is not None]
    if len(drawn) < len(joins) + 2:
        return None
    return replace(route, door=member.door, joins=tuple(drawn))


def _least(pieces: _AllPieces, order: Sequence[int], swap_s: float) -> _Dealt:
    """The sorties that are done soonest with the members in this order; none: out of reach."""
    best = _within(pieces, order, swap_s, math.inf)
    if not best:
        return []
    low, high = 0.0, _done_s(pieces, best, swap_s)
    for _ in range(ROUNDS):
        middle = 0.5 * (low + high)
        tried = _within(pieces, order, swap_s, middle)
        if tried:
            best, high = tried, middle
        else:
            low = middle
    return best


def _within(pieces: _AllPieces, order: Sequence[int], swap_s: float, most_s: float) -> _Dealt:
    """Sorties of which every member's are done in a given time; none: the time is too short."""
    begin, dealt = 0, _Dealt()
    for member in order:
        mine, left, is_first = pieces[member], most_s, True
        while begin < mine.last and left > 0.0:
            try:
                start = mine.next_begin(begin)
                end = mine.farthest(start, left)
            except Unreachable:
                break
            seconds = mine.cost(start, end).seconds
            is_idle = seconds - mine.cost(start, start + 1).seconds < LOOKING_SHARE * seconds
            if is_idle and not is_first and member != order[-1]:
                break  # the next member is better placed for what is left
            dealt.append((member, (start, end)))
            begin, left, is_first = end, left - seconds - swap_s, False
    return dealt if begin >= pieces[order[-1]].last else _Dealt()


def _done_s(pieces: _AllPieces, dealt: _Dealt, swap_s: float) -> float:
    """When the last member is done, if all begin at once."""
    loads = dict.fromkeys(pieces, -swap_s)
    for member, span in dealt:
        loads[member] += pieces[member].cost(*span).seconds + swap_s
    return max(loads.values())


def _first_beyond(pieces: _AllPieces) -> Floats:
    """The first place along the route where no member can begin a sortie."""
    reached = 0
    for mine in pieces.values():
        begin = 0
        while begin < mine.last:
            begin = mine.next_begin(begin)
            try:
                begin = mine.farthest(begin, math.inf)
            except Unreachable:
                break
        reached = max(reached, begin)
    return next(iter(pieces.values())).place(reached)
