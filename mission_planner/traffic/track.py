"""Where a vehicle is at each moment of a sortie."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from geodata.position import Floats
from mission_planner.endurance import Endurance
from mission_planner.energy import LANDING_S, ground_speeds
from mission_planner.vehicle import SLOWEST_MPS

STEP_S = 5.0


@dataclass(frozen=True, eq=False)
class Track:
    """A sortie by the clock. points: (N, 2) local metres; along_m, at_s: (N,) since take-off.

    duration_s: until it has landed.
    """

    points: Floats
    along_m: Floats
    at_s: Floats
    duration_s: float

    def at(self, along_m: float) -> float:
        """Seconds since take-off when it has come that far."""
        return float(np.interp(along_m, self.along_m, self.at_s))

    @cached_property
    def samples(self) -> Floats:
        """(N, 2) places every STEP_S from take-off to landing."""
        moments = np.arange(0.0, self.duration_s + STEP_S, STEP_S)
        east, north = (np.interp(moments, self.at_s, self.points[:, k]) for k in range(2))
        return np.column_stack([east, north])


def track_of(points: Floats, endurance: Endurance) -> Track:
    """How a vehicle flies points (N, 2) from home to home.

    What corners cost a copter is spread over its whole way; a plane climbs along it.
    """
    vehicle, wind = endurance.vehicle, endurance.wind
    vectors = np.diff(points, axis=0)
    lengths = np.hypot(*vectors.T)
    speeds = ground_speeds(vectors, vehicle.cruise_mps, wind, rides_wind=vehicle.is_winged)
    slow = np.maximum(np.nan_to_num(speeds, nan=SLOWEST_MPS), SLOWEST_MPS)
    moments = np.concatenate([[0.0], np.cumsum(lengths / slow)])
    duration = endurance.flight(points, wind).duration_s
    if not vehicle.is_winged:
        climb, descent = (
            endurance.altitude_m / v for v in (vehicle.climb_mps, vehicle.descend_mps)
        )
        level = max(duration - climb - descent - LANDING_S, 1.0)
        moments = climb + moments * (level / max(float(moments[-1]), 1e-9))
    return Track(points, np.concatenate([[0.0], np.cumsum(lengths)]), moments, duration)
