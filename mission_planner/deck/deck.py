"""The deck of a ship under way, as it is asked for and as it is predicted."""

from dataclasses import dataclass

from geodata.position import LonLat
from mission_planner.ranges import within

# A tenth of the way steamed: 6 degrees of course, or half a metre per second of log and current at
# 5 m/s.
GROWTH = 0.1
USUAL_ERROR_M = 50.0  # half the length of a patrol ship, and where its antenna stands


@dataclass(frozen=True, slots=True)
class Deck:
    """A ship that keeps its speed over ground and its true course from the first take-off on.

    course_deg: where it goes to. error_m: of the predicted place at take-off; it grows by a tenth
    of the way steamed. Raises PlannerError that names the value out of range.
    """

    speed_mps: float
    course_deg: float
    error_m: float = USUAL_ERROR_M

    def __post_init__(self) -> None:
        within("deck speed", self.speed_mps, 0.0, 30.0, "m/s")
        within("deck course", self.course_deg, 0.0, 360.0, "deg")
        within("deck error", self.error_m, 0.0, 5_000.0, "m")

    @property
    def growth_mps(self) -> float:
        """How fast the error of the prediction grows."""
        return GROWTH * self.speed_mps

    def error_m_at(self, at_s: float) -> float:
        """Error of the predicted place, metres; at_s: seconds after the first take-off."""
        return self.error_m + self.growth_mps * at_s


@dataclass(frozen=True, slots=True)
class PredictedDeck:
    """Where the deck will be when a sortie is back. at_s: seconds after the first take-off.

    rally: places on the way of the ship until then, which a return to launch flies to.
    """

    place: LonLat
    at_s: float
    error_m: float
    rally: tuple[LonLat, ...] = ()
