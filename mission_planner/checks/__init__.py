"""What a mission would break: every violation with kind, place, amount and limit."""

from collections.abc import Iterator
from dataclasses import replace

from geodata.position import LocalFrame
from mission_planner.checks.endurance import beyond_battery, too_windy
from mission_planner.checks.limits import Limits, Report, Violation
from mission_planner.checks.profile import heights, turns
from mission_planner.checks.shore import near_land, nearest_m, way_to_home
from mission_planner.checks.underwater import lost_place, under_water
from mission_planner.checks.zones import inside, outside, rally_points, ways_to_rally
from mission_planner.energy import estimate
from mission_planner.flight import FlightPath, flight_path
from mission_planner.layers.breaches import breaches
from mission_planner.layers.flown import fly
from mission_planner.mission import Mission
from mission_planner.samples import SAMPLE_M, Samples
from mission_planner.winged import as_flown

__all__ = ["Limits", "Report", "Violation", "check"]


def check(mission: Mission, limits: Limits) -> Report:
    """Everything that a mission breaks, on its path sampled every 2 m.

    Raises PlannerError when a command's way is unknown.
    """
    frame = limits.area.frame
    steps = flight_path(mission, frame, limits.vehicle.cruise_mps)
    path = as_flown(mission, steps, limits.vehicle, limits.wind)
    samples = Samples(path.points)
    way = way_to_home(samples, limits, ends_aloft=path.ends_aloft)
    found = [
        *outside(samples, limits, frame),
        *inside(samples, limits, frame),
        *near_land(samples, way, limits, frame),
        *rally_points(mission, limits, frame),
        *ways_to_rally(mission, steps, limits, frame),
    ]
    if limits.vehicle.submersible is not None:
        found += under_water(path, limits, frame)
    else:
        found += heights(path, mission.home_alt_m, limits, frame)
        found += turns(path, limits, frame)
        found += layer_breaches(path, mission.home_alt_m, limits, frame)
    figures = estimate(path, limits.vehicle, limits.wind)
    strong = estimate(path, limits.vehicle, limits.wind.stronger)
    found += lost_place(figures, limits, mission.home)
    found += too_windy(limits, mission.home)
    in_stronger = replace(limits, wind=limits.wind.stronger)
    found += list(beyond_battery(figures, limits, mission.home)) or beyond_battery(
        strong, in_stronger, mission.home
    )
    return Report(tuple(found), figures, strong, nearest_m(samples, way, limits))


def layer_breaches(
    path: FlightPath, home_alt_m: float, limits: Limits, frame: LocalFrame
) -> Iterator[Violation]:
    """Airport surfaces and the greatest distance from home."""
    if not limits.layers.runways and limits.layers.max_distance_m is None:
        return
    for found in breaches(fly(path, home_alt_m, SAMPLE_M), frame, limits.layers):
        place = frame.lonlat(*found.place)
        yield Violation(found.kind, place, found.amount, found.limit, found.text)
