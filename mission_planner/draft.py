"""From an area to a plan, step by step; limits that it breaks are listed, not raised."""

from dataclasses import replace

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon

from geodata.area import Area
from geodata.coast import Land
from geodata.position import Floats, LocalFrame, LonLat
from mission_planner.airspace import Airspace, land_in_metres, polygons_of
from mission_planner.checks import Limits, Report, check
from mission_planner.coverage import coverage
from mission_planner.energy import SLOWEST_MPS, Estimate, estimate
from mission_planner.errors import PlannerError, PlanRefused
from mission_planner.flight import flight_path, level_flight
from mission_planner.lines import Swath
from mission_planner.mission import (
    FenceKind,
    FenceRing,
    Flight,
    Mission,
    RallyPoint,
    patrol_items,
    rounded,
)
from mission_planner.mover import Mover, mover_of
from mission_planner.patterns import choose
from mission_planner.patterns.task import Scene
from mission_planner.planned import Plan, Sortie, Uncovered
from mission_planner.request import PlanRequest, Wind
from mission_planner.route import Route, draw_route
from mission_planner.sorties import Cost, Unreachable, split
from mission_planner.survey import survey
from mission_planner.swath import seen_width_m
from mission_planner.vehicle import VehicleSpec

LAND_REACH_M = 1_000.0  # so that the cut edge of the land is out of reach of all that is measured


def draft(area: Area, vehicle: VehicleSpec, request: PlanRequest, land: Land | None = None) -> Plan:
    """A plan, flyable or not: look at its violations. plan() is the door that refuses.

    Raises PlannerError or PlanRefused when no path can be drawn at all.
    """
    home = _home(area, request)
    area = replace(area, home=home)
    frame = area.frame
    swath = choose_swath(vehicle, request)
    reach = request.standoff_m + request.strip_m + swath.seen_m + LAND_REACH_M
    airspace = _airspace(area, land_in_metres(frame, area, land, reach), request)
    mover, start = mover_of(vehicle, airspace), np.array(frame.point(home))
    scene = Scene(frame.geometry_to_metres(area.shape), airspace, swath, mover, start)
    pattern, task = choose(scene, request)
    lines = task.survey or survey(task, airspace, swath, request)
    route = draw_route(lines, airspace, mover, start, request.direction == "cw")
    flights = _shared(route, mover, vehicle, request, frame)
    seen = coverage(task.strip, route.ways, swath.seen_m, airspace, route.region)
    limits = Limits(area, vehicle, airspace.land, request.standoff_m, request.wind)
    flown = [_fly(number, way, limits, request) for number, way in enumerate(flights, start=1)]
    return Plan(
        area=area,
        vehicle=vehicle,
        request=request,
        pattern=pattern,
        sorties=tuple(sortie for sortie, _ in flown),
        survey=MultiLineString([_line(way, frame) for way in route.ways]),
        strip=frame.geometry_to_lonlat(task.strip),
        coverage=seen.share,
        uncovered=tuple(
            Uncovered(_polygon(p.shape, frame), p.reason, p.shape.area) for p in seen.missed
        ),
        swath_m=swath.seen_m,
        nearest_land_m=_nearest([report for _, report in flown]),
        violations=tuple(v for _, report in flown for v in report.violations),
    )


def choose_swath(vehicle: VehicleSpec, request: PlanRequest) -> Swath:
    """The asked line spacing, or what the camera sees less the overlap."""
    if request.swath_m is not None:
        return Swath(request.swath_m, request.swath_m)
    seen = seen_width_m(vehicle, request.altitude_m)
    return Swath(seen, seen * (1.0 - request.overlap_pct / 100.0))


def _home(area: Area, request: PlanRequest) -> LonLat:
    home = request.home or area.home
    if home is None:
        raise PlannerError(
            f"area {area.name!r} has no home: give --home LON,LAT or a feature of kind home"
        )
    return home


def _airspace(area: Area, land: MultiPolygon, request: PlanRequest) -> Airspace:
    frame = area.frame
    (fence,) = polygons_of(frame.geometry_to_metres(area.fence))
    zones = [p for z in area.nofly for p in polygons_of(frame.geometry_to_metres(z.shape))]
    return Airspace(land, fence, tuple(zones), request.standoff_m)


def _mission(
    area: Area, vehicle: VehicleSpec, places: list[LonLat], request: PlanRequest
) -> Mission:
    """Items, fence and rally points of one flight through places, home last."""
    assert area.home is not None  # draft() has put it there
    pitch = vehicle.camera.pitch_deg if vehicle.camera else None
    flight = Flight(request.altitude_m, vehicle.cruise_mps, pitch)
    return Mission(
        items=patrol_items(area.home, places, flight),
        fence=fence_rings(area),
        rally=tuple(RallyPoint(rounded(r), request.altitude_m) for r in area.rally),
    )


def fence_rings(area: Area) -> tuple[FenceRing, ...]:
    """The fence to stay in and the no-fly zones to stay out of, as an autopilot keeps them."""
    holes = [Polygon(hole) for hole in area.fence.interiors]
    shapes = [*holes, *(zone.shape for zone in area.nofly)]
    zones = [_ring(FenceKind.EXCLUSION, shape) for shape in shapes]
    return (_ring(FenceKind.INCLUSION, area.fence), *zones)


def _ring(kind: FenceKind, shape: Polygon) -> FenceRing:
    corners = shapely.get_coordinates(shape.exterior)[:-1]
    return FenceRing(kind, tuple(rounded(LonLat(float(x), float(y))) for x, y in corners))


def _shared(
    route: Route, mover: Mover, vehicle: VehicleSpec, request: PlanRequest, frame: LocalFrame
) -> list[Route]:
    """The route as sorties that the battery allows, also in a wind 30 % stronger.

    Raises PlanRefused that names a place out of reach.
    """

    def flight(points: Floats, wind: Wind) -> Estimate:
        path = level_flight(points, request.altitude_m, vehicle.cruise_mps)
        return estimate(path, vehicle, wind)

    def cost(points: Floats) -> Cost:
        now = flight(points, request.wind)
        dearest = max(now.energy_wh, flight(points, request.wind.stronger).energy_wh)
        return Cost(dearest / vehicle.usable_wh, now.duration_s)

    whole = flight(route.points, request.wind.stronger)
    if whole.slowest_mps < SLOWEST_MPS or cost(route.points).share <= 1.0:
        return [route]  # against too strong a wind no split helps: the check says so
    try:
        return split(route, mover, cost, 1)
    except Unreachable as exc:
        place = frame.lonlat(*exc.place)
        far_m = float(np.hypot(*(exc.place - route.out[0])))
        raise PlanRefused(
            f"{place.lon:.5f},{place.lat:.5f}, {far_m / 1000:.1f} km from home, is out of reach of"
            f" {vehicle.name}: {vehicle.usable_wh:.0f} Wh of battery with {vehicle.reserve_pct:g} %"
            " reserve do not bring it there and back: launch nearer, or take another vehicle"
        ) from exc


def _fly(number: int, way: Route, limits: Limits, request: PlanRequest) -> tuple[Sortie, Report]:
    """One sortie as a mission, checked."""
    frame, vehicle = limits.area.frame, limits.vehicle
    places = [frame.lonlat(*p) for p in way.points[1:]]
    mission = _mission(limits.area, vehicle, places, request)
    report = check(mission, limits)
    figures = report.estimate
    sortie = Sortie(
        number=number,
        vehicle=vehicle,
        path=_line(flight_path(mission, frame, vehicle.cruise_mps).points, frame),
        mission=mission,
        length_m=figures.length_m,
        duration_s=figures.duration_s,
        energy_wh=figures.energy_wh,
        battery_left_pct=figures.battery_left_pct,
        least_left_pct=report.strong.battery_left_pct,
    )
    return sortie, report


def _nearest(reports: list[Report]) -> float | None:
    return min((r.nearest_m for r in reports if r.nearest_m is not None), default=None)


def _polygon(shape: Polygon, frame: LocalFrame) -> Polygon:
    (polygon,) = polygons_of(frame.geometry_to_lonlat(shape))
    return polygon


def _line(points: Floats, frame: LocalFrame) -> LineString:
    moved = np.concatenate([[True], np.diff(points, axis=0).any(axis=1)])
    lon, lat = frame.to_lonlat(*points[moved].T)
    return LineString(np.column_stack([lon, lat]))
