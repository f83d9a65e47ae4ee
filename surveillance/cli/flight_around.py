"""What the command line says of the air and the map where a vehicle is launched now."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import typer

from geodata.area import Area
from mission_planner.errors import ForecastError, PlanRefused
from mission_planner.request import CALM, Wind
from mission_planner.vehicle import VehicleSpec
from mission_planner.weather import read_forecast, wind_of_flight
from surveillance.cli.layer_options import LayerOptions
from surveillance.cli.patrol_target import Around
from surveillance.cli.plan_options import read_near


@dataclass(frozen=True, slots=True)
class FlightWords:
    """As written. before: the wind of an interrupted flight, good as long as none is written."""

    wind: Wind | None = None
    forecast: Path | None = None
    layer: list[str] | None = None
    airports: Path | None = None
    max_distance_m: float | None = None
    land: Path | None = None
    before: Wind | None = None

    def around(self, area: Area, vehicle: VehicleSpec, now: datetime) -> Around:
        """What holds round an area for a launch now; calm where nobody told the wind.

        Raises ForecastError, LayerError or PlannerError for a bad file, PlanRefused when the
        forecast is not for now.
        """
        wind = self._wind(area, vehicle, now)
        options = LayerOptions(
            layer=self.layer, airports=self.airports, max_distance=self.max_distance_m
        )
        return Around(wind, options.layers(area), read_near(self.land, area))

    def flow_of_forecast(self, area: Area, vehicle: VehicleSpec, now: datetime) -> Wind | None:
        """The strongest wind, or current, while a full battery lasts from now on."""
        if self.forecast is None:
            return None
        read = read_forecast(self.forecast, area.home or area.frame.origin)
        if vehicle.submersible is not None:
            read = read.under_water()
        try:
            read.covers(now)
        except ForecastError as exc:
            raise PlanRefused(str(exc)) from exc
        return wind_of_flight(read, vehicle, now)

    def _wind(self, area: Area, vehicle: VehicleSpec, now: datetime) -> Wind:
        if self.wind is not None and self.forecast is not None:
            raise typer.BadParameter("--forecast gives the wind: leave out --wind")
        return self.wind or self.flow_of_forecast(area, vehicle, now) or self.before or CALM
