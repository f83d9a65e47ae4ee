"""A plan as a table and as JSON, and what to warn of."""

import math
import sys
from itertools import zip_longest
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from mission_planner.checks import Violation
from mission_planner.layers.report import as_json
from mission_planner.plan import Plan, Sortie, Uncovered
from surveillance.cli.deck_options import deck_json, deck_lines, landing_json, tell_deck
from surveillance.cli.detection_print import detection_line, detection_summary
from surveillance.cli.dive_options import dive_json, dive_lines, reckoning_json, tell_dive
from surveillance.cli.layer_options import print_assessment
from surveillance.cli.plan_focus import pattern_json, pattern_lines, tell_pattern

NOTICED_PCT = 1.0
LISTED = 8  # pieces that are not seen, in the table; JSON has all


def summary(made: Plan, files: tuple[Path, ...]) -> dict[str, Any]:
    """What a program wants to know of a plan; coverage is a share, 0 to 1.

    files: written, one per sortie; empty: none.
    """
    nearest = made.nearest_land_m
    return {
        "area": made.area.name,
        "vehicle": made.vehicle.name,
        "pattern": made.pattern,
        **pattern_json(made),
        **deck_json(made),
        **dive_json(made),
        "standoff_m": made.request.standoff_m,
        "strip_m": made.request.strip_m,
        "altitude_m": made.request.altitude_m,
        "swath_m": round(made.swath_m, 1),
        "length_m": round(made.length_m, 1),
        "duration_s": round(made.duration_s, 1),
        "done_s": round(made.done_s, 1),
        "energy_wh": round(made.energy_wh, 1),
        "battery_left_pct": round(made.battery_left_pct, 1),
        "coverage": round(made.coverage, 5),
        "nearest_land_m": None if nearest is None else math.floor(nearest * 10) / 10,
        "sorties": [
            {
                "sortie": sortie.number,
                "vehicle": sortie.vehicle.name,
                "start_s": round(sortie.start_s, 1),
                "altitude_m": sortie.altitude_m,
                "items": len(sortie.mission.items),
                "length_m": round(sortie.length_m, 1),
                "duration_s": round(sortie.duration_s, 1),
                "energy_wh": round(sortie.energy_wh, 1),
                "battery_left_pct": round(sortie.battery_left_pct, 1),
                "file": str(file) if file else None,
                **_launch(sortie),
                **landing_json(sortie),
                **reckoning_json(sortie),
            }
            for sortie, file in zip_longest(made.sorties, files)
        ],
        "uncovered": [
            {"reason": piece.reason, "area_m2": round(piece.area_m2), "lonlat": _inside(piece)}
            for piece in made.uncovered
        ],
        "violations": [],
        **({} if made.assessment is None else as_json(made.assessment)),
        **({} if made.detection is None else {"detection": detection_summary(made)}),
        "out": _named(files),
    }


def _launch(sortie: Sortie) -> dict[str, int]:
    """Where a plane has to be launched to, degrees from true north; nothing for a copter."""
    return {} if sortie.launch_deg is None else {"launch_deg": round(sortie.launch_deg) % 360}


def _named(files: tuple[Path, ...]) -> str | list[str] | None:
    """One name for one file, a list for several."""
    names = list(map(str, dict.fromkeys(files)))
    return (names[0] if names else None) if len(names) < 2 else names


def violation(found: Violation) -> dict[str, Any]:
    """A violation as JSON."""
    return {
        "kind": found.kind,
        "lonlat": [round(found.place.lon, 7), round(found.place.lat, 7)],
        "amount": round(found.amount, 2),
        "limit": found.limit,
        "text": found.text,
    }


def warn(made: Plan) -> None:
    """Says what the pattern has to tell, and when noticeably less than the asked share is seen."""
    tell_pattern(made)
    tell_deck(made)
    tell_dive(made)
    seen, asked = 100.0 * made.coverage, made.request.coverage_pct
    if seen < asked - NOTICED_PCT:
        reasons = ", ".join(sorted({piece.reason for piece in made.uncovered}))
        text = f"the plan sees {seen:.0f} % of the strip, not {asked:g} %; kept away by: {reasons}"
        print(text, file=sys.stderr)


def _inside(piece: Uncovered) -> list[float]:
    point = piece.shape.representative_point()
    return [round(point.x, 6), round(point.y, 6)]


def print_table(made: Plan) -> None:
    """A row per sortie on stdout, then what is seen and what is not."""
    shared = len({sortie.vehicle.name for sortie in made.sorties}) > 1
    whose = ("vehicle", "after min", "height m") if shared else ()
    heads = ("sortie", *whose, "km", "min", "Wh", "battery left %", "items")
    table = Table(*heads, title=_title(made))
    for sortie in made.sorties:
        start, height = f"{sortie.start_s / 60:.0f}", f"{sortie.altitude_m:.0f}"
        table.add_row(
            str(sortie.number),
            *((sortie.vehicle.name, start, height) if shared else ()),
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
    done = f", all done after {made.done_s / 60:.0f} min" if len(made.sorties) > 1 else ""
    console.print(f"coverage {100 * made.coverage:.1f} %{shore}, swath {made.swath_m:.0f} m{done}")
    for line in pattern_lines(made):
        console.print(line)
    for line in (*deck_lines(made), *dive_lines(made)):
        console.print(line, soft_wrap=True)
    if made.detection is not None:
        console.print(detection_line(made), soft_wrap=True)
    for sortie in made.sorties:
        if sortie.launch_deg is not None:
            towards = f"{round(sortie.launch_deg) % 360:03d} deg"
            console.print(f"sortie {sortie.number}: launch {sortie.vehicle.name} towards {towards}")
    for piece in made.uncovered[:LISTED]:
        lon, lat = _inside(piece)
        console.print(f"not seen: {piece.area_m2:.0f} m2 at {lon:.5f},{lat:.5f} ({piece.reason})")
    if len(made.uncovered) > LISTED:
        more = len(made.uncovered) - LISTED
        console.print(f"not seen: {more} smaller pieces (--json lists them)")
    if made.assessment is not None:
        print_assessment(made.assessment)


def _title(made: Plan) -> str:
    fleet = ", ".join(dict.fromkeys(sortie.vehicle.name for sortie in made.sorties))
    return f"{made.area.name}: {made.pattern} with {fleet}"
