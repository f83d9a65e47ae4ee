"""The ditch points of a plan as features: each place once, with the legs that it is for."""

from collections.abc import Iterator
from typing import Any

from shapely.geometry import Point, mapping

from geodata.position import LonLat
from mission_planner.ditch import OpenWater, ditch_points
from mission_planner.mission import CMD_TAKEOFF, LAST_NAV_COMMAND
from mission_planner.planned import Plan, Sortie


def ditch_features(plan: Plan) -> Iterator[dict[str, Any]]:
    """Points of kind `ditch`: sortie, legs (1: from home to the first way point), away_m.

    away_m: from the farthest end of those legs. knows_land: False where the area names no land, so
    that the place may lie on some. None for planes, dives and flights from a ship.
    """
    water: OpenWater | None = None
    for sortie in plan.sorties:
        if sortie.vehicle.is_winged or sortie.vehicle.submersible or sortie.deck is not None:
            continue
        water = water or OpenWater(plan.area)
        for place, (legs, away_m) in _places(water, sortie).items():
            told = {"sortie": sortie.number, "legs": legs, "away_m": round(away_m)}
            yield {
                "type": "Feature",
                "properties": {"kind": "ditch", **told, "knows_land": water.knows_land},
                "geometry": mapping(Point(place.lon, place.lat)),
            }


def _places(water: OpenWater, sortie: Sortie) -> dict[LonLat, tuple[list[int], float]]:
    home = sortie.mission.home
    moves = [
        item.position
        for item in sortie.mission.items[1:]  # the first is home
        if item.position is not None
        and item.command <= LAST_NAV_COMMAND
        and item.command != CMD_TAKEOFF
    ]
    points = ditch_points(water, sortie.vehicle, (home, *moves, home), home)
    found: dict[LonLat, tuple[list[int], float]] = {}
    for number, point in enumerate(points, start=1):
        if point is not None:
            legs, away_m = found.get(point.place, ([], 0.0))
            found[point.place] = ([*legs, number], max(away_m, point.away_m))
    return found
