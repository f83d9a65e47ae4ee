"""Forecasts: read from files, and when they let a vehicle fly."""

from mission_planner.weather.forecast import Forecast, read_forecast
from mission_planner.weather.windows import (
    Hour,
    WeatherLimits,
    Window,
    flight_end,
    hours,
    hours_of,
    wind_of_flight,
    windows,
)

__all__ = [
    "Forecast",
    "Hour",
    "WeatherLimits",
    "Window",
    "flight_end",
    "hours",
    "hours_of",
    "read_forecast",
    "wind_of_flight",
    "windows",
]
