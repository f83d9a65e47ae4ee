"""How early a plane's autopilot must leave one way point for the next to stay on a planned arc.

ArduPlane follows the straight leg between two way points by the L1 guidance (Park, Deyst and How,
"A New Nonlinear Guidance Logic for Trajectory Tracking", AIAA 2004-4900): sideways acceleration
4 d^2 V^2 / L1 sin(eta), with the lookahead L1 = d T V / pi of the damping d and the period T. Along
the short chords of an arc it lags behind the turn and swings out by L1^2 / (4 d^2 R). It stays on
the arc when the leg that it follows is the tangent at s ahead: seen from the plane that leg leads
in course by s / R and lies s^2 / (2 R) to the outside, so that eta = s / R - s^2 / (2 R L1) must
be L1 / (4 d^2 R), which d = 0.75 gives with s = 2/3 L1, whatever the radius. The acceptance radius
of a way point (its second parameter) asks for just that. Near that s the error is small for any
L1, so that neither wind nor another tuning spoils it.
"""

import math

import numpy as np

from geodata.position import Floats
from mission_planner.vehicle import VehicleSpec

DAMPING, PERIOD_S = 0.75, 17.0  # ArduPlane's defaults of NAVL1_DAMPING and NAVL1_PERIOD
MOST_M = 255  # ArduPlane keeps the acceptance radius in one byte


def lookahead_m(speed_mps: float) -> float:
    """L1 at a ground speed.

    >>> round(lookahead_m(20.0))
    81
    """
    return DAMPING * PERIOD_S * speed_mps / math.pi


def acceptance_m(speed_mps: float) -> float:
    """The acceptance radius that keeps a plane on arcs, in whole metres as autopilots store it.

    >>> acceptance_m(20.0)
    54.0
    """
    ahead_m = lookahead_m(speed_mps)
    share = 1.0 - math.sqrt(1.0 - 2.0 / (4.0 * DAMPING**2))
    return float(min(round(share * ahead_m), MOST_M))


def acceptances(points: Floats, vehicle: VehicleSpec) -> tuple[float, ...]:
    """Acceptance radius at each of the places after the first, the launch, of a way (N, 2).

    0 leaves it to the autopilot: for copters, and along the launch, whose way points a plane that
    climbs late may already have behind it; a small radius would make it turn back for them.
    """
    if not vehicle.is_winged:
        return (0.0,) * (len(points) - 1)
    wanted = acceptance_m(vehicle.cruise_mps)
    along = np.cumsum(np.hypot(*np.diff(points, axis=0).T))
    is_launch = along < vehicle.launch_m + 1.0
    return tuple(np.where(is_launch, 0.0, wanted).tolist())


def swing_m(vehicle: VehicleSpec) -> float:
    """How far a plane strays at most from the arcs that are planned for it; 0: a copter.

    Three eighths of how far it swung out without acceptance radii, L1^2 / (4 d^2 R): into and out
    of arcs, in wind, it has been flown in simulation to stay within that. The wind changes L1 by
    the ground speed and R by its square, so that the share is the same in calm and in wind.
    """
    if not vehicle.is_winged:
        return 0.0
    return lookahead_m(vehicle.cruise_mps) ** 2 / (6.0 * vehicle.turn_radius_m)
