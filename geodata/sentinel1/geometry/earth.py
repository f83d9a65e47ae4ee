"""Between degrees and earth-fixed metres (WGS84, x y z from the centre of the earth)."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

SEMI_MAJOR_M = 6_378_137.0
FLATTENING = 1.0 / 298.257223563
SEMI_MINOR_M = SEMI_MAJOR_M * (1.0 - FLATTENING)
ECCENTRICITY_SQ = FLATTENING * (2.0 - FLATTENING)
LIGHT_MPS = 299_792_458.0


def earth_fixed(lonlat: ArrayLike, height_m: ArrayLike = 0.0) -> Floats:
    """(N, 3) metres of places (N, 2) as longitude, latitude at heights above the ellipsoid."""
    lon, lat = np.radians(np.asarray(lonlat, np.float64).reshape(-1, 2)).T
    height = np.asarray(height_m, np.float64)
    normal = SEMI_MAJOR_M / np.sqrt(1.0 - ECCENTRICITY_SQ * np.sin(lat) ** 2)
    level = (normal + height) * np.cos(lat)
    up = (normal * (1.0 - ECCENTRICITY_SQ) + height) * np.sin(lat)
    return np.column_stack([level * np.cos(lon), level * np.sin(lon), up])


def lonlat_of(points: Floats) -> Floats:
    """(N, 2) longitude, latitude of earth-fixed points (N, 3) within some kilometres of the sea.

    Bowring's formula; good to a micrometre there.
    """
    x, y, z = points.T
    level = np.hypot(x, y)
    reduced = np.arctan2(SEMI_MAJOR_M * z, SEMI_MINOR_M * level)
    second = ECCENTRICITY_SQ / (1.0 - ECCENTRICITY_SQ)
    lat = np.arctan2(
        z + second * SEMI_MINOR_M * np.sin(reduced) ** 3,
        level - ECCENTRICITY_SQ * SEMI_MAJOR_M * np.cos(reduced) ** 3,
    )
    return np.asarray(np.degrees(np.column_stack([np.arctan2(y, x), lat])))


def east_north(lonlat: Floats) -> tuple[Floats, Floats]:
    """Unit vectors (N, 3) to the east and to the north at places (N, 2)."""
    lon, lat = np.radians(lonlat).T
    zero = np.zeros_like(lon)
    east = np.column_stack([-np.sin(lon), np.cos(lon), zero])
    north = np.column_stack([-np.sin(lat) * np.cos(lon), -np.sin(lat) * np.sin(lon), np.cos(lat)])
    return east, north
