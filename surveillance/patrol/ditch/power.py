"""What the battery still holds, and what a way takes of it, in the wind that the vehicle feels."""

import math
from dataclasses import dataclass

from mission_planner.vehicle import VehicleSpec
from surveillance.links.readings import Readings
from surveillance.patrol.look import WIND_FACTOR

_SLOWEST_MPS = 0.5  # over ground: against such a wind it does not get anywhere


@dataclass(frozen=True, slots=True)
class Power:
    """A copter in flight. level_pct: of its battery. height_m: to come down. wind: where the air
    goes, east and north in m/s; None: not known, all ways take WIND_FACTOR as long."""

    vehicle: VehicleSpec
    level_pct: float
    height_m: float
    wind: tuple[float, float] | None

    @property
    def left_s(self) -> float:
        """How long it stays in the air."""
        return self.level_pct * self.vehicle.battery_wh * 36.0 / self.vehicle.cruise_w

    def flight_s(self, east_m: float, north_m: float) -> float:
        """How long it flies to a place so far away; infinite when the wind forbids it."""
        way_m = math.hypot(east_m, north_m)
        if way_m == 0.0:
            return 0.0
        cruise_mps = self.vehicle.cruise_mps
        if self.wind is None:
            return WIND_FACTOR * way_m / cruise_mps
        east, north = east_m / way_m, north_m / way_m
        along = self.wind[0] * east + self.wind[1] * north
        across = self.wind[0] * north - self.wind[1] * east
        if abs(across) >= cruise_mps:
            return math.inf
        # with the wind it keeps its speed over ground: ArduPilot and PX4 fly missions so
        ground_mps = min(cruise_mps, along + math.sqrt(cruise_mps**2 - across**2))
        return way_m / ground_mps if ground_mps >= _SLOWEST_MPS else math.inf

    def need_pct(self, east_m: float, north_m: float) -> float:
        """Share of a full battery for the way to a place so far away, and for the landing there."""
        v = self.vehicle
        down_s = max(0.0, self.height_m) / v.descend_mps
        way_s = self.flight_s(east_m, north_m)
        return (way_s * v.cruise_w + down_s * v.hover_w) / 36.0 / v.battery_wh


def power_of(vehicle: VehicleSpec, r: Readings) -> Power | None:
    """What it says of itself; None while it does not tell its battery."""
    if r.battery_pct is None:
        return None
    wind = None
    if r.wind_mps is not None and r.wind_from_deg is not None:
        towards = math.radians(r.wind_from_deg + 180.0)
        wind = (r.wind_mps * math.sin(towards), r.wind_mps * math.cos(towards))
    return Power(vehicle, r.battery_pct, r.alt_home_m, wind)
