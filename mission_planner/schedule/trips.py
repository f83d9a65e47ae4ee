"""Trips as checked missions by the clock, each made once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from geodata.position import Floats
from mission_planner.checks import Report
from mission_planner.errors import PlanRefused
from mission_planner.planned import Sortie
from mission_planner.rounds.legs import HOME, Stop
from mission_planner.route import Route
from mission_planner.schedule.fleet import Fleet
from mission_planner.traffic.apart import Airborne

_Key = tuple[int, tuple[Stop, ...]]


@dataclass(frozen=True, slots=True)
class Sight:
    """One look. visit: its number from 1; seconds of the day's clock."""

    visit: int
    begin_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Trips:
    """What has been made of a fleet's trips."""

    fleet: Fleet
    _routes: dict[_Key, Route] = field(default_factory=dict)
    _flown: dict[tuple[_Key, float], tuple[Sortie, Report]] = field(default_factory=dict)
    _aloft: dict[tuple[_Key, float], Airborne] = field(default_factory=dict)

    def route(self, crew: int, stops: tuple[Stop, ...]) -> Route:
        """The whole way of a trip."""
        key = (crew, stops)
        if key not in self._routes:
            self._routes[key] = self.fleet.route(crew, stops)
        return self._routes[key]

    def flown(self, crew: int, stops: tuple[Stop, ...], altitude_m: float) -> tuple[Sortie, Report]:
        """A trip as a checked mission."""
        key = ((crew, stops), altitude_m)
        if key not in self._flown:
            self._flown[key] = self.fleet.fly(crew, self.route(crew, stops), altitude_m)
        return self._flown[key]

    def aloft(
        self, crew: int, stops: tuple[Stop, ...], altitude_m: float, start_s: float
    ) -> Airborne | None:
        """A trip that takes off at start_s; None where a limit forbids that height.

        Raises PlanRefused when a limit is broken at the height that was asked for.
        """
        violations = self.flown(crew, stops, altitude_m)[1].violations
        if violations and altitude_m == self.fleet.asked.request.altitude_m:
            names = ", ".join(self.fleet.visits[visit - 1].name for visit, _ in stops)
            raise PlanRefused(f"the sortie to {names}: {violations[0].text}", violations)
        if violations:
            return None
        key = ((crew, stops), altitude_m)
        if key not in self._aloft:
            track = self.fleet.track(crew, self.route(crew, stops), altitude_m)
            self._aloft[key] = Airborne(crew, stops, 0.0, altitude_m, track)
        return replace(self._aloft[key], start_s=start_s)

    def sights(self, one: Airborne) -> list[Sight]:
        """When each target of a sortie is looked at."""
        legs, along = self.fleet.legs, length_m(self.route(one.crew, one.stops).door.out)
        found: list[Sight] = []
        here = HOME
        for stop in one.stops:
            way = legs.way(one.crew, here, stop)
            assert way is not None  # the trip is made of drawn ways
            begin = along + length_m(way)
            along = begin + length_m(legs.look(one.crew, stop).points)
            times = (one.start_s + one.track.at(place) for place in (begin, along))
            found.append(Sight(stop[0], *times))
            here = stop
        return found


def length_m(points: Floats) -> float:
    """Length of a way (N, 2)."""
    return float(np.hypot(*np.diff(points, axis=0).T).sum())
