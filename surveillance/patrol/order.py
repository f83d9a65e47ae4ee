"""What is to be flown, settled before the vehicle is touched."""

from dataclasses import dataclass, field
from enum import StrEnum

from geodata.area import Area
from mission_planner.mission import Mission
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
