"""`mizugiwa plan`: a flyable, checked plan for an area."""

import json
import math
import re
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from geodata.area import Area
from geodata.coast import Land, read_land
from geodata.errors import AreaError, PositionError
from geodata.position import LonLat
from mission_planner import formats
from mission_planner.airspace import land_bounds
from mission_planner.checks import Violation
from mission_planner.errors import PlanRefused
from mission_planner.fleet import find_vehicle, read_fleet
from mission_planner.plan import Plan, PlanRequest, Uncovered, Wind, plan
from surveillance import settings
from surveillance.cli.area import find_area

LAND_MARGIN_M = 5_000.0  # land read beyond the fence; the planner clips it to what it measures

NOTICED_PCT = 1.0
LISTED = 8  # pieces that are not seen, in the table; JSON has all

_NUMBER = r"[-+]?\d+(?:\.\d*)?"


def parse_wind(text: str) -> Wind:
    """SPEED@FROM: metres per second and degrees, e.g. 7@300."""
    match = re.fullmatch(rf"({_NUMBER})@({_NUMBER})", text.strip())
    if not match or float(match[1]) < 0 or not 0 <= float(match[2]) <= 360:
        raise typer.BadParameter(f"{text!r} is not SPEED@FROM in m/s and degrees, such as 7@300")
    return Wind(float(match[1]), float(match[2]))


def parse_place(text: str) -> LonLat:
    """LON,LAT in degrees. Raises AreaError for a place that is none on Earth."""
    match = re.fullmatch(rf"({_NUMBER}),\s*({_NUMBER})", text.strip())
    if not match:
        raise typer.BadParameter(f"{text!r} is not LON,LAT in degrees, such as 130.1068,34.2382")
    try:
        return LonLat(float(match[1]), float(match[2]))
    except PositionError as exc:  # as a ValueError it would count as wrong usage
        raise AreaError(f"home {text}: {exc}") from exc


Standoff = Annotated[float, typer.Option(help="least distance to land, metres")]
Vehicle = Annotated[str | None, typer.Option(help="name of a vehicle of the fleet")]
Fleet = Annotated[Path | None, typer.Option(help="fleet file (TOML); default: the built-in one")]
LandFile = Annotated[Path | None, typer.Option("--land", help="land polygons; any vector file")]
WindOption = Annotated[
    Wind | None, typer.Option(parser=parse_wind, metavar="SPEED@FROM", help="m/s, degrees")
]


def plan_command(
    area: Annotated[str, typer.Argument(help="name of an area, or a GeoJSON file")],
    pattern: Annotated[str, typer.Option(help="auto, corridor or loop")] = "auto",
    vehicle: Vehicle = None,
    fleet: Fleet = None,
    land: LandFile = None,
    standoff: Standoff = 300.0,
    strip: Annotated[float, typer.Option(help="width of the strip to see, metres")] = 200.0,
    altitude: Annotated[float, typer.Option(help="metres above home")] = 100.0,
    swath: Annotated[
        float | None, typer.Option(help="line spacing, metres; default: from the camera")
    ] = None,
    overlap: Annotated[float, typer.Option(help="percent, for a swath from the camera")] = 10.0,
    coverage: Annotated[float, typer.Option(help="percent of the strip to see")] = 100.0,
    wind: WindOption = None,
    home: Annotated[
        LonLat | None, typer.Option(parser=parse_place, metavar="LON,LAT", help="launch place")
    ] = None,
    direction: Annotated[str, typer.Option(help="round islands: cw or ccw")] = "cw",
    out: Annotated[Path | None, typer.Option(help=f"file: {', '.join(formats.WRITTEN)}")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document")] = False,
) -> None:
    """Plan a patrol along a coast or round an island; refused (exit 3) when it breaks a limit."""
    if out is not None:
        formats.check_suffix(out)
    request = PlanRequest(
        pattern=pattern,
        standoff_m=standoff,
        strip_m=strip,
        altitude_m=altitude,
        swath_m=swath,
        overlap_pct=overlap,
        coverage_pct=coverage,
        home=home,
        wind=wind or Wind(0.0, 0.0),
        direction=direction,
    )
    spec = find_vehicle(read_fleet(fleet), vehicle)
    patrolled = find_area(area, settings.load().home)
    try:
        made = plan(patrolled, spec, request, read_near(land, patrolled))
    except PlanRefused as exc:
        if as_json:
            broken = [violation(v) for v in exc.violations]
            print(json.dumps({"refused": str(exc), "violations": broken}, ensure_ascii=False))
        raise
    _warn(made)
    if out is not None:
        formats.write_file(made, out)
        print(f"written: {out}", file=sys.stderr)
    if as_json:
        print(json.dumps(summary(made, out), ensure_ascii=False, allow_nan=False))
    else:
        _print_table(made)


def read_near(file: Path | None, area: Area) -> Land | None:
    """The land of a file round an area; None without a file."""
    return None if file is None else read_land(file, near=land_bounds(area, LAND_MARGIN_M))


def summary(made: Plan, out: Path | None) -> dict[str, Any]:
    """What a program wants to know of a plan; coverage is a share, 0 to 1."""
    nearest = made.nearest_land_m
    return {
        "area": made.area.name,
        "vehicle": made.vehicle.name,
        "pattern": made.pattern,
        "standoff_m": made.request.standoff_m,
        "strip_m": made.request.strip_m,
        "altitude_m": made.request.altitude_m,
        "swath_m": round(made.swath_m, 1),
        "length_m": round(made.length_m, 1),
        "duration_s": round(made.duration_s, 1),
        "energy_wh": round(made.energy_wh, 1),
        "battery_left_pct": round(made.battery_left_pct, 1),
        "coverage": round(made.coverage, 5),
        "nearest_land_m": None if nearest is None else math.floor(nearest * 10) / 10,
        "sorties": [
            {
                "sortie": sortie.number,
                "items": len(sortie.mission.items),
                "length_m": round(sortie.length_m, 1),
                "duration_s": round(sortie.duration_s, 1),
                "energy_wh": round(sortie.energy_wh, 1),
                "battery_left_pct": round(sortie.battery_left_pct, 1),
            }
            for sortie in made.sorties
        ],
        "uncovered": [
            {"reason": piece.reason, "area_m2": round(piece.area_m2), "lonlat": _inside(piece)}
            for piece in made.uncovered
        ],
        "violations": [],
        "out": None if out is None else str(out),
    }


def violation(found: Violation) -> dict[str, Any]:
    """A violation as JSON."""
    return {
        "kind": found.kind,
        "lonlat": [round(found.place.lon, 7), round(found.place.lat, 7)],
        "amount": round(found.amount, 2),
        "limit": found.limit,
        "text": found.text,
    }


def _warn(made: Plan) -> None:
    """Says when noticeably less than the asked share is seen."""
    seen, asked = 100.0 * made.coverage, made.request.coverage_pct
    if seen < asked - NOTICED_PCT:
        reasons = ", ".join(sorted({piece.reason for piece in made.uncovered}))
        text = f"the plan sees {seen:.0f} % of the strip, not {asked:g} %; kept away by: {reasons}"
        print(text, file=sys.stderr)


def _inside(piece: Uncovered) -> list[float]:
    point = piece.shape.representative_point()
    return [round(point.x, 6), round(point.y, 6)]


def _print_table(made: Plan) -> None:
    table = Table("sortie", "km", "min", "Wh", "battery left %", "items", title=_title(made))
    for sortie in made.sorties:
        table.add_row(
            str(sortie.number),
            f"{sortie.length_m / 1000:.1f}",
            f"{sortie.duration_s / 60:.1f}",
            f"{sortie.energy_wh:.0f}",
            f"{sortie.battery_left_pct:.0f}",
            str(len(sortie.mission.items)),
        )
    console = Console()
    console.print(table)
    nearest = made.nearest_land_m
    shore = "" if nearest is None else f", nearest to land {math.floor(nearest)} m"
    console.print(f"coverage {100 * made.coverage:.1f} %{shore}, swath {made.swath_m:.0f} m")
    for piece in made.uncovered[:LISTED]:
        lon, lat = _inside(piece)
        console.print(f"not seen: {piece.area_m2:.0f} m2 at {lon:.5f},{lat:.5f} ({piece.reason})")
    if len(made.uncovered) > LISTED:
        more = len(made.uncovered) - LISTED
        console.print(f"not seen: {more} smaller pieces (--json lists them)")


def _title(made: Plan) -> str:
    return f"{made.area.name}: {made.pattern} with {made.vehicle.name}"
