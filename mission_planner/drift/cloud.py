"""A cloud of possible places, moved by wind and water, forward or backward in time.

Method: Breivik & Allen, An operational search and rescue model for the Norwegian Sea and the North
Sea, J. Marine Systems 69 (2008): every member has its own leeway line, drawn once; the wind and the
current it meets are disturbed at every step; now and then it jibes to the other side of downwind.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon

from geodata.position import Floats
from mission_planner.drift.leeway import Leeway
from mission_planner.errors import OptionError

STEP_S = 600.0
MEMBERS = 4000
JIBES_PER_HOUR = 0.04
WIND_SIGMA_MPS = 2.6  # of a forecast wind, each component; Breivik & Allen
CURRENT_SIGMA_MPS = 0.25
ERROR_MEMORY_S = 3600.0  # a forecast that is wrong now is still wrong a while later
LONGEST_S = 10 * 86_400.0

Flags = NDArray[np.bool_]
Vectors = Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True)
class Start:
    """Where and when: (2,) local metres with one sigma of each axis, POSIX seconds."""

    east_m: float
    north_m: float
    sigma_m: float
    at_s: float


@dataclass(frozen=True, slots=True)
class Water:
    """What moves things. wind, current: (M, 2) where air and water go in m/s, at POSIX seconds
    (M,). land: local metres; what reaches it stays there."""

    wind: Vectors
    current: Vectors
    land: MultiPolygon
    wind_sigma_mps: float = WIND_SIGMA_MPS
    current_sigma_mps: float = CURRENT_SIGMA_MPS


@dataclass(frozen=True, slots=True, eq=False)
class Cloud:
    """Members at times: places (T, N, 2) local metres, times_s (T,), in the order of the drift.

    weights: (N,), their sum is the probability that the thing is still to be found here.
    is_stranded: (N,) members that lie on land at the end.
    """

    times_s: Floats
    places: Floats
    weights: Floats
    is_stranded: Flags

    @property
    def last(self) -> Floats:
        """(N, 2) where the members end."""
        return np.asarray(self.places[-1], np.float64)

    def at(self, seconds: float) -> Floats:
        """(N, 2) where the members are at a time within the drift, between steps on a line."""
        times = self.times_s
        order = np.argsort(times)
        sorted_s = times[order]
        upper = int(np.clip(np.searchsorted(sorted_s, seconds), 1, len(sorted_s) - 1))
        before, after = sorted_s[upper - 1], sorted_s[upper]
        share = float(np.clip((seconds - before) / (after - before), 0.0, 1.0))
        first, second = self.places[order[upper - 1]], self.places[order[upper]]
        return np.asarray(first + share * (second - first), np.float64)


def drift(thing: Leeway, start: Start, until_s: float, water: Water, seed: int = 1) -> Cloud:
    """The cloud from start to until_s; backward when until_s is earlier.

    The same seed gives the same cloud. Raises OptionError when there is no time between, or too
    much for a forecast to mean anything.
    """
    span = until_s - start.at_s
    if not 0.0 < abs(span) <= LONGEST_S:  # also true for NaN
        raise OptionError(
            f"the drift lasts {abs(span) / 3600.0:.1f} h; it must be more than 0 and at most"
            f" {LONGEST_S / 3600.0:.0f} h"
        )
    rng = np.random.default_rng(seed)
    members = _Members.drawn(thing, rng)
    steps = max(int(np.ceil(abs(span) / STEP_S)), 1)
    times = start.at_s + np.linspace(0.0, span, steps + 1)
    places = np.empty((steps + 1, MEMBERS, 2))
    places[0] = (start.east_m, start.north_m) + start.sigma_m * rng.standard_normal((MEMBERS, 2))
    shapely.prepare(water.land)
    is_stranded = np.zeros(MEMBERS, np.bool_)
    errors = _Errors(rng, water, abs(span) / steps)
    middles = 0.5 * (times[:-1] + times[1:])
    winds, currents = water.wind(middles), water.current(middles)
    for n in range(steps):
        wind_error, current_error = errors.step()
        velocity = members.velocity(winds[n] + wind_error) + currents[n] + current_error
        moved = places[n] + velocity * (span / steps)
        places[n + 1] = np.where(is_stranded[:, None], places[n], moved)
        is_stranded |= shapely.contains_xy(water.land, places[n + 1])
        members.jibe(rng, abs(span) / steps)
    return Cloud(times, places, np.full(MEMBERS, 1.0 / MEMBERS), is_stranded)


@dataclass(slots=True)
class _Members:
    """Each member's own leeway lines. error: (N,) downwind, (N, 2) right and left, cm/s."""

    thing: Leeway
    down_error: Floats
    cross_error: Floats
    is_left: Flags

    @classmethod
    def drawn(cls, thing: Leeway, rng: np.random.Generator) -> _Members:
        sigmas = np.array([thing.right.sigma_cmps, thing.left.sigma_cmps])
        return cls(
            thing,
            thing.downwind.sigma_cmps * rng.standard_normal(MEMBERS),
            sigmas * rng.standard_normal((MEMBERS, 1)),
            rng.random(MEMBERS) < 0.5,
        )

    def velocity(self, wind: Floats) -> Floats:
        """(N, 2) metres per second through the water in winds (N, 2)."""
        speed = np.hypot(wind[:, 0], wind[:, 1])
        down = wind / np.maximum(speed, 1e-9)[:, None]
        right = np.column_stack([down[:, 1], -down[:, 0]])
        thing = self.thing
        # half of the error goes with the wind, half is there without: at 10 m/s they make one sigma
        along = thing.downwind.slope_pct * speed + thing.downwind.offset_cmps
        along = along + self.down_error * (speed / 20.0 + 0.5)
        sides = [
            line.slope_pct * speed
            + line.offset_cmps
            + self.cross_error[:, n] * (speed / 20.0 + 0.5)
            for n, line in enumerate((thing.right, thing.left))
        ]
        across = np.where(self.is_left, sides[1], sides[0])
        # offsets are fitted to winds: a calm moves nothing
        calm = np.minimum(speed, 1.0)
        moved: Floats = ((along * calm)[:, None] * down + (across * calm)[:, None] * right) / 100.0
        return moved

    def jibe(self, rng: np.random.Generator, seconds: float) -> None:
        """Some go over to the other side of downwind."""
        chance = 1.0 - (1.0 - JIBES_PER_HOUR) ** (seconds / 3600.0)
        self.is_left ^= rng.random(MEMBERS) < chance


class _Errors:
    """What wind and current are off by, for each member, with the memory of a forecast."""

    def __init__(self, rng: np.random.Generator, water: Water, step_s: float) -> None:
        self._rng = rng
        self._keep = float(np.exp(-step_s / ERROR_MEMORY_S))
        self._sigmas = (water.wind_sigma_mps, water.current_sigma_mps)
        self._now = [s * rng.standard_normal((MEMBERS, 2)) for s in self._sigmas]

    def step(self) -> tuple[Floats, Floats]:
        """Wind and current errors (N, 2) of this step."""
        wind, current = self._now
        fresh = float(np.sqrt(1.0 - self._keep**2))
        self._now = [
            self._keep * now + fresh * sigma * self._rng.standard_normal((MEMBERS, 2))
            for now, sigma in zip(self._now, self._sigmas, strict=True)
        ]
        return wind, current
