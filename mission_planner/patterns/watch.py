"""Point watch: to stay where the camera sees one place, as asked or as the battery lasts.

A copter waits with its nose to the place; a plane circles it.
"""

from dataclasses import replace

import numpy as np
from shapely.geometry import MultiPolygon, Point

from geodata.position import Floats
from mission_planner.coverage import Coverage
from mission_planner.errors import PlanRefused
from mission_planner.lines import Hold, Survey
from mission_planner.remarks import Remarks
from mission_planner.request import PlanRequest
from mission_planner.route import draw_route
from mission_planner.search.battery import FULL
from mission_planner.search.circling import circle_centre, laps
from mission_planner.search.legs import EXACT_M
from mission_planner.search.vantage import Vantage, vantage
from mission_planner.swath import USEFUL_SLANT_M
from mission_planner.task import Scene, Task

TRIAL_S = 600.0


def task(scene: Scene, request: PlanRequest) -> Task:
    """One stay with the place in the picture.

    Raises PlannerError without a place; PlanRefused when it cannot be looked at, or not for so
    long.
    """
    request.focus.check("watch")
    place = np.array(scene.frame.point(request.focus.places[0]))
    survey, seconds = _watched(scene, request, place)
    return Task(
        coast=MultiPolygon(),
        strip=Point(place).buffer(0.5 * scene.swath.seen_m),
        survey=survey,
        seen=Coverage(1.0, ()),
        remarks=Remarks(on_station_s=seconds, visited=(1,)),
    )


def _watched(scene: Scene, request: PlanRequest, place: Floats) -> tuple[Survey, float]:
    """What is flown, and how long the place is watched."""
    minutes = request.focus.minutes
    if scene.endurance.vehicle.is_winged:
        centre = circle_centre(scene, place)
        if centre is not None:
            return laps(scene, centre, None if minutes is None else 60.0 * minutes)
    elif (spot := vantage(scene, place, scene.home)) is not None:
        seconds = _seconds(scene, request, spot)
        return _stay(spot, seconds), seconds
    raise PlanRefused(
        f"nowhere within {USEFUL_SLANT_M:.0f} m of the place may be flown at: fence, no-fly"
        " zones and stand-off leave no room: lower --standoff or choose another place"
    )


def _stay(spot: Vantage, seconds: float) -> Survey:
    holds = (Hold(spot.point, seconds),)
    return Survey((spot.approach,), EXACT_M, is_ordered=True, holds=holds)


def _seconds(scene: Scene, request: PlanRequest, spot: Vantage) -> float:
    """As asked, or as long as the battery lasts, in whole seconds."""
    minutes = request.focus.minutes
    asked = None if minutes is None else round(60.0 * minutes)
    survey = _stay(spot, TRIAL_S)
    route = draw_route(survey, scene.airspace, scene.mover, scene.home, True)
    there = scene.endurance.of(replace(route, holds=())).share
    if scene.endurance.is_blown_back(route):  # no battery helps: the check says so
        return float(asked or 0)
    name = scene.endurance.vehicle.name
    if there > FULL:
        raise PlanRefused(
            f"the place is out of reach of {name}: there and back takes {100 * there:.0f} % of what"
            " the battery may give: launch nearer, or take another vehicle"
        )
    per_second = (scene.endurance.of(route).share - there) / TRIAL_S
    most = int((FULL - there) / per_second)
    if asked is not None and asked > most:
        raise PlanRefused(
            f"{name} can watch the place for {most / 60:.1f} min on one battery;"
            f" {asked / 60:g} min are asked: ask for less, or send a second vehicle to relieve it"
        )
    return float(most if asked is None else asked)
