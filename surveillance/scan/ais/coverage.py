"""How much of what vessels send our receivers hear, learned cell by cell."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from itertools import pairwise

from geodata.position import LonLat, wrap_deg
from surveillance.scan.ais.tracks import AROUND, Log

CELL_DEG = 0.1
WINDOW = timedelta(minutes=3)  # a vessel at anchor sends as rarely as that
SILENT = timedelta(minutes=6)  # nothing heard near a place for so long: it may be deaf there
_PRIOR = 1.0  # of a window heard and of one not heard, as many
_ENOUGH = (3, 20, 20)  # windows known, within so many cells of the place
_CELLS_ROUND = round(360.0 / CELL_DEG)

Cell = tuple[int, int]


class Coverage:
    """From one log: of the windows in which a vessel was there, how many had a report of it.

    A vessel that was heard once in the half hour round the overpass is taken to have been there at
    the overpass, too: when it was not heard then, that counts.
    """

    def __init__(self, log: Log, at: datetime) -> None:
        self._heard: dict[Cell, int] = defaultdict(int)
        self._missed: dict[Cell, int] = defaultdict(int)
        self._nearest: dict[Cell, timedelta] = {}
        for kept in log.heard_around(at, AROUND):
            self._learn([(r.at, r.position) for r in kept if r.position is not None], at)

    def _learn(self, fixes: list[tuple[datetime, LonLat]], at: datetime) -> None:
        """One vessel: a report in each window is enough, between two of them it was there too."""
        windows = {_window(when): place for when, place in fixes}
        for when, place in fixes:
            cell, away = _cell(place), abs(when - at)
            self._nearest[cell] = min(away, self._nearest.get(cell, away))
        for place in windows.values():
            self._heard[_cell(place)] += 1
        known = sorted(windows.items())
        for (first, place), (then, there) in pairwise(known):
            for window in range(first + 1, then):
                share = (window - first) / (then - first)
                self._missed[_cell(place if share <= 0.5 else there)] += 1
        (first, begin), (last, end) = known[0], known[-1]
        self._missed[_cell(begin)] += max(0, first - _window(at) - 1)
        self._missed[_cell(end)] += max(0, _window(at) - last - 1)

    def at(self, place: LonLat) -> float | None:
        """The probability that a vessel there that sends is heard; None while nothing is heard near
        there, or too little: a silent receiver proves nothing."""
        column, row = _cell(place)
        for reach, enough in enumerate(_ENOUGH):
            cells = [
                ((column + x) % _CELLS_ROUND, row + y)
                for x in range(-reach, reach + 1)
                for y in range(-reach, reach + 1)
            ]
            heard = sum(self._heard.get(cell, 0) for cell in cells)
            missed = sum(self._missed.get(cell, 0) for cell in cells)
            if heard + missed >= enough:
                nearest = min(self._nearest[c] for c in cells if c in self._nearest)
                return (
                    None if nearest > SILENT else (heard + _PRIOR) / (heard + missed + 2.0 * _PRIOR)
                )
        return None


def _window(when: datetime) -> int:
    return round(when.timestamp() / WINDOW.total_seconds())


def _cell(place: LonLat) -> Cell:
    return int(wrap_deg(place.lon) // CELL_DEG) % _CELLS_ROUND, int(place.lat // CELL_DEG)
