"""What a plan holds."""

from dataclasses import dataclass

from shapely.geometry import LineString, MultiLineString, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.area import Area
from geodata.position import LonLat, bearing_deg
from mission_planner.checks import Violation
from mission_planner.deck.deck import PredictedDeck
from mission_planner.detection.detection import Detection
from mission_planner.layers.assessment import Assessment
from mission_planner.mission import CMD_WAYPOINT, Mission
from mission_planner.remarks import NO_REMARKS, Remarks
from mission_planner.request import PlanRequest
from mission_planner.spacing import Spacing
from mission_planner.vehicle import VehicleSpec


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A piece of the strip that is not seen, lon/lat, and why.

    reason: standoff, nofly, fence, turn, spacing or energy.
    """

    shape: Polygon
    reason: str
    area_m2: float


@dataclass(frozen=True, slots=True)
class Sortie:
    """One flight: its path over ground in lon/lat and what it takes in the wind asked for.

    least_left_pct: what is left in the battery in a wind 30 % stronger. start_s: take-off, seconds
    after the first one of the plan. altitude_m: above home. deck: where the ship that it left will
    be when it is back, where the mission ends in the air; least_left_pct then holds wherever within
    its error the ship is. None: it lands at home.
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
    start_s: float = 0.0
    altitude_m: float = 0.0
    deck: PredictedDeck | None = None
    error_m: float | None = None  # 95 %, of the place of an underwater vehicle at the end

    @property
    def launch_deg(self) -> float | None:
        """Course over ground to launch a plane on, towards its first way point; None: a copter."""
        if not self.vehicle.is_winged:
            return None
        places = (i.position for i in self.mission.items[1:] if i.command == CMD_WAYPOINT)
        first = next((place for place in places if place is not None), None)
        return None if first is None else bearing_deg(self.mission.home, first)


@dataclass(frozen=True, slots=True)
class Plan:
    """A patrol. Shapes are lon/lat.

    survey: the lines that look. strip: what was asked to be seen. coverage: its seen share, 0 to 1;
    nearest_land_m: least distance of the path to land, without the way between home and where the
    stand-off holds; None without land. assessment: what else is told of it, once it was asked for.
    detection: how likely it finds boats, once it was asked what it is flown against.
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
    why: str = ""  # the reason for the pattern
    spacing: Spacing | None = None  # of the lines; None where there are none
    remarks: Remarks = NO_REMARKS
    assessment: Assessment | None = None
    detection: Detection | None = None

    @property
    def mission(self) -> Mission:
        """The mission of the first sortie."""
        return self.sorties[0].mission

    @property
    def path(self) -> LineString:
        """The flown path of the first sortie, lon/lat."""
        return self.sorties[0].path

    @property
    def rally(self) -> tuple[LonLat, ...]:
        """Those of the area, and those on the way of a ship."""
        decks = (sortie.deck for sortie in self.sorties if sortie.deck is not None)
        return (*self.area.rally, *(place for deck in decks for place in deck.rally))

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
    def done_s(self) -> float:
        """Seconds from the first take-off until the last vehicle has landed."""
        return max(s.start_s + s.duration_s for s in self.sorties)

    @property
    def battery_left_pct(self) -> float:
        """What the emptiest battery comes home with."""
        return min(s.battery_left_pct for s in self.sorties)
