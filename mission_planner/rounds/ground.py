"""Several areas as one: the sea that a fleet flies over, from one home."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

from geodata.area import FENCE_MARGIN_M, Area, Zone
from geodata.coast import Land
from geodata.position import Floats, LocalFrame, LonLat, distance_m
from mission_planner.airspace import Airspace, airspace_of, land_in_metres, polygons_of
from mission_planner.draft import land_reach_m, narrowest
from mission_planner.errors import PlannerError
from mission_planner.layers.layers import NO_LAYERS, Layers, with_zones, within_reach
from mission_planner.lines import Swath
from mission_planner.request import PlanRequest
from mission_planner.steering import swing_m
from mission_planner.vehicle import VehicleSpec

SAME_HOME_M = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """All areas joined, and the airspace over them in the local metres of `frame`. home: (2,)."""

    area: Area
    frame: LocalFrame
    airspace: Airspace
    home: Floats
    swath: Swath


def ground_of(
    areas: Sequence[Area],
    request: PlanRequest,
    vehicles: Sequence[VehicleSpec],
    land: Land | None,
    layers: Layers = NO_LAYERS,
) -> Ground:
    """The sea of several areas as all the vehicles can fly it.

    Raises PlannerError without one home for all.
    """
    area = within_reach(with_zones(joined(areas, request), layers), layers)
    assert area.home is not None  # joined() has put it there
    frame = area.frame
    swath = narrowest(vehicles, request)
    shapes = land_in_metres(frame, area, land, land_reach_m(request, swath))
    airspace = airspace_of(area, shapes, request.standoff_m, max(map(swing_m, vehicles)))
    return Ground(area, frame, airspace, np.array(frame.point(area.home)), swath)


def joined(areas: Sequence[Area], request: PlanRequest) -> Area:
    """One area of several: everything is forbidden that one of them forbids.

    The fence is the one that all areas have, and otherwise the hull round their fences and home, so
    that there is a way from one to the next. The lowest ceiling counts everywhere.
    """
    home = _home(areas, request)
    fence = _fence([area.fence for area in areas], home)
    hull = shapely.union_all([area.shape for area in areas]).convex_hull
    lands = [p for area in areas if area.land is not None for p in area.land.geoms]
    return Area(
        name=", ".join(area.name for area in areas),
        shape=hull if isinstance(hull, Polygon) else areas[0].shape,
        fence=fence,
        nofly=tuple(dict.fromkeys(z for area in areas for z in (*area.nofly, *_holes(area)))),
        watched=tuple(dict.fromkeys(z for area in areas for z in area.watched)),
        land=MultiPolygon(polygons_of(shapely.union_all(lands))) if lands else None,
        home=home,
        rally=tuple(dict.fromkeys(place for area in areas for place in area.rally)),
        max_alt_m=min(area.max_alt_m for area in areas),
        is_approximate=any(area.is_approximate for area in areas),
    )


def _fence(fences: Sequence[Polygon], home: LonLat) -> Polygon:
    if all(fence.equals(fences[0]) for fence in fences):
        return fences[0]
    start = LocalFrame(home).geometry_to_lonlat(shapely.Point(0.0, 0.0).buffer(FENCE_MARGIN_M))
    hull = shapely.union_all([*fences, start]).convex_hull
    assert isinstance(hull, Polygon)  # fences have an area
    return hull


def _holes(area: Area) -> list[Zone]:
    """Holes of a fence as no-fly zones: the hull of several fences would lose them."""
    return [Zone(f"hole in the fence of {area.name}", Polygon(r)) for r in area.fence.interiors]


def _home(areas: Sequence[Area], request: PlanRequest) -> LonLat:
    if request.home is not None:
        return request.home
    homes = {area.name: area.home for area in areas if area.home is not None}
    if not homes:
        raise PlannerError("none of the areas has a home: give --home LON,LAT")
    first, place = next(iter(homes.items()))
    for name, other in homes.items():
        if distance_m(place, other) > SAME_HOME_M:
            raise PlannerError(
                f"areas {first!r} and {name!r} have different homes: say with --home LON,LAT where"
                " all vehicles start"
            )
    return place
