"""Pixels that stand out from the clutter round their block."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from detectors.cfar.bands import Window
from detectors.cfar.blocks import (
    BLOCK_PX,
    Clutter,
    Moments,
    block_moments,
    cleaned,
    clutter_around,
    is_narrow,
    limit,
    ring_halves,
)
from detectors.cfar.clutter import Table, constant_table, threshold_table
from detectors.cfar.settings import Settings
from detectors.cfar.surroundings import Told, surroundings, upper_threshold
from detectors.kernels import kernel

# A vessel may be so much of a narrow picture that it hides itself: what lies this many standard
# deviations above the mean is set aside first, and the thresholds then let the clutter's own tail
# come back.
_CLIP_SIGMAS, _CLIPS = 2.0, 5
# Once the vessels are out, half of the middle counts with the ring: a patch of rough sea not much
# larger than the guard raises its own threshold. With the ring alone, patches of some 100 m give
# ten times the nominal false alarms; with all of the middle a tenth of them.
_MIDDLE_HALVES = 1


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Pixels above the lower threshold; all arrays (N,), sorted by row, then column.

    mean, std: of the clutter round each one. is_strong: above the upper threshold as well.
    """

    row: NDArray[np.int64]
    column: NDArray[np.int64]
    value: NDArray[np.uint16]
    is_strong: NDArray[np.bool_]
    mean: NDArray[np.float64]
    std: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.row)

    def at(self, own: NDArray[np.int64]) -> Candidates:
        """Those of the given indices."""
        return Candidates(*(getattr(self, f.name)[own] for f in fields(self)))


def halo_rows(picture: tuple[int, int], settings: Settings) -> int:
    """Rows above and below that can have a say in what a row's candidates are."""
    rounds = 1 + len(_rounds(picture, settings))
    return rounds * ring_halves(picture, settings)[0] * BLOCK_PX


def candidates(window: Window, settings: Settings, told: Told | None = None) -> Candidates:
    """The candidates in the wanted rows of a window, which begins at a block's first row.

    told: is given what these rows were judged by.
    """
    moments, peaks = block_moments(window.pixels)
    clean = moments
    for table in _rounds(window.picture, settings):
        around = clutter_around(clean, window.picture, settings)
        clean = cleaned(window.pixels, moments, peaks, around, table)
    around = clutter_around(clean, window.picture, settings, _MIDDLE_HALVES)
    first = (window.begin - window.first_row) // BLOCK_PX
    last = -(-(window.end - window.first_row) // BLOCK_PX)
    if told is not None:
        own = slice(first, last)
        judged = Clutter(*(values[own] for values in around))
        counted = Moments(*(values[own] for values in moments))
        told(surroundings(window.begin // BLOCK_PX, judged, counted, settings))
    weak, _ = _tables(settings)
    row, column = _pixels_above(window.pixels, peaks, around, weak, (first, last))
    value = window.pixels[row, column]
    mean, std = (values[row // BLOCK_PX, column // BLOCK_PX] for values in around)
    is_strong = np.asarray(value > upper_threshold(mean, std, settings))
    return Candidates(row + window.first_row, column, value, is_strong, mean, std)


def merged(parts: list[Candidates]) -> Candidates:
    """The candidates of all windows, sorted."""
    whole = Candidates(
        *(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Candidates))
    )
    return whole.at(np.lexsort((whole.column, whole.row)))


def _tables(settings: Settings) -> tuple[Table, Table]:
    weak, strong = settings.grow_rate, settings.false_alarm_rate
    return threshold_table(weak, settings.looks), threshold_table(strong, settings.looks)


def _rounds(picture: tuple[int, int], settings: Settings) -> list[Table]:
    """The thresholds whose exceedances are taken out of the clutter, one round after another.

    First the lower one: the flanks of vessels go, and a share of the clutter's own tail. Then the
    upper one, which lets that tail come back.
    """
    rounds = list(_tables(settings))
    if is_narrow(picture, settings):
        return [constant_table(_CLIP_SIGMAS)] * _CLIPS + rounds
    return rounds


def _pixels_above(
    pixels: NDArray[np.uint16],
    peaks: NDArray[np.uint16],
    around: Clutter,
    table: Table,
    block_rows: tuple[int, int],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row and column of the pixels above their block's threshold in some block rows."""
    room = pixels.size // 200 + 1000
    while True:
        place = np.empty((2, room), np.int64)
        count = _collect(
            pixels,
            peaks,
            *around,
            table.sigmas,
            table.first,
            table.step,
            table.least,
            block_rows,
            place,
        )
        if count <= room:
            return place[0, :count], place[1, :count]
        room = count


@kernel
def _collect(
    pixels: NDArray[np.uint16],
    peaks: NDArray[np.uint16],
    mean: NDArray[np.float64],
    std: NDArray[np.float64],
    sigmas: NDArray[np.float64],
    first: float,
    step: float,
    least: float,
    block_rows: tuple[int, int],
    place: NDArray[np.int64],
) -> int:
    """How many there are; their rows and columns are written out as far as there is room."""
    count = 0
    for row in range(block_rows[0], block_rows[1]):
        y1 = min((row + 1) * BLOCK_PX, pixels.shape[0])
        for column in range(peaks.shape[1]):
            peak = peaks[row, column]
            most = limit(peak, mean[row, column], std[row, column], sigmas, first, step, least)
            if peak > most:
                x1 = min((column + 1) * BLOCK_PX, pixels.shape[1])
                for y in range(row * BLOCK_PX, y1):
                    for x in range(column * BLOCK_PX, x1):
                        if pixels[y, x] > most:
                            if count < place.shape[1]:
                                place[0, count], place[1, count] = y, x
                            count += 1
    return count
