"""A search as it was flown, from the plan file that it was flown by."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geodata.position import LocalFrame
from mission_planner.detection.curve import inverse_cube_curve
from mission_planner.drift.searched import Search
from mission_planner.errors import FormatError
from mission_planner.formats.seen import curve_of
from mission_planner.formats.text import read_text

USUAL_WIDTH_M = 100.0  # where neither the plan nor the officer says what a pass finds
SHORTEST_M = 1.0


def read_search(
    file: Path, begun: datetime, frame: LocalFrame, sweep_width_m: float | None
) -> Search:
    """The path of a plan's first sortie, flown at its own even pace from `begun` on.

    What a pass finds: by Koopman's inverse cube law with sweep_width_m; None: by the lateral range
    curve that the plan was made with, or where it has none with USUAL_WIDTH_M. Raises FormatError.
    """
    told, line = _path(file)
    duration_s = _number(told.get("duration_s"))
    way = np.asarray(frame.geometry_to_metres(line).coords, np.float64)[:, :2]
    gone = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(way, axis=0).T))])
    if not (duration_s > 0.0 and gone[-1] >= SHORTEST_M and np.isfinite(gone[-1])):
        raise FormatError(f"{file}: its path has no length or no duration: plan it again")
    curve = curve_of(told.get("lateral_range"), str(file)) if sweep_width_m is None else None
    if curve is None:
        pace_mps = float(gone[-1]) / duration_s
        curve = inverse_cube_curve(sweep_width_m or USUAL_WIDTH_M, pace_mps)
    times = begun.timestamp() + gone / gone[-1] * duration_s
    return Search(way, np.asarray(times, np.float64), curve, file.name)


def _path(file: Path) -> tuple[dict[str, Any], shapely.LineString]:
    """Properties and line of the first path."""
    text = read_text(file)
    try:
        features = json.loads(text)["features"]
        path = next(f for f in features if f["properties"]["kind"] == "path")
        line = shapely.geometry.shape(path["geometry"])
        told = dict(path["properties"])
    except (ValueError, KeyError, TypeError, StopIteration, AttributeError, RecursionError) as exc:
        raise FormatError(f"{file} is no plan written by `plan --out X.geojson`") from exc
    if not isinstance(line, shapely.LineString):
        raise FormatError(f"{file}: its path is a {line.geom_type}; it must be a LineString")
    return told, line


def _number(value: object) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else float("nan")  # type: ignore[arg-type]
