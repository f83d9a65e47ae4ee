"""`mizugiwa plan --areas`: rounds over several areas, and a day's schedule."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from geodata.area import Area
from geodata.area_several import read_areas
from mission_planner.airspace import land_in_metres
from mission_planner.errors import PlanRefused
from mission_planner.fleet import find_vehicles, read_fleet
from mission_planner.layers.assessment import Ground, assess
from mission_planner.rounds.engine import solver
from mission_planner.rounds.ground import joined
from mission_planner.schedule.asked import DayRequest
from mission_planner.schedule.clock import clock
from mission_planner.schedule.day import Day, plan_day
from mission_planner.schedule.gantt import chart_of, write_chart
from mission_planner.schedule.needs import hours
from mission_planner.schedule.risk import read_weights
from surveillance import settings
from surveillance.cli.area import find_area
from surveillance.cli.layer_options import print_assessment
from surveillance.cli.plan_files import write_files
from surveillance.cli.plan_options import LAND_MARGIN_M, PlanOptions, read_near
from surveillance.cli.plan_print import summary, violation, warn
from surveillance.cli.working import working

WIDEST, NARROWEST = 96, 24  # characters of the chart


def run_day(options: PlanOptions) -> None:
    """Plan, write, draw and print the day that the options ask for."""
    with working("planning the day"):
        day = _planned(options)
    warn(day.plan)
    files = write_files(day.plan, options.out) if options.out is not None else ()
    if options.preview is not None:
        write_chart(day, read_near(options.land, day.plan.area), options.preview)
        print(f"preview: {options.preview}", file=sys.stderr)
    if options.as_json:
        print(json.dumps(document(day, files), ensure_ascii=False, allow_nan=False))
    else:
        print_day(day)


def find_areas(text: str, home: Path) -> tuple[Area, ...]:
    """The areas of names and files between commas. Raises AreaError: which names there are."""
    found: list[Area] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        if Path(part).suffix in (".geojson", ".json") and Path(part).is_file():
            found += read_areas(Path(part))
        else:
            found.append(find_area(part, home))
    return tuple(found)


def _planned(options: PlanOptions) -> Day:
    if (options.areas is None) == (options.area is None):
        raise typer.BadParameter("give either AREA or --areas A,B,C")
    areas = find_areas(options.areas or options.area or "", settings.load().home)
    if options.boats(areas[0], options.at) is not None:
        raise typer.BadParameter("--against is for one AREA without --areas and --window")
    if options.ship is not None:
        raise typer.BadParameter("--deck is for one AREA without --areas and --window")
    if options.forecast is not None:
        raise typer.BadParameter("--forecast is for one AREA: give --wind for several")
    vehicles = find_vehicles(read_fleet(options.fleet), options.vehicle, takes_all=True)
    divers = [vehicle.name for vehicle in vehicles if vehicle.submersible is not None]
    if divers or options.dives:
        raise typer.BadParameter(f"days are planned for aircraft: leave out {divers or 'the dive'}")
    asked = DayRequest(
        areas=areas,
        vehicles=vehicles,
        request=options.request,
        window=options.window,
        revisit_s=options.revisit,
        weights=tuple(read_weights(options.risk, areas)) if options.risk else None,
    )
    whole = joined(areas, asked.request)
    land, layers = read_near(options.land, whole), options.layers(whole)
    try:
        day = plan_day(asked, land, layers, solver(options.engine))
    except PlanRefused as exc:
        if options.as_json:
            broken = [violation(v) for v in exc.violations]
            print(json.dumps({"refused": str(exc), "violations": broken}, ensure_ascii=False))
        raise
    area = day.plan.area
    shore = land_in_metres(area.frame, area, land, LAND_MARGIN_M)
    context = options.context(area, layers, day.end_s)
    missions = [sortie.mission for sortie in day.plan.sorties]
    ground = Ground(area, shore, asked.request.wind)
    told = assess(missions, vehicles[0], ground, context, options.radio)
    return replace(day, plan=replace(day.plan, assessment=told))


def document(day: Day, files: tuple[Path, ...]) -> dict[str, Any]:
    """The day as JSON: the plan of its different sorties, and the schedule; seconds count from the
    opening of the window, or from the first take-off."""
    asked = day.asked
    window = asked.window
    return {
        **summary(day.plan, files),
        "areas": [
            {"area": area.name, "coverage": round(share, 5)}
            for area, share in zip(asked.areas, day.coverage, strict=True)
        ],
        "window": None if window is None else [clock(day, 0.0), clock(day, window.length_s)],
        "revisit_s": asked.revisit_s,
        "rounds": day.rounds,
        "round_s": round(day.round_s, 1),
        "flights": [
            {
                "vehicle": flight.vehicle,
                "sortie": flight.sortie,
                "take_off": clock(day, flight.start_s),
                "landing": clock(day, flight.end_s),
                "start_s": round(flight.start_s, 1),
                "end_s": round(flight.end_s, 1),
                "altitude_m": flight.altitude_m,
                "extra": flight.is_extra,
                "looks": [
                    {
                        "target": day.watches[sight.visit - 1].name,
                        "begin_s": round(sight.begin_s, 1),
                        "end_s": round(sight.end_s, 1),
                    }
                    for sight in flight.sights
                ],
            }
            for flight in day.flights
        ],
        "targets": [
            {
                "target": watch.name,
                "area": watch.area,
                "weight": round(watch.weight, 3),
                "looks": watch.looks,
                "longest_gap_s": _rounded(watch.longest_gap_s),
                "wanted_gap_s": _rounded(watch.wanted_gap_s),
            }
            for watch in day.watches
        ],
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def print_day(day: Day) -> None:
    """The chart, a row per flight and a row per target on stdout."""
    console = Console()
    console.print(_bars(day, console.width))
    flights = Table("vehicle", "sortie", "take-off", "landing", "height m", "left %", "looks at")
    left = {sortie.number: sortie.battery_left_pct for sortie in day.plan.sorties}
    for flight in day.flights:
        looks = ", ".join(day.watches[sight.visit - 1].name for sight in flight.sights)
        flights.add_row(
            flight.vehicle,
            f"{flight.sortie}{' +' if flight.is_extra else ''}",
            clock(day, flight.start_s),
            clock(day, flight.end_s),
            f"{flight.altitude_m:.0f}",
            f"{left[flight.sortie]:.0f}",
            looks,
        )
    console.print(flights)
    targets = Table("target", "looks", "longest unseen", "risk asks for", "weight")
    for watch in day.watches:
        gaps = (watch.longest_gap_s, watch.wanted_gap_s)
        cells = ["" if gap is None else hours(gap) for gap in gaps]
        targets.add_row(watch.name, str(watch.looks), *cells, f"{watch.weight:.1f}")
    console.print(targets)
    swap = day.asked.request.swap_s / 60.0
    console.print(
        f"{day.rounds} round{'s' if day.rounds > 1 else ''} of {hours(day.round_s)}, battery swap"
        f" {swap:g} min; coverage {100.0 * day.plan.coverage:.1f} %, swath {day.plan.swath_m:.0f} m"
    )
    if day.plan.assessment is not None:
        print_assessment(day.plan.assessment)


def _bars(day: Day, width: int) -> Table:
    """The chart in characters: the number of the sortie that a vehicle flies, + for the risk."""
    chart = chart_of(day)
    wide = min(max(width - max(map(len, chart.rows)) - 4, NARROWEST), WIDEST)
    first, last = clock(day, 0.0), clock(day, chart.end_s)
    table = Table("", f"{first}{last:>{wide - len(first)}}", box=None)
    for number, name in enumerate(chart.rows):
        line = ["·"] * wide
        for bar in (bar for bar in chart.bars if bar.row == number):
            begin = min(int(wide * bar.begin_s / chart.end_s), wide - 1)
            end = max(round(wide * bar.end_s / chart.end_s), begin + 1)
            text = (bar.text + "█" * wide)[: end - begin]
            line[begin:end] = text
        table.add_row(name, "".join(line))
    return table
