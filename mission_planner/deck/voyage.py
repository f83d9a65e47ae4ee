"""Meeting a ship: the way back to where the deck will be on arrival, from the end or on the way."""

from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry import LineString

from geodata.position import Floats
from mission_planner.deck.spending import Spending
from mission_planner.deck.track import DeckTrack
from mission_planner.energy import ground_speeds
from mission_planner.flight import TAKE_OVER_S
from mission_planner.mover import Door, Mover, Pose, end_pose
from mission_planner.pacing import leg_speeds
from mission_planner.route import Route

ROUNDS = 100  # each is nearer by the ratio of the speeds, at most 0.9
CLOSE_S = 0.05
BREAK_EVERY_M = 500.0


@dataclass(frozen=True, slots=True, eq=False)
class Meeting:
    """A route whose end is the deck. met_s: seconds after the first take-off; worst_wh: of the
    flight, wherever the deck is within its error."""

    route: Route
    met_s: float
    worst_wh: float


@dataclass(frozen=True, slots=True, eq=False)
class Voyage:
    """A ship on its way, and a copter that leaves it and comes back."""

    track: DeckTrack
    spending: Spending
    mover: Mover

    def door(self, start_s: float) -> Door:
        """The deck at a moment, as a home that stays."""
        place = self.track.at(start_s)
        return Door(place[None, :], Pose(place), Pose(place), place[None, :])

    def meet(self, route: Route, start_s: float) -> Meeting | None:
        """The route with a way back that ends where the deck is then; None: it cannot be met.

        A fixed point, found by iteration: as the copter is faster than the ship, the ship moves
        between two rounds by less than the arrival did.
        """
        met_s = start_s
        for _ in range(ROUNDS):
            place = self.track.at(met_s)
            back = self.mover.join(end_pose(route.ways[-1]), Pose(place))
            if back is None:
                return None
            door = replace(route.door, arrive=Pose(place), back=place[None, :])
            tried = replace(route, door=door, joins=(*route.joins[:-1], back))
            path = self.spending.of(tried)
            reached_s = start_s + self.spending.arrival_s(path)
            if abs(reached_s - met_s) <= CLOSE_S:
                return self._kept(tried, start_s, reached_s)
            met_s = reached_s
        return None

    def _kept(self, route: Route, start_s: float, met_s: float) -> Meeting | None:
        if not self.track.keeps(met_s, met_s + TAKE_OVER_S):
            return None
        strayed_m = self.spending.strayed_m(start_s, met_s)
        return Meeting(route, met_s, self.spending.worst_wh(self.spending.of(route), strayed_m))

    def dearest_wh(self, route: Route, start_s: float) -> float:
        """Energy of the dearest flight that is broken off on the way and meets the deck from there.

        Tried every BREAK_EVERY_M at most; from between a return may go by way of the next place.
        """
        line = LineString(route.points).segmentize(BREAK_EVERY_M)
        points = np.asarray(line.coords, np.float64)
        moments = self._moments(route, points, start_s)
        met = self._straight(points, moments)
        ends = self.track.at(met)
        legs = shapely.linestrings(np.stack([points, ends], axis=1))
        clear = self.track.airspace.keeps(legs)
        worst = 0.0
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
        for k in np.unique(np.searchsorted(along, np.arange(0.0, along[-1], BREAK_EVERY_M))):
            back, met_s = ends[k : k + 1], float(met[k])
            if not clear[k]:
                back, met_s = self._round(points[k], float(moments[k]))
            way = np.vstack([points[: k + 1], back])
            speeds = leg_speeds(way, self.spending.vehicle, self.spending.wind)
            path = self.spending.flight(way, speeds)
            strayed_m = self.spending.strayed_m(start_s, met_s)
            worst = max(worst, self.spending.worst_wh(path, strayed_m))
        return worst

    def _moments(self, route: Route, points: Floats, start_s: float) -> Floats:
        """(N,) when each of points along a route is passed; what corners cost is spread over it."""
        spending = self.spending
        climb_s = spending.altitude_m / spending.vehicle.climb_mps
        level_s = spending.arrival_s(spending.of(route)) - climb_s
        seconds = self._leg_seconds(points)
        passed = np.concatenate([[0.0], np.cumsum(seconds)])
        return np.asarray(start_s + climb_s + passed * (level_s / max(float(passed[-1]), 1e-9)))

    def _leg_seconds(self, points: Floats) -> Floats:
        steps = np.diff(points, axis=0)
        return np.asarray(np.hypot(*steps.T) / self._speeds(steps), np.float64)

    def _speeds(self, steps: Floats) -> Floats:
        spending = self.spending
        speeds = ground_speeds(steps, spending.vehicle.cruise_mps, spending.wind)
        return np.asarray(np.maximum(speeds, spending.chasing_mps), np.float64)

    def _straight(self, points: Floats, moments: Floats) -> Floats:
        """(N,) when the deck is met on the straight way from each of points."""
        met = moments
        for _ in range(ROUNDS):
            steps = self.track.at(met) - points
            reached = moments + np.hypot(*steps.T) / self._speeds(steps)
            if np.abs(reached - met).max() <= CLOSE_S:
                break
            met = reached
        return np.asarray(reached, np.float64)

    def _round(self, point: Floats, moment: float) -> tuple[Floats, float]:
        """Way back (N, 2) round obstacles, its start left out, and when it meets the deck.

        Where there is none the return goes on along the route: only the place itself is told.
        """
        met_s = moment
        way = point[None, :]
        for _ in range(ROUNDS):
            found = self.mover.join(Pose(point), Pose(self.track.at(met_s)))
            if found is None:
                return point[None, :], moment
            way = found
            reached = moment + float(self._leg_seconds(way).sum())
            if abs(reached - met_s) <= CLOSE_S:
                break
            met_s = reached
        return way[1:], met_s
