"""How deep a dive goes, and what is known of the sea bed below it."""

from dataclasses import dataclass

from mission_planner.errors import OptionError
from mission_planner.ranges import within
from mission_planner.underwater.bed import Bed


@dataclass(frozen=True, slots=True)
class Dive:
    """depth_m: kept all the way; or above_bed_m: kept over the bed, as far as the vehicle may go.

    bed: None: nothing is known of it. Raises OptionError unless exactly one of both is given, and
    for a height over a bed that nobody knows.
    """

    depth_m: float | None = None
    above_bed_m: float | None = None
    bed: Bed | None = None

    def __post_init__(self) -> None:
        if (self.depth_m is None) == (self.above_bed_m is None):
            raise OptionError("a dive needs a depth, or else a height above the sea bed")
        if self.depth_m is not None:
            within("depth", self.depth_m, 0.1, 11_000.0, "m")
        if self.above_bed_m is not None:
            within("height above the sea bed", self.above_bed_m, 0.1, 1_000.0, "m")
            if self.bed is None:
                raise OptionError(
                    "a height above the sea bed needs the bed: give --bed FILE or --bed-depth M"
                )
