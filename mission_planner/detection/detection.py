"""What is told of how a plan finds boats."""

from collections.abc import Mapping
from dataclasses import dataclass

from mission_planner.detection.against import Against
from mission_planner.detection.blind import Blind
from mission_planner.detection.curve import LateralCurve


@dataclass(frozen=True, slots=True)
class Detection:
    """What a plan finds.

    probability: that a boat which is in the strip (or crosses the barrier) at a random place and
    time between the first take-off and the last landing is found by then. sweep_width_m and curve:
    of the first sortie. per_battery_hour: boats found for the energy of an
    hour's cruise, where one such boat comes by per hour; where boats stand: where one lies in the
    strip. glint_share: of the sea in the pictures, time-weighted, that glitters. blind: what
    of the strip is never in a picture. against: what it is flown against. by_formula: what the
    classical results of search theory say, by name, as a check on the order of magnitude.
    """

    probability: float
    per_battery_hour: float
    sweep_width_m: float
    glint_share: float
    blind: Blind
    curve: LateralCurve
    against: Against
    by_formula: Mapping[str, float]
