"""The mission that makes a vehicle move along a route."""

import shapely
from shapely.geometry import Polygon

from geodata.area import Area
from geodata.position import LonLat
from mission_planner.deck.spending import paces
from mission_planner.mission import (
    TYPE_PLANE,
    TYPE_QUADROTOR,
    TYPE_SUBMARINE,
    FenceKind,
    FenceRing,
    Flight,
    Mission,
    RallyPoint,
    patrol_items,
    rounded,
)
from mission_planner.pacing import leg_speeds
from mission_planner.request import PlanRequest, Wind
from mission_planner.route import Route
from mission_planner.steering import acceptances
from mission_planner.underwater.profile import with_bed
from mission_planner.vehicle import TAKE_OFF_M, VehicleSpec


def mission_of(area: Area, vehicle: VehicleSpec, way: Route, request: PlanRequest) -> Mission:
    """Items, fence and rally points of one flight."""
    assert area.home is not None  # draft() has put it there
    if request.dive is not None:
        return _dive(area, vehicle, way, request)
    pitch = vehicle.camera.pitch_deg if vehicle.camera else None
    places = [area.frame.lonlat(*p) for p in way.points[1:]]
    take_off_m = min(TAKE_OFF_M, request.altitude_m) if vehicle.is_winged else None
    is_deck = request.deck is not None
    flight = Flight(
        altitude_m=request.altitude_m,
        speed_mps=vehicle.cruise_mps,
        camera_pitch_deg=pitch,
        take_off_m=take_off_m,
        leg_speeds_mps=tuple((paces if is_deck else _leg_speeds)(way, vehicle, request.wind)),
        accept_m=acceptances(way.points, vehicle),
        ends_aloft=is_deck,
    )
    return Mission(
        items=patrol_items(area.home, places, flight, [float(s) for s in way.hold_s[1:]]),
        fence=fence_rings(area),
        rally=tuple(RallyPoint(rounded(r), request.altitude_m) for r in area.rally),
        vehicle_type=TYPE_PLANE if vehicle.is_winged else TYPE_QUADROTOR,
    )


def _dive(area: Area, vehicle: VehicleSpec, way: Route, request: PlanRequest) -> Mission:
    """Down at home, along the way at its depths, and up at home. It has nowhere else to come up."""
    assert area.home is not None and request.dive is not None  # mission_of() has looked
    points, heights, waits = with_bed(way.points, way.hold_s, request.dive, vehicle, area.frame)
    places = [area.frame.lonlat(*p) for p in points[1:]]
    depths = tuple(round(-float(h), 2) for h in heights[1:])
    paces = tuple(leg_speeds(points, vehicle, request.wind))
    flight = Flight(
        request.altitude_m, vehicle.cruise_mps, None, leg_speeds_mps=paces, depths_m=depths
    )
    return Mission(
        items=patrol_items(area.home, places, flight, [float(s) for s in waits[1:]]),
        fence=fence_rings(area),
        vehicle_type=TYPE_SUBMARINE,
    )


def _leg_speeds(way: Route, vehicle: VehicleSpec, wind: Wind) -> list[float]:
    return leg_speeds(way.points, vehicle, wind)


def fence_rings(area: Area) -> tuple[FenceRing, ...]:
    """The fence to stay in and the no-fly zones to stay out of, as an autopilot keeps them."""
    holes = [Polygon(hole) for hole in area.fence.interiors]
    shapes = [*holes, *(zone.shape for zone in area.nofly)]
    zones = [_ring(FenceKind.EXCLUSION, shape) for shape in shapes]
    return (_ring(FenceKind.INCLUSION, area.fence), *zones)


def _ring(kind: FenceKind, shape: Polygon) -> FenceRing:
    corners = shapely.get_coordinates(shape.exterior)[:-1]
    return FenceRing(kind, tuple(rounded(LonLat(float(x), float(y))) for x, y in corners))
