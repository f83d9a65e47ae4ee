"""When a flight is where: its way with times, as far as the camera is concerned."""

from dataclasses import dataclass

import numpy as np

from geodata.position import Floats
from mission_planner.energy import LANDING_S, estimate, ground_speeds
from mission_planner.flight import FlightPath
from mission_planner.request import CALM, Wind
from mission_planner.vehicle import SLOWEST_MPS, VehicleSpec

STILL_M = 0.01
SHORTEST_S = 1e-6
LOWEST_SHARE = 0.5  # of the height of a flight: below it the camera looks at nothing yet


@dataclass(frozen=True, slots=True, eq=False)
class TimedPath:
    """Legs of the way over ground on which the camera looks, local metres.

    start, end: (N, 2). began_s, ended_s: (N,) seconds from take-off. course_rad: (N,) where the
    camera looks, counter-clockwise from east; while standing, as on the leg before. duration_s:
    from take-off to the end of the flight.
    """

    start: Floats
    end: Floats
    began_s: Floats
    ended_s: Floats
    course_rad: Floats
    duration_s: float


def timed(path: FlightPath, vehicle: VehicleSpec, wind: Wind = CALM) -> TimedPath:
    """The legs of a flight on which the camera looks; take-off is at 0.

    The seconds that corners cost are spent at the corners, by how sharp they are, so that the
    whole lasts as long as the flight's estimate.
    """
    vectors = np.diff(path.points, axis=0)
    leg_s = _leg_seconds(path, vectors, vehicle, wind)
    courses = _courses(vectors)
    duration_s = estimate(path, vehicle, wind).duration_s
    spare_s = duration_s - float(leg_s.sum() + path.hold_s.sum())
    spare_s -= 0.0 if vehicle.is_winged else LANDING_S
    waits = path.hold_s + _at_corners(courses, max(spare_s, 0.0))
    arrives = np.concatenate([[0.0], np.cumsum(leg_s + waits[:-1])])
    leaves = arrives + waits
    level = np.minimum(path.height_m[1:], path.height_m[:-1])
    looks = level > LOWEST_SHARE * path.height_m.max()

    def legs(moving: Floats, standing: Floats) -> Floats:
        """Each leg, then the stay at its end."""
        pairs = np.stack([moving, standing], axis=1)[looks]
        return np.asarray(pairs.reshape(-1, *pairs.shape[2:]), np.float64)

    began, ended = legs(leaves[:-1], arrives[1:]), legs(arrives[1:], leaves[1:])
    lasts = ended - began > SHORTEST_S
    return TimedPath(
        legs(path.points[:-1], path.points[1:])[lasts],
        legs(path.points[1:], path.points[1:])[lasts],
        began[lasts],
        ended[lasts],
        legs(courses, courses)[lasts],
        duration_s,
    )


def _leg_seconds(path: FlightPath, vectors: Floats, vehicle: VehicleSpec, wind: Wind) -> Floats:
    lengths = np.hypot(*vectors.T)
    speeds = np.minimum(path.speed_mps, vehicle.cruise_mps)
    if vehicle.is_winged:
        speeds = ground_speeds(vectors, speeds, wind, rides_wind=True)
    speeds = np.maximum(np.nan_to_num(speeds, nan=SLOWEST_MPS), SLOWEST_MPS)
    climbed = np.diff(path.height_m)
    vertical_s = np.where(climbed > 0, climbed / vehicle.climb_mps, -climbed / vehicle.descend_mps)
    return np.maximum(np.where(lengths > STILL_M, lengths / speeds, 0.0), vertical_s)


def _courses(vectors: Floats) -> Floats:
    """Course of each leg; of the leg before (or the first that moves) where a leg stands still."""
    moves = np.hypot(*vectors.T) > STILL_M
    last = np.maximum.accumulate(np.where(moves, np.arange(len(moves)), -1))
    known = np.where(last < 0, np.argmax(moves), last)
    return np.asarray(np.arctan2(vectors[known, 1], vectors[known, 0]), np.float64)


def _at_corners(courses: Floats, seconds: float) -> Floats:
    """Seconds lost at each corner of a flight, ends included, in proportion to its sharpness."""
    sharp = np.concatenate([[1.0], 1.0 - np.cos(np.diff(courses)), [1.0]])
    return np.asarray(seconds * sharp / sharp.sum(), np.float64)
