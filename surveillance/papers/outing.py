"""A sortie as the papers look at it: who, when, where, and which special flights it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from geodata.position import LonLat
from mission_planner.layers.conditions import Condition, State

# no program can know these of a flight over sea: a person has to say
ASKED = ("airport", "did", "facility", "persons", "event", "cargo")


@dataclass(frozen=True, slots=True)
class Outing:
    """at: now. begin, end: from take-off to landing, as planned. name: VEHICLE:SORTIE.

    way: places flown over, home among them, joined by straight lines. highest_m: above the sea.
    conditions: what the planner finds of special flights (特定飛行).
    """

    vehicle: str
    name: str
    at: datetime
    begin: datetime
    end: datetime
    way: tuple[LonLat, ...]
    highest_m: float
    conditions: tuple[Condition, ...]

    def lies_in(self, shape: BaseGeometry) -> bool:
        """Whether the whole way lies in a lon/lat area."""
        places = [(p.lon, p.lat) for p in self.way]
        line = LineString(places) if len(places) > 1 else Point(places[0])
        return bool(shape.covers(line))

    def condition(self, kind: str) -> Condition | None:
        """What the planner found of one kind."""
        return next((c for c in self.conditions if c.kind == kind), None)

    def found(self, kinds: Sequence[str]) -> list[str]:
        """Those of some kinds that the planner knows to apply."""
        applies = {c.kind for c in self.conditions if c.state is State.APPLIES}
        return [kind for kind in kinds if kind in applies]
