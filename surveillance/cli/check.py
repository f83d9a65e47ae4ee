"""`mizugiwa check`: what a plan file would break, whoever made it."""

import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from geodata.area import Area
from mission_planner.airspace import land_in_metres
from mission_planner.checks import Limits, Report, Violation, check
from mission_planner.errors import PlanRefused
from mission_planner.fleet import find_vehicle, read_fleet
from mission_planner.flight import TAKE_OVER_S
from mission_planner.formats import READ, read_mission
from mission_planner.layers.assessment import Ground, assess
from mission_planner.layers.layers import with_zones
from mission_planner.layers.report import as_json as as_values
from mission_planner.mission import Mission
from mission_planner.own_fence import narrowed
from mission_planner.request import Wind
from mission_planner.vehicle import VehicleSpec
from surveillance import settings
from surveillance.cli.area import find_area
from surveillance.cli.dive_options import NO_BED, BedDepth, BedFile, Current, bed_of, flow_of
from surveillance.cli.layer_options import LayerOptions, print_assessment
from surveillance.cli.plan_options import (
    LAND_MARGIN_M,
    Fleet,
    LandFile,
    Vehicle,
    WindOption,
    read_near,
    takes_options,
)
from surveillance.cli.plan_print import violation


@dataclass(frozen=True, slots=True)
class CheckOptions(LayerOptions):
    """What `mizugiwa check` can be told: every field is an argument or an option of the command."""

    plan: Annotated[Path, typer.Argument(metavar="PLANFILE", help=" ".join(READ))]
    area: Annotated[str, typer.Option(help="name of an area, or a GeoJSON file")]
    vehicle: Vehicle = None
    fleet: Fleet = None
    land: LandFile = None
    standoff: Annotated[
        float, typer.Option(min=0.0, help="least distance to land, metres; 0: not over land")
    ] = 0.0
    wind: WindOption = None
    current: Current = None
    bed: BedFile = None
    bed_depth: BedDepth = None
    sortie: Annotated[int | None, typer.Option(help="which one, in a file with several")] = None
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document")] = False


@takes_options
def check_command(options: CheckOptions) -> None:
    """List every violation of a plan with place and amount; exit 3 when there is any."""
    spec = find_vehicle(read_fleet(options.fleet), options.vehicle)
    mission = read_mission(options.plan, options.sortie)
    area, broken = _own_limits(options, mission)
    limits = _limits(options, spec, area)
    report = check(mission, limits)
    report = replace(report, violations=(*broken, *report.violations))
    found = None
    if spec.submersible is None:  # airspace and radio are no matter of a dive
        context = options.context(limits.area, limits.layers, report.estimate.duration_s)
        ground = Ground(limits.area, limits.land, limits.wind)
        found = assess([mission], spec, ground, context, options.radio)
    if options.as_json:
        document = _document(options.plan, spec, report)
        document |= {} if found is None else as_values(found)
        print(json.dumps(document, ensure_ascii=False, allow_nan=False))
    else:
        _print_table(report)
        if found is not None:
            print_assessment(found)
    if mission.ends_aloft:
        print(
            f"it ends in a wait for its pilot, {TAKE_OVER_S:.0f} s of it are counted; where a ship"
            " is then no plan file says",
            file=sys.stderr,
        )
    if limits.land.is_empty:
        print("no land is known here: give it with --land FILE", file=sys.stderr)
    if report.violations:
        first = report.violations[0]
        raise PlanRefused(
            f"{options.plan}: {len(report.violations)} violations; first: {first.text}"
        )


def _own_limits(options: CheckOptions, mission: Mission) -> tuple[Area, tuple[Violation, ...]]:
    """The area with the limits of the fence that the mission carries itself.

    Where the two have nothing in common that is a violation, and the area's fence alone holds.
    """
    area = find_area(options.area, settings.load().home)
    try:
        return narrowed(area, mission, str(options.plan)), ()
    except PlanRefused as exc:
        return area, (Violation("fence", mission.home, 0.0, 0.0, str(exc)),)


def _limits(options: CheckOptions, vehicle: VehicleSpec, area: Area) -> Limits:
    """Those of an area and of the layers."""
    layers = options.layers(area)
    area = with_zones(area, layers)
    land = read_near(options.land, area)
    shapes = land_in_metres(area.frame, area, land, options.standoff + LAND_MARGIN_M)
    wind = flow_of(vehicle, options.wind, options.current) or Wind(0.0, 0.0)
    bed = bed_of(options.bed, options.bed_depth, area)
    if vehicle.submersible is None and bed is not None:
        raise typer.BadParameter(f"{vehicle.name} flies: a sea bed is for a sub")
    if vehicle.submersible is not None and bed is None:
        print(NO_BED, file=sys.stderr)
    return Limits(area, vehicle, shapes, options.standoff, wind, layers, bed)


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
