"""Forecasts: read from files, and when they let a vehicle fly."""

from mission_planner.weather.forecast import Forecast, read_forecast
from mission_planner.weather.windows import Hour, WeatherLimits, Window, hours, windows

__all__ = [
    "Forecast",
    "Hour",
    "WeatherLimits",
    "Window",
    "hours",
    "read_forecast",
    "windows",
]
