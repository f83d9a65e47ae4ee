"""Velocities that lead the simulated underwater vehicle to a place, as it believes to see it."""

import math

from simulator.autopilot.board import Board
from simulator.vehicles.body import Place
from simulator.vehicles.sub import SubDemand

_POSITION_GAIN = 0.8  # m/s asked for per metre of error
_DEPTH_GAIN = 1.5
_FACE_M = 2.0  # nearer than this a course says nothing


def depth_rate(board: Board, alt_m: float) -> float:
    """Vertical speed towards a height."""
    params = board.params
    missing = alt_m - board.sub.alt_m
    brake = math.sqrt(board.sub.spec.accel_mps2 * abs(missing))
    rate = math.copysign(min(_DEPTH_GAIN * abs(missing), brake), missing)
    down, up = params["WPNAV_SPEED_DN"] / 100.0, params["WPNAV_SPEED_UP"] / 100.0
    return max(-down, min(up, rate))


def distance(board: Board, goal: Place) -> float:
    """Metres to a place from where the vehicle believes itself to be."""
    here = board.believed()
    return math.dist(
        (here.east_m, here.north_m, here.alt_m), (goal.east_m, goal.north_m, goal.alt_m)
    )


def towards(
    board: Board, goal: Place, speed_mps: float, heading_deg: float | None = None
) -> SubDemand:
    """Straight to a place, in all three directions at once, and stay there."""
    here = board.believed()
    east, north = goal.east_m - here.east_m, goal.north_m - here.north_m
    away = math.hypot(east, north)
    climb = depth_rate(board, goal.alt_m)
    speed = min(speed_mps, _POSITION_GAIN * away)
    if away > 1.0 and abs(climb) > 0.0:  # evenly down, or up, along the way
        rise = goal.alt_m - here.alt_m
        speed = min(speed, away * abs(climb / rise) if rise else speed)
        climb = rise * speed / away if abs(rise) * speed / away < abs(climb) else climb
    scale = speed / away if away > 0.0 else 0.0
    drift_e, drift_n = board.sub.wind if board.has_position else (0.0, 0.0)
    if heading_deg is None and away > _FACE_M:
        heading_deg = math.degrees(math.atan2(east, north)) % 360.0
    return SubDemand(east * scale - drift_e, north * scale - drift_n, climb, heading_deg)
