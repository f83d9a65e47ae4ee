"""Track spacing against what a camera sees: the coverage factor of a search."""

from dataclasses import dataclass

from mission_planner.endurance import Endurance
from mission_planner.errors import PlannerError
from mission_planner.lines import Swath
from mission_planner.remarks import Remarks
from mission_planner.swath import seen_width_m

LEAST = 0.99  # below it boats pass between the legs


@dataclass(frozen=True, slots=True)
class Spacing:
    """Neighbouring legs, and the width that is swept along each.

    The coverage factor is C = W / S, sweep width over track spacing (IAMSAR manual vol. II). Until
    trials give a sweep width, W is the width that the camera sees. is_mean: the legs fan out, as in
    a sector search; S is their mean.
    """

    track_m: float
    sweep_width_m: float
    is_mean: bool = False

    @property
    def coverage_factor(self) -> float:
        """C; 1 is aimed at: what is between two legs is swept once."""
        return self.sweep_width_m / self.track_m

    @property
    def is_loose(self) -> bool:
        """Whether the legs lie farther apart than is swept."""
        return self.coverage_factor < LEAST

    @property
    def advice(self) -> str:
        """One line: the factor, and what to ask for where it is too low."""
        mean = " on average" if self.is_mean else ""
        known = (
            f"coverage factor {self.coverage_factor:.2f}: legs {self.track_m:.0f} m apart{mean},"
            f" sweep width {self.sweep_width_m:.0f} m"
        )
        if not self.is_loose:
            return known
        width = int(self.sweep_width_m)
        remedy = "--passes 2 or a smaller --extent" if self.is_mean else f"--swath {width}"
        return f"{known}; what is between them may be missed: {remedy} helps"


def spacing_of(endurance: Endurance, swath: Swath, remarks: Remarks) -> Spacing | None:
    """The spacing that a pattern tells, None without one.

    Its sweep width is that of the camera where there is one that sees the sea, else the swath asked
    for.
    """
    if remarks.spacing_m is None:
        return None
    try:
        width = seen_width_m(endurance.vehicle, endurance.altitude_m)
    except PlannerError:
        width = swath.seen_m
    return Spacing(remarks.spacing_m, width, remarks.is_mean_spacing)
