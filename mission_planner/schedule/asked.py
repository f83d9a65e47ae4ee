"""What is asked of a day."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.area import Area
from mission_planner.errors import OptionError
from mission_planner.request import PlanRequest
from mission_planner.vehicle import VehicleSpec

DAY_S = 24 * 3600.0
FITTING = ("auto", "corridor", "loop", "sweep", "parallel", "creeping")


@dataclass(frozen=True, slots=True)
class Window:
    """start_s: seconds since midnight, local time. length_s: until it ends, perhaps after
    midnight."""

    start_s: float
    length_s: float


@dataclass(frozen=True, slots=True)
class DayRequest:
    """Areas to be seen by a fleet from one home.

    request: the same for every area. window: when vehicles may be in the air; None: one round, as
    long as it takes. revisit_s: the longest time that any place of an area may go unseen; None:
    once is enough. weights: of the areas, above 0: what is riskier is seen more often when there
    is time; None: all alike.
    Raises OptionError that names the value out of range.
    """

    areas: tuple[Area, ...]
    vehicles: tuple[VehicleSpec, ...]
    request: PlanRequest
    window: Window | None = None
    revisit_s: float | None = None
    weights: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        names = [area.name for area in self.areas]
        twice = sorted({name for name in names if names.count(name) > 1})
        if not names or not self.vehicles:
            raise OptionError("a day needs at least one area and one vehicle")
        if twice:
            raise OptionError(f"two areas are called {twice[0]!r}: give them different names")
        if self.request.pattern not in FITTING:
            raise OptionError(
                f"pattern {self.request.pattern} cannot be part of a round over several areas:"
                f" plan it on its own; fitting: {', '.join(FITTING)}"
            )
        if self.revisit_s is not None and self.window is None:
            raise OptionError("a revisit needs a window of time: give --window 06:00-18:00")
        if self.revisit_s is not None and not 60.0 <= self.revisit_s <= DAY_S:
            raise OptionError(f"revisit is {self.revisit_s:g} s; it must lie in 1 min..24 h")
