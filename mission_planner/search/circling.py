"""How a plane, which cannot stop, stays by a place: laps on a circle, drawn by way points."""

import math

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPolygon, Point

from geodata.position import Floats
from mission_planner import dubins
from mission_planner.errors import PlanRefused
from mission_planner.lines import Survey
from mission_planner.route import draw_route
from mission_planner.search.battery import FULL, most_rounds
from mission_planner.search.legs import EXACT_M
from mission_planner.swath import USEFUL_SLANT_M
from mission_planner.task import Scene

ROOM = 1.05  # of the turn radius: corners of chords are rounded at it
SAG_M = 0.5
MOST_CORNERS = 650  # ArduPilot keeps about 700 items on common boards; some are for the way there


def circle_centre(scene: Scene, place: Floats) -> Floats | None:
    """The place (2,) itself, or where the circle may be flown nearest to it.

    None: nowhere from where the place is within 700 m of the camera.
    """
    room = MultiPolygon(scene.airspace.open).buffer(-_radius_m(scene) - SAG_M)
    if room.is_empty:
        return None
    centre = np.asarray(shapely.shortest_line(room, Point(place)).coords[0], np.float64)
    apart = abs(float(np.hypot(*(centre - place))) - _radius_m(scene))
    return centre if math.hypot(apart, scene.endurance.altitude_m) <= USEFUL_SLANT_M else None


def laps(scene: Scene, centre: Floats, asked_s: float | None) -> tuple[Survey, float]:
    """Laps for the asked seconds, or as many as battery and autopilot allow, and their seconds.

    Raises PlanRefused when they do not allow as many as asked for.
    """

    def share(count: int) -> float:
        return _cost(scene, centre, count)[0]

    one, two = _cost(scene, centre, 1), _cost(scene, centre, 2)
    lap_s = two[1] - one[1]
    wanted = None if asked_s is None else max(1, math.ceil(asked_s / lap_s))
    name = scene.endurance.vehicle.name
    if one[0] > FULL:
        raise PlanRefused(
            f"the place is out of reach of {name}: there, one circle and back take"
            f" {100 * one[0]:.0f} % of what the battery may give: launch nearer, or take another"
            " vehicle"
        )
    room = MOST_CORNERS // (len(_ring(scene, centre)) - 1)
    if wanted is not None and wanted <= room and share(wanted) <= FULL:
        return _survey(scene, centre, wanted), wanted * lap_s
    most = min(most_rounds(share), room)
    if asked_s is not None:
        limit = f"with {MOST_CORNERS} way points" if most == room else "on one battery"
        raise PlanRefused(
            f"{name} can circle the place for {most * lap_s / 60:.1f} min {limit};"
            f" {asked_s / 60:g} min are asked: ask for less, or send a second vehicle to relieve it"
        )
    return _survey(scene, centre, most), most * lap_s


def _radius_m(scene: Scene) -> float:
    return ROOM * scene.endurance.vehicle.turning_m(scene.endurance.wind.speed_mps)


def _ring(scene: Scene, centre: Floats) -> Floats:
    """(N, 2) one lap, clockwise, from the side of home."""
    from_home = scene.home - centre
    bearing = math.atan2(from_home[1], from_home[0])
    return dubins.circle(centre, _radius_m(scene), bearing, SAG_M)


def _survey(scene: Scene, centre: Floats, count: int) -> Survey:
    """All laps as one line."""
    ring = _ring(scene, centre)
    way = np.vstack([ring, *[ring[1:]] * (count - 1)])
    return Survey((LineString(way),), EXACT_M, is_ordered=True)


def _cost(scene: Scene, centre: Floats, count: int) -> tuple[float, float]:
    """Share of the battery and seconds of the whole flight."""
    survey = _survey(scene, centre, count)
    route = draw_route(survey, scene.airspace, scene.mover, scene.home, True)
    cost = scene.endurance.of(route)
    return cost.share, cost.seconds
