"""Lateral range curves: probability of detection on one straight pass against lateral distance.

Koopman's and Washburn's definition: the boat stands, the track is straight and long, and the curve
at x is the probability of having found a boat at lateral distance x once the pass is over. Its
integral over both sides is the sweep width.
"""

from dataclasses import dataclass, replace

import numpy as np

from geodata.position import Floats
from mission_planner.detection.looking import LookRate

POINTS = 101
DEPTHS = 400
TAIL = 50.0  # sweep widths


@dataclass(frozen=True, slots=True, eq=False)
class LateralCurve:
    """Probabilities (N,) at lateral distances (N,) in metres, the same on both sides.

    Straight between its points, 0 beyond the last. speed_mps: of the passes. source: where the
    figures come from.
    """

    lateral_m: Floats
    probability: Floats
    speed_mps: float
    source: str

    @property
    def sweep_width_m(self) -> float:
        """The integral of the curve over both sides."""
        return 2.0 * float(np.trapezoid(self.probability, self.lateral_m))

    def at(self, lateral_m: Floats) -> Floats:
        """Probabilities at lateral distances; both signs are the same."""
        return np.interp(np.abs(lateral_m), self.lateral_m, self.probability, right=0.0)

    def within(self, range_m: float) -> "LateralCurve":
        """The curve where nothing farther than range_m (above 0) to the side is found."""
        if range_m >= self.lateral_m[-1]:
            return self
        near = self.lateral_m < range_m
        lateral = np.append(self.lateral_m[near], range_m)
        return replace(self, lateral_m=lateral, probability=self.at(lateral))


def definite_curve(range_m: float, speed_mps: float, source: str) -> LateralCurve:
    """Everything within range_m is found, nothing beyond."""
    ends = np.array([0.0, range_m])
    return LateralCurve(ends, np.ones(2), speed_mps, source)


def inverse_cube_curve(sweep_width_m: float, speed_mps: float) -> LateralCurve:
    """The curve of Koopman's inverse cube law: 1 - exp(-W^2 / (4 pi x^2)), of integral W.

    An observer that looks all round from a height, where nothing better is known (OEG 56, 1946).
    Cut at TAIL widths, beyond which lie 0.3 % of the integral.
    """
    away = np.geomspace(0.02, TAIL, 4 * POINTS)
    lateral = sweep_width_m * np.concatenate([[0.0], away])
    probability = np.concatenate([[1.0], -np.expm1(-(away**-2.0) / (4.0 * np.pi))])
    source = f"inverse cube law, sweep width {sweep_width_m:g} m"
    return LateralCurve(lateral, probability, speed_mps, source)


def model_curve(rate: LookRate, speed_mps: float, source: str) -> LateralCurve:
    """The curve that a camera's rate makes on a pass: 1 - exp(-integral of the rate over time).

    Koopman's formula for continuous looking.
    """
    side, near, far = rate.reach()
    lateral: Floats = np.linspace(0.0, side, POINTS, dtype=np.float64)
    step = (far - near) / DEPTHS
    ahead: Floats = np.asarray(near + (np.arange(DEPTHS) + 0.5) * step, np.float64)
    exposure = rate(lateral[:, None], ahead[None, :]).sum(axis=1) * step / speed_mps
    return LateralCurve(lateral, -np.expm1(-exposure), speed_mps, source)
