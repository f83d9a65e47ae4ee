"""Where a vehicle under water is, reckoned from its last fix, and how wrong that may be.

Three things are taken for unknown but constant since the fix: a share of every run (its scale), the
error of the compass, and a current. What adds up at random along the way comes on top. Places are
local metres, east and north.
"""

import math
from dataclasses import dataclass, field

import numpy as np

from surveillance.ellipse import Floats, ellipse_of
from surveillance.model import Ellipse

_STRETCH_M = 10.0  # of a run, after which its random errors have forgotten each other


@dataclass(frozen=True, slots=True)
class RunErrors:
    """One standard deviation each: share of a run, error of its direction."""

    share: float
    heading_rad: float


@dataclass(slots=True)
class _Run:
    """All that was run by one way of knowing it."""

    errors: RunErrors
    east_m: float = 0.0
    north_m: float = 0.0
    length_m: float = 0.0

    def add(self, east_m: float, north_m: float) -> None:
        self.east_m += east_m
        self.north_m += north_m
        self.length_m += math.hypot(east_m, north_m)

    @property
    def covariance(self) -> Floats:
        along = self.errors.share * np.array([self.east_m, self.north_m])
        across = self.errors.heading_rad * np.array([-self.north_m, self.east_m])
        random = self.errors.share**2 * _STRETCH_M * self.length_m * np.eye(2)
        covered: Floats = np.outer(along, along) + np.outer(across, across) + random
        return covered


@dataclass(slots=True)
class Reckoning:
    """One dive's reckoning; None of it is known before the first fix.

    fix_sigma_m, current_sigma_mps: one standard deviation per axis. blind_mps: how fast it may have
    gone anywhere while nothing was heard of it, one standard deviation.
    """

    log: RunErrors
    sticks: RunErrors
    fix_sigma_m: float
    current_sigma_mps: float
    blind_mps: float
    east_m: float = 0.0
    north_m: float = 0.0
    is_known: bool = False
    since_fix_s: float = 0.0
    run_m: float = 0.0
    _drifted_s: float = 0.0
    _blind_m2: float = 0.0
    _by_log: _Run = field(init=False)
    _by_sticks: _Run = field(init=False)

    def __post_init__(self) -> None:
        self._forget()

    def fix(self, east_m: float, north_m: float) -> None:
        """A place from outside: all that was uncertain is forgotten."""
        self.east_m, self.north_m, self.is_known = east_m, north_m, True
        self.since_fix_s = self.run_m = self._drifted_s = self._blind_m2 = 0.0
        self._forget()

    def _forget(self) -> None:
        self._by_log, self._by_sticks = _Run(self.log), _Run(self.sticks)

    def logged(self, seconds: float, east_m: float, north_m: float) -> None:
        """So far over the bed, by the vehicle's own log."""
        self._by_log.add(east_m, north_m)
        self._move(seconds, east_m, north_m)

    def steered(
        self, seconds: float, water: tuple[float, float], current: tuple[float, float]
    ) -> None:
        """So fast through the water by the pilot's sticks, in a current (m/s, east and north)."""
        east_m, north_m = water[0] * seconds, water[1] * seconds
        self._by_sticks.add(east_m, north_m)
        self._drifted_s += seconds
        self._move(seconds, east_m + current[0] * seconds, north_m + current[1] * seconds)

    def unheard(self, seconds: float, current: tuple[float, float]) -> None:
        """Nobody knows what it did in these seconds."""
        self._blind_m2 += (self.blind_mps * seconds) ** 2
        self._drifted_s += seconds
        self._move(seconds, current[0] * seconds, current[1] * seconds)

    def _move(self, seconds: float, east_m: float, north_m: float) -> None:
        self.east_m += east_m
        self.north_m += north_m
        self.since_fix_s += seconds
        self.run_m += math.hypot(east_m, north_m)

    @property
    def covariance(self) -> Floats:
        """(2, 2) square metres."""
        drifted = (self.current_sigma_mps * self._drifted_s) ** 2
        alike = (self.fix_sigma_m**2 + drifted + self._blind_m2) * np.eye(2)
        both: Floats = alike + self._by_log.covariance + self._by_sticks.covariance
        return both

    @property
    def ellipse(self) -> Ellipse:
        """Holds its true place with 95 %."""
        return ellipse_of(self.covariance)

    def ellipse_after(self, silent_s: float) -> Ellipse:
        """The same after so many seconds in which nobody knows what it did."""
        drifted = self.current_sigma_mps * (self._drifted_s + silent_s)
        grown = (self.blind_mps * silent_s) ** 2 + drifted**2
        grown -= (self.current_sigma_mps * self._drifted_s) ** 2
        return ellipse_of(self.covariance + grown * np.eye(2))
