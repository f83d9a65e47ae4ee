"""A fleet over its ground: targets, visits and the trips of one round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from geodata.coast import Land
from geodata.position import Floats
from mission_planner.checks import Limits, Report
from mission_planner.draft import fly_sortie
from mission_planner.endurance import Endurance
from mission_planner.errors import PlanRefused
from mission_planner.layers.layers import NO_LAYERS, Layers
from mission_planner.mover import Mover, mover_of
from mission_planner.planned import Sortie
from mission_planner.request import PlanRequest
from mission_planner.rounds.crew import Crew
from mission_planner.rounds.ground import Ground, ground_of
from mission_planner.rounds.legs import HOME, Legs, Stop
from mission_planner.rounds.visits import Target, Visit, target_of, visits_of
from mission_planner.route import Route
from mission_planner.schedule.asked import DayRequest
from mission_planner.traffic.apart import heights_of
from mission_planner.traffic.track import Track, track_of
from mission_planner.vehicle import VehicleSpec

SAME_M = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Fleet:
    """Vehicles over one ground. `legs` knows the ways between the visits."""

    asked: DayRequest
    ground: Ground
    crews: tuple[Crew, ...]
    targets: tuple[Target, ...]
    visits: tuple[Visit, ...]
    legs: Legs
    layers: Layers

    def route(self, crew: int, stops: Sequence[Stop]) -> Route:
        """A trip as one way from home and back."""
        first = next(t.routes[crew] for t in self.targets if t.routes[crew])
        assert first is not None  # the crew has looks at its stops
        ways: list[Floats] = []
        joins: list[Floats] = []
        here = HOME
        for stop in stops:
            look = self.legs.look(crew, stop)
            joins += [self._way(crew, here, stop), *look.joins]
            ways += look.ways
            here = stop
        joins.append(self._way(crew, here, HOME))
        return replace(first, ways=tuple(ways), joins=tuple(joins))

    def _way(self, crew: int, here: Stop, there: Stop) -> Floats:
        way = self.legs.way(crew, here, there)
        assert way is not None  # the rounds have been planned on drawn ways
        return way

    def heights(self, crew: int) -> list[float]:
        """Heights above home that a vehicle may be sent to, lowest first."""
        return heights_of(self.crews[crew].vehicle, self.ground.area.max_alt_m, self.asked.request)

    def fly(self, crew: int, route: Route, altitude_m: float) -> tuple[Sortie, Report]:
        """A trip as a checked mission; sortie number 0."""
        limits = Limits(
            self.ground.area,
            self.crews[crew].vehicle,
            self.ground.airspace.land,
            self.asked.request.standoff_m,
            self.asked.request.wind,
            self.layers,
        )
        return fly_sortie(0, route, limits, replace(self.asked.request, altitude_m=altitude_m))

    def track(self, crew: int, route: Route, altitude_m: float) -> Track:
        """A trip by the clock."""
        request = self.asked.request
        return track_of(route.points, Endurance(self.crews[crew].vehicle, altitude_m, request.wind))


def fleet_of(asked: DayRequest, land: Land | None, layers: Layers = NO_LAYERS) -> Fleet:
    """The fleet with all targets drawn.

    Raises PlanRefused that names wind too strong, and every target that no vehicle can reach.
    """
    request = asked.request
    able = [v for v in asked.vehicles if request.wind.speed_mps <= v.max_wind_mps]
    if not able:
        most = max(v.max_wind_mps for v in asked.vehicles)
        raise PlanRefused(
            f"wind is {request.wind.speed_mps:g} m/s; no vehicle of the fleet flies in more than"
            f" {most:g} m/s: wait for less wind"
        )
    ground = ground_of(asked.areas, request, able, land, layers)
    crews = tuple(_crews(able, ground, request))
    targets = tuple(target_of(area, crews, ground, request) for area in asked.areas)
    references = _references(asked, crews, targets)
    names = [area.name for area in asked.areas]
    visits = visits_of(names, targets, crews)
    legs = Legs(crews, visits, references, ground.airspace)
    return Fleet(asked, ground, crews, targets, visits, legs, layers)


def _crews(vehicles: Sequence[VehicleSpec], ground: Ground, request: PlanRequest) -> Iterator[Crew]:
    """Vehicles that move alike share one mover, and with it the ways that it has found."""
    movers: dict[tuple[float, float], Mover] = {}
    for vehicle in vehicles:
        manner = (vehicle.turning_m(request.wind.speed_mps), vehicle.launch_m)
        if manner not in movers:
            movers[manner] = mover_of(vehicle, ground.airspace, request.wind)
        yield Crew(vehicle, movers[manner], request.wind, request.altitude_m)


def _references(
    asked: DayRequest, crews: Sequence[Crew], targets: Sequence[Target]
) -> list[list[Route]]:
    """For each crew its routes. Raises PlanRefused for targets that another way leads to."""
    found: list[list[Route]] = []
    for number in range(len(crews)):
        routes = [(t.routes[number], a.name) for t, a in zip(targets, asked.areas, strict=True)]
        drawn = [(route, name) for route, name in routes if route is not None]
        if not drawn:
            raise PlanRefused(
                f"{crews[number].vehicle.name} can fly none of the areas: leave it out"
            )
        first, of_first = drawn[0]
        apart = [
            name
            for route, name in drawn
            if np.hypot(*(route.door.leave.point - first.door.leave.point)) > SAME_M
        ]
        if apart:
            raise PlanRefused(
                f"land or no-fly zones part {', '.join(apart)} from {of_first}: plan them on their"
                " own"
            )
        found.append([route for route, _ in drawn])
    return found
