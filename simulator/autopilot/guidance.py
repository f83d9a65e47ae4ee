"""Velocities that lead the copter to a point or along a leg: local metres, no side effects."""

import math
from dataclasses import dataclass

from simulator.vehicles.body import Place
from simulator.vehicles.copter import Copter, Demand

_POSITION_GAIN = 0.8  # m/s asked for per metre of error
_BRAKE_SHARE = 0.6  # of the acceleration limit, planned for braking: the rest corrects errors
_CROSS_SHARE = 0.5  # of the speed, at most, spent on getting back to the line
_RESPONSE_S = 0.5  # the copter's speed follows the demand so much later
_OFF_LINE_M = 1.0  # beyond this, a turn is flown out before it speeds up again
_FACE_M = 3.0  # nearer than this a course says nothing


@dataclass(frozen=True, slots=True)
class Limits:
    """Speeds that the autopilot asks for at most: metres per second, up and down positive."""

    speed_mps: float
    climb_mps: float
    descend_mps: float
    accel_mps2: float


def _braking(distance_m: float, end_mps: float, accel_mps2: float) -> float:
    """The speed from which `end_mps` is reached within the distance, gently at the end."""
    distance_m = max(0.0, distance_m)
    steady = math.sqrt(end_mps**2 + 2.0 * _BRAKE_SHARE * accel_mps2 * distance_m)
    return min(steady, end_mps + _POSITION_GAIN * distance_m)


def braking_time(speed_mps: float, accel_mps2: float) -> float:
    """Seconds at the present speed that cover the way to a gentle stop."""
    return 0.5 * speed_mps / (_BRAKE_SHARE * max(0.1, accel_mps2)) + _RESPONSE_S


def climb_rate(copter: Copter, alt_m: float, limits: Limits) -> float:
    """Vertical speed towards a height."""
    missing = alt_m - copter.alt_m
    rate = _braking(abs(missing), 0.0, copter.spec.climb_accel_mps2)
    return min(rate, limits.climb_mps) if missing > 0.0 else -min(rate, limits.descend_mps)


def towards(copter: Copter, goal: Place, limits: Limits, heading_deg: float | None) -> Demand:
    """Fly straight to a point and stay there."""
    east, north = goal.east_m - copter.east_m, goal.north_m - copter.north_m
    distance = math.hypot(east, north)
    speed = min(limits.speed_mps, _braking(distance, 0.0, limits.accel_mps2))
    scale = speed / distance if distance > 0.0 else 0.0
    climb = climb_rate(copter, goal.alt_m, limits)
    return Demand(east * scale, north * scale, climb, heading_deg)


def course(from_: Place, to: Place) -> float | None:
    """Direction of travel in degrees from north; None when the points nearly coincide."""
    east, north = to.east_m - from_.east_m, to.north_m - from_.north_m
    if math.hypot(east, north) < _FACE_M:
        return None
    return math.degrees(math.atan2(east, north)) % 360.0


def distance(copter: Copter, goal: Place) -> float:
    """Metres from the copter to a point, in all three directions."""
    return math.dist(
        (copter.east_m, copter.north_m, copter.alt_m), (goal.east_m, goal.north_m, goal.alt_m)
    )


def turn_at(before: Place, corner: Place, after: Place) -> float:
    """Change of course in degrees at a corner, positive to the right."""
    inbound = math.atan2(corner.east_m - before.east_m, corner.north_m - before.north_m)
    outbound = math.atan2(after.east_m - corner.east_m, after.north_m - corner.north_m)
    return math.degrees(math.remainder(outbound - inbound, math.tau))


def corner_speed(turn_deg: float, accel_mps2: float, radius_m: float) -> float:
    """The speed in m/s at which a turn cuts its corner by `radius_m`; inf when straight on.

    A circle tangent to both legs passes the corner at r (1 / cos(turn / 2) - 1), with r = v^2 / a.
    """
    half = math.cos(math.radians(abs(turn_deg)) / 2.0)
    if half < 1e-6:
        return 0.0
    excess = 1.0 / half - 1.0
    return math.sqrt(accel_mps2 * radius_m / excess) if excess > 1e-9 else math.inf


@dataclass(frozen=True, slots=True)
class Turn:
    """How the end of a leg is flown: at this speed, beginning so far before the corner."""

    speed_mps: float
    lead_m: float


def through(way: list[Place], limits: Limits, radius_m: float) -> Turn:
    """The turn at the second point of a way that ends in a stop at its last point.

    Fast enough for the corner, slow enough to brake for all that follows; the circles of two
    neighbouring corners never overlap.
    """
    turn = Turn(0.0, 0.0)
    brake = 2.0 * _BRAKE_SHARE * limits.accel_mps2
    for before, corner, after in reversed(list(zip(way, way[1:], way[2:], strict=False))):
        angle = turn_at(before, corner, after)
        speed = min(limits.speed_mps, corner_speed(angle, limits.accel_mps2, radius_m))
        speed = min(speed, math.sqrt(turn.speed_mps**2 + brake * _flat(corner, after)))
        tangent = math.tan(min(math.radians(abs(angle)) / 2.0, 1.5))
        room_m = 0.5 * min(_flat(before, corner), _flat(corner, after))
        lead_m = min(speed**2 / limits.accel_mps2 * tangent, room_m)
        if tangent > 0.0:
            speed = min(speed, math.sqrt(lead_m * limits.accel_mps2 / tangent))
        turn = Turn(speed, lead_m)
    return turn


def _flat(a: Place, b: Place) -> float:
    return math.hypot(b.east_m - a.east_m, b.north_m - a.north_m)


class Leg:
    """The straight way from one waypoint to the next, flown without a stop when `end_mps` > 0."""

    def __init__(self, start: Place, end: Place, end_mps: float, lead_m: float = 0.0) -> None:
        """`end_mps` is the speed at the end; the turn there begins `lead_m` before it."""
        self.start, self.end = start, end
        self.end_mps, self._lead_m = end_mps, lead_m
        self.east, self.north = end.east_m - start.east_m, end.north_m - start.north_m
        self.length_m = math.hypot(self.east, self.north)
        self.heading_deg = course(start, end)
        if self.length_m > 0.0:
            self.east, self.north = self.east / self.length_m, self.north / self.length_m

    def along(self, copter: Copter) -> float:
        """Metres flown along the leg, from its start."""
        east, north = copter.east_m - self.start.east_m, copter.north_m - self.start.north_m
        return east * self.east + north * self.north

    def demand(self, copter: Copter, limits: Limits, heading_deg: float | None) -> Demand:
        """Follow the line, brake for its end, and climb evenly along it."""
        if self.length_m < 1.0:
            return towards(copter, self.end, limits, heading_deg)
        along = self.along(copter)
        moving = copter.ve * self.east + copter.vn * self.north
        slope = (self.end.alt_m - self.start.alt_m) / self.length_m
        speed = self._speed(along, moving, slope, limits)
        cross, drift = self._aside(copter)
        if abs(cross + _RESPONSE_S * drift) > _OFF_LINE_M:
            speed = min(speed, max(2.0, copter.ground_speed_mps))
        most = max(1.0, _CROSS_SHARE * speed)
        aside = -math.copysign(min(most, _braking(abs(cross), 0.0, limits.accel_mps2)), cross)
        share = max(0.0, min(1.0, along / self.length_m))
        line_m = self.start.alt_m + share * (self.end.alt_m - self.start.alt_m)
        climb = slope * moving * (0.0 < share < 1.0) + climb_rate(copter, line_m, limits)
        return Demand(
            speed * self.east - aside * self.north,
            speed * self.north + aside * self.east,
            max(-limits.descend_mps, min(limits.climb_mps, climb)),
            heading_deg,
        )

    def _speed(self, along: float, moving: float, slope: float, limits: Limits) -> float:
        """Speed along the leg: brakes for its end, and climbs no faster than it may."""
        late_m = _RESPONSE_S * max(0.0, moving - self.end_mps)
        left_m = self.length_m - self._lead_m - along - late_m
        speed = min(limits.speed_mps, _braking(left_m, self.end_mps, limits.accel_mps2))
        vertical = limits.climb_mps if slope > 0.0 else limits.descend_mps
        return vertical / abs(slope) if abs(slope) * speed > vertical else speed

    def _aside(self, copter: Copter) -> tuple[float, float]:
        """Metres to the left of the line, and how fast that grows."""
        east, north = copter.east_m - self.start.east_m, copter.north_m - self.start.north_m
        cross = north * self.east - east * self.north
        return cross, copter.vn * self.east - copter.ve * self.north

    def is_flown(self, copter: Copter, radius_m: float) -> bool:
        """Within the radius of the end, or, when flown through, where the turn begins."""
        if distance(copter, self.end) <= radius_m:
            return True
        if self.end_mps <= 0.0 or self.length_m < 1.0:
            return False
        return self.along(copter) >= self.length_m - max(self._lead_m, radius_m)
