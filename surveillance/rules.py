"""What a vessel does that a person must look at. Pure geometry in local metres.

Both rules ask for a probability, not for a best guess: the velocity of a track seen for a few
seconds is little more than noise.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from surveillance.tracking import Motion

Floats = NDArray[np.float64]

SHORE_RANGE_M = 1000.0
MIN_SPEED_MPS = 1.0
MIN_SPEED_SIGMAS = 3.0
STOPPED_MPS = 0.8
HEADING_CONFIDENCE = 0.5  # rather than not: a boat that lands is missed at a higher price
STOPPED_CONFIDENCE = 0.8
MIN_SPAN_S = 8.0
MIN_SPAN_STOPPED_S = 12.0
_DRAWS = 64


@dataclass(frozen=True, slots=True)
class HeadingForShore:
    """The vessel's straight way meets land `reach_m` ahead; speed with one sigma."""

    reach_m: float
    shore_m: float
    speed_mps: float
    speed_sigma_mps: float


@dataclass(frozen=True, slots=True)
class StoppedInZone:
    """The vessel lies still in a watched zone; speed is what the track allows at most (95 %)."""

    zone: str
    span_s: float
    speed_limit_mps: float


def reach_to_land(point: Floats, velocity: Floats, land: BaseGeometry) -> float | None:
    """Metres along the straight way ahead to land, at most SHORE_RANGE_M; None when clear."""
    speed = float(np.hypot(*velocity))
    if speed == 0.0 or land.is_empty:
        return None
    end = point + velocity / speed * SHORE_RANGE_M
    meeting = shapely.intersection(LineString([point, end]), land)
    return None if meeting.is_empty else float(meeting.distance(Point(point)))


def heading_for_shore(motion: Motion, span_s: float, land: BaseGeometry) -> HeadingForShore | None:
    """Whether a vessel seen for span_s heads for land within SHORE_RANGE_M, rather than not."""
    point, velocity = motion.state[:2], motion.state[2:]
    speed, sigma = float(np.hypot(*velocity)), _speed_sigma(motion)
    if span_s < MIN_SPAN_S or speed < MIN_SPEED_MPS or speed < MIN_SPEED_SIGMAS * sigma:
        return None
    reach = reach_to_land(point, velocity, land)
    if reach is None:
        return None
    ends = point + _unit(velocity_draws(motion)) * SHORE_RANGE_M
    ways = shapely.linestrings(np.stack([np.broadcast_to(point, ends.shape), ends], axis=1))
    if float(np.mean(shapely.intersects(land, ways))) < HEADING_CONFIDENCE:
        return None
    return HeadingForShore(reach, float(land.distance(Point(point))), speed, sigma)


def stopped_in_zone(
    motion: Motion, span_s: float, zones: list[tuple[str, BaseGeometry]]
) -> StoppedInZone | None:
    """The watched zone in which a vessel seen for span_s lies still, with STOPPED_CONFIDENCE."""
    if span_s < MIN_SPAN_STOPPED_S:
        return None
    here = Point(motion.state[:2])
    inside = next((name for name, shape in zones if shape.contains(here)), None)
    if inside is None:
        return None
    speeds = np.hypot(*velocity_draws(motion).T)
    if float(np.mean(speeds < STOPPED_MPS)) < STOPPED_CONFIDENCE:
        return None
    return StoppedInZone(inside, span_s, float(np.quantile(speeds, 0.95)))


def velocity_draws(motion: Motion) -> Floats:
    """(64, 2) velocities spread as the track's error: fixed draws, so the same track always gives
    the same answer."""
    normal = np.random.default_rng(0).standard_normal((_DRAWS, 2))
    values, vectors = np.linalg.eigh(motion.covariance[2:, 2:])
    spread = vectors * np.sqrt(np.maximum(values, 0.0))
    draws: Floats = motion.state[2:] + normal @ spread.T
    return draws


def _unit(vectors: Floats) -> Floats:
    unit: Floats = vectors / np.maximum(np.hypot(*vectors.T), 1e-9)[:, None]
    return unit


def _speed_sigma(motion: Motion) -> float:
    velocity = motion.state[2:]
    along = velocity / max(float(np.hypot(*velocity)), 1e-9)
    return float(np.sqrt(along @ motion.covariance[2:, 2:] @ along))
