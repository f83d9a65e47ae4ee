"""What is flown to look at a piece of sea: survey lines, and how wide they look."""

from dataclasses import dataclass
from itertools import pairwise

import shapely
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from geodata.position import Floats


@dataclass(frozen=True, slots=True)
class Swath:
    """seen_m: width that the camera sees; spacing_m: distance between lines."""

    seen_m: float
    spacing_m: float


@dataclass(frozen=True, slots=True, eq=False)
class Hold:
    """A stay at a corner (2,) of the survey lines, in local metres."""

    place: Floats
    seconds: float


@dataclass(frozen=True, slots=True)
class Survey:
    """Lines to fly in local metres, each at most tolerance_m off the true curve once straightened.

    is_ordered: they are flown in this order and direction; otherwise the route chooses both.
    holds: where a vehicle that can stop waits.
    """

    lines: tuple[LineString, ...]
    tolerance_m: float
    is_ordered: bool = False
    holds: tuple[Hold, ...] = ()


def seen_along(line: LineString, reach_m: float, quad_segs: int) -> BaseGeometry:
    """What lies within `reach_m` of a line, circles drawn by four times `quad_segs` corners.

    GEOS at times draws a long line that comes back beside itself wrongly: then leg by leg.
    """
    drawn = line.buffer(reach_m, quad_segs=quad_segs)
    if drawn.is_valid:
        return drawn
    legs = shapely.linestrings(list(pairwise(line.coords)))
    return shapely.union_all(shapely.buffer(legs, reach_m, quad_segs=quad_segs))
