"""What is told about a plan besides its violations: conditions, link, ways back."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from shapely.geometry import MultiPolygon

from geodata.area import Area
from mission_planner.flight import flight_path
from mission_planner.layers.conditions import Condition, Context, special_flight
from mission_planner.layers.flown import Flown, fly
from mission_planner.layers.link import Radio, Shadow, State, Station, shadows, shares
from mission_planner.layers.link_loss import LegLoss, leg_losses
from mission_planner.layers.returns import Barriers, ReturnWarning, return_warnings, way_back
from mission_planner.mission import Mission
from mission_planner.request import CALM, Wind
from mission_planner.vehicle import VehicleSpec
from mission_planner.winged import as_flown

STEP_M = 25.0


@dataclass(frozen=True, slots=True)
class LinkMap:
    """Where the antenna at home is heard. shares: of the metres flown, 0 to 1.

    legs: per leg what to do when the link is lost.
    """

    radio: Radio
    shares: dict[State, float]
    shadows: tuple[Shadow, ...]
    legs: tuple[LegLoss, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """link: None without an antenna height."""

    conditions: tuple[Condition, ...]
    returns: tuple[ReturnWarning, ...]
    link: LinkMap | None


@dataclass(frozen=True, slots=True)
class Ground:
    """Where, and in what wind, a plan is flown.

    area: with its no-fly layers. land: local metres of its frame.
    """

    area: Area
    land: MultiPolygon
    wind: Wind = CALM


def assess(
    missions: Sequence[Mission],
    vehicle: VehicleSpec,
    ground: Ground,
    context: Context,
    radio: Radio | None,
) -> Assessment:
    """Conditions, ways back and link of the missions of a plan, one per sortie.

    Raises PlannerError when a command's way is unknown.
    """
    frame = ground.area.frame
    barriers = Barriers.of(ground.area, ground.land)
    flights, warnings = [], []
    full = dict.fromkeys(State, 0.0)
    dark: list[Shadow] = []
    legs: list[LegLoss] = []
    for number, mission in enumerate(missions, start=1):
        steps = flight_path(mission, frame, vehicle.cruise_mps)
        path = as_flown(mission, steps, vehicle, ground.wind)
        flown = fly(path, mission.home_alt_m, STEP_M, number)
        rally = [np.array(frame.point(point.position)) for point in mission.rally]
        back = way_back(flown, rally, barriers)
        flights.append(flown)
        warnings += return_warnings(flown, back, barriers, frame)
        if radio is not None:
            station = _station(radio, flown, ground)
            heard = station.hears(flown.places, flown.height_m)
            dark += shadows(flown, heard, frame)
            legs += leg_losses(flown, heard, back, station, frame)
            full = {state: full[state] + far for state, far in shares(flown, heard).items()}
    link = None
    if radio is not None:
        whole = max(sum(full.values()), 1e-9)
        part = {state: far / whole for state, far in full.items()}
        link = LinkMap(radio, part, tuple(dark), tuple(legs))
    return Assessment(special_flight(flights, context), tuple(warnings), link)


def _station(radio: Radio, flown: Flown, ground: Ground) -> Station:
    return Station(radio, flown.home, flown.home_alt_m, ground.land)
