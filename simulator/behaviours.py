"""How vessels move: closed forms of time, so that any moment can be asked for in any order."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

STILL_MPS = 0.2  # slower than this there is no course worth the name: the bow stands for it
BRAKE_M = 25.0  # a vessel that halts takes its way off over about this distance
SWING_DEG = 6.0  # of the bow of a vessel that lies still
SWING_PERIOD_S = 170.0


@dataclass(frozen=True, slots=True)
class Motion:
    """A straight course with an even weave across it, in local metres.

    east_m, north_m: where the axis is at `at_s`. halt_m: metres along the axis, from that place,
    after which it lies still; None = never. bow_deg: heading while it lies still; crab_deg: how
    far wind and current turn the bow off the course while it moves.
    """

    at_s: float
    east_m: float
    north_m: float
    course_deg: float
    speed_mps: float
    weave_m: float = 0.0
    weave_period_s: float = 240.0
    weave_phase: float = 0.0  # radians
    halt_m: float | None = None
    bow_deg: float = 0.0
    crab_deg: float = 0.0

    def place(self, t_s: ArrayLike) -> tuple[Floats, Floats]:
        """(east_m, north_m) at times, same shape as given."""
        t = np.asarray(t_s, np.float64)
        along, _ = self._along(t)
        across = self.weave_m * np.sin(self._weave_angle(t))
        sin, cos = self._axis()
        return self.east_m + along * sin + across * cos, self.north_m + along * cos - across * sin

    def velocity(self, t_s: ArrayLike) -> tuple[Floats, Floats]:
        """(east_mps, north_mps) at times, same shape as given."""
        t = np.asarray(t_s, np.float64)
        _, along = self._along(t)
        turn = 2.0 * np.pi / self.weave_period_s
        across = self.weave_m * turn * np.cos(self._weave_angle(t))
        sin, cos = self._axis()
        return along * sin + across * cos, along * cos - across * sin

    def heading(self, t_s: float, course_deg: float, speed_mps: float) -> float:
        """Degrees of the bow: along the course while it moves, swinging on the spot otherwise."""
        if speed_mps >= STILL_MPS:
            return float((course_deg + self.crab_deg) % 360.0)
        swing = SWING_DEG * np.sin(2.0 * np.pi * t_s / SWING_PERIOD_S + self.weave_phase)
        return float((self.bow_deg + swing) % 360.0)

    def _axis(self) -> tuple[float, float]:
        course = np.radians(self.course_deg)
        return float(np.sin(course)), float(np.cos(course))

    def _weave_angle(self, t: Floats) -> Floats:
        angle: Floats = 2.0 * np.pi * (t - self.at_s) / self.weave_period_s + self.weave_phase
        return angle

    def _along(self, t: Floats) -> tuple[Floats, Floats]:
        """Metres along the axis and metres per second there."""
        even = self.speed_mps * (t - self.at_s)
        if self.halt_m is None:
            return even, np.full_like(even, self.speed_mps)
        # from the braking point on the way falls off as exp(-x): smooth, and it ends at halt_m
        over = np.maximum(even - (self.halt_m - BRAKE_M), 0.0) / BRAKE_M
        braked = self.halt_m - BRAKE_M + BRAKE_M * -np.expm1(-over)
        return np.where(over > 0.0, braked, even), self.speed_mps * np.exp(-over)
