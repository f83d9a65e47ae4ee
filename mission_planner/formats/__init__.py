"""Plan files: QGroundControl .plan, .waypoints and GeoJSON. One file per format."""

from pathlib import Path

from mission_planner.errors import FormatError
from mission_planner.formats.geojson import write_geojson
from mission_planner.formats.qgc_plan import read_plan, write_plan
from mission_planner.formats.waypoints import read_waypoints, write_waypoints
from mission_planner.mission import Mission
from mission_planner.planned import Plan

WRITTEN = (".plan", ".waypoints", ".geojson")
READ = (".plan", ".waypoints")


def write_file(plan: Plan, path: Path) -> None:
    """A plan in the format that the file's name asks for. Raises FormatError for another one."""
    check_suffix(path)
    if path.suffix == ".geojson":
        write_geojson(plan, path)
    elif path.suffix == ".plan":
        write_plan(plan.mission, path)
    else:
        write_waypoints(plan.mission, path)


def check_suffix(path: Path) -> None:
    """Raises FormatError when plans are not written in the format of this file name."""
    if path.suffix not in WRITTEN:
        raise FormatError(f"{path}: plans are written as {', '.join(WRITTEN)}, not {path.suffix!r}")


def read_mission(path: Path) -> Mission:
    """The mission of a plan file. Raises FormatError that says where and why it cannot be read."""
    if path.suffix == ".plan":
        return read_plan(path)
    if path.suffix == ".waypoints":
        return read_waypoints(path)
    raise FormatError(f"{path}: missions are read from {' and '.join(READ)} files")
