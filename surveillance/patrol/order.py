"""What is to be flown, settled before the vehicle is touched."""

from dataclasses import dataclass, field
from enum import StrEnum

from geodata.area import Area
from mission_planner.mission import Mission
from mission_planner.request import CALM, Wind
from mission_planner.vehicle import VehicleSpec
from surveillance.model import Realm
from surveillance.patrol.limits import Limits, limits_of_area
from surveillance.patrol.path import MissionPath, path_of


class WithoutLink(StrEnum):
    """What a mission is to do when nobody is heard any more; outside a mission it comes home."""

    GO_ON = "go-on"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class PatrolOrder:
    """One sortie of a plan for one vehicle.

    area: whose limits hold.
    need_pct: share of a full battery that the flight takes, without the reserve.
    duration_s: how long the flight should take.
    circle_m: radius of the circle round home that was checked; None: a copter.
    without_link: None leaves the vehicle's own failsafe as it is.
    wind: in which it was checked; of a dive the current.
    """

    vehicle: VehicleSpec
    mission: Mission
    area: Area
    need_pct: float
    duration_s: float
    realm: Realm
    sortie: int = 1
    sorties: int = 1
    circle_m: float | None = None
    without_link: WithoutLink | None = None
    wind: Wind = CALM
    limits: Limits = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "limits", limits_of_area(self.area))

    @property
    def path(self) -> MissionPath:
        """Waypoints and home."""
        return path_of(self.mission)

    @property
    def name(self) -> str:
        """VEHICLE:SORTIE, as --confirm wants it."""
        return f"{self.vehicle.name}:{self.sortie}"

    @property
    def wind_text(self) -> str:
        """In which wind it was reckoned, in words; a person may not know that it was none."""
        wind = self.wind
        if wind.speed_mps == 0.0:
            return "in calm: wind takes more of the battery, --wind or --forecast would tell it"
        return f"in {wind.speed_mps:.1f} m/s from {wind.from_deg:.0f} degrees"
