"""A satellite on a circle, and where it sees things: reckoned another way than the product does.

The point at a range is sought by the angle of sight with PROJ's geodetic heights, where the
product solves three equations with Newton.
"""

from dataclasses import dataclass

import numpy as np
from pyproj import Transformer

EARTH_RATE = 7.292115e-5
RADIUS_M = 7_071_000.0
MU = 3.986004418e14
INCLINATION = np.radians(98.18)
_TO_GEODETIC = Transformer.from_crs("EPSG:4978", "EPSG:4979", always_xy=True)


@dataclass(frozen=True)
class CircularOrbit:
    """latitude_argument_deg at time 0: 0 over the equator going north, 90 farthest north.
    node_lon_deg: where the path crosses the equator going north at time 0 of the earth."""

    latitude_argument_deg: float = 30.0
    node_lon_deg: float = 150.0

    def at(self, times_s):
        """Earth-fixed positions and velocities (N, 3)."""
        times = np.asarray(times_s, float).reshape(-1)
        rate = np.sqrt(MU / RADIUS_M**3)
        u = np.radians(self.latitude_argument_deg) + rate * times
        cos_i, sin_i = np.cos(INCLINATION), np.sin(INCLINATION)
        place = RADIUS_M * np.array([np.cos(u), np.sin(u) * cos_i, np.sin(u) * sin_i])
        speed = RADIUS_M * rate * np.array([-np.sin(u), np.cos(u) * cos_i, np.cos(u) * sin_i])
        turn = np.radians(self.node_lon_deg) - EARTH_RATE * times
        cos_t, sin_t = np.cos(turn), np.sin(turn)

        def turned(v):
            return np.array([cos_t * v[0] - sin_t * v[1], sin_t * v[0] + cos_t * v[1], v[2]])

        fixed = turned(place)
        dragged = np.array([fixed[1], -fixed[0], 0.0 * fixed[0]]) * EARTH_RATE
        return fixed.T, (turned(speed) + dragged).T


def seen_points(satellite, velocity, slant_m, height_m=0.0):
    """(N, 3) longitude, latitude, height of what is seen to the right at right angles to the path:
    the angle of sight by bisection on the geodetic height."""
    slant = np.broadcast_to(np.asarray(slant_m, float), len(satellite))
    height = np.broadcast_to(np.asarray(height_m, float), len(satellite))
    ahead = velocity / np.linalg.norm(velocity, axis=1, keepdims=True)
    down = -satellite / np.linalg.norm(satellite, axis=1, keepdims=True)
    down -= ahead * np.sum(ahead * down, axis=1, keepdims=True)
    down /= np.linalg.norm(down, axis=1, keepdims=True)
    right = np.cross(down, ahead)  # down x ahead = starboard

    def at(angle):
        sight = np.cos(angle)[:, None] * down + np.sin(angle)[:, None] * right
        point = satellite + slant[:, None] * sight
        return np.array(_TO_GEODETIC.transform(*point.T)).T

    low, high = np.full(len(satellite), 0.0), np.full(len(satellite), np.radians(62.0))
    for _ in range(60):
        middle = (low + high) / 2.0
        is_below = at(middle)[:, 2] < height
        low, high = np.where(is_below, middle, low), np.where(is_below, high, middle)
    return at((low + high) / 2.0)
