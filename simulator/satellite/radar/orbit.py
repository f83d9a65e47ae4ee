"""A circular sun-synchronous orbit over the turning earth, laid over a place."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geodata.position import LonLat
from simulator.satellite.radar.ellipsoid import earth_fixed

Floats = NDArray[np.float64]
Pass = Literal["ascending", "descending"]

ALTITUDE_M = 693_000.0
RADIUS_M = 6_378_137.0 + ALTITUDE_M
INCLINATION_DEG = 98.18
GRAVITY_M3PS2 = 3.986004418e14
EARTH_RADPS = 7.292115e-5
NODE_RADPS = 1.991063853e-7  # the plane turns with the sun, once a year
NODE_TURN_RADPS = NODE_RADPS - EARTH_RADPS  # of the node, seen from the earth
MOTION_RADPS = float(np.sqrt(GRAVITY_M3PS2 / RADIUS_M**3))
HIGHEST_LAT_DEG = 75.0
ROUNDS, STEP_RAD = 20, 1e-6


@dataclass(frozen=True, slots=True)
class Orbit:
    """One pass. Times are seconds after the moment in which the middle of the scene is abeam.

    node_rad: longitude of the ascending node then. argument_rad: angle from the node then.
    """

    node_rad: float
    argument_rad: float

    def state(self, t_s: ArrayLike) -> tuple[Floats, Floats]:
        """Position in metres and velocity in m/s, earth-fixed, (..., 3) for times (...)."""
        t = np.asarray(t_s, np.float64)
        node = self.node_rad + NODE_TURN_RADPS * t
        angle = self.argument_rad + MOTION_RADPS * t
        tilt = np.radians(INCLINATION_DEG)
        cos_n, sin_n, cos_u, sin_u = np.cos(node), np.sin(node), np.cos(angle), np.sin(angle)
        x = RADIUS_M * (cos_n * cos_u - sin_n * sin_u * np.cos(tilt))
        y = RADIUS_M * (sin_n * cos_u + cos_n * sin_u * np.cos(tilt))
        z = RADIUS_M * sin_u * np.sin(tilt)
        along = RADIUS_M * MOTION_RADPS
        vx = along * (-cos_n * sin_u - sin_n * cos_u * np.cos(tilt)) - NODE_TURN_RADPS * y
        vy = along * (-sin_n * sin_u + cos_n * cos_u * np.cos(tilt)) + NODE_TURN_RADPS * x
        vz = along * cos_u * np.sin(tilt)
        return np.stack([x, y, z], axis=-1), np.stack([vx, vy, vz], axis=-1)

    @property
    def since_node_s(self) -> float:
        """Seconds from the ascending node to time 0."""
        return float(self.argument_rad % (2.0 * np.pi)) / MOTION_RADPS


def lay_orbit(centre: LonLat, direction: Pass, slant_range_m: float) -> Orbit:
    """The orbit that has `centre` abeam to its right at time 0, at a slant range.

    Raises ValueError where no such pass reaches, near the poles.
    """
    if abs(centre.lat) > HIGHEST_LAT_DEG:
        raise ValueError(
            f"latitude is {centre.lat}; this orbit looks at {HIGHEST_LAT_DEG:g} at most:"
            " choose a place farther from the pole"
        )
    ground = earth_fixed(np.array([centre.lon]), np.array([centre.lat]))[0]
    tilt = np.radians(INCLINATION_DEG)
    first = np.arcsin(np.clip(np.sin(np.radians(centre.lat)) / np.sin(tilt), -1.0, 1.0))
    argument = first if direction == "ascending" else np.pi - first
    east = np.arctan2(np.sin(argument) * np.cos(tilt), np.cos(argument))
    # the satellite stands west of a place that it sees to its right on the way up, east otherwise
    away = -np.radians(5.0) if direction == "ascending" else np.radians(5.0)
    node = np.radians(centre.lon) - east + away / np.cos(np.radians(centre.lat))

    found = _search(np.array([node, argument]), ground, slant_range_m)
    orbit = Orbit(float(found[0]), float(found[1]))
    place, velocity = orbit.state(0.0)
    is_right = float(np.cross(ground - place, velocity) @ place) > 0.0
    if np.abs(_off(found, ground, slant_range_m)).max() > 1e-3 or not is_right:
        raise ValueError(f"no {direction} pass sees {centre} {slant_range_m:.0f} m to its right")
    return orbit


def _off(found: Floats, ground: Floats, slant_range_m: float) -> Floats:
    """Metres along the flight and in range by which node and argument miss a place."""
    place, velocity = Orbit(float(found[0]), float(found[1])).state(0.0)
    sight = ground - place
    along = sight @ velocity / np.linalg.norm(velocity)
    return np.array([along, np.linalg.norm(sight) - slant_range_m])


def _search(found: Floats, ground: Floats, slant_range_m: float) -> Floats:
    """Node and argument that miss nothing, by Newton's method."""
    for _ in range(ROUNDS):
        miss = _off(found, ground, slant_range_m)
        steps = np.eye(2) * STEP_RAD
        slopes = [
            (_off(found + step, ground, slant_range_m) - _off(found - step, ground, slant_range_m))
            / (2.0 * STEP_RAD)
            for step in steps
        ]
        found = found - np.linalg.solve(np.stack(slopes, axis=-1), miss)
    return found
