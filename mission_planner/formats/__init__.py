"""Plan files: QGroundControl .plan, .waypoints, KML, KMZ and GeoJSON. One file per format."""

import re
from collections.abc import Callable
from pathlib import Path

from mission_planner.errors import FormatError, OptionError
from mission_planner.formats.geojson import read_geojson, write_geojson
from mission_planner.formats.kml import read_kml, write_kml, write_kmz
from mission_planner.formats.qgc_plan import read_plan, write_plan
from mission_planner.formats.waypoints import read_waypoints, write_waypoints
from mission_planner.mission import Mission
from mission_planner.planned import Plan

# of one sortie: that is what an autopilot takes
_OF_SORTIE: dict[str, Callable[[Mission, Path], None]] = {
    ".plan": write_plan,
    ".waypoints": write_waypoints,
}
_OF_PLAN: dict[str, Callable[[Plan, Path], None]] = {
    ".kml": write_kml,
    ".kmz": write_kmz,
    ".geojson": write_geojson,
}
_READERS: dict[str, Callable[[Path], tuple[Mission, ...]]] = {
    ".plan": lambda path: (read_plan(path),),
    ".waypoints": lambda path: (read_waypoints(path),),
    ".txt": lambda path: (read_waypoints(path),),  # what ArduPilot's own programs name them
    ".kml": read_kml,
    ".kmz": read_kml,
    ".geojson": read_geojson,
}
WRITTEN = (*_OF_SORTIE, *_OF_PLAN)
READ = tuple(_READERS)


def write_file(plan: Plan, path: Path) -> tuple[Path, ...]:
    """A plan in the format that the file's name asks for; the files written, one per sortie.

    A .plan or .waypoints file holds one sortie: several become X-1.plan, X-2.plan ... The other
    formats hold them all, and the one file is named for each. Raises FormatError.
    """
    check_suffix(path)
    if path.suffix in _OF_PLAN:
        _OF_PLAN[path.suffix](plan, path)
        return (path,) * len(plan.sorties)
    files = sortie_files(path, len(plan.sorties))
    for file, sortie in zip(files, plan.sorties, strict=True):
        _OF_SORTIE[path.suffix](sortie.mission, file)
    return files


def sortie_files(path: Path, count: int) -> tuple[Path, ...]:
    """The names of the files of single sorties."""
    if count == 1:
        return (path,)
    return tuple(path.with_stem(f"{path.stem}-{n}") for n in range(1, count + 1))


def outdated(path: Path, written: tuple[Path, ...]) -> list[Path]:
    """Files beside those written that an earlier plan of the same name left there."""
    if path.suffix not in _OF_SORTIE:
        return []
    name = re.compile(rf"{re.escape(path.stem)}(-\d+)?{re.escape(path.suffix)}")
    there = (file for file in path.parent.iterdir() if name.fullmatch(file.name))
    return sorted(set(there) - set(written))


def check_suffix(path: Path) -> None:
    """Raises OptionError when plans are not written in the format of this file name."""
    if path.suffix not in WRITTEN:
        raise OptionError(f"{path}: plans are written as {', '.join(WRITTEN)}, not {path.suffix!r}")


def read_missions(path: Path) -> tuple[Mission, ...]:
    """The missions of a plan file, one per sortie. Raises FormatError that says where and why."""
    if path.suffix not in _READERS:
        raise FormatError(f"{path}: missions are read from {', '.join(READ)} files")
    return _READERS[path.suffix](path)


def read_mission(path: Path, sortie: int | None = None) -> Mission:
    """One mission of a plan file; None: the only one. Raises FormatError."""
    missions = read_missions(path)
    if sortie is None and len(missions) > 1:
        raise FormatError(f"{path} holds {len(missions)} sorties: choose one with --sortie")
    if sortie is not None and not 1 <= sortie <= len(missions):
        raise FormatError(f"{path} has no sortie {sortie}: it holds {len(missions)}")
    return missions[(sortie or 1) - 1]
