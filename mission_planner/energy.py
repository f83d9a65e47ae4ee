"""Time and energy of a flight, with climb, wind and reserve."""

import math
from dataclasses import dataclass

import numpy as np

from geodata.position import Floats
from mission_planner.flight import FlightPath
from mission_planner.request import CALM, Wind
from mission_planner.vehicle import VehicleSpec

CUT_M = 2.0  # a copter passes a way point this much inside (WPNAV_RADIUS of ArduCopter)
# Returning to launch waits above home (RTL_LOIT_TIME, 5 s) and comes down the last 10 m at 0.5 m/s
# (LAND_SPEED), 16 s longer than at 2.5 m/s
LANDING_S = 21.0
GRAVITY_MPS2 = 9.80665
GLIDE_SHARE = 0.05  # of the cruise power: avionics, with the propeller at rest
MOST_LOAD = 2.0  # of a plane in a turn of 60 degrees of bank: the most that autopilots bank
BRAKE_SHARE = 0.6  # of the acceleration limit is used for braking, the rest corrects errors


@dataclass(frozen=True, slots=True)
class Estimate:
    """One flight. slowest_mps: least ground speed of any leg, below 0 when it is blown back."""

    length_m: float
    duration_s: float
    energy_wh: float
    battery_left_pct: float
    slowest_mps: float


def ground_speeds(
    vectors: Floats, airspeed_mps: Floats | float, wind: Wind, *, rides_wind: bool = False
) -> Floats:
    """Ground speed along each of (N, 2) east/north vectors by the wind triangle.

    Negative (or NaN: a cross wind stronger than the airspeed) where a leg cannot be flown. Never
    above the airspeed unless it rides the wind: a copter in AUTO holds its ground speed and does
    not ride a tail wind, a plane holds its airspeed and does.
    """
    lengths = np.hypot(*vectors.T)
    towards = math.radians(wind.from_deg + 180.0)
    blow = wind.speed_mps * np.array([math.sin(towards), math.cos(towards)])
    along = vectors / np.where(lengths > 0, lengths, 1.0)[:, None]
    tail = along @ blow
    cross = along[:, 0] * blow[1] - along[:, 1] * blow[0]
    with np.errstate(invalid="ignore"):
        speed = np.sqrt(airspeed_mps**2 - cross**2) + tail
    return np.asarray(speed if rides_wind else np.minimum(speed, airspeed_mps), np.float64)


def estimate(path: FlightPath, vehicle: VehicleSpec, wind: Wind = CALM) -> Estimate:
    """Time and energy of a path for a vehicle in a steady wind.

    A copter holds the ground speed asked for, whatever airspeed that takes; slowest_mps is what its
    cruise airspeed would leave. Corners cost a copter the time that braking and speeding up take, a
    plane the power of its bank.
    """
    vectors = np.diff(path.points, axis=0)
    lengths = np.hypot(*vectors.T)
    moving = lengths > 0.01
    speeds = _speeds(path, vehicle, wind)
    slowest = float(np.nan_to_num(speeds[moving], nan=-1.0).min()) if moving.any() else math.inf
    least = vehicle.slowest_mps
    usable = np.where(np.nan_to_num(speeds, nan=-1.0) < least, least, speeds)
    if not vehicle.is_winged:
        usable = np.minimum(path.speed_mps, vehicle.cruise_mps)
    level_s = np.where(moving, lengths / usable, 0.0)
    climbed = np.diff(path.height_m)
    vertical_s = np.where(climbed > 0, climbed / vehicle.climb_mps, -climbed / vehicle.descend_mps)
    leg_s = np.maximum(level_s, vertical_s)
    power = np.where(moving, _level_powers(vectors, usable, vehicle, wind), vehicle.hover_w)
    power = np.where(climbed > 0.5, np.maximum(power, vehicle.climb_w), power)
    extra_s = float(path.hold_s.sum())
    if vehicle.is_winged:
        sinking = -climbed / np.maximum(leg_s, 0.1)
        power = np.where(climbed < -0.5, _sinking_powers(sinking, vehicle), power)
        power = power * _bank_shares(vectors, leg_s, vehicle.cruise_mps)
    else:
        extra_s += LANDING_S if vehicle.submersible is None else 0.0
        extra_s += _corner_seconds(vectors[moving], usable[moving], vehicle)
    seconds = float(leg_s.sum()) + extra_s
    energy = (float((leg_s * power).sum()) + extra_s * vehicle.hover_w) / 3600.0
    left = 100.0 * (1.0 - energy / vehicle.battery_wh)
    return Estimate(float(lengths.sum()), seconds, energy, left, slowest)


def _speeds(path: FlightPath, vehicle: VehicleSpec, wind: Wind) -> Floats:
    """Ground speed on each leg; asked for is the ground speed of a copter, a plane's airspeed."""
    vectors = np.diff(path.points, axis=0)
    asked = np.minimum(path.speed_mps, vehicle.cruise_mps)
    if vehicle.is_winged:
        return ground_speeds(vectors, asked, wind, rides_wind=True)
    # a slower mission leaves airspeed in hand against the wind
    return np.minimum(ground_speeds(vectors, vehicle.cruise_mps, wind), asked)


def _level_powers(vectors: Floats, speeds: Floats, vehicle: VehicleSpec, wind: Wind) -> Floats:
    """Power of level flight on each leg at ground speeds.

    A copter's by its airspeed: from hover to cruise with its square, beyond as drag has it, with
    its cube. A plane's is that of its cruise airspeed.
    """
    if vehicle.is_winged:
        return np.full(len(vectors), vehicle.cruise_w)
    lengths = np.hypot(*vectors.T)
    along = vectors / np.where(lengths > 0, lengths, 1.0)[:, None]
    towards = math.radians(wind.from_deg + 180.0)
    blow = wind.speed_mps * np.array([math.sin(towards), math.cos(towards)])
    share = np.hypot(*(speeds[:, None] * along - blow).T) / vehicle.cruise_mps
    slow = vehicle.hover_w + (vehicle.cruise_w - vehicle.hover_w) * share**2
    return np.asarray(np.where(share > 1.0, vehicle.cruise_w * share**3, slow), np.float64)


def _sinking_powers(rates_mps: Floats, vehicle: VehicleSpec) -> Floats:
    """Power of a plane that sinks: what a climb takes, a descent gives back, until it glides."""
    per_rate = (vehicle.climb_w - vehicle.cruise_w) / vehicle.climb_mps
    least = GLIDE_SHARE * vehicle.cruise_w
    return np.asarray(np.maximum(vehicle.cruise_w - per_rate * rates_mps, least), np.float64)


def _bank_shares(vectors: Floats, leg_s: Floats, airspeed_mps: float) -> Floats:
    """Power in turns over that straight ahead, leg by leg.

    A level turn at rate w carries n = sqrt(1 + (v w / g)^2) times the weight, and induced drag
    grows with n^2. At the speed of least drag it is half of all drag, and less when faster.
    """
    courses = np.arctan2(vectors[:, 1], vectors[:, 0])
    turns = np.abs((np.diff(courses) + np.pi) % (2.0 * np.pi) - np.pi)
    turned = 0.5 * (np.append(turns, 0.0) + np.insert(turns, 0, 0.0))
    rate = turned / np.maximum(leg_s, 0.1)
    loads = np.minimum(1.0 + (airspeed_mps * rate / GRAVITY_MPS2) ** 2, MOST_LOAD**2)
    return np.asarray(0.5 + 0.5 * loads, np.float64)


def _corner_seconds(vectors: Floats, speeds: Floats, vehicle: VehicleSpec) -> float:
    """Time lost by slowing down for corners, by the first start and the last stop."""
    if not len(vectors):
        return 0.0
    courses = np.arctan2(vectors[:, 0], vectors[:, 1])
    turns = np.abs((np.diff(courses) + np.pi) % (2.0 * np.pi) - np.pi)
    fast = np.minimum(speeds[1:], speeds[:-1])
    lost = _seconds_lost(fast, _corner_speeds(turns, vehicle), vehicle)
    ends = _seconds_lost(speeds[[0, -1]], np.zeros(2), vehicle) / 2.0
    return float(lost.sum() + ends.sum())


def _corner_speeds(turns: Floats, vehicle: VehicleSpec) -> Floats:
    """The speed at which a circle that touches both legs cuts a corner by CUT_M.

    turns in radians; the circle passes the corner at r (1 / cos(turn / 2) - 1), r = v^2 / a.
    """
    excess = 1.0 / np.maximum(np.cos(turns / 2.0), 1e-6) - 1.0
    return np.asarray(np.sqrt(vehicle.acceleration_mps2 * CUT_M / np.maximum(excess, 1e-9)))


def _seconds_lost(fast: Floats, slow: Floats, vehicle: VehicleSpec) -> Floats:
    """Slowing from fast to slow and speeding up again, against keeping fast all the way."""
    drop = np.maximum(fast - slow, 0.0)
    gently = 0.5 * (1.0 + 1.0 / BRAKE_SHARE)  # braking takes longer than speeding up
    return np.asarray(gently * drop**2 / (vehicle.acceleration_mps2 * np.maximum(fast, 0.1)))
