"""What is flown to look at a piece of sea: survey lines, and how wide they look."""

from dataclasses import dataclass

from shapely.geometry import LineString

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
