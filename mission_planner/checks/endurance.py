"""Wind and battery."""

from collections.abc import Iterator

from geodata.position import LonLat
from mission_planner.checks.limits import Limits, Violation
from mission_planner.energy import Estimate


def too_windy(limits: Limits, home: LonLat) -> Iterator[Violation]:
    """A forecast beyond what the vehicle flies in."""
    vehicle, wind = limits.vehicle, limits.wind
    if wind.speed_mps > vehicle.max_wind_mps:
        does = "flies" if vehicle.submersible is None else "dives"
        text = (
            f"{vehicle.flow} is {wind.speed_mps:g} m/s; {vehicle.name} {does} in up to"
            f" {vehicle.max_wind_mps:g} m/s: wait for less"
        )
        yield Violation(vehicle.flow, home, wind.speed_mps, vehicle.max_wind_mps, text)


def beyond_battery(figures: Estimate, limits: Limits, home: LonLat) -> Iterator[Violation]:
    """What moves against the vehicle, and battery, with what it could do instead."""
    vehicle, wind = limits.vehicle, limits.wind
    left_mps = max(figures.slowest_mps, 0.0)
    if figures.slowest_mps < vehicle.slowest_mps:
        text = (
            f"{vehicle.flow} of {wind.speed_mps:g} m/s leaves {vehicle.name}"
            f" ({vehicle.cruise_mps:g} m/s) {left_mps:.1f} m/s over ground; limit"
            f" {vehicle.slowest_mps:g} m/s: wait for less"
        )
        yield Violation(vehicle.flow, home, left_mps, vehicle.slowest_mps, text)
    elif figures.battery_left_pct < vehicle.reserve_pct:
        left, text = figures.battery_left_pct, _beyond(figures, limits)
        yield Violation("battery", home, left, vehicle.reserve_pct, text)


def _beyond(figures: Estimate, limits: Limits) -> str:
    vehicle, wind = limits.vehicle, limits.wind
    reach_m = figures.length_m * vehicle.usable_wh / figures.energy_wh
    came = f"{wind.speed_mps:g} m/s from {wind.from_deg:g} deg"
    blow = f" in a {vehicle.flow} of {came}" if wind.speed_mps else ""
    return (
        f"route is {figures.length_m / 1000:.1f} km; {vehicle.name} reaches"
        f" {reach_m / 1000:.1f} km with {vehicle.reserve_pct:g} % reserve{blow}:"
        " shrink the area or add a battery"
    )
