"""What an order is about to fly, in the words of a record or a notification."""

import hashlib
import json
from datetime import datetime

import shapely

from geodata.position import LonLat
from mission_planner.formats.qgc_plan import plan_document
from mission_planner.mission import CMD_CHANGE_SPEED
from surveillance.papers.outing import Outing
from surveillance.papers.papers import Papers
from surveillance.papers.permits import used_permits
from surveillance.patrol.order import PatrolOrder
from surveillance.patrol.paperwork import flown_of, outing_of
from surveillance.records.sortie import People, Place, Planned, Special

PLACE_DECIMALS = 7
STRAIGHT_DEG = 1e-7  # samples that lie on the line between their neighbours say nothing


def planned_of(order: PatrolOrder, now: datetime) -> tuple[Planned, Outing]:
    """The way of an order with its limits, and the sortie as papers look at it.

    Raises PlannerError for a mission whose way is not known.
    """
    flown = flown_of(order)
    outing = outing_of(order, flown, now)
    line = shapely.LineString([(p.lon, p.lat) for p in outing.way]).simplify(STRAIGHT_DEG)
    corners = shapely.get_coordinates(order.area.fence.exterior)[:-1]
    speeds = [i.params[1] for i in order.mission.items if i.command == CMD_CHANGE_SPEED]
    planned = Planned(
        area=order.area.name,
        home=place_of(order.mission.home),
        way=tuple(_place(x, y) for x, y in line.coords),
        fence=tuple(_place(x, y) for x, y in corners),
        highest_m=round(float(flown.above_home_m.max()), 1),
        speed_mps=round(max(speeds, default=order.vehicle.cruise_mps), 2),
        duration_s=round(order.duration_s, 1),
        waypoints=len(order.path.waypoints),
        plan_sha256=plan_sha256(order),
    )
    return planned, outing


def plan_sha256(order: PatrolOrder) -> str:
    """The SHA-256 of the plan as a .plan file keeps it."""
    text = json.dumps(plan_document(order.mission), indent=2, allow_nan=False) + "\n"
    return hashlib.sha256(text.encode()).hexdigest()


def specials_of(outing: Outing) -> tuple[Special, ...]:
    """What the planner found of special flights."""
    return tuple(
        Special(kind=c.kind, state=c.state.value, found_en=c.found_en, found_ja=c.found_ja)
        for c in outing.conditions
    )


def people_of(papers: Papers | None, outing: Outing) -> People:
    """The papers that hold for a sortie; empty where nobody recorded them."""
    if papers is None:
        return People()
    basis = papers.basis(outing.name, outing.begin, outing.end)
    return People(
        aircraft=papers.aircraft(outing.vehicle),
        basis=basis,
        pilot=papers.pilot(basis.pilot) if basis is not None else None,
        permits=used_permits(papers, outing),
    )


def place_of(position: LonLat) -> Place:
    """A place as it is kept."""
    return _place(position.lon, position.lat)


def _place(lon: float, lat: float) -> Place:
    return Place(lon=round(float(lon), PLACE_DECIMALS), lat=round(float(lat), PLACE_DECIMALS))
