"""How a kind of vehicle gets from one place to another: the one thing that routes ask of it."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from geodata.position import Floats
from mission_planner.airspace import Airspace
from mission_planner.routing import Router
from mission_planner.vehicle import VehicleSpec


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """A place, (2,) local metres, and the course over ground there.

    course_rad: counter-clockwise from east; None: any will do.
    """

    point: Floats
    course_rad: float | None = None


class Mover(Protocol):
    """What a vehicle can fly within one airspace."""

    def join(self, start: Pose, end: Pose) -> Floats | None:
        """The shortest way (N, 2) that keeps every limit, both ends included; None: there is none.

        Curves are drawn by corners at most 2 m off the true curve.
        """
        ...

    def apart_m(self, ends: Floats, starts: Floats) -> Floats:
        """(N, M) least lengths from ends (N, 3) to starts (M, 3), obstacles left out of account.

        Rows are east, north and course (radians, counter-clockwise from east).
        """
        ...

    def flown(self, way: Floats) -> Floats:
        """A survey line (N, 2) as the vehicle flies it: its ends kept, its corners as they come."""
        ...


class CopterMover:
    """Straight legs round obstacles; a copter turns on the spot."""

    def __init__(self, airspace: Airspace) -> None:
        self._router = Router(airspace)

    def join(self, start: Pose, end: Pose) -> Floats | None:
        """See Mover."""
        return self._router.route(start.point, end.point[None, :])

    def apart_m(self, ends: Floats, starts: Floats) -> Floats:
        """See Mover."""
        away = ends[:, None, :2] - starts[None, :, :2]
        return np.asarray(np.hypot(away[..., 0], away[..., 1]), np.float64)

    def flown(self, way: Floats) -> Floats:
        """See Mover."""
        return way


def mover_of(vehicle: VehicleSpec, airspace: Airspace) -> Mover:
    """How a vehicle moves within an airspace."""
    assert vehicle.turn_radius_m == 0.0  # no other kind is built yet
    return CopterMover(airspace)


def start_pose(way: Floats) -> Pose:
    """Where, and on what course, a way of at least two places begins."""
    return Pose(way[0], _course(way[1] - way[0]))


def end_pose(way: Floats) -> Pose:
    """Where, and on what course, a way ends; a single place is left on any course."""
    if len(way) < 2:
        return Pose(way[-1])
    return Pose(way[-1], _course(way[-1] - way[-2]))


def _course(step: Floats) -> float:
    return float(np.arctan2(step[1], step[0]))
