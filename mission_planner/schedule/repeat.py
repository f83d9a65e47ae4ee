"""The same round again and again, so that no place goes unseen for too long."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from mission_planner.schedule.trips import Sight


@dataclass(frozen=True, slots=True)
class Round:
    """One round of all visits, from its first take-off at 0. turn_s: when it can begin again."""

    sights: tuple[Sight, ...]
    length_s: float
    turn_s: float

    @property
    def least_revisit_s(self) -> float:
        """The shortest revisit that rounds without a pause keep."""
        return self.turn_s + max(sight.end_s - sight.begin_s for sight in self.sights)


def starts(one: Round, window_s: float, revisit_s: float | None) -> list[float] | None:
    """When rounds begin, seconds after the window opens; None when they cannot keep the revisit.

    As few rounds as possible, evenly spread: within the revisit every place is seen after the
    window opens, again after the look before began, and until it closes.
    """
    if one.length_s > window_s:
        return None
    if revisit_s is None:
        return [0.0]
    if max(sight.end_s for sight in one.sights) > revisit_s or one.least_revisit_s > revisit_s:
        return None
    most_s = revisit_s - (one.least_revisit_s - one.turn_s)
    due_s = window_s - revisit_s - min(sight.begin_s for sight in one.sights)
    if due_s <= 0.0:
        return [0.0]
    gaps = math.ceil(due_s / most_s - 1e-9)
    last_s = min(gaps * most_s, window_s - one.length_s)
    if last_s < due_s - 1e-6 or last_s / gaps < one.turn_s:
        return None
    return [last_s / gaps * k for k in range(gaps + 1)]


def longest_gap_s(sights: Sequence[Sight], window_s: float) -> float:
    """The longest that any place of a target goes unseen within a window that opens at 0.

    From the beginning of one look to the end of the next: a place that is seen first in one look
    may be seen last in the other.
    """
    order = sorted(sights, key=lambda sight: sight.begin_s)
    ends = [*(sight.end_s for sight in order), window_s]
    begins = [0.0, *(sight.begin_s for sight in order)]
    return max(end - begin for begin, end in zip(begins, ends, strict=True))
