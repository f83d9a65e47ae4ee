"""Go windows: when wind, gusts, rain, visibility and waves let a vehicle fly."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from mission_planner.errors import ForecastError
from mission_planner.request import Wind
from mission_planner.vehicle import VehicleSpec
from mission_planner.weather.forecast import Forecast

# most small drones are not sealed, and a wet lens sees nothing
RAIN_MMPH = 0.5
# the officer must see weather and crewed aircraft coming: the visual-flight figure of the
# Japanese rules of the air below 3,000 m in controlled airspace
VISIBILITY_M = 5_000.0
HOUR = timedelta(hours=1)
MOST_STEP = timedelta(hours=6)  # the longest step of forecasts in use; a front passes in less
GUST_RATIO = 1.2  # gusts may exceed the steady limit by this much


@dataclass(frozen=True, slots=True)
class WeatherLimits:
    """Greatest values to fly in (visibility: least). flow: what `wind_mps` is, wind or current;
    under water nothing but that and the waves counts.
    """

    wind_mps: float
    gust_mps: float
    rain_mmph: float = RAIN_MMPH
    visibility_m: float = VISIBILITY_M
    wave_m: float = math.inf
    flow: str = "wind"

    @classmethod
    def of(cls, vehicle: VehicleSpec) -> WeatherLimits:
        """What a vehicle's own wind limit means."""
        most = vehicle.max_wind_mps
        return cls(most, GUST_RATIO * most, flow=vehicle.flow)


@dataclass(frozen=True, slots=True)
class Hour:
    """One time of the forecast and what is against flying then; () is a go."""

    at: datetime
    wind_mps: float
    wind_from_deg: float
    against: tuple[str, ...]
    unknown: tuple[str, ...]  # what the forecast does not say


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of the forecast, ends included, at all times of which a vehicle may fly."""

    begin: datetime
    end: datetime
    strongest_mps: float

    @property
    def length(self) -> timedelta:
        """How long it is open."""
        return self.end - self.begin


def hours(forecast: Forecast, limits: WeatherLimits) -> list[Hour]:
    """Every time of a forecast with what is against flying."""
    return [_hour(forecast, n, limits) for n in range(len(forecast.times))]


def hours_of(
    forecast: Forecast, limits: WeatherLimits, begin: datetime, end: datetime
) -> list[Hour]:
    """The times that say something of a flight: those within an hour of it, for what is said of an
    hour begins or ends at its time, and the nearest on either side, however far.

    Raises ForecastError when the flight is not covered, or two of its times lie too far apart.
    """
    forecast.covers(begin)
    forecast.covers(end)
    times = forecast.times
    first = min(bisect_right(times, begin) - 1, bisect_right(times, begin - HOUR))
    last = max(bisect_left(times, end), bisect_left(times, end + HOUR) - 1)
    for before, after in pairwise(times[first : last + 1]):
        if after - before > MOST_STEP:
            raise ForecastError(
                f"{forecast.source} says nothing between {before:%Y-%m-%d %H:%M} and"
                f" {after:%Y-%m-%d %H:%M} UTC, at most {MOST_STEP / HOUR:g} h may lie between two"
                " times of a flight: fetch one in shorter steps"
            )
    return [_hour(forecast, n, limits) for n in range(first, last + 1)]


def windows(forecast: Forecast, limits: WeatherLimits, least: timedelta) -> list[Window]:
    """Stretches of at least a length in which nothing is against flying.

    A window reaches from its first good time to its last; between two times the forecast says
    nothing, so a window never reaches into a bad one.
    """
    found: list[Window] = []
    run: list[Hour] = []
    for hour in [*hours(forecast, limits), None]:
        if hour is not None and not hour.against:
            run.append(hour)
            continue
        if run and run[-1].at - run[0].at >= least:
            found.append(Window(run[0].at, run[-1].at, max(h.wind_mps for h in run)))
        run = []
    return found


def flight_end(vehicle: VehicleSpec, at: datetime) -> datetime:
    """When the usable energy of a flight that takes off at a time is spent at cruise."""
    return at + timedelta(hours=vehicle.usable_wh / vehicle.cruise_w)


def wind_of_flight(forecast: Forecast, vehicle: VehicleSpec, at: datetime) -> Wind:
    """The strongest wind from take-off until a battery is spent, or the forecast ends.

    Raises ForecastError for a take-off outside the forecast.
    """
    return forecast.strongest(at, min(flight_end(vehicle, at), forecast.times[-1]))


def _hour(forecast: Forecast, n: int, limits: WeatherLimits) -> Hour:
    against, unknown = [], []
    for name, value, limit, unit in _quantities(forecast, n, limits):
        if math.isnan(value):
            unknown.append(name)
        elif value > limit:
            against.append(f"{name} {value:.3g} {unit} (limit {limit:g})")
    seen = float(forecast.visibility_m[n])
    if limits.flow == "current":
        pass  # nobody looks through the air
    elif math.isnan(seen):
        unknown.append("visibility")
    elif seen < limits.visibility_m:
        against.append(f"visibility {seen:.0f} m (least {limits.visibility_m:.0f})")
    wind, from_deg = float(forecast.wind_mps[n]), float(forecast.wind_from_deg[n])
    return Hour(forecast.times[n], wind, from_deg, tuple(against), tuple(unknown))


def _quantities(
    forecast: Forecast, n: int, limits: WeatherLimits
) -> Iterator[tuple[str, float, float, str]]:
    yield limits.flow, float(forecast.wind_mps[n]), limits.wind_mps, "m/s"
    if limits.flow == "wind":
        yield "gusts", float(forecast.gust_mps[n]), limits.gust_mps, "m/s"
        yield "rain", float(forecast.rain_mmph[n]), limits.rain_mmph, "mm/h"
    yield "waves", float(forecast.wave_m[n]), limits.wave_m, "m"
