"""Where the drone may be, and by how much a flown position breaks that."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.area import Area
from geodata.position import LocalFrame, LonLat
from surveillance.model import Telemetry

# what satellite positioning and a barometer may be wrong by without the drone being elsewhere
PLACE_TOLERANCE_M = 3.0
HEIGHT_TOLERANCE_M = 3.0


@dataclass(frozen=True, slots=True)
class Breach:
    """A limit that was broken: kind fence, nofly or ceiling, its name, the worst amount.

    at, position: of that; None where only the limit was asked.
    """

    kind: str
    name: str
    amount_m: float
    at: datetime | None = None
    position: LonLat | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Fence, no-fly zones and ceiling, shapes in the metres of `frame`.

    max_alt_m: above the ground or the water below. Above land only the height above home is
    known, above water the height above sea level is taken.
    """

    frame: LocalFrame
    fence: BaseGeometry
    nofly: tuple[tuple[str, BaseGeometry], ...]
    land: BaseGeometry
    max_alt_m: float

    def breaches(self, state: Telemetry) -> Iterator[Breach]:
        """What this position breaks, beyond the tolerances."""
        point, seen = Point(self.frame.point(state.position)), (state.at, state.position)
        outside = float(self.fence.distance(point))
        if outside > PLACE_TOLERANCE_M:
            yield Breach("fence", "fence", outside, *seen)
        for name, zone in self.nofly:
            depth = float(zone.boundary.distance(point)) if zone.contains(point) else 0.0
            if depth > PLACE_TOLERANCE_M:
                yield Breach("nofly", name, depth, *seen)
        is_over_land = bool(self.land.contains(point))
        height = state.alt_home_m if is_over_land else state.alt_amsl_m
        if height - self.max_alt_m > HEIGHT_TOLERANCE_M:
            yield Breach("ceiling", "ceiling", height - self.max_alt_m, *seen)

    def holds(self, place: LonLat) -> bool:
        """Is the place inside the fence and outside every no-fly zone?"""
        point = Point(self.frame.point(place))
        return bool(self.fence.covers(point)) and not any(z.contains(point) for _, z in self.nofly)


def limits_of_area(area: Area) -> Limits:
    """The limits of an area file."""
    frame = area.frame
    return Limits(
        frame=frame,
        fence=frame.geometry_to_metres(area.fence),
        nofly=tuple((z.name, frame.geometry_to_metres(z.shape)) for z in area.nofly),
        land=frame.geometry_to_metres(area.land) if area.land is not None else Polygon(),
        max_alt_m=area.max_alt_m,
    )


@dataclass(slots=True)
class FlightRecord:
    """Counts the breaches of a flight: one per stretch of time in which a limit is broken."""

    limits: Limits
    found: list[Breach] = field(default_factory=list)
    _open: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, state: Telemetry) -> list[Breach]:
        """Take a flown position; returns the breaches that begin with it."""
        now = {(breach.kind, breach.name): breach for breach in self.limits.breaches(state)}
        fresh = [breach for key, breach in now.items() if key not in self._open]
        for key in [key for key in self._open if key not in now]:
            del self._open[key]
        for key, breach in now.items():
            if key in self._open:
                place = self._open[key]
                if breach.amount_m > self.found[place].amount_m:
                    self.found[place] = breach
            else:
                self._open[key] = len(self.found)
                self.found.append(breach)
        return fresh
