"""From an area to a plan, step by step; limits that it breaks are listed, not raised."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon

from geodata.area import Area
from geodata.coast import Land
from geodata.position import Floats, LocalFrame, LonLat
from mission_planner.airspace import Airspace, airspace_of, land_in_metres, polygons_of
from mission_planner.checks import Limits, Report, check
from mission_planner.coverage import Coverage, coverage
from mission_planner.deck.sorties import check_asked, check_deck_pattern, sail
from mission_planner.endurance import Endurance
from mission_planner.errors import PlannerError, PlanRefused
from mission_planner.flight import flight_path
from mission_planner.layers.layers import NO_LAYERS, Layers, with_zones, within_reach
from mission_planner.lines import Swath
from mission_planner.mission_of import mission_of
from mission_planner.mover import mover_of
from mission_planner.patterns import choose
from mission_planner.planned import Plan, Sortie, Uncovered
from mission_planner.request import PlanRequest
from mission_planner.route import Route, check_home, draw_route
from mission_planner.several import Assigned, Company, assign, batteries, widest
from mission_planner.sorties import Unreachable
from mission_planner.spacing import spacing_of
from mission_planner.steering import swing_m
from mission_planner.survey import survey
from mission_planner.swath import seen_width_m
from mission_planner.task import Scene, Task
from mission_planner.underwater.asked import Waters, check_dive_pattern, submerged, waters_of
from mission_planner.vehicle import VehicleSpec
from mission_planner.winged import as_flown

LAND_REACH_M = 1_000.0  # so that the cut edge of the land is out of reach of all that is measured


def draft(
    area: Area,
    vehicle: VehicleSpec | tuple[VehicleSpec, ...],
    request: PlanRequest,
    land: Land | None = None,
    layers: Layers = NO_LAYERS,
) -> Plan:
    """A plan, flyable or not: look at its violations. plan() is the door that refuses.

    Several vehicles share the sorties. The plan's area has the no-fly layers among its zones, its
    fence cut to the greatest distance.
    Raises PlannerError or PlanRefused when no path can be drawn at all.
    """
    vehicles = vehicle if isinstance(vehicle, tuple) else (vehicle,)
    request = submerged(request, vehicles)
    if request.deck is not None:
        check_asked(request.deck, vehicles, request, layers)
    lead, home = widest(vehicles, request), _home(area, request)
    area = within_reach(with_zones(replace(area, home=home), layers), layers)
    frame, start = area.frame, np.array(area.frame.point(home))
    swath = narrowest(vehicles, request)
    shore = land_in_metres(frame, area, land, land_reach_m(request, swath))
    airspace, waters = _open_to(area, vehicles, request, shore)
    mover = mover_of(lead, airspace, request.wind)
    endurance = Endurance(lead, request.altitude_m, request.wind)
    shape = frame.geometry_to_metres(area.shape)
    scene = Scene(shape, airspace, swath, mover, start, frame, endurance)
    pattern, task = choose(scene, request)
    check_dive_pattern(pattern, lead)
    if request.deck is not None:
        check_deck_pattern(pattern)
    radius_m = lead.turning_m(request.wind.speed_mps) if lead.is_winged else 0.0
    lines = task.survey or survey(task, airspace, swath, request, radius_m)
    route = draw_route(lines, airspace, mover, start, request.direction == "cw")
    seen = task.seen or coverage(task.strip, route.ways, swath.seen_m, airspace, route.region)
    limits = Limits(area, lead, airspace.land, request.standoff_m, request.wind, layers)
    limits = replace(limits, bed=request.dive.bed if request.dive else None)
    company = Company(vehicles, request, airspace, mover, area.max_alt_m)
    fly = _flown if request.deck is None else _flown_from_deck
    flown = fly(route, company, limits)
    return Plan(
        area=area,
        vehicle=lead,
        request=request,
        pattern=pattern,
        sorties=tuple(sortie for sortie, _ in flown),
        survey=MultiLineString([_line(way, frame) for way in route.ways]),
        strip=frame.geometry_to_lonlat(task.strip),
        coverage=seen.share,
        uncovered=_uncovered(seen, task, waters, frame),
        swath_m=swath.seen_m,
        nearest_land_m=_nearest([report for _, report in flown]),
        violations=tuple(v for _, report in flown for v in report.violations),
        why=task.why,
        spacing=spacing_of(endurance, swath, task.remarks),
        remarks=task.remarks,
    )


def _open_to(
    area: Area, vehicles: tuple[VehicleSpec, ...], request: PlanRequest, shore: MultiPolygon
) -> tuple[Airspace, Waters | None]:
    """Where vehicles may be, and why not elsewhere under water. Raises PlanRefused for home."""
    assert area.home is not None  # draft() has put it there
    start, home = np.array(area.frame.point(area.home)), area.home
    airspace = airspace_of(area, shore, request.standoff_m, max(map(swing_m, vehicles)))
    check_home(airspace, start, f"home {home.lon:.5f},{home.lat:.5f}")
    if request.dive is None:
        return airspace, None
    waters = waters_of(airspace, area, vehicles[0], request, start)
    return waters.airspace, waters


def choose_swath(vehicle: VehicleSpec, request: PlanRequest) -> Swath:
    """The asked line spacing, or what the camera sees less the overlap."""
    if request.swath_m is not None:
        return Swath(request.swath_m, request.swath_m)
    seen = seen_width_m(vehicle, request.altitude_m)
    return Swath(seen, seen * (1.0 - request.overlap_pct / 100.0))


def narrowest(vehicles: Sequence[VehicleSpec], request: PlanRequest) -> Swath:
    """The line spacing that every vehicle of a fleet can see at."""
    return min((choose_swath(v, request) for v in vehicles), key=lambda swath: swath.seen_m)


def _home(area: Area, request: PlanRequest) -> LonLat:
    home = request.home or area.home
    if home is None:
        raise PlannerError(
            f"area {area.name!r} has no home: give --home LON,LAT or a feature of kind home"
        )
    return home


def land_reach_m(request: PlanRequest, swath: Swath) -> float:
    """How far beyond an area land can matter for a plan over it."""
    return request.standoff_m + request.strip_m + swath.seen_m + LAND_REACH_M


def _flown(route: Route, company: Company, limits: Limits) -> list[tuple[Sortie, Report]]:
    """The route as sorties that the batteries allow, also in a wind 30 % stronger, checked.

    Raises PlanRefused that names a place out of reach.
    """

    def fly(number: int, one: Assigned) -> tuple[Sortie, Report]:
        asked = replace(company.request, altitude_m=one.altitude_m)
        sortie, report = fly_sortie(number, one.route, replace(limits, vehicle=one.vehicle), asked)
        return replace(sortie, start_s=one.start_s), report

    try:
        assigned = assign(route, company, lambda one: not fly(0, one)[1].violations)
    except Unreachable as exc:
        place = limits.area.frame.lonlat(*exc.place)
        far_m = float(np.hypot(*(exc.place - route.out[0])))
        raise PlanRefused(
            f"{place.lon:.5f},{place.lat:.5f}, {far_m / 1000:.1f} km from home, is out of reach of"
            f" {batteries(company.vehicles)} do not bring it there and back: launch nearer, or"
            " take another vehicle"
        ) from exc
    return [fly(number, one) for number, one in enumerate(assigned, start=1)]


def _flown_from_deck(route: Route, company: Company, limits: Limits) -> list[tuple[Sortie, Report]]:
    """The route as sorties from a ship under way, checked. Raises PlanRefused."""
    made = []
    for number, one in enumerate(sail(route, company, limits.area), start=1):
        its = replace(limits, area=one.area)
        sortie, report = fly_sortie(number, one.route, its, company.request)
        deck = one.landing(sortie.mission, report.estimate)
        least = 100.0 * (1.0 - one.worst_wh / sortie.vehicle.battery_wh)
        sortie = replace(sortie, start_s=one.start_s, deck=deck, least_left_pct=least)
        made.append((sortie, report))
    return made


def fly_sortie(
    number: int, way: Route, limits: Limits, request: PlanRequest
) -> tuple[Sortie, Report]:
    """One sortie as a mission, checked."""
    frame, vehicle = limits.area.frame, limits.vehicle
    mission = mission_of(limits.area, vehicle, way, request)
    report = check(mission, limits)
    figures, diving = report.estimate, vehicle.submersible
    steps = flight_path(mission, frame, vehicle.cruise_mps)
    sortie = Sortie(
        number=number,
        vehicle=vehicle,
        path=_line(as_flown(mission, steps, vehicle, limits.wind).points, frame),
        mission=mission,
        length_m=figures.length_m,
        duration_s=figures.duration_s,
        energy_wh=figures.energy_wh,
        battery_left_pct=figures.battery_left_pct,
        least_left_pct=report.strong.battery_left_pct,
        altitude_m=request.altitude_m,
        error_m=None if diving is None else diving.error_m(figures.length_m, figures.duration_s),
    )
    return sortie, report


def _uncovered(
    seen: Coverage, task: Task, waters: Waters | None, frame: LocalFrame
) -> tuple[Uncovered, ...]:
    return tuple(
        Uncovered(
            _polygon(piece.shape, frame),
            (waters and waters.reason(piece.shape)) or task.reason(piece),
            piece.shape.area,
        )
        for piece in seen.missed
    )


def _nearest(reports: list[Report]) -> float | None:
    return min((r.nearest_m for r in reports if r.nearest_m is not None), default=None)


def _polygon(shape: Polygon, frame: LocalFrame) -> Polygon:
    (polygon,) = polygons_of(frame.geometry_to_lonlat(shape))
    return polygon


def _line(points: Floats, frame: LocalFrame) -> LineString:
    moved = np.concatenate([[True], np.diff(points, axis=0).any(axis=1)])
    lon, lat = frame.to_lonlat(*points[moved].T)
    return LineString(np.column_stack([lon, lat]))
