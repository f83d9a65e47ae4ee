"""When neither home nor a rally point is in reach: where it can still be put down on water."""

from dataclasses import dataclass

import numpy as np

from geodata.position import Floats, LonLat, bearing_deg, distance_m
from mission_planner.ditch import OpenWater, ditch_points
from surveillance.papers.check import Check
from surveillance.patrol.ditch.power import Power
from surveillance.patrol.linkwatch import spoken
from surveillance.patrol.order import PatrolOrder

MARGIN_PCT = 1.0  # below its own figure a battery is not to be trusted
_AT_HOME_M = 50.0  # from there it comes down where it was to


@dataclass(frozen=True, slots=True)
class Offer:
    """Where it would be put down. is_sure: it reaches that place; else it may fall on the way.

    home_pct: what the nearest of home and rally points takes. left_s: that it stays in the air.
    knows_land: False: what is land is not known in this area.
    """

    place: LonLat
    away_m: float
    bearing_deg: float
    flight_s: float
    left_s: float
    home_pct: float
    level_pct: float
    is_sure: bool
    knows_land: bool

    @property
    def text(self) -> str:
        """What a person is told and asked."""
        reach = "" if self.is_sure else ", which it may not reach"
        land = "" if self.knows_land else "; what is land is not known here: look first"
        way = f"{self.away_m:.0f} m to {self.bearing_deg:.0f}°, {self.flight_s:.0f} s to fly"
        return (
            f"neither home nor a rally point is in reach: the way takes {self.home_pct:.0f} %, the"
            f" battery holds {self.level_pct:.0f} %: ditch point {spoken(self.place)}{reach},"
            f" {way}, {self.left_s:.0f} s of power left{land}"
        )


class Ditches:
    """The ditch points of one sortie."""

    def __init__(self, order: PatrolOrder) -> None:
        self._order = order
        self._water = OpenWater(order.area)
        frame = self._water.frame
        self._home = np.array(frame.point(order.path.home))
        rally = (np.array(frame.point(point.position)) for point in order.mission.rally)
        self._refuges = (self._home, *rally)

    def offer(self, here: LonLat, power: Power) -> Offer | None:
        """A place to put it down; None while it can still come home, or there is no water."""
        at = np.array(self._water.frame.point(here))
        home_pct = min(power.need_pct(*(refuge - at)) for refuge in self._refuges)
        if self._is_there(at) or power.level_pct >= home_pct:
            return None
        found = self._reached(at, power)
        place = self._nearest(at, power) if found is None else found
        if place is None:
            return None
        target = self._water.frame.lonlat(float(place[0]), float(place[1]))
        return Offer(
            place=target,
            away_m=distance_m(here, target),
            bearing_deg=bearing_deg(here, target),
            flight_s=power.flight_s(*(place - at)),
            left_s=power.left_s,
            home_pct=home_pct,
            level_pct=power.level_pct,
            is_sure=found is not None,
            knows_land=self._water.knows_land,
        )

    def _is_there(self, at: Floats) -> bool:
        return any(float(np.hypot(*(refuge - at))) < _AT_HOME_M for refuge in self._refuges)

    def _reached(self, at: Floats, power: Power) -> Floats | None:
        """Of all places that it reaches, the one nearest to home."""
        reach_m = power.vehicle.cruise_mps * power.left_s
        places = self._water.places(at[None], max(reach_m, 1.0), self._home)
        usable_pct = power.level_pct - MARGIN_PCT
        return next((p for p in places if power.need_pct(*(p - at)) <= usable_pct), None)

    def _nearest(self, at: Floats, power: Power) -> Floats | None:
        """The nearest to itself, when it reaches none for sure."""
        reach_m = max(power.vehicle.cruise_mps * power.left_s, 1.0)
        return next(self._water.places(at[None], reach_m, at), None)


def ditch_checks(order: PatrolOrder) -> tuple[Check, ...]:
    """What is known before the flight of where it can be put down on each leg; a copter's only."""
    if order.vehicle.is_winged or order.vehicle.submersible is not None:
        return ()
    places = [item.position for item in order.path.waypoints if item.position is not None]
    water = OpenWater(order.area)
    home = order.path.home
    points = ditch_points(water, order.vehicle, (home, *places, home), home)
    known = [point for point in points if point is not None]
    if not known:
        text = "no open water within its limits: without power it comes down where it is"
        return (Check("ditch points", None, text),)
    farthest_m = max(point.away_m for point in known)
    text = f"{len(known)} of {len(points)} legs have open water, at most {farthest_m:.0f} m away"
    if not water.knows_land:
        text += "; the area names no land: all of it is taken for water"
    return (Check("ditch points", True, text),)
