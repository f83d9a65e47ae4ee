"""Where the sea's echo differs from that of the sea some kilometres round, with an edge: a rain
cell, a squall, a front, a slick. A radar alone cannot tell which: only how much is said.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Floats = NDArray[np.float64]

SEA_ECHO = "sea_echo_db"  # what is measured of a thing that lies in such an area
COARSE_CELLS = 3
AROUND_COARSE = 4  # coarse cells to each side that are the sea round one: 13 km
LEAST_DB = 1.2
LEAST_SIGMAS = 4.0  # of how the rest of the scene differs from the sea round it
LEAST_CELLS = 4
MOST_ACROSS = 40  # cells; what is wider is another wind
_LEAST_KNOWN = 0.3  # of the cells round one


def sentence(echo_db: Floats) -> str | None:
    """What a person should know of it; None of an even sea."""
    strong, weak = (int(np.sum(part)) for part in (echo_db > 0.0, echo_db < 0.0))
    if not strong + weak:
        return None
    return (
        f"the sea's echo differs from that round it over {strong + weak} cells of a kilometre,"
        f" {strong} stronger and {weak} weaker: rain, a squall, a front or a slick"
    )


def uneven_db(level: Floats) -> Floats:
    """(R, C) by how many decibels each cell's echo is stronger than that of the sea round it, where
    it lies in an area that differs; 0 where the sea is even, NaN where it, or the sea round it, is
    not known.

    level (R, C): mean echo of each cell, linear; NaN or not positive: not known. An area is where
    the difference is more than half of its own most; areas beside each other are one.
    """
    known = np.isfinite(level) & (level > 0.0)
    if not known.any():
        return np.full(level.shape, np.nan)
    db = np.full(level.shape, np.nan)
    db[known] = 10.0 * np.log10(level[known])
    even = db - _trend(db, known)
    over = even - _round(even)
    compared = np.isfinite(over)
    told = np.where(compared, 0.0, np.nan)
    if not compared.any():
        return told
    usual = float(np.median(np.abs(over[compared]))) * 1.4826
    least = max(LEAST_DB, LEAST_SIGMAS * usual)
    for sign in (1.0, -1.0):
        told = np.where(_areas(sign * over, least), over, told)
    return told


def _areas(over: Floats, least: float) -> NDArray[np.bool_]:
    """Cells of areas that reach `least`."""
    over = np.nan_to_num(over, nan=0.0)
    chosen = np.zeros(over.shape, bool)
    labels, _ = ndimage.label(over > least / 2.0)
    for number, box in enumerate(ndimage.find_objects(labels), start=1):
        own = labels[box] == number
        most = float(over[box][own].max())
        inside = own & (over[box] > most / 2.0)
        if most >= least and inside.sum() >= LEAST_CELLS and max(own.shape) <= MOST_ACROSS:
            chosen[box] |= inside
    return chosen


def _trend(db: Floats, known: NDArray[np.bool_]) -> Floats:
    """A surface of second order through most of the scene: incidence, and the wind at large."""
    rows, columns = db.shape
    y, x = np.mgrid[:rows, :columns]
    u, v = x / max(columns - 1, 1) - 0.5, y / max(rows - 1, 1) - 0.5
    terms = np.stack([np.ones_like(u), u, v, u * u, u * v, v * v], axis=-1)
    weights = known.astype(np.float64)
    values = np.where(known, db, 0.0)
    surface = np.zeros(db.shape)
    for _ in range(3):
        root = np.sqrt(weights)[..., None]
        solved = np.linalg.lstsq(
            (terms * root).reshape(-1, 6), (values * root[..., 0]).ravel(), rcond=None
        )[0]
        surface = terms @ solved
        away = np.abs(values - surface)
        weights = known / (1.0 + (away / max(float(np.median(away[known])), 1e-3)) ** 2)
    return surface


def _round(db: Floats) -> Floats:
    """Of each cell the median of the sea round it, by coarse cells; NaN with too little sea."""
    rows, columns = db.shape
    down, across = (-(-side // COARSE_CELLS) for side in db.shape)
    padded = np.full((down * COARSE_CELLS, across * COARSE_CELLS), np.nan)
    padded[:rows, :columns] = db
    parts = padded.reshape(down, COARSE_CELLS, across, COARSE_CELLS).swapaxes(1, 2)
    coarse = _median(parts.reshape(down, across, -1), 1)
    side = 2 * AROUND_COARSE + 1
    wide = np.pad(coarse, AROUND_COARSE, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(wide, (side, side))
    least = int(_LEAST_KNOWN * side * side)
    around = _median(windows.reshape(down, across, -1), least)
    steps = [(np.arange(side) + 0.5) / COARSE_CELLS - 0.5 for side in db.shape]
    place = np.meshgrid(*steps, indexing="ij")
    full = np.where(np.isfinite(around), around, 0.0)
    smooth = ndimage.map_coordinates(full, place, order=1, mode="nearest")
    share = ndimage.map_coordinates(np.isfinite(around) * 1.0, place, order=1, mode="nearest")
    return np.where(share > 0.999, smooth, np.nan)


def _median(values: Floats, least: int) -> Floats:
    """Along the last axis, of what is known; NaN where that are fewer than `least`."""
    count = np.isfinite(values).sum(axis=-1)
    ordered = np.sort(values, axis=-1)  # what is not known comes last
    middle = np.maximum(count - 1, 0) // 2
    chosen = np.take_along_axis(ordered, middle[..., None], axis=-1)[..., 0]
    return np.where(count >= least, chosen, np.nan)
