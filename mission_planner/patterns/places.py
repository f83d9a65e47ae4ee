"""Damage patrol: places in order of priority, as many as one battery allows."""

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon

from geodata.position import Floats
from mission_planner.coverage import Coverage, Missed
from mission_planner.errors import PlanRefused
from mission_planner.remarks import LeftOut, Remarks
from mission_planner.request import PlanRequest
from mission_planner.search.battery import FULL
from mission_planner.search.stops import Stops
from mission_planner.search.tour import Order, improved, inserted
from mission_planner.search.vantage import check_can_stop, vantage
from mission_planner.swath import USEFUL_SLANT_M
from mission_planner.task import Scene, Task

STAY_S = 30.0  # at each place unless asked otherwise: a look, a picture, a second picture
BATTERY = "beyond the battery beside the places before it"
NO_WAY = "there is no way to it inside the limits"
NO_SIGHT = f"nowhere within {USEFUL_SLANT_M:.0f} m of it may be flown at"


def task(scene: Scene, request: PlanRequest) -> Task:
    """The shortest round to the first places of the list that one battery allows.

    A place is left out only when it cannot be visited beside those that stand before it; others
    behind it still may. A plane flies towards each place and past it. Raises PlannerError when it
    shall stay, PlanRefused when no place can be visited.
    """
    request.focus.check("places")
    stay_s = _stay_s(scene, request)
    asked = [np.array(scene.frame.point(place)) for place in request.focus.places]
    spots = [vantage(scene, place, scene.home) for place in asked]
    stops = Stops(scene, spots, stay_s)
    order, reasons = _chosen(stops, len(asked))
    reasons |= {n: NO_SIGHT for n, spot in enumerate(spots, start=1) if spot is None}
    if not order:
        raise PlanRefused(f"none of the {len(asked)} places can be visited; place 1: {reasons[1]}")
    return Task(
        coast=MultiPolygon(),
        strip=shapely.union_all([_disc(scene, place) for place in asked]),
        survey=stops.survey(order),
        seen=_seen(scene, asked, reasons),
        remarks=Remarks(
            on_station_s=stay_s,
            visited=order,
            left_out=tuple(
                LeftOut(number, request.focus.places[number - 1], reason)
                for number, reason in sorted(reasons.items())
            ),
        ),
    )


def _stay_s(scene: Scene, request: PlanRequest) -> float:
    """At each place; a plane flies past."""
    minutes = request.focus.minutes
    if minutes is None:
        return 0.0 if scene.endurance.vehicle.is_winged else STAY_S
    if minutes > 0:
        check_can_stop(scene, "places with --minutes")
    return float(round(60.0 * minutes))


def _chosen(stops: Stops, count: int) -> tuple[Order, dict[int, str]]:
    """The round, and for each place that is not on it the reason."""
    order: Order = ()
    reasons: dict[int, str] = {}
    for number in range(1, count + 1):
        if not stops.can_reach(number):
            reasons[number] = NO_WAY
            continue
        tried = inserted(order, number, stops.seconds)
        if stops.share(tried) > FULL:
            tried = improved(tried, stops.seconds)
        if stops.share(tried) <= FULL:
            order = tried
        else:
            reasons[number] = BATTERY
    return _soonest(stops, order), reasons


def _soonest(stops: Stops, order: Order) -> Order:
    """The shortest way round, in the direction that comes sooner to the first place of the list."""
    tried = improved(order, stops.seconds)
    if stops.share(tried) <= FULL:
        order = tried
    back = order[::-1]
    if order and back.index(min(back)) < order.index(min(order)) and stops.share(back) <= FULL:
        return back
    return order


def _seen(scene: Scene, asked: list[Floats], reasons: dict[int, str]) -> Coverage:
    """The share of the places that is visited; the others with what keeps them from it."""
    missed = tuple(
        Missed(
            _disc(scene, asked[number - 1]),
            "energy" if reason == BATTERY else _limit(scene, asked[number - 1]),
        )
        for number, reason in sorted(reasons.items())
    )
    return Coverage(1.0 - len(missed) / len(asked), missed)


def _limit(scene: Scene, place: Floats) -> str:
    """Which limit keeps a place out of sight."""
    point = Point(place)
    if not scene.airspace.fence.contains(point):
        return "fence"
    in_zone = any(zone.contains(point) for zone in scene.airspace.nofly)
    return "nofly" if in_zone else "standoff"


def _disc(scene: Scene, place: Floats) -> Polygon:
    return Point(place).buffer(0.5 * scene.swath.seen_m)
