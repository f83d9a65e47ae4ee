"""A day of a fleet: who flies when, at which height, and what is seen how often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from geodata.coast import Land
from mission_planner.layers.layers import NO_LAYERS, Layers
from mission_planner.planned import Plan
from mission_planner.rounds.plan import Solver, Trip, own_search, plan_rounds
from mission_planner.schedule.asked import DayRequest
from mission_planner.schedule.extras import add_extras, wanted_gaps_s
from mission_planner.schedule.fleet import Fleet, fleet_of
from mission_planner.schedule.needs import refuse
from mission_planner.schedule.repeat import Round, longest_gap_s, starts
from mission_planner.schedule.trips import Sight, Trips
from mission_planner.schedule.whole import numbered, plan_of
from mission_planner.traffic.apart import LONGEST_WAIT_S, Airborne, Traffic


@dataclass(frozen=True, slots=True)
class Flight:
    """One sortie of the day.

    sortie: its number in the plan; the same one may be flown several times. start_s, end_s:
    take-off and landing, seconds after the window opens. is_extra: flown for the risk alone.
    """

    vehicle: str
    sortie: int
    start_s: float
    end_s: float
    altitude_m: float
    sights: tuple[Sight, ...]
    is_extra: bool


@dataclass(frozen=True, slots=True)
class Watch:
    """One target, or a piece of one that takes more than a battery, over the day.

    looks: how often. longest_gap_s: that any place of it goes unseen within the window; None
    without a window. wanted_gap_s: what its risk asks for; None without a risk layer.
    """

    name: str
    area: str
    weight: float
    looks: int
    longest_gap_s: float | None
    wanted_gap_s: float | None


@dataclass(frozen=True, slots=True)
class Day:
    """A schedule. plan: its different sorties as one plan. flights: in the order of take-off.

    rounds: how often everything is seen; round_s: from first take-off to last landing of one.
    coverage: share of each area's strip that a round sees, 0 to 1.
    """

    asked: DayRequest
    plan: Plan
    flights: tuple[Flight, ...]
    watches: tuple[Watch, ...]
    coverage: tuple[float, ...]
    rounds: int
    round_s: float

    @property
    def end_s(self) -> float:
        """Last landing, seconds after the window opens."""
        return max(flight.end_s for flight in self.flights)


def plan_day(
    asked: DayRequest,
    land: Land | None = None,
    layers: Layers = NO_LAYERS,
    solve: Solver = own_search,
) -> Day:
    """The schedule of a day that breaks no limit.

    Raises PlanRefused that names what cannot be done and what would be needed.
    """
    fleet = fleet_of(asked, land, layers)
    trips = Trips(fleet)
    first = one_round(trips, plan_rounds(fleet.legs, fleet.visits, asked.request.swap_s, solve))
    one = measured(trips, first)
    begins = [0.0]
    if asked.window is not None:
        found = starts(one, asked.window.length_s, asked.revisit_s)
        if found is None:
            raise refuse(asked, one, lambda more: _round_of(more, land, layers, solve))
        begins = found
    traffic = Traffic(asked.request.swap_s)
    for begin in begins:
        traffic.sorties += [replace(a, start_s=a.start_s + begin) for a in first.sorties]
    regular = list(traffic.sorties)
    weights = [_weight(asked, visit.area) for visit in fleet.visits]
    wanted = _wanted_s(asked, weights)
    if wanted is not None and asked.window is not None:
        add_extras(trips, traffic, weights, wanted, asked.window.length_s)
    return _day(trips, traffic, regular, (len(begins), one.length_s))


def one_round(trips: Trips, planned: Sequence[Trip]) -> Traffic:
    """All trips of one round by the clock: each vehicle as soon as it is ready, the riskiest and
    then the longest first, kept apart from the others by height or time."""
    fleet = trips.fleet
    traffic = Traffic(fleet.asked.request.swap_s)
    queues = {
        crew: sorted(
            (trip for trip in planned if trip.crew == crew), key=lambda trip: _rank(fleet, trip)
        )
        for crew in range(len(fleet.crews))
    }
    ready = dict.fromkeys(queues, 0.0)
    while any(queues.values()):
        crew = min((c for c in queues if queues[c]), key=lambda c: (ready[c], c))
        trip = queues[crew].pop(0)

        def made(height: float, trip: Trip = trip) -> Airborne | None:
            return trips.aloft(trip.crew, trip.stops, height, ready[trip.crew])

        one = traffic.place(fleet.heights(crew), made, ready[crew] + LONGEST_WAIT_S)
        assert one is not None  # after four hours every other sortie of the round has landed
        ready[crew] = one.end_s + traffic.turn_s
    return traffic


def measured(trips: Trips, traffic: Traffic) -> Round:
    """When a round sees what, and when the next may begin."""
    length = max(one.end_s for one in traffic.sorties)
    sights = tuple(sight for one in traffic.sorties for sight in trips.sights(one))
    return Round(sights, length, length + traffic.turn_s)


def _round_of(asked: DayRequest, land: Land | None, layers: Layers, solve: Solver) -> Round:
    fleet = fleet_of(asked, land, layers)
    trips = Trips(fleet)
    planned = plan_rounds(fleet.legs, fleet.visits, asked.request.swap_s, solve)
    return measured(trips, one_round(trips, planned))


def _rank(fleet: Fleet, trip: Trip) -> tuple[float, float]:
    areas = {fleet.visits[visit - 1].area for visit, _ in trip.stops}
    return (-max(_weight(fleet.asked, area) for area in areas), -trip.cost.seconds)


def _weight(asked: DayRequest, area: int) -> float:
    return 1.0 if asked.weights is None else asked.weights[area]


def _wanted_s(asked: DayRequest, weights: Sequence[float]) -> list[float] | None:
    if asked.weights is None or asked.window is None:
        return None
    return wanted_gaps_s(weights, asked.revisit_s or asked.window.length_s)


def _day(
    trips: Trips, traffic: Traffic, regular: Sequence[Airborne], rounds: tuple[int, float]
) -> Day:
    fleet, asked = trips.fleet, trips.fleet.asked
    numbers = numbered(traffic.sorties)
    plan, coverage = plan_of(trips, numbers)
    order = sorted(traffic.sorties, key=lambda one: (one.start_s, one.crew))
    flights = tuple(
        Flight(
            vehicle=fleet.crews[one.crew].vehicle.name,
            sortie=numbers[one.crew, one.stops, one.altitude_m],
            start_s=one.start_s,
            end_s=one.end_s,
            altitude_m=one.altitude_m,
            sights=tuple(trips.sights(one)),
            is_extra=not any(one is other for other in regular),
        )
        for one in order
    )
    watches = tuple(_watches(fleet, [sight for flight in flights for sight in flight.sights]))
    return Day(asked, plan, flights, watches, coverage, *rounds)


def _watches(fleet: Fleet, sights: Sequence[Sight]) -> list[Watch]:
    asked = fleet.asked
    wanted = _wanted_s(asked, [_weight(asked, visit.area) for visit in fleet.visits])
    found = []
    for number, visit in enumerate(fleet.visits, start=1):
        seen = [sight for sight in sights if sight.visit == number]
        gap = longest_gap_s(seen, asked.window.length_s) if asked.window else None
        found.append(
            Watch(
                name=visit.name,
                area=asked.areas[visit.area].name,
                weight=_weight(asked, visit.area),
                looks=len(seen),
                longest_gap_s=gap,
                wanted_gap_s=wanted[number - 1] if wanted else None,
            )
        )
    return found
