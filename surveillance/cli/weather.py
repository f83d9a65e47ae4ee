"""`mizugiwa weather`: when a forecast lets a vehicle fly, and what its camera finds then."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from geodata.area import Area
from geodata.position import LonLat
from mission_planner.detection.against import Against
from mission_planner.detection.curve_file import COLUMNS, read_curves
from mission_planner.detection.fitted import flown_against
from mission_planner.detection.outlook import Lookout, Outlook
from mission_planner.detection.target import Target
from mission_planner.errors import OptionError
from mission_planner.fleet import find_vehicle, read_fleet
from mission_planner.plan import Plan, PlanRequest, plan
from mission_planner.vehicle import VehicleSpec
from mission_planner.weather import (
    Forecast,
    Hour,
    WeatherLimits,
    hours,
    read_forecast,
    wind_of_flight,
    windows,
)
from surveillance import settings
from surveillance.cli.area import find_area
from surveillance.cli.detection_options import lookout_place, parse_against
from surveillance.cli.place_text import parse_place
from surveillance.cli.plan_options import (
    USUAL_ALTITUDE_M,
    Fleet,
    LandFile,
    Vehicle,
    read_near,
    takes_options,
)
from surveillance.cli.weather_print import Told, print_json, print_tables


@dataclass(frozen=True, slots=True)
class WeatherOptions:
    """What `mizugiwa weather` can be told: every field is an argument or an option."""

    forecast: Annotated[Path, typer.Argument(metavar="FORECAST", help="CSV or GRIB file")]
    place: Annotated[
        LonLat | None,
        typer.Option(parser=parse_place, metavar="LON,LAT", help="where to fly; or --area"),
    ] = None
    area: Annotated[
        str | None,
        typer.Option(help="name of an area, or a file: with --against, its plan at each time"),
    ] = None
    vehicle: Vehicle = None
    fleet: Fleet = None
    rain: Annotated[float | None, typer.Option(min=0.0, help="most, mm/h")] = None
    visibility: Annotated[float | None, typer.Option(min=0.0, help="least, metres")] = None
    waves: Annotated[float | None, typer.Option(min=0.0, help="most, metres")] = None
    minutes: Annotated[float, typer.Option(min=0.0, help="least length of a window")] = 30.0
    against: Annotated[
        Target | None,
        typer.Option(
            parser=parse_against,
            metavar="KNOTS[@METRES]",
            help="what is found of boats of this speed and length (6), in sea, light and haze",
        ),
    ] = None
    altitude: Annotated[
        float | None,
        typer.Option(help="for --against: metres above home; default 100, for a barrier: the best"),
    ] = None
    curve: Annotated[
        Path | None,
        typer.Option(help=f"for --against: curves of trials, CSV: {', '.join(COLUMNS)}"),
    ] = None
    land: LandFile = None
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document")] = False

    @property
    def altitude_m(self) -> float:
        """Above home, of the look and of the plan before it is fitted."""
        return USUAL_ALTITUDE_M if self.altitude is None else self.altitude


@takes_options
def weather_command(options: WeatherOptions) -> None:
    """Go windows of a forecast for a vehicle, and with --against what its camera finds in them."""
    spec = find_vehicle(read_fleet(options.fleet), options.vehicle)
    area = None if options.area is None else find_area(options.area, settings.load().home)
    place = _place(options, area)
    read, limits = read_forecast(options.forecast, place), _limits(options, spec)
    if spec.submersible is not None:
        if options.against is not None:
            raise OptionError(f"{spec.name} dives: --against is for cameras in the air")
        read = read.under_water()
    every = hours(read, limits)
    open_ = windows(read, limits, timedelta(minutes=options.minutes))
    outlooks = _outlooks(options, spec, area, read, every)
    told = Told(spec.name, spec.flow, tuple(every), tuple(open_), tuple(outlooks), area is not None)
    if options.as_json:
        print_json(told)
    else:
        print_tables(told)


def _place(options: WeatherOptions, area: Area | None) -> LonLat:
    if options.place is not None and area is not None:
        raise typer.BadParameter("--area has its own place: leave out --place")
    if options.place is not None:
        return options.place
    if area is None:
        raise typer.BadParameter("give --place LON,LAT or --area AREA: where to fly")
    return lookout_place(area)


def _limits(options: WeatherOptions, vehicle: VehicleSpec) -> WeatherLimits:
    own = WeatherLimits.of(vehicle)
    return replace(
        own,
        rain_mmph=own.rain_mmph if options.rain is None else options.rain,
        visibility_m=own.visibility_m if options.visibility is None else options.visibility,
        wave_m=own.wave_m if options.waves is None else options.waves,
    )


def _outlooks(
    options: WeatherOptions,
    vehicle: VehicleSpec,
    area: Area | None,
    forecast: Forecast,
    every: list[Hour],
) -> list[Outlook]:
    """At all times; plans are made for those that are a go."""
    if options.against is None:
        if options.curve is not None:
            raise OptionError("--curve tells what is seen of boats: give --against KNOTS[@METRES]")
        return []
    curves = None if options.curve is None else read_curves(options.curve)
    place = _place(options, area)
    lookout = Lookout(vehicle, options.altitude_m, place, options.against, curves)
    flight = None if area is None else _flight(options, vehicle, area, forecast)
    flights = [None if flight is None or h.against else flight(h) for h in every]
    return [
        lookout.outlook(forecast, hour.at, fly) for hour, fly in zip(every, flights, strict=True)
    ]


def _flight(
    options: WeatherOptions, vehicle: VehicleSpec, area: Area, forecast: Forecast
) -> Callable[[Hour], Callable[[Against], Plan]]:
    """By hour: the plan of an area that takes off then, as `plan --forecast --at` makes it."""
    land = read_near(options.land, area)
    usual = PlanRequest(altitude_m=options.altitude_m)

    def at(hour: Hour) -> Callable[[Against], Plan]:
        request = replace(usual, wind=wind_of_flight(forecast, vehicle, hour.at))

        def make(asked: PlanRequest, other: VehicleSpec | None = None) -> Plan:
            return plan(area, vehicle if other is None else other, asked, land)

        return lambda against: flown_against(
            make, make(request), against, land, is_height_free=options.altitude is None
        )

    return at
