"""Numbers that no source can mean: refused at the door, so that the tracks never meet them.

A Kalman filter breaks on an ellipse without area, a database on a number of 70 digits.
"""

from datetime import datetime

from surveillance.errors import WireError
from surveillance.model import (
    AisReport,
    AisVerdict,
    Ellipse,
    Footprint,
    Judgement,
    SatellitePass,
    Sighting,
    Telemetry,
    Value,
)
from surveillance.station.passes import check_pass

YEARS = (1995, 2100)
AXIS_M = (0.1, 100_000.0)
ANGLE_DEG = (-360.0, 360.0)
SPEED_MPS = (0.0, 500.0)
LENGTH_M = (0.0, 1000.0)
ALTITUDE_M = (-1000.0, 100_000.0)
SCORE = (0.0, 1.0)
MMSI = (0, 999_999_999)
NUMBER = (-(2**31), 2**31)
RING = (3, 1000)

Limits = tuple[float, float]


def check_plausible(value: Value) -> None:
    """Raises WireError that names the first field outside what can be."""
    _check_time(value.at)
    match value:
        case Sighting():
            _check_ellipse(value.ellipse)
            _check("score", value.score, SCORE)
            _check("length_m", value.length_m, LENGTH_M)
            _check("frame", value.frame, NUMBER)
        case Judgement():
            _check_time(value.known_at)
            _check_ellipse(value.ellipse)
            _check("p_without", value.p_without, SCORE)
            _check("mmsi", value.mmsi, MMSI)
            if value.ais is AisVerdict.MATCHED and value.mmsi is None:
                raise WireError("a judgement that AIS matches must name the vessel: mmsi")
        case AisReport():
            _check("mmsi", value.mmsi, MMSI)
            _check("course_deg", value.course_deg, ANGLE_DEG)
            _check("heading_deg", value.heading_deg, ANGLE_DEG)
            _check("speed_mps", value.speed_mps, SPEED_MPS)
            _check("length_m", value.length_m, LENGTH_M)
            _check("beam_m", value.beam_m, LENGTH_M)
            _check("ship_type", value.ship_type, NUMBER)
        case Telemetry():
            if value.ellipse is not None:
                _check_ellipse(value.ellipse)
            _check("alt_home_m", value.alt_home_m, ALTITUDE_M)
            _check("alt_amsl_m", value.alt_amsl_m, ALTITUDE_M)
            _check("heading_deg", value.heading_deg, ANGLE_DEG)
            _check("ground_speed_mps", value.ground_speed_mps, SPEED_MPS)
            _check("waypoint", value.waypoint, NUMBER)
            _check("waypoints", value.waypoints, NUMBER)
        case Footprint():
            _check("points of the ring", len(value.ring), RING)
        case SatellitePass():
            for moment in (value.known_at, value.published_at, value.picture_at):
                if moment is not None:
                    _check_time(moment)
            check_pass(value)


def _check_ellipse(ellipse: Ellipse) -> None:
    _check("ellipse.semi_major_m", ellipse.semi_major_m, AXIS_M)
    _check("ellipse.semi_minor_m", ellipse.semi_minor_m, AXIS_M)
    _check("ellipse.orientation_deg", ellipse.orientation_deg, ANGLE_DEG)


def _check(name: str, number: float | None, limits: Limits) -> None:
    low, high = limits
    if number is not None and not low <= number <= high:
        text = f"{number:g}" if isinstance(number, float) else str(number)[:20]
        raise WireError(f"{name} is {text}; it must be from {low:g} to {high:g}")


def _check_time(at: datetime) -> None:
    # before any conversion: the first and last day of the calendar have none in other zones
    first, last = YEARS
    if not first <= at.year <= last:
        raise WireError(f"at is in the year {at.year}; it must be from {first} to {last}")
