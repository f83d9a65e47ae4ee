"""How a kind of vehicle gets from one place to another: the one thing that routes ask of it."""

import math
from typing import Protocol

import numpy as np
from shapely.geometry import Point

from geodata.position import Floats
from mission_planner.airspace import Airspace
from mission_planner.fixed_wing import FixedWingMover
from mission_planner.gates import Turning
from mission_planner.pose import Door, Pose, end_pose, start_pose
from mission_planner.request import CALM, Wind
from mission_planner.routing import Router, rim, way_out
from mission_planner.vehicle import VehicleSpec

__all__ = ["CopterMover", "Door", "Mover", "Pose", "end_pose", "mover_of", "start_pose"]


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
        """A survey line (N, 2) as the vehicle flies it.

        A copter keeps its ends and corners. A plane rounds the corners, and draws the ends back to
        where it has room to turn; (0, 2) when nothing of the line can be flown.
        """
        ...

    def door(self, home: Floats, number: int) -> Door:
        """How home (2,) is left for one of the airspace's open regions, and reached again.

        Raises PlanRefused when there is no way.
        """
        ...

    @property
    def finest_m(self) -> float:
        """Survey lines may be straightened by this much: less where the turns would suffer."""
        ...


class CopterMover:
    """Straight legs round obstacles; a copter turns on the spot."""

    finest_m = math.inf

    def __init__(self, airspace: Airspace) -> None:
        self._airspace = airspace
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

    def door(self, home: Floats, number: int) -> Door:
        """See Mover."""
        out = home[None, :]
        if not self._airspace.open[number].contains(Point(home)):
            out = way_out(self._airspace, home, rim(self._airspace, number))
        return Door(out, Pose(out[-1]), Pose(out[-1]), out[::-1])


def mover_of(vehicle: VehicleSpec, airspace: Airspace, wind: Wind = CALM) -> Mover:
    """How a vehicle moves within an airspace, in a wind."""
    if vehicle.turn_radius_m == 0.0:
        return CopterMover(airspace)
    upwind = math.radians(90.0 - wind.from_deg) if wind.speed_mps > 0.0 else None
    return FixedWingMover(
        airspace, Turning(vehicle.turning_m(wind.speed_mps), vehicle.launch_m, upwind)
    )
