"""A piloted dive, settled before the vehicle is touched: what to follow, and the gates of it."""

import math
from dataclasses import dataclass
from enum import StrEnum

from mission_planner.request import CALM, Wind
from mission_planner.underwater.bed import Bed
from mission_planner.vehicle import Submersible
from surveillance.errors import LinkRefused
from surveillance.patrol.order import PatrolOrder


class OnBreach(StrEnum):
    """What is commanded where the vehicle goes too deep or too near the bed.

    hold: its depth is held, the pilot may steer on. surface: it rises where it is, also under a
    hull. tell: nothing; the pilot alone answers for it.
    """

    HOLD = "hold"
    SURFACE = "surface"
    TELL = "tell"


@dataclass(frozen=True, slots=True)
class DiveOrder:
    """plan: what the pilot follows; it is uploaded nowhere. bed: None where nothing is known of it.

    current: as measured or forecast; None: nobody has measured it.
    """

    plan: PatrolOrder
    on_breach: OnBreach = OnBreach.HOLD
    bed: Bed | None = None
    current: Wind | None = None

    def __post_init__(self) -> None:
        if self.plan.vehicle.submersible is None:
            raise LinkRefused(
                f"{self.plan.vehicle.name} is no underwater vehicle: --piloted is for dives"
            )

    @property
    def diving(self) -> Submersible:
        """What holds for the vehicle under water."""
        diving = self.plan.vehicle.submersible
        assert diving is not None  # seen to above
        return diving

    @property
    def max_depth_m(self) -> float:
        """It goes no deeper."""
        return -self.plan.vehicle.min_alt_m

    @property
    def current_mps(self) -> tuple[float, float]:
        """Towards east and north; nothing as long as it was not measured."""
        flow = self.current or CALM
        towards = math.radians(flow.from_deg + 180.0)
        return flow.speed_mps * math.sin(towards), flow.speed_mps * math.cos(towards)
