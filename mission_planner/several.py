"""Several vehicles on one plan: which sortie is whose, when it begins and at which height."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from geodata.position import Floats
from mission_planner.airspace import Airspace
from mission_planner.endurance import Endurance
from mission_planner.mover import Mover, mover_of
from mission_planner.request import PlanRequest
from mission_planner.route import Route, hold_seconds
from mission_planner.sharing import Member, deal
from mission_planner.sorties import Cost, CostOf, split
from mission_planner.traffic.apart import LONGEST_WAIT_S, Airborne, Traffic, heights_of
from mission_planner.traffic.track import track_of
from mission_planner.vehicle import VehicleSpec


@dataclass(frozen=True, slots=True, eq=False)
class Assigned:
    """One sortie. start_s: seconds after the first take-off. altitude_m: above home."""

    vehicle: VehicleSpec
    route: Route
    start_s: float
    altitude_m: float


@dataclass(frozen=True, slots=True, eq=False)
class Company:
    """Vehicles that share a plan, in one airspace under one ceiling (above home).

    mover: of the vehicle with the widest turns, for which the route is drawn.
    """

    vehicles: tuple[VehicleSpec, ...]
    request: PlanRequest
    airspace: Airspace
    mover: Mover
    ceiling_m: float


IsAllowed = Callable[[Assigned], bool]


def widest(vehicles: Sequence[VehicleSpec], request: PlanRequest) -> VehicleSpec:
    """The vehicle with the widest turns: lines that it can fly, all can fly."""
    return max(vehicles, key=lambda v: v.turning_m(request.wind.speed_mps) * v.is_winged)


def batteries(vehicles: Sequence[VehicleSpec]) -> str:
    """What each has, as a person wants to know it."""
    return ", ".join(
        f"{v.name}: {v.usable_wh:.0f} Wh of battery with {v.reserve_pct:g} % reserve"
        for v in vehicles
    )


def assign(route: Route, company: Company, is_allowed: IsAllowed) -> list[Assigned]:
    """The route as sorties of all vehicles, in the order of take-off.

    is_allowed: whether limits and battery let a sortie fly higher than was asked for.
    Raises Unreachable for a place that no vehicle can reach.
    """
    request = company.request
    able = [v for v in company.vehicles if request.wind.speed_mps <= v.max_wind_mps]
    if len(company.vehicles) == 1 or not able:  # the check says that the wind is too strong
        return _alone(route, company, widest(company.vehicles, request))
    heights = [heights_of(v, company.ceiling_m, request) for v in able]
    members = [_member(route, company, vehicle) for vehicle in able]
    shares = deal(route, members, request.swap_s)
    queues = [[s.route for s in shares if s.member == k] for k in range(len(members))]
    traffic, ready = Traffic(request.swap_s), [0.0] * len(members)
    made: list[Assigned] = []
    while any(queues):
        crew = min((k for k, queue in enumerate(queues) if queue), key=lambda k: (ready[k], k))
        way = queues[crew].pop(0)

        def aloft(height: float, crew: int = crew, way: Route = way) -> Airborne | None:
            if height > request.altitude_m and not is_allowed(
                Assigned(able[crew], way, 0.0, height)
            ):
                return None
            track = track_of(way.points, Endurance(able[crew], height, request.wind))
            return Airborne(crew, (), ready[crew], height, track)

        one = traffic.place(heights[crew], aloft, ready[crew] + LONGEST_WAIT_S)
        assert one is not None  # after four hours every other sortie has landed
        ready[crew] = one.end_s + traffic.turn_s
        made.append(Assigned(able[crew], way, one.start_s, one.altitude_m))
    return sorted(made, key=lambda sortie: sortie.start_s)


def _alone(route: Route, company: Company, vehicle: VehicleSpec) -> list[Assigned]:
    """The sorties of one vehicle, one after the other."""
    request = company.request
    endurance = Endurance(vehicle, request.altitude_m, request.wind)
    if endurance.is_blown_back(route) or endurance.of(route).share <= 1.0:
        ways = [route]  # against too strong a wind no split helps: the check says so
    else:
        ways = split(route, company.mover, _with_holds(endurance, route), 1)
    made, start_s = [], 0.0
    for way in ways:
        made.append(Assigned(vehicle, way, start_s, request.altitude_m))
        start_s += endurance.of(way).seconds + request.swap_s
    return made


def _with_holds(endurance: Endurance, route: Route) -> CostOf:
    def cost(points: Floats) -> Cost:
        return endurance.cost(points, hold_seconds(points, route.holds))

    return cost


def _member(route: Route, company: Company, vehicle: VehicleSpec) -> Member:
    """A vehicle, costed at the height that was asked for."""
    request, airspace = company.request, company.airspace
    cost_of = _with_holds(Endurance(vehicle, request.altitude_m, request.wind), route)
    lead = widest(company.vehicles, request)
    if (vehicle.turning_m(request.wind.speed_mps), vehicle.launch_m) == (
        lead.turning_m(request.wind.speed_mps),
        lead.launch_m,
    ):
        return Member(company.mover, route.door, cost_of)
    mover = mover_of(vehicle, airspace, request.wind)
    door = mover.door(route.out[0], airspace.open.index(route.region))
    return Member(mover, door, cost_of)
