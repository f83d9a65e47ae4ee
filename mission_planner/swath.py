"""How wide a strip of sea a camera sees, and how far apart lines have to lie."""

import math

from mission_planner.errors import PlannerError
from mission_planner.vehicle import VehicleSpec

USEFUL_SLANT_M = 700.0  # beyond it a 6 m boat is too few pixels to be found


def seen_width_m(vehicle: VehicleSpec, altitude_m: float) -> float:
    """Width of the sea, across the track, that the camera sees on its middle row.

    The camera looks forward, so a picture is a trapezium: narrow near, wide far. The middle row
    is the honest width of the strip that is swept: everything in it passes through the middle of
    the picture, at the slant range altitude / sin(-pitch); what the upper half sees beyond is a
    bonus. Where the middle row lies beyond 700 m (or above the horizon), the row at 700 m counts.
    Flat sea. Raises PlannerError when there is no camera, or it sees no sea within 700 m.
    """
    camera = vehicle.camera
    if camera is None:
        raise PlannerError(f"{vehicle.name} has no camera: give --swath M, the line spacing")
    lowest_deg = camera.pitch_deg - camera.vfov_deg / 2.0
    nearest = altitude_m / math.sin(math.radians(-lowest_deg)) if -90 < lowest_deg < 0 else math.inf
    if lowest_deg <= -90.0:
        nearest = altitude_m
    if nearest > USEFUL_SLANT_M:
        raise PlannerError(
            f"the camera of {vehicle.name} sees no sea within {USEFUL_SLANT_M:.0f} m from"
            f" {altitude_m:.0f} m at pitch {camera.pitch_deg:g} deg: fly lower or pitch it down"
        )
    sine = math.sin(math.radians(-camera.pitch_deg))
    slant = min(altitude_m / sine, USEFUL_SLANT_M) if sine > 0 else USEFUL_SLANT_M
    return 2.0 * slant * math.tan(math.radians(camera.hfov_deg / 2.0))


def lines_needed(strip_m: float, spacing_m: float, coverage_pct: float) -> int:
    """How many parallel lines see the asked share of a strip.

    >>> lines_needed(600.0, 200.0, 100.0), lines_needed(601.0, 200.0, 100.0)
    (3, 4)
    >>> lines_needed(600.0, 200.0, 60.0)
    2
    """
    return max(1, math.ceil(strip_m * coverage_pct / 100.0 / spacing_m - 1e-9))
