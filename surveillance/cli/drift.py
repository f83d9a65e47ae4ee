"""`mizugiwa drift`: where a thing drifts, or came from, and the area to search for it."""

import json
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from geodata.position import LocalFrame, LonLat
from mission_planner.drift import (
    LEVELS_PCT,
    OBJECTS,
    Adrift,
    DriftCase,
    Search,
    Water,
    drift_case,
    find_object,
)
from mission_planner.drift.flown_search import USUAL_WIDTH_M, read_search
from mission_planner.drift.regions import utc, write_next_area, write_regions
from mission_planner.drift.water import shore, steady
from mission_planner.errors import OptionError
from mission_planner.preview import check_preview, write_drift_preview
from mission_planner.request import Wind
from mission_planner.weather import read_forecast
from surveillance.cli.drift_lost import OBJECT, Missing, missing
from surveillance.cli.flow_text import parse_current, parse_wind
from surveillance.cli.place_text import parse_place
from surveillance.cli.plan_options import takes_options
from surveillance.cli.times import parse_time

USUAL_SIGMA_M = 200.0


@dataclass(frozen=True, slots=True)
class DriftOptions:
    """What `mizugiwa drift` can be told: every field is an argument or an option."""

    place: Annotated[
        LonLat | None,
        typer.Argument(parser=parse_place, metavar="LON,LAT", help="where it was, or was found"),
    ] = None
    lost: Annotated[
        str | None,
        typer.Option(
            metavar="VEHICLE",
            help="a drone that did not come home: place, time and land from its last sortie",
        ),
    ] = None
    at: Annotated[
        datetime | None,
        typer.Option(parser=parse_time, metavar="TIME", help="when, with time zone"),
    ] = None
    hours: Annotated[
        float | None,
        typer.Option(
            help="how long it drifts; negative: where it came from; with --lost usually until now"
        ),
    ] = None
    thing: Annotated[
        str | None,
        typer.Option(
            "--object",
            help=f"what drifts: {', '.join(OBJECTS)}; usually package, with --lost {OBJECT}",
        ),
    ] = None
    sigma: Annotated[
        float | None,
        typer.Option(
            min=0.0, help=f"how well the place is known, metres; usually {USUAL_SIGMA_M:g}"
        ),
    ] = None
    wind: Annotated[
        Wind | None, typer.Option(parser=parse_wind, metavar="SPEED@FROM", help="m/s, degrees")
    ] = None
    current: Annotated[
        Wind | None, typer.Option(parser=parse_current, metavar="SPEED@TO", help="m/s, degrees")
    ] = None
    forecast: Annotated[
        Path | None, typer.Option(help="CSV or GRIB, instead of --wind and --current")
    ] = None
    land: Annotated[Path | None, typer.Option(help="land polygons; any vector file")] = None
    own_speed: Annotated[
        float | None, typer.Option(min=0.0, help="m/s under power: adds the farthest-on circle")
    ] = None
    searched: Annotated[
        list[str] | None,
        typer.Option(metavar="PLAN.geojson@TIME", help="a search begun then that found nothing"),
    ] = None
    sweep_width: Annotated[
        float | None,
        typer.Option(
            min=1.0,
            help="of those searches, metres; default: what a plan made with --against finds, else"
            f" {USUAL_WIDTH_M:g}",
        ),
    ] = None
    out: Annotated[Path | None, typer.Option(help="regions, track and circle: .geojson")] = None
    search_out: Annotated[
        Path | None, typer.Option(help="area file of the next search, for `plan`: .geojson")
    ] = None
    preview: Annotated[Path | None, typer.Option(help="picture: FILE.html or FILE.png")] = None
    share: Annotated[float, typer.Option(min=1.0, max=99.0, help="percent it shall hold")] = 50.0
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document")] = False


@takes_options
def drift_command(options: DriftOptions) -> None:
    """Where a package, a boat or a lost drone drifts, or came from, and where to search next."""
    if options.preview is not None:
        check_preview(options.preview)
    lost = missing(options.lost) if options.lost is not None else None
    asked = _asked(options, lost)
    frame = LocalFrame(asked.place)
    searches = [_search(text, frame, options.sweep_width) for text in options.searched or []]
    if lost is not None:
        lost.tell()
    case = drift_case(asked, frame, _water(options, asked, frame, lost), searches)
    files = (
        (options.out, write_regions),
        (options.search_out, write_next_area),
        (options.preview, write_drift_preview),
    )
    for path, write in files:
        if path is not None:
            write(case, path)
            print(f"written: {path}", file=sys.stderr)
    if options.as_json:
        print(json.dumps(_summary(case), ensure_ascii=False, allow_nan=False))
    else:
        _print(case)


def _asked(options: DriftOptions, lost: Missing | None) -> Adrift:
    """What was written, or what the record of a lost drone says. Raises BadParameter."""
    if lost is None:
        if options.place is None or options.at is None or options.hours is None:
            raise typer.BadParameter("give LON,LAT with --at and --hours, or --lost VEHICLE")
        place, at, hours = options.place, options.at, options.hours
    else:
        if options.place is not None or options.at is not None:
            raise typer.BadParameter("--lost takes place and time from the record: leave them out")
        place, at = lost.drone.place, lost.drone.at
        hours = lost.hours if options.hours is None else options.hours
    usual_thing, usual_m = ("package", USUAL_SIGMA_M) if lost is None else _of(lost)
    return Adrift(
        find_object(options.thing or usual_thing),
        place,
        at,
        hours,
        usual_m if options.sigma is None else options.sigma,
        options.own_speed,
        options.share,
    )


def _of(lost: Missing) -> tuple[str, float]:
    return OBJECT, lost.drone.sigma_m


def _water(options: DriftOptions, asked: Adrift, frame: LocalFrame, lost: Missing | None) -> Water:
    land = shore(options.land, frame)
    if options.land is None and lost is not None:
        land = lost.land(frame)
    wind, current = options.wind, options.current
    if options.forecast is not None:
        if wind is not None or current is not None:
            raise OptionError("--forecast gives wind and current: leave out --wind and --current")
        read = read_forecast(options.forecast, frame.origin)
        for moment in (asked.at, asked.at + timedelta(hours=asked.hours)):
            read.covers(moment)
        return Water(read.wind_vectors, read.current_vectors, land)
    if wind is None:
        raise OptionError("a drift needs the wind: give --wind SPEED@FROM or --forecast FILE")
    return Water(steady(wind), steady(current or Wind(0.0, 0.0)), land)


def _search(text: str, frame: LocalFrame, sweep_width_m: float | None) -> Search:
    """PLAN.geojson@TIME."""
    name, _, begun = text.rpartition("@")
    if not name:
        raise typer.BadParameter(f"{text!r} is not PLAN.geojson@TIME")
    return read_search(Path(name), parse_time(begun), frame, sweep_width_m)


def _summary(case: DriftCase) -> dict[str, Any]:
    thing, middle, circle_m = case.asked.thing, case.middle, case.farthest_on_m
    return {
        "object": thing.name,
        "stand_in": thing.stand_in,
        "at": utc(case.asked.at),
        "until": utc(case.until),
        "middle": [round(middle.lon, 6), round(middle.lat, 6)],
        "area_km2": {str(pct): round(case.region(pct).area / 1e6, 3) for pct in LEVELS_PCT},
        "stranded": round(float(case.cloud.is_stranded.mean()), 4),
        "left": round(case.map.left, 4),
        "searches": [
            {
                "plan": search.name,
                "sweep_width_m": round(search.curve.sweep_width_m, 1),
                "curve": search.curve.source,
            }
            for search in case.searches
        ],
        "farthest_on_m": None if circle_m is None else round(circle_m),
    }


def _print(case: DriftCase) -> None:
    facts, thing = _summary(case), case.asked.thing
    table = Table("what", "value", title=f"{thing.text}, {case.asked.hours:+g} h")
    if thing.stand_in:
        table.add_row("measured on", thing.stand_in)
    lon, lat = facts["middle"]
    table.add_row("middle", f"{lon:.5f},{lat:.5f}")
    for pct, area in facts["area_km2"].items():
        table.add_row(f"{pct} % within", f"{area:.2f} km2")
    table.add_row("on land", f"{100 * facts['stranded']:.0f} %")
    for search in facts["searches"]:
        table.add_row(f"searched: {search['plan']}", f"{search['sweep_width_m']:.0f} m wide")
        table.add_row("", search["curve"])
    table.add_row("not found by searches so far", f"{100 * facts['left']:.0f} %")
    if case.farthest_on_m is not None:
        table.add_row("farthest-on circle", f"{case.farthest_on_m / 1000:.1f} km")
    Console().print(table)
