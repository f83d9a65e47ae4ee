"""`mizugiwa weather`: when a forecast lets a vehicle fly, and what is against it when not."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from mission_planner.fleet import find_vehicle, read_fleet
from mission_planner.weather import Hour, WeatherLimits, Window, hours, read_forecast, windows
from surveillance.cli.place_text import parse_place
from surveillance.cli.plan_options import Fleet, Vehicle


def weather_command(
    forecast: Annotated[Path, typer.Argument(metavar="FORECAST", help="CSV or GRIB file")],
    place: Annotated[str, typer.Option(metavar="LON,LAT", help="where to fly")],
    vehicle: Vehicle = None,
    fleet: Fleet = None,
    rain: Annotated[float | None, typer.Option(min=0.0, help="most, mm/h")] = None,
    visibility: Annotated[float | None, typer.Option(min=0.0, help="least, metres")] = None,
    waves: Annotated[float | None, typer.Option(min=0.0, help="most, metres")] = None,
    minutes: Annotated[float, typer.Option(min=0.0, help="least length of a window")] = 30.0,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document")] = False,
) -> None:
    """Go windows of a forecast for a vehicle, by wind, gusts, rain, visibility and waves."""
    spec = find_vehicle(read_fleet(fleet), vehicle)
    read = read_forecast(forecast, parse_place(place))
    own = WeatherLimits.of(spec)
    limits = WeatherLimits(
        own.wind_mps,
        own.gust_mps,
        own.rain_mmph if rain is None else rain,
        own.visibility_m if visibility is None else visibility,
        own.wave_m if waves is None else waves,
    )
    every = hours(read, limits)
    open_ = windows(read, limits, timedelta(minutes=minutes))
    if as_json:
        document = {
            "vehicle": spec.name,
            "windows": [_window(w) for w in open_],
            "hours": [_hour(h) for h in every],
        }
        print(json.dumps(document, ensure_ascii=False, allow_nan=False))
    else:
        _print(spec.name, every, open_)


def _window(window: Window) -> dict[str, Any]:
    return {
        "begin": window.begin.isoformat(),
        "end": window.end.isoformat(),
        "strongest_mps": round(window.strongest_mps, 1),
    }


def _hour(hour: Hour) -> dict[str, Any]:
    return {
        "at": hour.at.isoformat(),
        "go": not hour.against,
        "wind_mps": round(hour.wind_mps, 1),
        "wind_from_deg": round(hour.wind_from_deg),
        "against": list(hour.against),
        "unknown": list(hour.unknown),
    }


def _print(name: str, every: list[Hour], open_: list[Window]) -> None:
    table = Table("time (local)", "wind m/s", "from", "go", "against", title=name)
    for hour in every:
        table.add_row(
            f"{hour.at.astimezone():%m-%d %H:%M}",
            f"{hour.wind_mps:.1f}",
            f"{hour.wind_from_deg:.0f}",
            "no" if hour.against else "go",
            "; ".join(hour.against),
        )
    console = Console()
    console.print(table)
    for window in open_:
        begin, end = window.begin.astimezone(), window.end.astimezone()
        most = f"{window.strongest_mps:.1f} m/s"
        console.print(f"go {begin:%m-%d %H:%M} to {end:%m-%d %H:%M}, wind up to {most}")
    if not open_:
        console.print("no window: nothing in this forecast lets it fly long enough")
    silent = sorted({what for hour in every for what in hour.unknown})
    if silent:
        console.print(f"the forecast says nothing of: {', '.join(silent)}")
