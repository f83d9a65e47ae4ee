"""Which of several picture files are bands of one scene."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from geodata.errors import RasterError
from geodata.raster.bands import band_name
from geodata.raster.grid import Grid
from geodata.raster.scene import header

Files = tuple[Path, ...]

_BAND = re.compile(r"B\d{1,2}A?|VV|VH|HH|HV", re.I)


@dataclass(frozen=True, slots=True, eq=False)
class _Single:
    """A file of one band that is known by its name. series: its folder, and its name without the
    band: what files that were made together have in common."""

    number: int
    path: Path
    band: str
    grid: Grid
    series: tuple[Path, str]


def scenes_of(files: Sequence[Path]) -> list[Files]:
    """The same files, those that are bands of one scene together, in the order of their firsts.

    Files of one grid with different bands are one scene. Where a band comes more than once, or
    nothing says where the pixels lie, only files of one folder are whose names differ in the band
    alone. A file that cannot be read stands alone: opening it says why.
    """
    alone: dict[int, Files] = {}
    grids: list[list[_Single]] = []
    for number, path in enumerate(files):
        single = _single(number, path)
        if single is None:
            alone[number] = (path,)
            continue
        same = [group for group in grids if _is_one_grid(group[0], single)]
        (same[0] if same else _appended(grids)).append(single)
    for group in grids:
        for scene in _parted(group):
            alone[scene[0].number] = tuple(single.path for single in scene)
    return [alone[number] for number in sorted(alone)]


def _single(number: int, path: Path) -> _Single | None:
    try:
        grid, bands = header(path)
    except RasterError:
        return None
    if len(bands) != 1 or band_name(bands[0].name) != bands[0].name:
        return None
    series = (path.absolute().parent, _BAND.sub("", path.stem))
    return _Single(number, path, bands[0].name, grid, series)


def _appended(groups: list[list[_Single]]) -> list[_Single]:
    groups.append([])
    return groups[-1]


def _is_one_grid(first: _Single, other: _Single) -> bool:
    if first.grid.difference(other.grid):
        return False
    return first.grid.is_placed or first.series == other.series


def _parted(group: list[_Single]) -> Iterable[list[_Single]]:
    """The scenes of one grid. A band that comes twice in a series is left in: opening tells it."""
    if len({single.band for single in group}) == len(group):
        return [group]
    series: dict[tuple[Path, str], list[_Single]] = {}
    for single in group:
        series.setdefault(single.series, []).append(single)
    return series.values()
