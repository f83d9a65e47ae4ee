"""A thing adrift: where it was, where it is likely to be by now, and what has been searched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shapely.geometry import MultiPolygon, Polygon

from geodata.position import LocalFrame, LonLat
from mission_planner.drift.cloud import LONGEST_S, Cloud, Start, Water, drift
from mission_planner.drift.leeway import Leeway
from mission_planner.drift.likely import LikelyMap, farthest_on_m, likely_map, mean_track
from mission_planner.drift.searched import Search, after_search
from mission_planner.ranges import within

LEVELS_PCT = (50, 80, 95)


@dataclass(frozen=True, slots=True)
class Adrift:
    """What is asked. hours: how long it drifts; below 0: where it came from.

    sigma_m: one sigma of each axis of its place. own_mps: greatest speed under power, over ground;
    None: it has none. next_pct: what the next search area shall hold of what is left. Raises
    PlannerError that names a value out of range.
    """

    thing: Leeway
    place: LonLat
    at: datetime
    hours: float
    sigma_m: float
    own_mps: float | None = None
    next_pct: float = 50.0

    def __post_init__(self) -> None:
        within("hours of drift", self.hours, -LONGEST_S / 3600.0, LONGEST_S / 3600.0, "h")
        within("sigma of the place", self.sigma_m, 0.0, 100_000.0, "m")
        within("own speed", self.own_mps or 0.0, 0.0, 100.0, "m/s")
        within("share of the next search", self.next_pct, 1.0, 99.0, "%")


@dataclass(frozen=True, slots=True, eq=False)
class DriftCase:
    """The answer, in local metres of a frame round the place asked for."""

    asked: Adrift
    frame: LocalFrame
    water: Water
    searches: tuple[Search, ...]
    cloud: Cloud
    map: LikelyMap

    @property
    def until(self) -> datetime:
        """The time that the map is for."""
        return self.asked.at + timedelta(hours=self.asked.hours)

    @property
    def middle(self) -> LonLat:
        """Of the cloud at its end."""
        east, north = mean_track(self.cloud)[-1]
        return self.frame.lonlat(float(east), float(north))

    @property
    def farthest_on_m(self) -> float | None:
        """Radius of the circle that it cannot have left under power; None: it has no power."""
        own_mps = self.asked.own_mps
        if own_mps is None:
            return None
        return farthest_on_m(own_mps, abs(self.asked.hours), self.asked.sigma_m)

    @property
    def next_area(self) -> Polygon:
        """The area to search next."""
        return self.map.search_area(self.asked.next_pct / 100.0)

    def region(self, pct: int) -> MultiPolygon:
        """The smallest region that holds so many percent of what is left."""
        return self.map.region(pct / 100.0)


def drift_case(
    asked: Adrift, frame: LocalFrame, water: Water, searches: Sequence[Search] = ()
) -> DriftCase:
    """The cloud from place and time asked for, weighed by searches that found nothing.

    frame: round the place. Raises PlannerError as drift() and after_search() do.
    """
    begin_s = asked.at.timestamp()
    start = Start(*frame.point(asked.place), asked.sigma_m, begin_s)
    cloud = drift(asked.thing, start, begin_s + 3600.0 * asked.hours, water)
    for search in searches:
        cloud = after_search(cloud, search)
    return DriftCase(asked, frame, water, tuple(searches), cloud, likely_map(cloud))
