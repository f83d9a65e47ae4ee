"""`mizugiwa check`: what a plan file would break, whoever made it."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from geodata.area import Area
from geodata.coast import Land
from mission_planner.airspace import land_in_metres
from mission_planner.checks import Limits, Report, check
from mission_planner.errors import PlanRefused
from mission_planner.fleet import find_vehicle, read_fleet
from mission_planner.formats import read_mission
from mission_planner.request import Wind
from mission_planner.vehicle import VehicleSpec
from surveillance import settings
from surveillance.cli.area import find_area
from surveillance.cli.plan import (
    LAND_MARGIN_M,
    Fleet,
    LandFile,
    Vehicle,
    WindOption,
    read_near,
    violation,
)


def check_command(
    plan: Annotated[Path, typer.Argument(metavar="PLANFILE", help=".plan or .waypoints file")],
    area: Annotated[str, typer.Option(help="name of an area, or a GeoJSON file")],
    vehicle: Vehicle = None,
    fleet: Fleet = None,
    land: LandFile = None,
    standoff: Annotated[
        float, typer.Option(min=0.0, help="least distance to land, metres; 0: not over land")
    ] = 0.0,
    wind: WindOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document")] = False,
) -> None:
    """List every violation of a plan with place and amount; exit 3 when there is any."""
    spec = find_vehicle(read_fleet(fleet), vehicle)
    limited = find_area(area, settings.load().home)
    mission = read_mission(plan)
    limits = _limits(limited, spec, read_near(land, limited), standoff, wind)
    report = check(mission, limits)
    if as_json:
        print(json.dumps(_document(plan, spec, report), ensure_ascii=False, allow_nan=False))
    else:
        _print_table(report)
    if limits.land.is_empty:
        print("no land is known here: give it with --land FILE", file=sys.stderr)
    if report.violations:
        first = report.violations[0]
        raise PlanRefused(f"{plan}: {len(report.violations)} violations; first: {first.text}")


def _limits(
    area: Area, vehicle: VehicleSpec, land: Land | None, standoff_m: float, wind: Wind | None
) -> Limits:
    shapes = land_in_metres(area.frame, area, land, standoff_m + LAND_MARGIN_M)
    return Limits(area, vehicle, shapes, standoff_m, wind or Wind(0.0, 0.0))


def _document(plan: Path, vehicle: VehicleSpec, report: Report) -> dict[str, object]:
    figures, nearest = report.estimate, report.nearest_m
    return {
        "plan": str(plan),
        "vehicle": vehicle.name,
        "length_m": round(figures.length_m, 1),
        "duration_s": round(figures.duration_s, 1),
        "energy_wh": round(figures.energy_wh, 1),
        "battery_left_pct": round(figures.battery_left_pct, 1),
        "nearest_land_m": None if nearest is None else round(nearest, 1),
        "violations": [violation(found) for found in report.violations],
    }


def _print_table(report: Report) -> None:
    table = Table("violation", "lon", "lat", "amount", "limit", "what")
    for found in report.violations:
        place = found.place
        table.add_row(
            found.kind,
            f"{place.lon:.6f}",
            f"{place.lat:.6f}",
            f"{found.amount:.1f}",
            f"{found.limit:g}",
            found.text,
        )
    console = Console()
    if report.violations:
        console.print(table)
    figures = report.estimate
    console.print(
        f"{len(report.violations)} violations; {figures.length_m / 1000:.1f} km,"
        f" {figures.duration_s / 60:.1f} min, battery left {figures.battery_left_pct:.0f} %"
    )
