"""What flights take of one vehicle's battery, before they are missions."""

from dataclasses import dataclass, replace

import numpy as np

from geodata.position import Floats
from mission_planner.energy import Estimate, estimate
from mission_planner.flight import level_flight
from mission_planner.pacing import paced
from mission_planner.request import Wind
from mission_planner.route import Route
from mission_planner.sorties import Cost
from mission_planner.vehicle import VehicleSpec
from mission_planner.winged import plane_flight, wings_of


@dataclass(frozen=True, slots=True)
class Endurance:
    """One vehicle at one height in one wind."""

    vehicle: VehicleSpec
    altitude_m: float
    wind: Wind

    def flight(self, points: Floats, wind: Wind, hold_s: Floats | None = None) -> Estimate:
        """A flight through points (N, 2) from home to home; hold_s: (N,) waiting at each."""
        wings = wings_of(self.vehicle, self.wind)  # turns are planned for the wind asked for
        if wings is not None:
            path = plane_flight(points, self.altitude_m, self.vehicle.cruise_mps, wings)
            return estimate(path, self.vehicle, wind)
        path = level_flight(points, self.altitude_m, self.vehicle.cruise_mps)
        path = paced(path, self.vehicle, self.wind)  # the mission is made for the wind asked for
        if hold_s is not None:
            path = replace(path, hold_s=np.concatenate([[0.0], hold_s, [0.0]]))
        return estimate(path, self.vehicle, wind)

    def cost(self, points: Floats, hold_s: Floats | None = None) -> Cost:
        """What a flight takes, its energy in the dearer of the wind and one 30 % stronger.

        Under water the error of the place counts as well, whichever is nearer to its limit.
        """
        now = self.flight(points, self.wind, hold_s)
        strong = self.flight(points, self.wind.stronger, hold_s)
        share = max(now.energy_wh, strong.energy_wh) / self.vehicle.usable_wh
        return Cost(max(share, self._share_of_error(now)), now.duration_s)

    def _share_of_error(self, figures: Estimate) -> float:
        """Of what the place may be wrong by at the end of a dive."""
        diving = self.vehicle.submersible
        if diving is None:
            return 0.0
        return diving.error_m(figures.length_m, figures.duration_s) / diving.most_error_m

    def of(self, route: Route) -> Cost:
        """What a route takes, its holds included."""
        return self.cost(route.points, route.hold_s)

    def is_blown_back(self, route: Route) -> bool:
        """Whether a leg cannot be flown in the stronger wind, however large the battery."""
        return self.flight(route.points, self.wind.stronger).slowest_mps < self.vehicle.slowest_mps
