"""What a day that cannot be kept would need."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from mission_planner.errors import PlanRefused
from mission_planner.schedule.asked import DayRequest
from mission_planner.schedule.repeat import Round, starts

MOST_MORE = 6  # vehicles more than there are
TRIALS = 4
SHORTER = 0.98  # a larger fleet that is not done sooner than this share does not help


def refuse(asked: DayRequest, one: Round, round_of: Callable[[DayRequest], Round]) -> PlanRefused:
    """Why a round does not fit into the window and the revisit, and what would help.

    round_of: the round of a larger fleet.
    """
    assert asked.window is not None
    fleet = ", ".join(vehicle.name for vehicle in asked.vehicles)
    areas = f"{len(asked.areas)} areas" if len(asked.areas) > 1 else asked.areas[0].name
    takes = f"one round over {areas} takes {fleet} {hours(one.length_s)}"
    if one.length_s > asked.window.length_s:
        why = f"and the window is {hours(asked.window.length_s)}"
        cure = f"a window of {hours(one.length_s)}"
    else:
        assert asked.revisit_s is not None  # without one, one round is enough
        least = max(one.least_revisit_s, *(sight.end_s for sight in one.sights))
        why = (
            f"so that every place is seen again after {hours(least)} at the earliest, battery swap"
            f" included; asked: {hours(asked.revisit_s)}"
        )
        cure = f"a revisit of {hours(math.ceil(least / 60.0) * 60.0)}"
    more = _vehicles_needed(asked, one, round_of)
    helped = f", or {more} vehicles like {asked.vehicles[0].name}" if more else ""
    return PlanRefused(f"{takes}, {why}: it needs {cure}{helped}, or fewer areas")


def hours(seconds: float) -> str:
    """Hours and minutes, rounded up.

    >>> hours(14_400.0), hours(5_401.0), hours(600.0)
    ('4 h', '1 h 31 min', '10 min')
    """
    whole, minutes = divmod(math.ceil(seconds / 60.0 - 1e-9), 60)
    parts = [f"{whole} h"] * bool(whole) + [f"{minutes} min"] * bool(minutes)
    return " ".join(parts) or "0 min"


def _vehicles_needed(
    asked: DayRequest, one: Round, round_of: Callable[[DayRequest], Round]
) -> int | None:
    """How many vehicles keep the day, those there are among them; None: not found."""
    assert asked.window is not None
    limit = min(asked.revisit_s or math.inf, asked.window.length_s)
    have = len(asked.vehicles)
    least = max(have + 1, math.ceil(have * one.turn_s / limit * 0.9))
    length_s = one.length_s
    for count in range(least, min(least + TRIALS, have + MOST_MORE) + 1):
        like = asked.vehicles[0]
        copies = tuple(replace(like, name=f"{like.name} {k + 1}") for k in range(have, count))
        larger = round_of(replace(asked, vehicles=(*asked.vehicles, *copies)))
        if starts(larger, asked.window.length_s, asked.revisit_s) is not None:
            return count
        if larger.length_s > SHORTER * length_s:  # the longest way alone is too long
            return None
        length_s = larger.length_s
    return None
