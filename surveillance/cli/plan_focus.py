"""What a plan tells of its pattern: why it was chosen, spacing, passes, places."""

import sys
from typing import Any

from mission_planner.plan import Plan


def pattern_json(made: Plan) -> dict[str, Any]:
    """Figures of the pattern; None where it has none. Places are numbered as they were given."""
    spacing, remarks = made.spacing, made.remarks
    return {
        "why": made.why,
        "spacing_m": None if spacing is None else round(spacing.track_m, 1),
        "sweep_width_m": None if spacing is None else round(spacing.sweep_width_m, 1),
        "coverage_factor": None if spacing is None else round(spacing.coverage_factor, 3),
        "spacing_advice": None if spacing is None else spacing.advice,
        "passes": remarks.passes,
        "on_station_s": remarks.on_station_s,
        "visited": list(remarks.visited),
        "left_out": [
            {
                "place": left.number,
                "lonlat": [round(left.place.lon, 7), round(left.place.lat, 7)],
                "reason": left.reason,
            }
            for left in remarks.left_out
        ],
    }


def tell_pattern(made: Plan) -> None:
    """On stderr: the choice of auto, legs too far apart, and every place that is left out."""
    if made.request.pattern == "auto":
        print(f"{made.pattern}: {made.why}", file=sys.stderr)
    if made.spacing is not None and made.spacing.is_loose:
        print(made.spacing.advice, file=sys.stderr)
    for left in made.remarks.left_out:
        place = f"{left.place.lon:.5f},{left.place.lat:.5f}"
        print(f"left out: place {left.number} at {place}: {left.reason}", file=sys.stderr)


def pattern_lines(made: Plan) -> list[str]:
    """The same for the table."""
    remarks, lines = made.remarks, []
    if made.spacing is not None:
        lines.append(made.spacing.advice)
    if remarks.passes is not None:
        lines.append(f"passes along the line: {remarks.passes}")
    if remarks.on_station_s is not None:
        each = "at each place" if len(remarks.visited) > 1 else "at the place"
        lines.append(f"on station {remarks.on_station_s / 60:.1f} min {each}")
    if len(remarks.visited) > 1:
        lines.append(f"visited in this order: {', '.join(map(str, remarks.visited))}")
    return lines
