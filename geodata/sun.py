"""Where the sun stands: for day and night in the meaning of the law.

Coordinates of the sun by the low-accuracy method of J. Meeus, Astronomical Algorithms, 2nd ed.,
chapter 25 (0.01 degrees), as in the solar calculator of NOAA's Global Monitoring Laboratory.
Rise and set are the moments when the upper limb touches a horizon at sea level, as the National
Astronomical Observatory of Japan and the US Naval Observatory publish them.
"""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from geodata.position import LonLat

RISE_DEG = -0.8333  # 34' of refraction and 16' of the sun's half width
_J2000_UNIX_S = 946_728_000.0


@dataclass(frozen=True, slots=True)
class SunTimes:
    """Rise and set of one day; None where the sun stays up, or down, all day."""

    rise_at: datetime | None
    set_at: datetime | None


def sun_coordinates(at: datetime) -> tuple[float, float]:
    """(declination in degrees, equation of time in minutes) of the apparent sun."""
    t = (at.timestamp() - _J2000_UNIX_S) / 86_400.0 / 36_525.0
    mean_lon = math.radians((280.46646 + t * (36_000.76983 + 0.0003032 * t)) % 360.0)
    anomaly = math.radians((357.52911 + t * (35_999.05029 - 0.0001537 * t)) % 360.0)
    eccentricity = 0.016708634 - t * (0.000042037 + 0.0000001267 * t)
    centre = (
        (1.914602 - t * (0.004817 + 0.000014 * t)) * math.sin(anomaly)
        + (0.019993 - 0.000101 * t) * math.sin(2.0 * anomaly)
        + 0.000289 * math.sin(3.0 * anomaly)
    )
    node = math.radians(125.04 - 1934.136 * t)
    apparent = mean_lon + math.radians(centre - 0.00569 - 0.00478 * math.sin(node))
    mean_tilt = 23.0 + (26.0 + (21.448 - t * (46.815 + t * (0.00059 - 0.001813 * t))) / 60.0) / 60.0
    tilt = math.radians(mean_tilt + 0.00256 * math.cos(node))
    declination = math.asin(math.sin(tilt) * math.sin(apparent))
    y = math.tan(tilt / 2.0) ** 2
    ahead = (
        y * math.sin(2.0 * mean_lon)
        - 2.0 * eccentricity * math.sin(anomaly)
        + 4.0 * eccentricity * y * math.sin(anomaly) * math.cos(2.0 * mean_lon)
        - 0.5 * y * y * math.sin(4.0 * mean_lon)
        - 1.25 * eccentricity**2 * math.sin(2.0 * anomaly)
    )
    return math.degrees(declination), 4.0 * math.degrees(ahead)


def sun_elevation_deg(place: LonLat, at: datetime) -> float:
    """Height of the sun's middle above the horizon, without refraction."""
    hour_angle, dec = _hour_angle(place, at)
    lat = math.radians(place.lat)
    sine = math.sin(lat) * math.sin(dec) + math.cos(lat) * math.cos(dec) * math.cos(hour_angle)
    return math.degrees(math.asin(max(-1.0, min(1.0, sine))))


def sun_bearing_deg(place: LonLat, at: datetime) -> float:
    """Where the sun stands, clockwise from true north, in [0, 360)."""
    hour_angle, dec = _hour_angle(place, at)
    lat = math.radians(place.lat)
    east = -math.cos(dec) * math.sin(hour_angle)
    north = math.cos(lat) * math.sin(dec) - math.sin(lat) * math.cos(dec) * math.cos(hour_angle)
    return math.degrees(math.atan2(east, north)) % 360.0


def _hour_angle(place: LonLat, at: datetime) -> tuple[float, float]:
    """(hour angle, declination) in radians."""
    declination, ahead_min = sun_coordinates(at)
    day_min = (at.timestamp() % 86_400.0) / 60.0
    hour_angle = math.radians((day_min + ahead_min) / 4.0 + place.lon - 180.0)
    return hour_angle, math.radians(declination)


def is_night(place: LonLat, at: datetime) -> bool:
    """Whether the sun is down: between sunset and sunrise."""
    return sun_elevation_deg(place, at) < RISE_DEG


def sun_times(place: LonLat, at: datetime) -> SunTimes:
    """Rise and set of the day, counted from midnight to midnight of the sun, that holds `at`."""
    behind = timedelta(minutes=4.0 * place.lon)
    solar = at.astimezone(UTC) + behind
    noon = solar.replace(hour=12, minute=0, second=0, microsecond=0) - behind
    return SunTimes(_crossing(place, noon, -1.0), _crossing(place, noon, 1.0))


def _crossing(place: LonLat, noon: datetime, side: float) -> datetime | None:
    """The rise (side -1) or set (1) next to a mean noon; the sun moves on while it is sought."""
    lat, found = math.radians(place.lat), noon
    for _ in range(4):
        declination, ahead_min = sun_coordinates(found)
        dec = math.radians(declination)
        cosine = (math.sin(math.radians(RISE_DEG)) - math.sin(lat) * math.sin(dec)) / (
            math.cos(lat) * math.cos(dec)
        )
        if not -1.0 <= cosine <= 1.0:
            return None
        minutes = side * 4.0 * math.degrees(math.acos(cosine)) - ahead_min
        found = noon + timedelta(minutes=minutes)
    return found
