"""The sorties of a plan as they look at the sea."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geodata.position import Floats
from mission_planner.detection.against import Against, Eye
from mission_planner.detection.exposure import exposure
from mission_planner.detection.flown import TimedPath, timed
from mission_planner.detection.traffic import Traffic
from mission_planner.flight import flight_path
from mission_planner.planned import Plan, Sortie
from mission_planner.winged import as_flown


@dataclass(frozen=True, slots=True, eq=False)
class Watch:
    """A sortie, its way from its own take-off on, and what it sees with."""

    sortie: Sortie
    path: TimedPath
    eye: Eye


def watches_of(plan: Plan, against: Against) -> list[Watch]:
    """One per sortie. Raises PlannerError when a curve file does not hold the conditions."""
    return [_watch(plan, sortie, against) for sortie in plan.sorties]


def exposures(watches: Sequence[Watch], boats: Traffic) -> Iterator[Floats]:
    """What each sortie adds; the boats have moved on by the time it takes off."""
    for watch in watches:
        yield exposure(watch.path, boats.later(watch.sortie.start_s), watch.eye.field_of)


def _watch(plan: Plan, sortie: Sortie, against: Against) -> Watch:
    wind, vehicle, mission = plan.request.wind, sortie.vehicle, sortie.mission
    steps = flight_path(mission, plan.area.frame, vehicle.cruise_mps)
    path = timed(as_flown(mission, steps, vehicle, wind), vehicle, wind)
    return Watch(sortie, path, Eye(vehicle, sortie.altitude_m, plan.swath_m, against))
