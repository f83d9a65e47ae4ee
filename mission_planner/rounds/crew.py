"""One vehicle as rounds are planned for it: how it moves and what its flights take."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from geodata.position import Floats
from mission_planner.endurance import Endurance
from mission_planner.energy import estimate, ground_speeds
from mission_planner.flight import FlightPath
from mission_planner.mover import Mover
from mission_planner.pacing import paced
from mission_planner.request import Wind
from mission_planner.sorties import Cost
from mission_planner.vehicle import SLOWEST_MPS, VehicleSpec

BLOCKED = 1e9  # seconds or batteries: cannot be flown
TRIAL_M = 2_000.0  # long enough for every vehicle to come to its speed


@dataclass(frozen=True, eq=False)
class Crew:
    """A vehicle in a wind. altitude_m: above home."""

    vehicle: VehicleSpec
    mover: Mover
    wind: Wind
    altitude_m: float

    @property
    def turning_m(self) -> float:
        """The least radius of survey lines; 0: it turns on the spot."""
        return self.vehicle.turning_m(self.wind.speed_mps) if self.vehicle.is_winged else 0.0

    @property
    def endurance(self) -> Endurance:
        """What whole flights take of its battery."""
        return Endurance(self.vehicle, self.altitude_m, self.wind)

    def cost(self, points: Floats) -> Cost:
        """What a whole flight through points (N, 2) takes, from home to home."""
        strong = self.endurance.flight(points, self.wind.stronger)
        if strong.slowest_mps < SLOWEST_MPS:
            return Cost(BLOCKED, BLOCKED)
        return self.endurance.cost(points)

    def leg(self, points: Floats) -> Cost:
        """What a piece of a flight takes that begins and ends at a stop: more than in one go."""
        path = self._level(points)
        now = strong = estimate(path, self.vehicle, self.wind)
        if self.wind.speed_mps > 0.0:
            strong = estimate(path, self.vehicle, self.wind.stronger)
        if strong.slowest_mps < SLOWEST_MPS:
            return Cost(BLOCKED, BLOCKED)
        landing_s, landing_wh = self._landing
        energy = max(now.energy_wh, strong.energy_wh) - landing_wh
        return Cost(energy / self.vehicle.usable_wh, now.duration_s - landing_s)

    def straight(self, ends: Floats, starts: Floats) -> tuple[Floats, Floats]:
        """(N, M) seconds and shares of a battery from ends (N, 3) to starts (M, 3), roughly.

        Obstacles and corners are left out. Rows are east, north and course, as in Mover.apart_m.
        """
        away = (starts[None, :, :2] - ends[:, None, :2]).reshape(-1, 2)
        apart = self.mover.apart_m(ends, starts)
        airspeed = self.vehicle.cruise_mps
        rides = self.vehicle.is_winged
        speeds = [
            ground_speeds(away, airspeed, wind, rides_wind=rides)
            for wind in (self.wind, self.wind.stronger)
        ]
        now, strong = (
            apart / np.maximum(np.nan_to_num(s, nan=0.0), SLOWEST_MPS).reshape(apart.shape)
            for s in speeds
        )
        watts = self.vehicle.cruise_w / 3600.0
        return now, np.maximum(now, strong) * watts / self.vehicle.usable_wh

    @cached_property
    def stop(self) -> Cost:
        """What one more stop on a way takes."""
        line = np.array([[0.0, 0.0], [TRIAL_M, 0.0], [2.0 * TRIAL_M, 0.0]])
        half, whole = self.leg(line[:2]), self.leg(line)
        return Cost(2.0 * half.share - whole.share, 2.0 * half.seconds - whole.seconds)

    @cached_property
    def _landing(self) -> tuple[float, float]:
        """Seconds and Wh that every estimate holds for coming down, whatever its path."""
        still = estimate(self._level(np.zeros((2, 2))), self.vehicle, self.wind)
        return still.duration_s, still.energy_wh

    def _level(self, points: Floats) -> FlightPath:
        count = len(points)
        speeds = np.full(count - 1, self.vehicle.cruise_mps)
        path = FlightPath(points, np.full(count, self.altitude_m), np.zeros(count), speeds)
        return paced(path, self.vehicle, self.wind)
