"""How much of the asked strip the survey lines see, and what they miss."""

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.position import Floats
from mission_planner.airspace import Airspace, polygons_of
from mission_planner.lines import seen_along

SMALLEST_SHARE = 1e-3  # of a swath by a swath: smaller crumbs of the strip are not listed


@dataclass(frozen=True, slots=True)
class Missed:
    """A piece of the strip that is not seen, in local metres.

    reason: fence, nofly or standoff: what keeps lines away; turn: too small for a line of its own;
    spacing: between lines that lie farther apart than is seen; energy: beyond the battery.
    """

    shape: Polygon
    reason: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """share: of the asked strip, 0 to 1. missed: the pieces, largest first."""

    share: float
    missed: tuple[Missed, ...]


def coverage(
    strip: BaseGeometry, ways: Sequence[Floats], seen_m: float, airspace: Airspace, region: Polygon
) -> Coverage:
    """The strip less everything within half a swath of the survey lines as flown.

    region: the open region of the airspace that can be reached from home.
    """
    rest = _without(strip, [LineString(way) for way in ways], seen_m / 2.0)
    share = 1.0 - rest.area / strip.area
    listed = [p for p in polygons_of(rest) if p.area >= SMALLEST_SHARE * seen_m**2]
    listed.sort(key=lambda p: p.area, reverse=True)
    reach = _Reach.of(airspace, region, seen_m / 2.0)
    return Coverage(share, tuple(Missed(p, reach.reason(p)) for p in listed))


def _without(strip: BaseGeometry, lines: list[LineString], half_swath_m: float) -> BaseGeometry:
    seen: BaseGeometry = shapely.union_all(lines).buffer(half_swath_m, quad_segs=32)
    if not seen.is_valid:  # GEOS at times makes shells inside shells of lines that cross
        seen = shapely.union_all([seen_along(line, half_swath_m, 32) for line in lines])
    return strip.difference(seen)


@dataclass(frozen=True, slots=True)
class _Reach:
    """What each limit keeps from being seen, and what the region to fly in lets be seen."""

    nofly: BaseGeometry
    fence: BaseGeometry
    seeable: BaseGeometry

    @classmethod
    def of(cls, airspace: Airspace, region: Polygon, half_swath_m: float) -> "_Reach":
        return cls(
            nofly=shapely.union_all(airspace.nofly).buffer(half_swath_m),
            fence=airspace.fence.buffer(-half_swath_m),
            seeable=region.buffer(half_swath_m),
        )

    def reason(self, patch: Polygon) -> str:
        """Why lines stay away from a patch: what is near most of it."""
        half = 0.5 * patch.area
        if patch.intersection(self.nofly).area > half:
            return "nofly"
        if patch.difference(self.fence).area > half:
            return "fence"
        return "turn" if patch.intersection(self.seeable).area > half else "standoff"
