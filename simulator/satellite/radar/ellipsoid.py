"""Longitude and latitude on the sea, and earth-fixed metres."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

AXIS_M = 6_378_137.0  # WGS84
FLATTENING = 1.0 / 298.257223563
SQUARED_ECCENTRICITY = FLATTENING * (2.0 - FLATTENING)
POLAR_AXIS_M = AXIS_M * (1.0 - FLATTENING)


def earth_fixed(lon: ArrayLike, lat: ArrayLike, height_m: ArrayLike = 0.0) -> Floats:
    """Places at a height above the ellipsoid as earth-fixed metres (N, 3)."""
    height = np.asarray(height_m, np.float64)
    lam = np.radians(np.asarray(lon, np.float64))
    phi = np.radians(np.asarray(lat, np.float64))
    across = AXIS_M / np.sqrt(1.0 - SQUARED_ECCENTRICITY * np.sin(phi) ** 2)
    return np.stack(
        [
            (across + height) * np.cos(phi) * np.cos(lam),
            (across + height) * np.cos(phi) * np.sin(lam),
            (across * (1.0 - SQUARED_ECCENTRICITY) + height) * np.sin(phi),
        ],
        axis=-1,
    )


def lonlat_of(place: Floats) -> Floats:
    """Longitude and latitude (N, 2) in degrees of earth-fixed places (N, 3) on the ellipsoid."""
    across = np.hypot(place[:, 0], place[:, 1])
    lat = np.arctan2(place[:, 2], across * (1.0 - SQUARED_ECCENTRICITY))
    lon = np.arctan2(place[:, 1], place[:, 0])
    return np.asarray(np.degrees(np.stack([lon, lat], axis=-1)), np.float64)


def upward(place: Floats) -> Floats:
    """Unit normals (N, 3) of the ellipsoid at places (N, 3) on it."""
    normal = place / np.array([AXIS_M**2, AXIS_M**2, POLAR_AXIS_M**2])
    return np.asarray(normal / np.linalg.norm(normal, axis=-1, keepdims=True), np.float64)


def east_north(place: Floats) -> tuple[Floats, Floats]:
    """Unit vectors (N, 3) to the east and to the north at places (N, 3)."""
    up = upward(place)
    east = np.cross([0.0, 0.0, 1.0], up)
    east /= np.linalg.norm(east, axis=-1, keepdims=True)
    return east, np.cross(up, east)
