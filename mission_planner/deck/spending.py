"""Time and energy of flights that end above a deck, wherever within its error that is."""

from dataclasses import dataclass, replace

import numpy as np

from geodata.position import Floats
from mission_planner.deck.deck import Deck
from mission_planner.energy import LANDING_S, Estimate, estimate
from mission_planner.errors import PlanRefused
from mission_planner.flight import TAKE_OVER_S, FlightPath
from mission_planner.pacing import leg_speeds
from mission_planner.request import Wind
from mission_planner.route import Route
from mission_planner.vehicle import SLOWEST_MPS, VehicleSpec


def paces(route: Route, vehicle: VehicleSpec, wind: Wind) -> list[float]:
    """Ground speeds to ask for on each leg of a route; empty: one will do.

    Finely graded on the way back: it has to end when the ship is there.
    """
    points = route.points
    speeds = leg_speeds(points, vehicle, wind)
    back = max(len(route.joins[-1]) - 1, 1)
    return [*speeds[:-back], *leg_speeds(points, vehicle, wind, is_fine=True)[-back:]]


@dataclass(frozen=True, slots=True)
class Spending:
    """One copter at one height in one wind, and the ship that it comes back to."""

    vehicle: VehicleSpec
    altitude_m: float
    wind: Wind
    deck: Deck

    @property
    def chasing_mps(self) -> float:
        """Ground speed that is left against a wind 30 % stronger."""
        return self.vehicle.cruise_mps - self.wind.stronger.speed_mps

    @property
    def closing_mps(self) -> float:
        """How fast it then comes up to the ship, which may run from it with its error."""
        return self.chasing_mps - self.deck.speed_mps - self.deck.growth_mps

    def check_closing(self) -> None:
        """Raises PlanRefused when the ship could get away."""
        if self.closing_mps < SLOWEST_MPS:
            raise PlanRefused(
                f"the ship makes {self.deck.speed_mps:g} m/s; {self.vehicle.name} makes"
                f" {max(self.chasing_mps, 0.0):.1f} m/s against the wind and 30 %: limit"
                f" {SLOWEST_MPS:g} m/s and a tenth of the ship's speed faster: slow the ship down,"
                " or wait for less wind"
            )

    def flight(self, points: Floats, speeds: list[float]) -> FlightPath:
        """Up at the first of points (N, 2), level through all, and the wait at the last."""
        heights = np.full(len(points) + 1, self.altitude_m)
        heights[0] = 0.0
        holds = np.zeros(len(heights))
        holds[-1] = TAKE_OVER_S
        legs = np.array([self.vehicle.cruise_mps, *(speeds or self._level(points))])
        return FlightPath(np.vstack([points[:1], points]), heights, holds, legs)

    def _level(self, points: Floats) -> list[float]:
        return [self.vehicle.cruise_mps] * (len(points) - 1)

    def of(self, route: Route) -> FlightPath:
        """The flight of a route."""
        return self.flight(route.points, paces(route, self.vehicle, self.wind))

    def arrival_s(self, path: FlightPath) -> float:
        """Seconds from take-off until it is above the deck."""
        return reached_s(estimate(path, self.vehicle, self.wind))

    def strayed_m(self, start_s: float, met_s: float) -> float:
        """Metres flown more than planned because the ship is not where it was predicted.

        The lines lie farther from the start by its error. At the end the ship has run away by the
        error and by what it makes while the pilot takes over, and is chased. Seconds after the
        first take-off.
        """
        deck = self.deck
        away = deck.speed_mps + deck.growth_mps
        gap = deck.error_m_at(met_s) + away * TAKE_OVER_S
        return deck.error_m_at(start_s) + gap * self.chasing_mps / self.closing_mps

    def worst_wh(self, path: FlightPath, strayed_m: float) -> float:
        """Energy with so many metres more, the dearer of up and down the wind, and of the wind
        and one 30 % stronger.

        In every other direction the airspeed lies between, and so does the power.
        """
        toward = np.radians(self.wind.from_deg)
        upwind = strayed_m * np.array([np.sin(toward), np.cos(toward)])
        astray = [self._longer(path, way) for way in (upwind, -upwind)]
        winds = {self.wind, self.wind.stronger}  # one in still air
        return max(estimate(p, self.vehicle, w).energy_wh for p in astray for w in winds)

    def _longer(self, path: FlightPath, way: Floats) -> FlightPath:
        return replace(
            path,
            points=np.vstack([path.points, path.points[-1] + way]),
            height_m=np.append(path.height_m, path.height_m[-1]),
            hold_s=np.append(path.hold_s, 0.0),
            speed_mps=np.append(path.speed_mps, self.chasing_mps),
        )


def reached_s(figures: Estimate) -> float:
    """Seconds from take-off until a flight that ends above a deck is there."""
    return figures.duration_s - TAKE_OVER_S - LANDING_S
