"""What a plan holds."""

from dataclasses import dataclass

from shapely.geometry import LineString, MultiLineString, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.area import Area
from mission_planner.checks import Violation
from mission_planner.mission import Mission
from mission_planner.request import PlanRequest
from mission_planner.vehicle import VehicleSpec


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A piece of the strip that is not seen, lon/lat, and why: standoff, nofly, fence, turn."""

    shape: Polygon
    reason: str
    area_m2: float


@dataclass(frozen=True, slots=True)
class Sortie:
    """One flight: its path over ground in lon/lat and what it takes in the wind asked for.

    least_left_pct: what is left in the battery in a wind 30 % stronger.
    """

    number: int
    vehicle: VehicleSpec
    path: LineString
    mission: Mission
    length_m: float
    duration_s: float
    energy_wh: float
    battery_left_pct: float
    least_left_pct: float


@dataclass(frozen=True, slots=True)
class Plan:
    """A patrol. Shapes are lon/lat.

    survey: the lines that look. strip: what was asked to be seen. coverage: its seen share, 0 to 1;
    nearest_land_m: least distance of the path to land, without the way between home and where the
    stand-off holds; None without land.
    """

    area: Area
    vehicle: VehicleSpec
    request: PlanRequest
    pattern: str
    sorties: tuple[Sortie, ...]
    survey: MultiLineString
    strip: BaseGeometry
    coverage: float
    uncovered: tuple[Uncovered, ...]
    swath_m: float
    nearest_land_m: float | None
    violations: tuple[Violation, ...]

    @property
    def mission(self) -> Mission:
        """The mission of the first sortie."""
        return self.sorties[0].mission

    @property
    def path(self) -> LineString:
        """The flown path of the first sortie, lon/lat."""
        return self.sorties[0].path

    @property
    def length_m(self) -> float:
        """Metres flown over ground."""
        return sum(s.length_m for s in self.sorties)

    @property
    def duration_s(self) -> float:
        """Seconds in the air."""
        return sum(s.duration_s for s in self.sorties)

    @property
    def energy_wh(self) -> float:
        """Energy taken from batteries."""
        return sum(s.energy_wh for s in self.sorties)

    @property
    def battery_left_pct(self) -> float:
        """What the emptiest battery comes home with."""
        return min(s.battery_left_pct for s in self.sorties)
