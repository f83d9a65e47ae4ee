"""How much of what vessels send our receivers hear, learned cell by cell."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from itertools import pairwise

from geodata.position import LonLat
from surveillance.scan.ais.tracks import Log

CELL_DEG = 0.1
WINDOW = timedelta(minutes=3)  # a vessel at anchor sends as rarely as that
SILENT = timedelta(minutes=10)  # nothing heard for so long: the receiver may be off
_PRIOR = 1.0  # of a window heard and of one not heard, as many
_FARTHEST_CELLS = 3  # what is heard so far off still says something


class Coverage:
    """From one log: of the windows in which a vessel was there, how many had a report of it."""

    def __init__(self, log: Log, at: datetime, around: timedelta = timedelta(minutes=30)) -> None:
        self._heard: dict[tuple[int, int], int] = defaultdict(int)
        self._missed: dict[tuple[int, int], int] = defaultdict(int)
        tracks = log.heard_around(at, around)
        nearest = min((abs(r.at - at) for kept in tracks for r in kept), default=None)
        self.is_silent = nearest is None or nearest > SILENT
        for kept in tracks:
            self._learn([(r.at, r.position) for r in kept if r.position is not None])

    def _learn(self, fixes: list[tuple[datetime, LonLat]]) -> None:
        """One vessel: a report in each window is enough, between two of them it was there too."""
        windows = {round(at.timestamp() / WINDOW.total_seconds()): place for at, place in fixes}
        for place in windows.values():
            self._heard[_cell(place)] += 1
        for (first, place), (then, there) in pairwise(sorted(windows.items())):
            for window in range(first + 1, then):
                share = (window - first) / (then - first)
                between = LonLat(
                    place.lon + share * (there.lon - place.lon),
                    place.lat + share * (there.lat - place.lat),
                )
                self._missed[_cell(between)] += 1

    def at(self, place: LonLat) -> float | None:
        """The probability that a vessel there that sends is heard; None while nothing is heard at
        all, or nothing near there: a silent receiver proves nothing."""
        if self.is_silent:
            return None
        column, row = _cell(place)
        for reach in range(_FARTHEST_CELLS + 1):
            cells = [
                (column + x, row + y)
                for x in range(-reach, reach + 1)
                for y in range(-reach, reach + 1)
            ]
            heard = sum(self._heard.get(cell, 0) for cell in cells)
            missed = sum(self._missed.get(cell, 0) for cell in cells)
            if heard + missed >= 3:
                return (heard + _PRIOR) / (heard + missed + 2.0 * _PRIOR)
        return None


def _cell(place: LonLat) -> tuple[int, int]:
    return int(place.lon // CELL_DEG), int(place.lat // CELL_DEG)
