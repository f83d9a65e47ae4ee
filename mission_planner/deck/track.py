"""The way of a ship, and how long it stays where a vehicle may fly."""

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.position import Floats, LocalFrame, LonLat, destination
from mission_planner.airspace import LAND_MARGIN_M, LIMIT_MARGIN_M, Airspace
from mission_planner.deck.deck import Deck
from mission_planner.errors import PlanRefused

STEP_M = 500.0  # a steady course as short geodesics: 5 cm off the rhumb line on each
LONGEST_S = 12 * 3600.0
MOORED_MPS = 1e-4
LOOK_S = 10.0  # how closely the moment is looked for when a deck gets too near to a limit


@dataclass(frozen=True, slots=True, eq=False)
class DeckTrack:
    """Local metres. at_s: (N,) seconds after the first take-off, points: (N, 2) there.

    It ends where the ship leaves the open region that it starts in, or after twelve hours.
    """

    deck: Deck
    airspace: Airspace
    region: Polygon
    at_s: Floats
    points: Floats

    @property
    def end_s(self) -> float:
        """When the ship leaves the region, or the prediction ends."""
        return float(self.at_s[-1])

    def at(self, moments_s: Floats | float) -> Floats:
        """(2,) or (N, 2) places at moments; after the end: that of the end."""
        east, north = (np.interp(moments_s, self.at_s, self.points[:, k]) for k in range(2))
        return np.stack([east, north], axis=-1)

    def keeps(self, from_s: float, until_s: float) -> bool:
        """Whether the deck, wherever it is within its error, keeps all limits for that long."""
        if until_s > self.end_s:
            return False
        ends = {moment: Point(self.at(moment)) for moment in (from_s, until_s)}
        discs = [place.buffer(self.deck.error_m_at(moment)) for moment, place in ends.items()]
        whole = shapely.union_all([*ends.values(), *discs])  # a disc of no width is empty
        return bool(self.region.covers(shapely.convex_hull(whole)))

    def lost_s(self, from_s: float, for_s: float) -> float:
        """The first moment from which on the deck does not keep all limits for that long."""
        moments = np.arange(from_s, self.end_s, LOOK_S).tolist()
        return next((s for s in moments if not self.keeps(s, s + for_s)), self.end_s)

    def why(self, at_s: float) -> str:
        """Which limit the deck, within its error, is nearest to or beyond at a moment."""
        if at_s >= LONGEST_S:
            return "is predicted for 12 hours only"
        place = Point(self.at(at_s))
        error, space = self.deck.error_m_at(at_s), self.airspace
        zones = shapely.union_all(space.nofly)
        rooms = {
            "leaves the fence": space.fence.exterior.distance(place) - LIMIT_MARGIN_M,
            "enters a no-fly zone": _apart(zones, place) - LIMIT_MARGIN_M,
            f"comes nearer than {space.clearance_m:g} m to land": (
                _apart(space.land, place) - space.clearance_m - LAND_MARGIN_M
            ),
        }
        return f"{min(rooms, key=lambda name: rooms[name])} (predicted to {error:.0f} m)"


def steam(deck: Deck, start: LonLat, frame: LocalFrame, airspace: Airspace) -> DeckTrack:
    """The way of a ship from a place on. Raises PlanRefused for a start where nothing may fly."""
    here = np.array(frame.point(start))
    region = next((r for r in airspace.open if r.covers(Point(here))), None)
    if region is None:
        standing = DeckTrack(deck, airspace, Polygon(), np.zeros(1), here[None, :])
        raise PlanRefused(
            f"the deck {standing.why(0.0)} already at take-off: launch where the ship is clear of"
            " land, no-fly zones and the fence, or lower --standoff"
        )
    if deck.speed_mps < MOORED_MPS:
        return DeckTrack(deck, airspace, region, np.array([0.0, LONGEST_S]), np.array([here, here]))
    points, place, left = [here], start, deck.speed_mps * LONGEST_S
    while left > 0.0:
        step = min(STEP_M, left)
        place = destination(place, deck.course_deg, step)
        ahead = np.array(frame.point(place))
        inside = _leading_share(LineString([points[-1], ahead]), region)
        points.append(points[-1] + inside * (ahead - points[-1]))
        left = left - step if inside == 1.0 else 0.0
        if inside < 1.0:
            break
    line = np.vstack(points)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    return DeckTrack(deck, airspace, region, along / deck.speed_mps, line)


def _leading_share(leg: LineString, region: Polygon) -> float:
    """The share of a leg up to where it first leaves a region."""
    if region.covers(leg):
        return 1.0
    met = shapely.intersection(leg, region.boundary)
    start = Point(leg.coords[0])
    parts = shapely.get_parts(met)
    return min((float(start.distance(p)) for p in parts), default=0.0) / float(leg.length)


def _apart(shape: BaseGeometry, place: Point) -> float:
    return math.inf if shape.is_empty else float(shape.distance(place))
