"""What is flown to look at a piece of sea: survey lines, and how wide they look."""

from dataclasses import dataclass

from shapely.geometry import LineString


@dataclass(frozen=True, slots=True)
class Swath:
    """seen_m: width that the camera sees; spacing_m: distance between lines."""

    seen_m: float
    spacing_m: float


@dataclass(frozen=True, slots=True)
class Survey:
    """Lines to fly in local metres, each at most tolerance_m off the true curve once straightened.

    is_ordered: they are flown in this order and direction; otherwise the route chooses both.
    """

    lines: tuple[LineString, ...]
    tolerance_m: float
    is_ordered: bool = False
