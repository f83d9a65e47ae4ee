"""Collects, while a scene is searched, how bright a vessel has to be; then says how long."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.cfar import Surroundings
from detectors.cfar.blocks import BLOCK_PX
from detectors.cfar.surroundings import Told
from detectors.radar import least_length_m
from geodata.sentinel1.calibration import Calibration
from geodata.sentinel1.product import Product
from surveillance.scan.unseen.limits import CELL_PX, Limits
from surveillance.scan.unseen.uneven import uneven_db

Floats = NDArray[np.float64]

_BLOCKS = CELL_PX // BLOCK_PX
_LOOKED_SHARE = 0.5  # of a cell: one of which less was looked at was not looked at
_LIKE = ("VV", "HH")


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Some rows of blocks: what the clutter is, what a vessel must add to it (both as power of
    digital numbers) and how much was looked at. Small numbers: a scene has millions of blocks."""

    first_row: int
    power: NDArray[np.float32]
    needed: NDArray[np.float32]
    looked: NDArray[np.uint8]


class Survey:
    """Give `told` of each polarisation to the search; afterwards ask for `limits`."""

    def __init__(self) -> None:
        self._parts: dict[str, list[_Part]] = {}

    def told(self, polarisation: str) -> Told:
        """Takes what the search judged each row of blocks by; from any thread."""
        parts = self._parts.setdefault(polarisation, [])

        def keep(around: Surroundings) -> None:
            power = around.power.astype(np.float32)
            needed = np.asarray(around.threshold**2 - around.power, np.float32)
            is_judged = np.isfinite(around.threshold)
            looked = np.where(is_judged, around.looked, 0).astype(np.uint8)
            parts.append(_Part(around.first_row, power, needed, looked))

        return keep

    def limits(self, product: Product, spacing_m: tuple[float, float]) -> Limits:
        """What each cell of a product shows in the better of its polarisations.

        spacing_m: of columns and of rows. Raises KeyError for one that was not searched.
        """
        rows, columns = (-(-side // CELL_PX) for side in product.shape)
        centres = _cell_centres(product.shape, (rows, columns))
        least = np.full((rows, columns), np.nan)
        looked, is_noise = np.zeros((rows, columns), np.int64), np.zeros((rows, columns), bool)
        level = np.full((rows, columns), np.nan)
        for polarisation in product.polarisations:
            power, needed, seen_px = _in_cells(self._parts[polarisation], (rows, columns))
            calibration = product.calibrations[polarisation]
            own, noise, sea = _own(calibration, centres, (power, needed), spacing_m, polarisation)
            if polarisation in _LIKE:  # in the other the sea is mostly below the radar's own noise
                level = np.where(noise, np.nan, sea)
            better = ~(own >= least) & np.isfinite(own)  # also where the other has none
            least[better], is_noise[better] = own[better], noise[better]
            looked = np.maximum(looked, seen_px)
        whole = _cell_sizes(product.shape, (rows, columns))
        is_blind = looked < _LOOKED_SHARE * whole
        least[is_blind] = level[is_blind] = np.nan
        # as files have it, so that limits that are read back are the same
        least, echo_db = np.round(least, 2), np.round(uneven_db(level), 1)
        return Limits(least, looked, is_noise, _corners(product, (rows, columns)), echo_db)


def _own(
    calibration: Calibration,
    centres: Floats,
    cells: tuple[Floats, Floats],
    spacing_m: tuple[float, float],
    polarisation: str,
) -> tuple[Floats, NDArray[np.bool_], Floats]:
    """The least length in one polarisation, where the noise is stronger than the sea, and the sea's
    own echo (sigma0)."""
    power, needed = cells
    known = np.isfinite(needed)
    own, sea = np.full(needed.shape, np.nan), np.full(needed.shape, np.nan)
    px = centres[known]
    level = calibration.noise_sigma0(px)
    above = calibration.sigma0(px, np.sqrt(np.maximum(needed[known], 0.0))) + level
    own[known] = least_length_m(above, spacing_m, polarisation not in _LIKE)
    sea[known] = calibration.sigma0(px, np.sqrt(power[known]))
    is_noise = np.zeros(needed.shape, bool)
    is_noise[known] = sea[known] < level
    return own, is_noise, sea


def _in_cells(
    parts: list[_Part], shape: tuple[int, int]
) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Power, power needed (means over what was looked at; NaN without any) and pixels looked at."""
    sums = np.zeros((3, *shape))
    for part in parts:
        weight = part.looked.astype(np.float64)
        for n, values in enumerate((part.power, part.needed, np.ones_like(part.power))):
            weighed = np.where(weight > 0.0, values, 0.0) * weight
            row_cells = (part.first_row + np.arange(len(weighed))) // _BLOCKS
            across = np.add.reduceat(weighed, np.arange(0, weighed.shape[1], _BLOCKS), axis=1)
            np.add.at(sums[n], row_cells, across)
    with np.errstate(invalid="ignore"):
        power, needed = sums[:2] / np.where(sums[2] > 0.0, sums[2], np.nan)
    return power, needed, np.rint(sums[2]).astype(np.int64)


def _cell_sizes(shape: tuple[int, int], cells: tuple[int, int]) -> Floats:
    """Pixels of each cell."""
    down, across = (
        np.minimum(CELL_PX, side - CELL_PX * np.arange(count))
        for side, count in zip(shape, cells, strict=True)
    )
    return np.outer(down, across).astype(np.float64)


def _cell_centres(shape: tuple[int, int], cells: tuple[int, int]) -> Floats:
    """(R, C, 2) column and row."""
    row, column = (_edges(side, count) for side, count in zip(shape, cells, strict=True))
    middles = np.meshgrid((column[1:] + column[:-1]) / 2.0, (row[1:] + row[:-1]) / 2.0)
    return np.stack(middles, axis=-1)


def _edges(side: int, count: int) -> Floats:
    return np.asarray(np.minimum(CELL_PX * np.arange(count + 1.0), side))


def _corners(product: Product, cells: tuple[int, int]) -> Floats:
    row, column = (_edges(side, n) for side, n in zip(product.shape, cells, strict=True))
    px = np.stack(np.meshgrid(column, row), axis=-1)
    return np.round(product.georef.lonlat(px.reshape(-1, 2)).reshape(px.shape), 6)
