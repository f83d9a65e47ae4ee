"""The air over the launch place: nobody climbs into the way of a crewed aircraft."""

from collections.abc import Sequence
from datetime import datetime

from surveillance.aircraft.sky import Aircraft
from surveillance.links.readings import Readings
from surveillance.papers.check import Check
from surveillance.patrol.clearing.threat import Own, Stage, threat_of
from surveillance.patrol.order import PatrolOrder

NAME = "aircraft"


def air_check(
    order: PatrolOrder, r: Readings, aircraft: Sequence[Aircraft], now: datetime
) -> Check:
    """Red while one that is heard comes near the climb from home, at any height of the patrol.

    Not judged where none is heard: a receiver that is missing or deaf looks the same.
    """
    place = r.position or r.home
    if place is None or not aircraft:
        return Check(NAME, None, "none heard: look and listen; not all of them send")
    top_m = None if r.home_alt_amsl_m is None else r.home_alt_amsl_m + order.path.highest_m
    own = Own(place, top_m, order.vehicle.cruise_mps)
    threats = sorted((threat_of(a, own, now) for a in aircraft), key=lambda t: t.nearest_m)
    near = [threat for threat in threats if threat.stage is Stage.WARNING]
    if near:
        return Check(NAME, False, f"{near[0].text}: wait until it is gone", can_heal=True)
    return Check(NAME, True, f"none comes near the launch; {threats[0].text}")
