"""A barrier plan fitted to the boats it is flown against: shape, height and speed chosen."""

from dataclasses import replace
from functools import partial

from shapely.geometry import LineString, Point

from geodata.coast import Land
from mission_planner.airspace import land_in_metres
from mission_planner.detection.against import Against
from mission_planner.detection.approach import COAST_M, barrier_line, towards_land
from mission_planner.detection.barrier import Station, choose_barrier
from mission_planner.detection.best import Make, better, heights, told
from mission_planner.planned import Plan
from mission_planner.request import PlanRequest
from mission_planner.vehicle import VehicleSpec

LEAST_STATION_S = 300.0


def flown_against(
    make: Make, asked: Plan, against: Against, land: Land | None, *, is_height_free: bool
) -> Plan:
    """The plan with its detection; a barrier that one vehicle flies is fitted to the boats."""
    if asked.pattern == "barrier" and len({s.vehicle.name for s in asked.sorties}) == 1:
        return fitted_plan(make, asked, against, land, is_height_free=is_height_free)
    return told(asked, against, land)


def fitted_plan(
    make: Make, asked: Plan, against: Against, land: Land | None, *, is_height_free: bool
) -> Plan:
    """The barrier plan that finds most boats per battery-hour, with its detection.

    asked: the plan as it was asked for, which is kept unless the fitted one is better.
    """
    plain = told(asked, against, land)
    request, vehicle = fitted(asked, against, land, is_height_free=is_height_free)
    return better(plain, partial(make, request, vehicle), land)


def fitted(
    asked: Plan, against: Against, land: Land | None, *, is_height_free: bool
) -> tuple[PlanRequest, VehicleSpec]:
    """The request, and the vehicle at the speed, that find most boats per battery-hour.

    Boats make for the land when most of it near the line lies on one side; else they cross from
    both. is_height_free: or else the altitude of the request is kept.
    """
    area, vehicle, request = asked.area, asked.vehicle, asked.request
    line = barrier_line(area, request)
    assert line is not None  # a barrier has one
    towards = towards_land(line, land_in_metres(area.frame, area, land, COAST_M))
    free = heights(area, vehicle, against) if is_height_free else ()
    seconds = _station_s(line, asked)
    station = Station(line.length, seconds, free or (request.altitude_m,), towards is not None)
    choice = choose_barrier(station, vehicle, asked.swath_m, against)
    shape = replace(choice.shape, towards_rad=towards or 0.0)
    return (
        replace(request, altitude_m=choice.altitude_m, barrier=shape),
        replace(vehicle, cruise_mps=choice.speed_mps),
    )


def _station_s(line: LineString, asked: Plan) -> float:
    """What a battery leaves on station, the ways out and home taken off."""
    vehicle, home = asked.vehicle, Point(asked.area.frame.point(asked.mission.home))
    seconds = 3600.0 * vehicle.usable_wh / vehicle.cruise_w
    return max(seconds - 2.0 * line.distance(home) / vehicle.cruise_mps, LEAST_STATION_S)
