"""A drone that is down at sea: the one sentence that names the next step."""

from shapely.geometry import Point

from geodata.position import LonLat
from surveillance.links.readings import Readings
from surveillance.patrol.order import PatrolOrder


def search_hint(order: PatrolOrder, r: Readings) -> str:
    """What to type for its drift and the area to search, in the wind that it last told."""
    wind = "SPEED@FROM"
    if r.wind_mps is not None and r.wind_from_deg is not None:
        wind = f"{r.wind_mps:.0f}@{r.wind_from_deg:.0f}"
    name = order.vehicle.name
    return f"where it drifts: mizugiwa drift --lost {name} --wind {wind} --preview lost.html"


def is_over_water(order: PatrolOrder, place: LonLat | None) -> bool:
    """Is it not on the land that the area knows? True while nobody knows its place."""
    limits = order.limits
    return place is None or not limits.land.contains(Point(limits.frame.point(place)))


def airborne_s(order: PatrolOrder, r: Readings) -> float | None:
    """How long it can stay in the air at most, from when it told its battery; None: not known."""
    if r.battery_pct is None:
        return None
    v = order.vehicle
    return r.battery_pct * v.battery_wh * 36.0 / min(v.hover_w, v.cruise_w)
