"""Ways between targets, drawn once and remembered, and what they take."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from geodata.position import Floats
from mission_planner.airspace import Airspace
from mission_planner.mover import Pose
from mission_planner.rounds.costs import Costs
from mission_planner.rounds.crew import BLOCKED, Crew
from mission_planner.rounds.visits import Look, Visit
from mission_planner.route import Route
from mission_planner.sorties import Cost

Stop = tuple[int, int]  # number of a visit from 1 and of its look; (0, 0) is home
HOME: Stop = (0, 0)
DETOUR = 1.3  # for a way that is known to be blocked, until it is drawn
DETOUR_S = 20.0


class Legs:
    """What flying from one stop to another takes, for each crew."""

    def __init__(
        self,
        crews: Sequence[Crew],
        visits: Sequence[Visit],
        references: Sequence[Sequence[Route]],
        airspace: Airspace,
    ) -> None:
        """references: for each crew, routes from home to one target and back."""
        self.crews = tuple(crews)
        self._visits = tuple(visits)
        self._doors = [routes[0].door for routes in references]
        self._airspace = airspace
        self._ways: dict[tuple[int, Stop, Stop], Floats | None] = {}
        self._costs: dict[tuple[int, Stop, Stop], Cost] = {}
        self._looks: dict[tuple[int, Stop], Cost] = {}
        self.sorties = tuple(
            _sortie(crew, routes) for crew, routes in zip(crews, references, strict=True)
        )
        movers = [crew.mover for crew in crews]  # crews that move alike share their ways
        self._movers = [movers.index(mover) for mover in movers]

    def looks(self, crew: int, visit: int) -> tuple[Look, ...]:
        """The ways for a crew to fly a visit (from 1)."""
        return self._visits[visit - 1].looks[crew]

    def look(self, crew: int, stop: Stop) -> Look:
        """The way flown at a stop."""
        return self.looks(crew, stop[0])[stop[1]]

    def way(self, crew: int, here: Stop, there: Stop) -> Floats | None:
        """The drawn way between two stops; None: there is none."""
        key = (self._movers[crew], here, there)
        if key not in self._ways:
            ends = self._end(crew, here), self._begin(crew, there)
            self._ways[key] = self.crews[crew].mover.join(*ends)
        return self._ways[key]

    def cost(self, crew: int, here: Stop, there: Stop) -> Cost:
        """What the drawn way takes."""
        key = (crew, here, there)
        if key not in self._costs:
            way = self.way(crew, here, there)
            self._costs[key] = Cost(BLOCKED, BLOCKED) if way is None else self.crews[crew].leg(way)
        return self._costs[key]

    def looking(self, crew: int, stop: Stop) -> Cost:
        """What the look at a stop takes."""
        key = (crew, stop)
        if key not in self._looks:
            self._looks[key] = self.crews[crew].leg(self.look(crew, stop).points)
        return self._looks[key]

    def seconds(self, crew: int, froms: Sequence[Stop], tos: Sequence[Stop]) -> Floats:
        """(N, M) seconds of the ways between stops: drawn ones exactly, others by their length,
        with a detour where they are blocked."""
        ends = [self._end(crew, stop) for stop in froms]
        starts = [self._begin(crew, stop) for stop in tos]
        table, _ = self.crews[crew].straight(_rows(ends), _rows(starts))
        places = np.array([pose.point for pose in starts])
        for i, here in enumerate(froms):
            clear = self._airspace.clear(ends[i].point, places)
            table[i] = np.where(clear, table[i], DETOUR * table[i] + DETOUR_S)
            for j, there in enumerate(tos):
                drawn = self._costs.get((crew, here, there))
                if drawn is not None:
                    table[i, j] = drawn.seconds
        return table

    def table(self, chosen: Sequence[Sequence[int]], swap_s: float, power: float) -> Costs:
        """All visits for the search. chosen: per crew the look at each visit; [.., 0] is home."""
        shape = (len(self.crews), len(self._visits) + 1, len(self._visits) + 1)
        seconds, energy = np.full(shape, BLOCKED), np.full(shape, BLOCKED)
        for crew, looks in enumerate(chosen):
            able = [0, *(v for v in range(1, shape[1]) if self.looks(crew, v))]
            stops = [(v, looks[v]) for v in able]
            poses = [self._end(crew, s) for s in stops], [self._begin(crew, s) for s in stops]
            quick, shares = self.crews[crew].straight(_rows(poses[0]), _rows(poses[1]))
            for i, here in enumerate(stops):
                for j, there in enumerate(stops):
                    drawn = self._drawn(crew, here, there)
                    if drawn is not None:
                        quick[i, j], shares[i, j] = drawn.seconds, drawn.share
            looking = [self.looking(crew, s) if s[0] else Cost(0.0, 0.0) for s in stops]
            quick += np.array([cost.seconds for cost in looking])
            shares += np.array([cost.share for cost in looking])
            seconds[crew][np.ix_(able, able)], energy[crew][np.ix_(able, able)] = quick, shares
        fixed = self.sorties
        return Costs(
            seconds=seconds,
            energy=energy,
            sortie_seconds=np.array([cost.seconds for cost in fixed]) + swap_s,
            sortie_energy=np.array([cost.share for cost in fixed]),
            power=power,
        )

    def _drawn(self, crew: int, here: Stop, there: Stop) -> Cost | None:
        """The cost of a way that has been drawn, or that goes from home or back; None: not yet."""
        if here == there:
            return None
        if HOME in (here, there):
            return self.cost(crew, here, there)
        return self._costs.get((crew, here, there))

    def _end(self, crew: int, stop: Stop) -> Pose:
        return self.look(crew, stop).end if stop[0] else self._doors[crew].leave

    def _begin(self, crew: int, stop: Stop) -> Pose:
        return self.look(crew, stop).start if stop[0] else self._doors[crew].arrive


def _sortie(crew: Crew, routes: Sequence[Route]) -> Cost:
    """What every sortie takes beside its ways and looks: home to open sea and back, the climb, the
    landing; the most that any of the given routes takes for it."""
    found: list[Cost] = []
    for route in routes:
        whole = crew.cost(route.points)
        parts = [crew.leg(part) for part in (*route.ways, *route.joins)]
        share = whole.share - sum(part.share for part in parts)
        seconds = whole.seconds - sum(part.seconds for part in parts)
        # a plane comes onto the circle round home from anywhere: up to once more round it
        round_home = crew.leg(np.array([[0.0, 0.0], [2.0 * np.pi * crew.turning_m, 0.0]]))
        found.append(Cost(share + round_home.share, seconds + round_home.seconds))
    return Cost(max(cost.share for cost in found), max(cost.seconds for cost in found))


def _rows(poses: Sequence[Pose]) -> Floats:
    """(N, 3) as Mover.apart_m reads them; any course counts as east."""
    return np.array([[*p.point, p.course_rad or 0.0] for p in poses], np.float64)
