"""The place of one camera, picture by picture: told once when it is off for long enough."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from geodata.position import LocalFrame, wrap_deg
from surveillance.ellipse import ellipse_of
from surveillance.matching import AisBook
from surveillance.model import Sighting
from surveillance.whereabouts.jumped import jumped
from surveillance.whereabouts.paired import paired
from surveillance.whereabouts.shift import LEAST_SHIPS, Shift, common_shift

Floats = NDArray[np.float64]

PICTURES = 8  # in a row beyond the bound, or within it
SPAN = timedelta(seconds=5.0)  # several times the memory of an attitude error
FORGET = timedelta(seconds=60.0)  # without several ships in view the last shift means nothing


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    at: datetime
    shift: Shift


class OwnPlace:
    """Looks at what one source sees; pictures in the order of their time."""

    def __init__(self, frame: LocalFrame) -> None:
        self._frame = frame
        self._followed: _Look | None = None
        self._first: _Look | None = None  # of those in a row that say the same
        self._count = 0
        self._is_told = False

    def see(self, sightings: Sequence[Sighting], book: AisBook) -> str | None:
        """All that was seen in one picture; one sentence when the place is off for certain."""
        if len(sightings) < LEAST_SHIPS:
            return None
        at = sightings[0].at
        shift = self._shift(sightings, book, at)
        if shift is None:
            return None
        self._followed = _Look(at, shift)
        if self._first is None or self._first.shift.is_off != shift.is_off:
            self._first, self._count = self._followed, 0
        self._count += 1
        is_settled = self._count >= PICTURES and at - self._first.at >= SPAN
        if not is_settled or shift.is_off == self._is_told:
            return None
        self._is_told = shift.is_off
        return _sentence(shift)

    def _shift(self, sightings: Sequence[Sighting], book: AisBook, at: datetime) -> Shift | None:
        """Followed from picture to picture: a place that is pulled away goes slowly."""
        guesses = [np.zeros(2)]
        if self._followed is not None and abs(at - self._followed.at) <= FORGET:
            guesses.append(self._followed.shift.metres)
        heard = book.vessels_at(at)
        fitted = [common_shift(paired(sightings, heard, g, self._frame)) for g in guesses]
        # of equally many ships the smaller shift: the simpler story
        best = max(
            (shift for shift in fitted if shift is not None),
            key=lambda shift: (shift.ships, -float(np.hypot(*shift.metres))),
            default=None,
        )
        return jumped(sightings, heard, self._frame) if best is None else best


def _sentence(shift: Shift) -> str:
    if not shift.is_off:
        return f"its place fits {shift.ships} ships with AIS again"
    east, north = shift.metres
    towards_deg = wrap_deg(math.degrees(math.atan2(east, north)))
    error_m = ellipse_of(shift.covariance).semi_major_m
    return (
        f"its place is off by about {np.hypot(east, north):.0f} m towards {towards_deg:.0f}°"
        f" (± {error_m:.0f} m), by {shift.ships} ships with AIS: a false satellite signal pulls it"
        " away, or its compass or camera points wrong: do not trust its places"
    )
