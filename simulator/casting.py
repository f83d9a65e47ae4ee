"""How each behaviour becomes a motion through a spot: the seed's choices for one vessel."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from simulator.behaviours import Motion
from simulator.chart import Chart, Spot
from simulator.sorts import HULLS, SORTS, Vessel
from simulator.traffic_plan import Group

SWAY_MPS = 0.05  # of a vessel at anchor
DRIFT_MPS = (0.02, 0.07)
CAST_NET_MPS = (0.20, 0.35)  # across the course of a boat that fishes


@dataclass(frozen=True, slots=True)
class Casting:
    """Draws vessels. at_s: when a vessel is at its spot; wind_to_deg: where loose things drift."""

    chart: Chart
    rng: Generator
    at_s: float
    wind_to_deg: float

    def draw(self, group: Group, spot: Spot, name: str, mmsi: int) -> Vessel:
        """One vessel of a group, at a spot at `at_s`."""
        kind = group.kinds[self.rng.integers(len(group.kinds))]
        sort = SORTS[kind]
        length = round(self.rng.uniform(*sort.length_m), 1)
        return Vessel(
            id=name,
            kind=kind,
            behaviour=group.behaviour,
            length_m=length,
            beam_m=round(length * sort.beam_share * self.rng.uniform(0.92, 1.08), 1),
            height_m=round(self.rng.uniform(*sort.height_m), 1),
            colour=HULLS[self.rng.integers(len(HULLS))],
            mmsi=mmsi if group.ais else None,
            motion=self._motion(group, spot),
        )

    def _motion(self, group: Group, spot: Spot) -> Motion:
        match group.behaviour:
            case "anchored":
                return self._still(spot, 0.0)
            case "drifting" | "stopper":
                return self._still(spot, self.rng.uniform(*DRIFT_MPS))
            case "fishing":
                return self._under_way(group, spot, self._course(group, spot), CAST_NET_MPS)
            case "passing":
                return self._under_way(group, spot, self._course(group, spot), (0.0, 0.05))
            case "lander":
                return self._landing(group, spot)

    def _still(self, spot: Spot, drift_mps: float) -> Motion:
        period = self.rng.uniform(180.0, 300.0)
        upwind = self.wind_to_deg + 180.0
        return Motion(
            at_s=self.at_s,
            east_m=spot.east_m,
            north_m=spot.north_m,
            course_deg=(self.wind_to_deg + self.rng.uniform(-25.0, 25.0)) % 360.0,
            speed_mps=drift_mps,
            weave_m=SWAY_MPS / 2.0 * period / (2.0 * np.pi),
            weave_period_s=period,
            weave_phase=self.rng.uniform(0.0, 2.0 * np.pi),
            # at anchor the bow stands into the wind; adrift a boat lies across it, either side
            bow_deg=(upwind + (0.0 if drift_mps == 0.0 else self.rng.choice([-80.0, 80.0]))) % 360,
        )

    def _course(self, group: Group, spot: Spot) -> float:
        """Away from the shore for who carries no AIS; anything with AIS may also pass along it."""
        widest = 100.0 if group.ais else 70.0
        return (spot.outward_deg + self.rng.uniform(-widest, widest)) % 360.0

    def _under_way(
        self, group: Group, spot: Spot, course_deg: float, across_mps: tuple[float, float]
    ) -> Motion:
        period = self.rng.uniform(150.0, 280.0)
        return Motion(
            at_s=self.at_s,
            east_m=spot.east_m,
            north_m=spot.north_m,
            course_deg=course_deg,
            speed_mps=self.rng.uniform(*group.speed_mps),
            weave_m=self.rng.uniform(*across_mps) * period / (2.0 * np.pi),
            weave_period_s=period,
            weave_phase=self.rng.uniform(0.0, 2.0 * np.pi),
            bow_deg=course_deg,
            crab_deg=self.rng.uniform(-4.0, 4.0),
        )

    def _landing(self, group: Group, spot: Spot) -> Motion:
        course = (spot.outward_deg + 180.0 + self.rng.uniform(-8.0, 8.0)) % 360.0
        return Motion(
            at_s=self.at_s,
            east_m=spot.east_m,
            north_m=spot.north_m,
            course_deg=course,
            speed_mps=self.rng.uniform(*group.speed_mps),
            halt_m=self.chart.run_in_m((spot.east_m, spot.north_m), course),
            bow_deg=course,
            crab_deg=self.rng.uniform(-4.0, 4.0),
        )
