"""Keeping vehicles of one fleet apart: by height where that is allowed, by time where not.

The rule: outside HOME_ZONE_M round home two vehicles that come to the same place within BESIDE_S
of each other are HEIGHT_STEP_M apart in height, or else one of them starts later; take-offs and
landings at home are LAUNCH_GAP_S apart. The same place: nearer than BESIDE_M.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from geodata.position import Floats
from mission_planner.airspace import Flags
from mission_planner.request import PlanRequest
from mission_planner.traffic.track import STEP_S, Track
from mission_planner.vehicle import VehicleSpec

HEIGHT_STEP_M = 20.0
BESIDE_M = 100.0
BESIDE_S = 30.0
HOME_ZONE_M = 300.0
LAUNCH_GAP_S = 120.0
WAIT_STEP_S = 30.0
LONGEST_WAIT_S = 4.0 * 3600.0


@dataclass(frozen=True, slots=True, eq=False)
class Airborne:
    """One sortie in the air. crew: its vehicle; stops: what it looks at; start_s: its take-off."""

    crew: int
    stops: tuple[tuple[int, int], ...]
    start_s: float
    altitude_m: float
    track: Track

    @property
    def end_s(self) -> float:
        """When it has landed."""
        return self.start_s + self.track.duration_s


class Traffic:
    """All sorties that have been given their time, and whether another one fits in."""

    def __init__(self, swap_s: float) -> None:
        self.sorties: list[Airborne] = []
        self.turn_s = max(swap_s, LAUNCH_GAP_S)  # from landing to the next take-off

    def is_free(self, one: Airborne) -> bool:
        """Whether a sortie meets no other, and its vehicle is ready for it."""
        for other in self.sorties:
            turn = self.turn_s if other.crew == one.crew else BESIDE_S
            is_apart = one.start_s >= other.end_s + turn or other.start_s >= one.end_s + turn
            if other.crew == one.crew:
                if not is_apart:
                    return False
                continue
            if not _launches_apart(one, other):
                return False
            if not is_apart and _meet(one, other):
                return False
        return True

    def place(
        self, heights: Sequence[float], made: Callable[[float], Airborne | None], latest_s: float
    ) -> Airborne | None:
        """The sortie as early and then as low as it fits; None: not until latest_s.

        heights: above home. made: the sortie at a height, at its earliest time; None: not allowed.
        """
        known: dict[float, Airborne | None] = {heights[0]: made(heights[0])}
        first = known[heights[0]]
        begin_s = latest_s if first is None else first.start_s
        for wait_s in np.arange(0.0, max(latest_s - begin_s, 0.0) + 1e-6, WAIT_STEP_S):
            for height in heights:
                if height not in known:
                    known[height] = made(height)
                one = known[height]
                if one is None:
                    continue
                later = replace(one, start_s=one.start_s + float(wait_s))
                if self.is_free(later):
                    self.sorties.append(later)
                    return later
        return None


def heights_of(vehicle: VehicleSpec, ceiling_m: float, request: PlanRequest) -> list[float]:
    """The asked height, and steps above it as far as vehicle and area allow.

    Never below: lower down the camera sees a narrower strip.
    """
    top = min(vehicle.max_alt_m, ceiling_m)
    steps = int(max(top - request.altitude_m, 0.0) / HEIGHT_STEP_M)
    return [request.altitude_m + HEIGHT_STEP_M * k for k in range(steps + 1)]


def _launches_apart(one: Airborne, other: Airborne) -> bool:
    return all(
        abs(a - b) >= LAUNCH_GAP_S
        for a in (one.start_s, one.end_s)
        for b in (other.start_s, other.end_s)
    )


def _meet(one: Airborne, other: Airborne) -> bool:
    """Whether two sorties come near each other, in place, time and height."""
    if abs(one.altitude_m - other.altitude_m) >= HEIGHT_STEP_M:
        return False
    a, b = one.track.samples, other.track.samples
    out_a, out_b = _away(a), _away(b)
    shift = round((one.start_s - other.start_s) / STEP_S)  # sample k of one is k + shift of other
    within = round(BESIDE_S / STEP_S)
    for offset in range(shift - within, shift + within + 1):
        low, high = max(0, -offset), min(len(a), len(b) - offset)
        if high <= low:
            continue
        mine, theirs = slice(low, high), slice(low + offset, high + offset)
        apart = np.hypot(*(a[mine] - b[theirs]).T)
        if bool((apart[out_a[mine] & out_b[theirs]] < BESIDE_M).any()):
            return True
    return False


def _away(places: Floats) -> Flags:
    """Samples that are not on the first or the last stretch near home."""
    near: Flags = np.hypot(*(places - places[0]).T) < HOME_ZONE_M
    away = np.ones(len(places), np.bool_)
    if near.all():
        return ~near
    away[: int(np.argmin(near))] = False
    away[len(near) - int(np.argmin(near[::-1])) :] = False
    return away
