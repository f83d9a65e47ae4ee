"""The weather of a plan: a wind from the officer, or from a forecast for the time of the flight."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from geodata.area import Area
from mission_planner.errors import OptionError
from mission_planner.request import Wind
from mission_planner.vehicle import VehicleSpec
from mission_planner.weather import (
    Forecast,
    WeatherLimits,
    flight_end,
    hours_of,
    read_forecast,
    wind_of_flight,
)


@dataclass(frozen=True, kw_only=True)  # no slots: two bases with slots do not mix
class ForecastOptions:
    """Every field is an option."""

    forecast: Annotated[
        Path | None, typer.Option(help="CSV or GRIB: the strongest wind from --at on, not --wind")
    ] = None


@dataclass(frozen=True, slots=True)
class Weather:
    """wind: to plan with. warnings: what the forecast has against flying then. forecast: what was
    read; None: the officer told the wind."""

    wind: Wind
    warnings: tuple[str, ...] = ()
    forecast: Forecast | None = None


def weather_of(
    forecast: Path | None, wind: Wind | None, at: datetime | None, area: Area, vehicle: VehicleSpec
) -> Weather:
    """The strongest wind while a full battery lasts from `at` on.

    Raises PlannerError when the options contradict each other, ForecastError for the file.
    """
    if forecast is None:
        return Weather(wind or Wind(0.0, 0.0))
    if wind is not None:
        raise OptionError(f"--forecast gives the {vehicle.flow}: leave out --{vehicle.flow}")
    if at is None:
        raise OptionError("a forecast needs the time of take-off: give --at TIME")
    read = read_forecast(forecast, area.home or area.frame.origin)
    if vehicle.submersible is not None:
        read = read.under_water()
    wind = wind_of_flight(read, vehicle, at)
    end = min(flight_end(vehicle, at), read.times[-1])
    against = sorted(
        {
            text
            for hour in hours_of(read, WeatherLimits.of(vehicle), at, end)
            for text in hour.against
            if not text.startswith(vehicle.flow)  # the plan itself refuses too much of that
        }
    )
    return Weather(wind, tuple(against), read)
