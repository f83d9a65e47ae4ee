"""The straight way of a plane from one waypoint to the next."""

import math
from dataclasses import dataclass

from geodata.position import turn_deg
from simulator.vehicles.body import Place
from simulator.vehicles.plane import Plane

_SLOPE_FROM_M = 15.0  # smaller steps in height are flown at once
_WHOLE_TURN_DEG = 90.0  # sharper corners are begun as early as this one


@dataclass(frozen=True, slots=True)
class Leg:
    """From `start` to `goal`. corner: the turn at its end, as a share of a right angle, at most 1.

    ArduPlane begins a turn so much nearer to the corner.
    """

    start: Place
    goal: Place
    corner: float = 1.0

    @property
    def length_m(self) -> float:
        """Over ground."""
        return flat(self.start, self.goal)

    def flown_m(self, plane: Plane) -> float:
        """Metres along the leg from its start."""
        start, goal, length = self.start, self.goal, self.length_m
        if length < 1.0:
            return 0.0
        east, north = (goal.east_m - start.east_m) / length, (goal.north_m - start.north_m) / length
        return (plane.east_m - start.east_m) * east + (plane.north_m - start.north_m) * north

    def alt_m(self, plane: Plane) -> float:
        """The height to hold, above sea level: sloping along the leg when the step is large."""
        start, goal, length = self.start, self.goal, self.length_m
        step = goal.alt_m - start.alt_m
        if abs(step) < _SLOPE_FROM_M:
            return goal.alt_m
        share = 1.0 if length < 1.0 else self.flown_m(plane) / length
        return start.alt_m + max(0.0, min(1.0, share)) * step


def leg_to(start: Place, goal: Place, after: Place | None) -> Leg:
    """The leg with its turn towards the place after; a right angle when that is unknown."""
    if after is None or min(flat(start, goal), flat(goal, after)) < 0.1:
        return Leg(start, goal)
    turn = abs(turn_deg(course(start, goal), course(goal, after)))
    return Leg(start, goal, min(1.0, turn / _WHOLE_TURN_DEG))


def course(a: Place, b: Place) -> float:
    """Direction from one place to another, degrees from north."""
    return math.degrees(math.atan2(b.east_m - a.east_m, b.north_m - a.north_m)) % 360.0


def flat(a: Place | Plane, b: Place) -> float:
    """Metres over ground between two places."""
    return math.hypot(a.east_m - b.east_m, a.north_m - b.north_m)
