"""A sensor as a field of detection rates round a flying camera, calibrated to its curve.

The field is what a moving boat is exposed to: the probability of having found it by the end is
1 - exp(-integral of the rate along its way through the field) (Koopman's continuous looking;
Washburn ch. 2: the limit of 1 - product of (1 - p) over glimpses). A straight pass over a standing
boat gives the lateral range curve back: each column of the field is scaled to it. So curves from
trials and from the model work alike, on bent tracks and for boats that move.
"""

from dataclasses import dataclass, replace

import numpy as np

from geodata.position import Floats
from mission_planner.airspace import Flags
from mission_planner.detection.curve import LateralCurve
from mission_planner.detection.looking import LookRate

COLUMNS, ROWS = 241, 200
SUREST = 1.0 - 1e-9  # of a curve: what is certain gets a rate that leaves one boat in 10^9
CERTAIN = 0.99 * -np.log1p(-SUREST)
FAIR_PER_S = 0.05  # a look of two seconds finds one boat in ten
AT_ONCE_PER_S = 1e4  # a definite range: whatever is met is found


@dataclass(frozen=True, slots=True, eq=False)
class RateField:
    """Rates (COLUMNS, ROWS) per second on a grid in the camera's own directions.

    Columns from side_m left to side_m right of the track, rows from near_m to far_m ahead.
    """

    side_m: float
    near_m: float
    far_m: float
    rates: Floats

    @property
    def right_m(self) -> Floats:
        """(COLUMNS, 1) middles of the columns."""
        width = 2.0 * self.side_m / COLUMNS
        middles = -self.side_m + (np.arange(COLUMNS) + 0.5) * width
        return np.asarray(middles[:, None], np.float64)

    @property
    def ahead_m(self) -> Floats:
        """(1, ROWS) middles of the rows."""
        depth = (self.far_m - self.near_m) / ROWS
        middles = self.near_m + (np.arange(ROWS) + 0.5) * depth
        return np.asarray(middles[None, :], np.float64)

    def at(self, right_m: Floats, ahead_m: Floats) -> Floats:
        """Rates of the cells that places lie in; 0 outside the grid."""
        column = np.floor((right_m / self.side_m + 1.0) * (COLUMNS / 2.0)).astype(np.intp)
        row = np.floor((ahead_m - self.near_m) * (ROWS / (self.far_m - self.near_m)))
        row = row.astype(np.intp)
        inside = (column >= 0) & (column < COLUMNS) & (row >= 0) & (row < ROWS)
        found = self.rates[np.clip(column, 0, COLUMNS - 1), np.clip(row, 0, ROWS - 1)]
        return np.where(inside, found, 0.0)

    def sweep_width_m(self, speed_mps: float) -> float:
        """Sweep width that straight passes of a speed through this field have, both sides."""
        exposure = self.rates.sum(axis=1) * (self.far_m - self.near_m) / ROWS / speed_mps
        return float(-np.expm1(-exposure).sum() * 2.0 * self.side_m / COLUMNS)

    @property
    def sight_m(self) -> float:
        """How far straight ahead a boat has a fair chance to be found; 0: nowhere."""
        fair = self.rates[COLUMNS // 2] >= FAIR_PER_S
        return float(self.ahead_m[0, fair].max(initial=0.0))

    def without(self, blinded: Flags) -> "RateField":
        """The field that sees nothing in some of its cells (COLUMNS, ROWS)."""
        return replace(self, rates=np.where(blinded, 0.0, self.rates))


def camera_field(rate: LookRate) -> RateField:
    """The field of a camera as the model has it."""
    side, near, far = rate.reach()
    blank = RateField(side, near, far, np.empty(0))
    return replace(blank, rates=rate(blank.right_m, blank.ahead_m))


def measured_field(rate: LookRate, curve: LateralCurve) -> RateField:
    """The field of a camera that makes a measured curve on a straight pass.

    Within each column the rate keeps the camera's proportions; where the curve sees and the
    camera's picture does not reach, it is even along the column. A certain detection tells only
    the least that the rate can be.
    """
    side, near, far = rate.reach()
    side = max(side, float(curve.lateral_m[-1]))
    blank = RateField(side, near, far, np.empty(0))
    shape = rate(blank.right_m, blank.ahead_m)
    seen_s = shape.sum(axis=1, keepdims=True) * (far - near) / ROWS / curve.speed_mps
    wanted = -np.log1p(-np.minimum(curve.at(blank.right_m), SUREST))
    even = wanted * curve.speed_mps / (far - near)
    is_seen = seen_s > 1e-9
    scale = wanted / np.where(is_seen, seen_s, 1.0)
    scaled = shape * np.where(wanted < CERTAIN, scale, np.maximum(scale, 1.0))
    return replace(blank, rates=np.where(is_seen, scaled, even))


def definite_field(range_m: float) -> RateField:
    """The field of Koopman's definite range: all round, whatever comes within range_m is found."""
    blank = RateField(range_m, -range_m, range_m, np.empty(0))
    inside = np.hypot(blank.right_m, blank.ahead_m) <= range_m
    return replace(blank, rates=np.where(inside, AT_ONCE_PER_S, 0.0))


def even_field(curve: LateralCurve) -> RateField:
    """The field of an unknown sensor: as deep as it is wide, each column even."""
    side = float(curve.lateral_m[-1])
    blank = RateField(side, -side, side, np.empty(0))
    wanted = -np.log1p(-np.minimum(curve.at(blank.right_m), SUREST))
    rates = np.broadcast_to(wanted * curve.speed_mps / (2.0 * side), (COLUMNS, ROWS))
    return replace(blank, rates=np.asarray(rates, np.float64))
