"""What a forecast lets a camera find: the sea, the light and the haze of a time, and what is seen.

The sea state comes from the forecast's waves; from its wind where it has none. The light and the
glitter come from the sun over the place.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from geodata.position import LonLat
from mission_planner.detection.against import Against, Eye
from mission_planner.detection.curve_file import CurveTable
from mission_planner.detection.seas import sea_state_of_waves, sea_state_of_wind
from mission_planner.detection.target import Conditions, Target, sun_at
from mission_planner.errors import PlannerError
from mission_planner.planned import Plan
from mission_planner.ranges import within
from mission_planner.vehicle import VehicleSpec
from mission_planner.weather import Forecast, Window

BY_WAVES = "waves (WMO code table 3700)"
BY_WIND = "wind (Beaufort scale, WMO's probable wave heights)"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is to be expected at a time.

    sweep_width_m: mean over all courses. probability: of the plan that takes off then; None: no
    plan was asked for, or none can be flown then. sea_by: what the sea state was read from. why:
    when something is not known, in a sentence.
    """

    at: datetime
    sweep_width_m: float | None = None
    glint_share: float = 0.0
    conditions: Conditions | None = None
    sea_by: str = ""
    probability: float | None = None
    why: str = ""

    @property
    def rank(self) -> tuple[float, float]:
        """More is better: the plan's probability, then the sweep width."""
        return self.probability or 0.0, self.sweep_width_m or 0.0


def conditions_at(forecast: Forecast, place: LonLat, at: datetime) -> Conditions:
    """The sea, light and air over a place at a time; visibility that is not forecast: clear air.

    Raises ForecastError outside the forecast, PlannerError for a sea rougher than is known.
    """
    waves_m = forecast.value_at(forecast.wave_m, at)
    wind_mps = forecast.wind_at(at).speed_mps
    sea = sea_state_of_wind(wind_mps) if waves_m is None else sea_state_of_waves(waves_m)
    visibility_m = forecast.value_at(forecast.visibility_m, at)
    light = sun_at(place, at).light
    if visibility_m is None:
        return Conditions(sea, light, blowing_mps=wind_mps)
    return Conditions(sea, light, visibility_m, wind_mps)


def against_at(
    forecast: Forecast, place: LonLat, at: datetime, target: Target, curves: CurveTable | None
) -> Against:
    """Boats in what the forecast says of a time. Raises as conditions_at."""
    return Against(target, conditions_at(forecast, place, at), sun_at(place, at), curves)


@dataclass(frozen=True, slots=True)
class Lookout:
    """A vehicle's camera at a height over a place, and the boats it looks for.

    Raises PlannerError for a vehicle without a camera when no trial has told what it sees, and for
    a height that it does not fly at.
    """

    vehicle: VehicleSpec
    altitude_m: float
    place: LonLat
    target: Target
    curves: CurveTable | None = None

    def __post_init__(self) -> None:
        if self.vehicle.camera is None and self.curves is None:
            raise PlannerError(
                f"{self.vehicle.name} has no camera: give its table in the fleet file a camera, or"
                " leave out --against"
            )
        low, high = self.vehicle.min_alt_m, self.vehicle.max_alt_m
        within(f"altitude of {self.vehicle.name}", self.altitude_m, low, high, "m")

    def outlook(
        self, forecast: Forecast, at: datetime, fly: Callable[[Against], Plan] | None = None
    ) -> Outlook:
        """What is to be expected at a time. fly: makes the plan that takes off then, with its
        detection; None: only the sweep width is told."""
        sea_by = BY_WIND if forecast.value_at(forecast.wave_m, at) is None else BY_WAVES
        try:
            against = against_at(forecast, self.place, at, self.target, self.curves)
            eye = Eye(self.vehicle, self.altitude_m, 0.0, against)
        except PlannerError as exc:  # a sea, or a light, of which nobody knows what is seen in it
            return Outlook(at, sea_by=sea_by, why=str(exc))
        width_m, glitter = eye.any_course()
        probability, why = None, ""
        if fly is not None:
            try:
                found = fly(against).detection
                probability = None if found is None else found.probability
            except PlannerError as exc:  # too much wind for this plan, say
                why = str(exc)
        told = against.conditions
        return Outlook(at, width_m, glitter, told, sea_by, probability, why)


@dataclass(frozen=True, slots=True)
class WindowOutlook:
    """A go window: means over its times, and the time at which most is found (the first such)."""

    window: Window
    sweep_width_m: float | None
    probability: float | None
    best: Outlook


def window_outlook(window: Window, outlooks: Sequence[Outlook]) -> WindowOutlook:
    """What a window promises. outlooks: at all times of the forecast, or more."""
    inside = [o for o in outlooks if window.begin <= o.at <= window.end]
    widths = [o.sweep_width_m for o in inside if o.sweep_width_m is not None]
    shares = [o.probability for o in inside if o.probability is not None]
    return WindowOutlook(window, _mean(widths), _mean(shares), max(inside, key=lambda o: o.rank))


def best_window(windows: Sequence[WindowOutlook]) -> WindowOutlook | None:
    """The window in which most can be found, the first of equals; None when none finds any."""
    best = max(windows, key=lambda w: w.best.rank, default=None)
    return best if best is not None and max(best.best.rank) > 0.0 else None


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None
