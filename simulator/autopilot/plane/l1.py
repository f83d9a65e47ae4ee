"""Bank that leads a plane along a line or round a circle: ArduPlane's L1 guidance.

After S. Park, J. Deyst and J. P. How, "A New Nonlinear Guidance Logic for Trajectory Tracking"
(AIAA 2004-4900): the plane turns towards a point on the line a distance L1 ahead, with the
sideways acceleration 2 V^2 / L1 sin(eta). ArduPilot sets L1 by a period and a damping, and rounds
circles by a proportional-derivative law, so that they may be smaller than L1.
"""

import math
from dataclasses import dataclass

from simulator.vehicles.body import GRAVITY_MPS2, Place
from simulator.vehicles.plane import Plane

_CAPTURE = math.sin(math.radians(45.0))  # steepest way to a line
_PAST_S = 3.0  # beyond the end of a line by so much: turn back to the end


@dataclass(frozen=True, slots=True)
class L1:
    """The tuning: period in seconds and damping."""

    period_s: float
    damping: float

    def ahead_m(self, plane: Plane) -> float:
        """How far ahead the plane looks."""
        return self.damping * self.period_s * max(0.1, plane.ground_speed_mps) / math.pi

    def along(self, plane: Plane, start: Place, end: Place) -> float:
        """Bank in degrees, right wing down positive, that follows the line from start to end."""
        east, north = end.east_m - start.east_m, end.north_m - start.north_m
        length = math.hypot(east, north)
        if length < 1e-6:
            return self._towards(plane, end)
        east, north = east / length, north / length
        from_start = (plane.east_m - start.east_m, plane.north_m - start.north_m)
        flown = from_start[0] * east + from_start[1] * north
        away = math.hypot(*from_start)
        if away > self.ahead_m(plane) and flown < -_CAPTURE * away:
            return self._towards(plane, start)
        if flown > length + _PAST_S * plane.ground_speed_mps:
            return self._towards(plane, end)
        left = from_start[1] * east - from_start[0] * north
        to_line = math.asin(max(-_CAPTURE, min(_CAPTURE, left / self.ahead_m(plane))))
        return self._bank(plane, to_line + _turn_to(plane, east, north))

    def round(self, plane: Plane, centre: Place, radius_m: float, is_right: bool) -> float:
        """Bank in degrees that circles a place, to the right (clockwise from above) or left."""
        side = 1.0 if is_right else -1.0
        east, north = plane.east_m - centre.east_m, plane.north_m - centre.north_m
        away = math.hypot(east, north)
        if away < 0.1:
            return 0.0
        east, north = east / away, north / away
        outwards = plane.ve * east + plane.vn * north
        right_wards = plane.ve * north - plane.vn * east  # clockwise round the centre
        omega = math.tau / self.period_s
        hold = (away - radius_m) * omega**2 + outwards * 2.0 * self.damping * omega
        tangent = side * right_wards
        if outwards > 0.0 and tangent < 0.0:  # the wrong way round and leaving: never turn out
            hold = max(hold, 0.0)
        circling = side * (hold + tangent**2 / max(0.5 * radius_m, away))
        capture = self._sideways(plane, _turn_to(plane, -east, -north))
        is_outside = away > radius_m
        chosen = capture if is_outside and side * capture < side * circling else circling
        return _bank_for(chosen)

    def is_circling(self, plane: Plane, centre: Place, radius_m: float) -> bool:
        """Whether it has come to the circle."""
        away = math.hypot(plane.east_m - centre.east_m, plane.north_m - centre.north_m)
        return away < 1.25 * radius_m

    def _towards(self, plane: Plane, goal: Place) -> float:
        east, north = goal.east_m - plane.east_m, goal.north_m - plane.north_m
        return self._bank(plane, _turn_to(plane, east, north))

    def _bank(self, plane: Plane, turn: float) -> float:
        return _bank_for(self._sideways(plane, turn))

    def _sideways(self, plane: Plane, turn: float) -> float:
        """Acceleration to the right that turns the motion by so many radians."""
        turn = max(-math.pi / 2.0, min(math.pi / 2.0, turn))
        gain = 4.0 * self.damping**2
        return gain * plane.ground_speed_mps**2 / self.ahead_m(plane) * math.sin(turn)


def _turn_to(plane: Plane, east: float, north: float) -> float:
    """Radians to the right from the motion over ground to a direction."""
    across = north * plane.ve - east * plane.vn
    along = east * plane.ve + north * plane.vn
    return math.atan2(-across, along)


def _bank_for(sideways_mps2: float) -> float:
    return math.degrees(math.atan(sideways_mps2 / GRAVITY_MPS2))
