"""Where the sun glitters on the sea in a picture: nothing is found there.

C. Cox and W. Munk (1954): the slopes of the sea's facets are about normally distributed, of total
mean square 0.003 + 0.00512 x wind (m/s, clean sea). A place glitters where facets of the slope that
mirrors the sun into the camera are at least GLINT_SHARE as frequent as level ones.
"""

import math

import numpy as np

from geodata.position import Floats
from mission_planner.airspace import Flags
from mission_planner.detection.sensor import RateField
from mission_planner.detection.target import Sun

GLINT_SHARE = 0.1


def mean_square_slope(wind_mps: float) -> float:
    """Of a clean sea, both directions together.

    >>> round(mean_square_slope(10.0), 4)
    0.0542
    """
    return 0.003 + 0.00512 * wind_mps


def glints(
    field: RateField, altitude_m: float, course_rad: float, sun: Sun, wind_mps: float
) -> Flags:
    """(columns, rows) cells of a field, flown on a course, that glitter."""
    slope2 = mirror_slope2(
        field.right_m, field.ahead_m, altitude_m, turned_deg(course_rad, sun), sun
    )
    steepest2 = -math.log(GLINT_SHARE) * mean_square_slope(wind_mps)
    return np.asarray((sun.elevation_deg > 0.0) & (slope2 <= steepest2), np.bool_)


def turned_deg(course_rad: float, sun: Sun) -> float:
    """The sun's azimuth from a course (counter-clockwise from east), clockwise.

    >>> round(turned_deg(0.0, Sun(180.0, 45.0)))
    90
    """
    return sun.azimuth_deg - (90.0 - math.degrees(course_rad))


def mirror_slope2(
    right_m: Floats, ahead_m: Floats, altitude_m: float, azimuth_deg: float, sun: Sun
) -> Floats:
    """Squared slope of the facet that mirrors the sun into the camera, for places on the sea.

    azimuth_deg: of the sun, clockwise from straight ahead. The facet's normal halves the angle
    between the sun and the camera.
    """
    slant = np.sqrt(right_m**2 + ahead_m**2 + altitude_m**2)
    azimuth, height = math.radians(azimuth_deg), math.radians(sun.elevation_deg)
    to_right = math.sin(azimuth) * math.cos(height) - right_m / slant
    to_front = math.cos(azimuth) * math.cos(height) - ahead_m / slant
    up = math.sin(height) + altitude_m / slant
    return np.asarray((to_right**2 + to_front**2) / up**2, np.float64)


def glint_share(field: RateField, glitter: Flags) -> float:
    """The share of the sea that a field sees which glitters."""
    seen = field.rates > 0.0
    return float((seen & glitter).sum() / seen.sum()) if seen.any() else 0.0
