"""`mizugiwa plan`: a flyable, checked plan for an area."""

import json
import sys
from dataclasses import replace

import typer

from geodata.coast import Land
from mission_planner import formats
from mission_planner.airspace import land_in_metres
from mission_planner.detection.against import Against
from mission_planner.detection.best import Make, best_plan
from mission_planner.detection.fitted import flown_against
from mission_planner.errors import PlanRefused
from mission_planner.fleet import find_vehicles, read_fleet
from mission_planner.layers.assessment import Ground, assess
from mission_planner.plan import Plan, PlanRequest, plan
from mission_planner.preview import check_preview, write_preview
from mission_planner.vehicle import VehicleSpec
from surveillance import settings
from surveillance.cli.area import find_area
from surveillance.cli.forecast_options import weather_of
from surveillance.cli.plan_files import write_files
from surveillance.cli.plan_options import LAND_MARGIN_M, PlanOptions, read_near, takes_options
from surveillance.cli.plan_print import print_table, summary, violation, warn
from surveillance.cli.working import working


@takes_options
def plan_command(options: PlanOptions) -> None:
    """Plan a patrol along a coast or round an island; refused (exit 3) when it breaks a limit."""
    if options.out is not None:
        formats.check_suffix(options.out)
    if options.preview is not None:
        check_preview(options.preview)
    if options.is_day:
        # its compiled loops take a while to load: only a day needs them
        from surveillance.cli.plan_day import run_day

        run_day(options)
        return
    with working("planning"):
        made = _planned(options)
    files = write_files(made, options.out) if options.out is not None else ()
    if options.preview is not None:
        write_preview(made, read_near(options.land, made.area), options.preview)
        print(f"preview: {options.preview}", file=sys.stderr)
    warn(made)  # last: a file that cannot be written is told in one line
    if options.as_json:
        print(json.dumps(summary(made, files), ensure_ascii=False, allow_nan=False))
    else:
        print_table(made)


def _planned(options: PlanOptions) -> Plan:
    if options.area is None:
        raise typer.BadParameter("give an AREA, or several with --areas A,B,C")
    if options.ship is not None and options.antenna is not None:
        raise typer.BadParameter("--antenna maps the link of a home that stays: not with --deck")
    vehicles = find_vehicles(read_fleet(options.fleet), options.vehicle)
    area = find_area(options.area, settings.load().home)
    flow = options.flow(vehicles[0])
    weather = weather_of(options.forecast, flow, options.at, area, vehicles[0])
    for text in weather.warnings:
        print(f"the forecast has against it: {text}", file=sys.stderr)
    request = options.request_for(vehicles[0], area, weather.wind)
    land, layers = read_near(options.land, area), options.layers(area)
    boats = options.boats(area, options.at, weather.forecast)
    if request.dive is not None and boats is not None:
        raise typer.BadParameter(f"{vehicles[0].name} dives: --against is for cameras in the air")

    def make(asked: PlanRequest, vehicle: VehicleSpec | None = None) -> Plan:
        return plan(area, vehicles if vehicle is None else vehicle, asked, land, layers)

    try:
        made = make(request)
    except PlanRefused as exc:
        if options.as_json:
            broken = [violation(v) for v in exc.violations]
            print(json.dumps({"refused": str(exc), "violations": broken}, ensure_ascii=False))
        raise
    if request.dive is not None:  # airspace and radio are no matter of a dive
        return made
    if boats is not None:
        made = _seeing(options, make, made, boats, land)
    shore = land_in_metres(made.area.frame, made.area, land, LAND_MARGIN_M)
    ground = Ground(made.area, shore, request.wind)
    context = options.context(made.area, layers, made.duration_s)
    missions = [sortie.mission for sortie in made.sorties]
    assessed = assess(missions, vehicles[0], ground, context, options.radio)
    return replace(made, assessment=assessed)


def _seeing(
    options: PlanOptions, make: Make, made: Plan, boats: Against, land: Land | None
) -> Plan:
    """The plan with its detection: a barrier fitted to the boats, others with --best."""
    is_high_free, is_wide_free = options.altitude is None, options.swath is None
    if not options.best or made.pattern == "barrier":
        return flown_against(make, made, boats, land, is_height_free=is_high_free)
    return best_plan(
        make, made, boats, land, is_height_free=is_high_free, is_spacing_free=is_wide_free
    )
