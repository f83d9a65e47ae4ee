"""What a mission is checked against, and what is found."""

from dataclasses import dataclass

from shapely.geometry import MultiPolygon

from geodata.area import Area
from geodata.position import LonLat
from mission_planner.energy import Estimate
from mission_planner.layers.layers import NO_LAYERS, Layers
from mission_planner.request import CALM, Wind
from mission_planner.underwater.bed import Bed
from mission_planner.vehicle import VehicleSpec


@dataclass(frozen=True, slots=True)
class Violation:
    """One stretch, or one figure, that breaks a limit.

    kind: fence, nofly, land, standoff, ceiling, floor, turn, airport, distance, battery, wind;
    under water depth, bed, tether (metres needed, or legs that it is caught on), drift and current.
    amount and limit: metres (of radius for a turn), percent left for battery, m/s for wind. place:
    where it is worst.
    """

    kind: str
    place: LonLat
    amount: float
    limit: float
    text: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What a mission is checked against. land: local metres; standoff_m 0: not over land.

    bed: of the sea, for an underwater vehicle; None: nothing is known of it.
    """

    area: Area
    vehicle: VehicleSpec
    land: MultiPolygon
    standoff_m: float = 0.0
    wind: Wind = CALM
    layers: Layers = NO_LAYERS
    bed: Bed | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """violations; time and energy, in the wind and in one 30 % stronger; nearest_m: least distance
    to land, None without land.

    Like the stand-off, nearest_m leaves out the way between home and where the stand-off holds.
    """

    violations: tuple[Violation, ...]
    estimate: Estimate
    strong: Estimate
    nearest_m: float | None
