"""The chips of a scene in a folder, each named in what is told of its thing."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geodata.whole_file import write_whole
from surveillance.errors import SettingsError
from surveillance.scan.chips.drawing import View, draw_chip
from surveillance.scan.vessel import Found, Scanned

SHOWN_PX = 64  # 640 m on most scenes
MOST_SHOWN_PX = 512
_BOX_SHARE = 0.75  # of a picture that a thing may fill before more is shown
_HELD_BYTES = 64 * 2**20  # of windows at once
_PIXEL_BYTES = 8  # of all bands

Floats = NDArray[np.float64]
# from corners (N, 2) and a side: windows (N, side, side) or (N, side, side, 3) by name
Windows = Callable[[NDArray[np.int64], int], Mapping[str, NDArray[np.generic]]]
Axes = Callable[[Floats], Floats]  # (N, 2, 2) of pixels (N, 2), see View


@dataclass(frozen=True, slots=True)
class Pictures:
    """Where chips go. beside: the folder from which their paths are told."""

    folder: Path
    beside: Path


def check_chips(folder: Path | None, out: Sequence[Path]) -> Pictures | None:
    """The folder, made where it is missing; None for none. Paths are told from the first file of
    results, or from the working directory. Raises SettingsError where there can be no folder."""
    if folder is None:
        return None
    try:
        folder.mkdir(exist_ok=True)
    except OSError as exc:
        raise SettingsError(
            f"--chips {folder}: no folder can be there: {exc.strerror}: name another"
        ) from exc
    return Pictures(folder, out[0].parent if out else Path())


def with_chips(scene: Scanned, places: Pictures, windows: Windows, axes: Axes | None) -> Scanned:
    """The same scene; each thing has its picture in the folder, and `chip` among what is measured.

    axes: None where the scene has no place on the earth. A chip is named after its scene and the
    pixel of its middle: the same thing gets the same name again. Raises SettingsError when the
    folder takes no files.
    """
    if not scene.found:
        return scene
    px = np.array([thing.px for thing in scene.found])
    turns = [None] * len(px) if axes is None else list(axes(px))
    views = [
        View(thing.px, _shown_px(thing), thing.box_px, turn)
        for thing, turn in zip(scene.found, turns, strict=True)
    ]
    names = _names(scene)
    for batch in _batches(views):
        for n, data in zip(batch, _drawn([views[n] for n in batch], windows), strict=True):
            _write(places.folder / names[n], data)
    beside = os.path.relpath(places.folder, places.beside)
    found = tuple(
        replace(thing, measured={**thing.measured, "chip": (Path(beside) / name).as_posix()})
        for thing, name in zip(scene.found, names, strict=True)
    )
    return replace(scene, found=found)


def _batches(views: Sequence[View]) -> Iterator[list[int]]:
    """Numbers of those that are read at once, of one size: as many as memory may hold."""
    for shown_px in sorted({view.shown_px for view in views}):
        own = [n for n, view in enumerate(views) if view.shown_px == shown_px]
        side_px = 2 * max(views[n].reach_px for n in own) + 1
        count = max(1, _HELD_BYTES // (side_px**2 * _PIXEL_BYTES))
        for first in range(0, len(own), count):
            yield own[first : first + count]


def _drawn(views: Sequence[View], windows: Windows) -> Iterator[bytes]:
    reach = max(view.reach_px for view in views)
    corners = np.array([np.floor(view.middle_px) for view in views], np.int64) - reach
    read = windows(corners, 2 * reach + 1)
    for n, view in enumerate(views):
        own = {name: each[n] for name, each in read.items()}
        yield draw_chip(own, corners[n].astype(np.float64), view)


def _shown_px(thing: Found) -> int:
    x0, y0, x1, y1 = thing.box_px
    shown = SHOWN_PX
    while max(x1 - x0, y1 - y0) > _BOX_SHARE * shown and shown < MOST_SHOWN_PX:
        shown *= 2
    return shown


def _names(scene: Scanned) -> list[str]:
    """One each: the scene's name holds whatever its maker likes, a file's name must not."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", scene.name).strip("-") or "scene"
    names: dict[str, None] = {}
    for thing in scene.found:
        base = f"{plain}_x{int(thing.px[0])}_y{int(thing.px[1])}"
        name, number = f"{base}.png", 2
        while name in names:
            name, number = f"{base}_{number}.png", number + 1
        names[name] = None
    return list(names)


def _write(place: Path, data: bytes) -> None:
    try:
        write_whole(place, data)
    except OSError as exc:
        raise SettingsError(f"cannot write {place}: {exc.strerror}: give --chips room") from exc
