"""The ground speeds that a copter's mission asks for, leg by leg, in the wind of its plan.

ArduCopter in AUTO holds the ground speed it is asked for, and against a wind pays for it with the
cube of its airspeed: at 14 m/s over ground against 8 m/s four times the power of still air. So the
mission asks on each leg for what the cruise airspeed leaves over ground, by the wind triangle; that
is the time and energy that estimate() tells. A plane holds its airspeed by itself.
"""

from dataclasses import replace

import numpy as np

from geodata.position import Floats
from mission_planner.energy import ground_speeds
from mission_planner.flight import FlightPath
from mission_planner.request import Wind
from mission_planner.vehicle import VehicleSpec

RUNG = 0.97  # speeds asked for are so far apart: neighbouring legs share a command
FINE_RUNG = 0.99999  # for legs that must end at a given time: half an hour to 0.02 s


def leg_speeds(
    points: Floats, vehicle: VehicleSpec, wind: Wind, *, is_fine: bool = False
) -> list[float]:
    """Ground speed in m/s to ask for on each leg between points (N, 2); empty: one will do.

    Never above the cruise speed, as a copter does not ride a tail wind, and never so slow that a
    leg takes for ever: the check refuses such a wind. Up to 3 % less than the triangle leaves;
    is_fine: as much as it leaves.
    """
    if vehicle.is_winged or wind.speed_mps == 0.0 or len(points) < 2:
        return []
    speeds = ground_speeds(np.diff(points, axis=0), vehicle.cruise_mps, wind)
    shares = np.maximum(np.nan_to_num(speeds, nan=0.0), vehicle.slowest_mps) / vehicle.cruise_mps
    rung, decimals = (FINE_RUNG, 5) if is_fine else (RUNG, 2)
    rungs = np.ceil(np.log(shares) / np.log(rung) - 1e-6)
    return [float(speed) for speed in np.round(vehicle.cruise_mps * rung**rungs, decimals)]


def paced(path: FlightPath, vehicle: VehicleSpec, wind: Wind) -> FlightPath:
    """The path at the ground speeds that its mission would ask for."""
    speeds = leg_speeds(path.points, vehicle, wind)
    return replace(path, speed_mps=np.array(speeds)) if speeds else path
