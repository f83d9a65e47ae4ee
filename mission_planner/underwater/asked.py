"""A plan that is asked of an underwater vehicle."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import shapely
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.area import Area
from geodata.position import Floats
from mission_planner.airspace import Airspace, polygons_of
from mission_planner.errors import OptionError, PlanRefused
from mission_planner.request import PlanRequest
from mission_planner.underwater.profile import SLACK_M
from mission_planner.underwater.reach import flat_reach_m, obstacles_of, reachable
from mission_planner.vehicle import VehicleSpec

PATTERNS = ("corridor", "loop", "sweep", "parallel", "creeping", "square", "sector", "places")


def submerged(request: PlanRequest, vehicles: Sequence[VehicleSpec]) -> PlanRequest:
    """The request with the height of the dive; unchanged for aircraft.

    Raises OptionError when the vehicle and what is asked of it do not belong together.
    """
    divers = [v for v in vehicles if v.submersible is not None]
    if not divers:
        if request.dive is not None:
            raise OptionError(f"{vehicles[0].name} is no underwater vehicle: it cannot dive")
        return request
    vehicle = divers[0]
    if len(vehicles) > 1:
        raise OptionError(f"{vehicle.name} dives alone: tethers and paths of several would cross")
    if request.dive is None:
        raise OptionError(f"{vehicle.name} dives: give --depth M, or --above-bed M with the bed")
    if request.deck is not None:
        raise OptionError(f"{vehicle.name} dives from a place that stays: leave out --deck")
    if request.swath_m is None:
        raise OptionError(
            f"how far {vehicle.name} sees the water decides: give --swath M, the line spacing"
        )
    depth = request.dive.depth_m
    return replace(request, altitude_m=vehicle.min_alt_m if depth is None else -depth)


def check_dive_pattern(pattern: str, vehicle: VehicleSpec) -> None:
    """Raises OptionError for a pattern that is for looking down at the sea."""
    if vehicle.submersible is not None and pattern not in PATTERNS:
        raise OptionError(
            f"pattern {pattern} is for aircraft; {vehicle.name} dives: {', '.join(PATTERNS)}"
        )


@dataclass(frozen=True, slots=True)
class Waters:
    """Local metres. airspace: with all that a dive must not enter closed. far: beyond the tether;
    shallow: where the bed leaves no room."""

    airspace: Airspace
    far: BaseGeometry
    shallow: BaseGeometry

    def reason(self, piece: Polygon) -> str | None:
        """Why a piece is not seen, as far as the water has to do with it."""
        half = 0.5 * piece.area
        if piece.intersection(self.shallow).area > half:
            return "bed"
        return "tether" if piece.intersection(self.far).area > half else None


def waters_of(
    airspace: Airspace, area: Area, vehicle: VehicleSpec, request: PlanRequest, home: Floats
) -> Waters:
    """What is open to a dive from home. Raises PlanRefused when nothing is."""
    shallow = _shallow(area, vehicle, request)
    fence = airspace.fence
    diving = vehicle.submersible
    assert diving is not None  # draft() asks only then
    _check_home(airspace, shallow, vehicle, home)
    if diving.tether_m is not None:
        flat_m = flat_reach_m(diving.tether_m, -request.altitude_m)
        closed = obstacles_of(airspace.land, (*airspace.nofly, *shallow))
        seen = reachable(home, flat_m, closed)
        cut = polygons_of(fence.intersection(seen))
        if not cut:
            raise PlanRefused(
                f"the tether of {vehicle.name} is {diving.tether_m:g} m and reaches"
                f" {flat_m:.0f} m sideways at {-request.altitude_m:g} m depth: dive less deep, or"
                " take a longer tether"
            )
        fence = max(cut, key=lambda p: p.area)
    waters = Airspace(airspace.land, fence, (*airspace.nofly, *shallow), airspace.clearance_m)
    return Waters(waters, airspace.fence.difference(fence), shapely.union_all(shallow))


def _check_home(
    airspace: Airspace, shallow: tuple[Polygon, ...], vehicle: VehicleSpec, home: Floats
) -> None:
    place = Point(home)
    if airspace.land.intersects(place):
        raise PlanRefused(
            f"home lies on land; {vehicle.name} goes straight down there, and its tether lies"
            " straight: put home over water"
        )
    if any(piece.intersects(place) for piece in shallow):
        raise PlanRefused(
            "the sea bed at home is too shallow for this dive, or nothing is known of it: launch"
            " elsewhere, or dive less deep"
        )


def _shallow(area: Area, vehicle: VehicleSpec, request: PlanRequest) -> tuple[Polygon, ...]:
    dive, diving = request.dive, vehicle.submersible
    assert dive is not None and diving is not None
    if dive.bed is None:
        return ()
    if dive.depth_m is not None:
        least_m = dive.depth_m + diving.over_bed_m
    else:
        over_m = max(dive.above_bed_m or 0.0, diving.over_bed_m) + SLACK_M
        least_m = -vehicle.max_alt_m + over_m
    found = dive.bed.shallower(math.nextafter(least_m, math.inf), area.fence)
    to_metres = area.frame.geometry_to_metres
    return tuple(p for piece in found for p in polygons_of(to_metres(piece)))
