"""What a sweep works on."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from geodata.position import Floats
from mission_planner.airspace import Flags
from mission_planner.lines import Swath
from mission_planner.mover import Mover
from mission_planner.sweep.joins import Joins

HARD_TURN = 1.5  # spacings
LEAST_RADIUS_M = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """Local metres.

    strip: what shall be seen. cover: the part of it that can be seen from the region. region: where
    the vehicle may be. home: (2,). joins: what has been learnt about ways between lines.
    """

    strip: BaseGeometry
    cover: BaseGeometry
    region: Polygon
    swath: Swath
    mover: Mover
    home: Floats
    joins: Joins

    @property
    def reach_m(self) -> float:
        """How far to each side the camera sees."""
        return self.swath.seen_m / 2.0

    @property
    def turn_m(self) -> float:
        """Least length of the way from the end of one row to the start of another one."""
        beside = self.swath.spacing_m * np.arange(1.0, 11.0)
        starts = np.column_stack([np.zeros(10), beside, np.full(10, np.pi)])
        return float(self.mover.apart_m(np.zeros((1, 3)), starts).min())

    @property
    def radius_m(self) -> float:
        """The vehicle's turn radius, as the lengths of its ways tell: 0 when it turns at once."""
        far = 1e5  # half a turn and a straight leg lead back beside where it came from
        length = self.mover.apart_m(np.zeros((1, 3)), np.array([[0.0, far, np.pi]]))[0, 0]
        return float(length - far) / (np.pi - 2.0)

    def has_room(self, poses: Floats) -> Flags:
        """(N,) whether a full turn to one side at least stays in the region, at poses (N, 3)."""
        radius = self.radius_m
        if radius < LEAST_RADIUS_M:
            return np.ones(len(poses), np.bool_)
        aside = radius * np.column_stack([-np.sin(poses[:, 2]), np.cos(poses[:, 2])])
        shapely.prepare(self.region)
        turns = [shapely.buffer(shapely.points(poses[:, :2] + s * aside), radius) for s in (1, -1)]
        left, right = (np.asarray(shapely.covers(self.region, t), np.bool_) for t in turns)
        return left | right

    @property
    def is_hard(self) -> bool:
        """Whether the vehicle turns so widely that the next row is not the best one to turn to."""
        return self.turn_m > HARD_TURN * self.swath.spacing_m
