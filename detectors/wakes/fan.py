"""Along which lines a wake may run away from a vessel: straight ones and slow turns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

GAP_PX = 3.0  # beyond the end of a vessel: its own light is smeared so far
LENGTHS_PX = (10, 24)  # of the lines: slow boats leave short ones
_SPREAD_DEG, _STEP_DEG = 20.0, 5.0
_ROUND_STEP_DEG = 10.0
_TURNS_PER_PX = (-0.012, 0.0, 0.012)  # radians: a circle of 83 pixels, about what a ship can turn


@dataclass(frozen=True, slots=True)
class Ray:
    """One line. bearing_deg: in which it leaves the vessel, clockwise from the picture's up, in
    [0, 360). turn_per_px: radians by which it turns to the right with each pixel."""

    bearing_deg: float
    turn_per_px: float


@dataclass(frozen=True, slots=True, eq=False)
class Fan:
    """K lines of S pixels. steps_px: (K, S, 2) columns and rows from the middle of the vessel."""

    rays: tuple[Ray, ...]
    steps_px: Floats


def fan_along(axis_deg: float, half_length_px: float) -> Fan:
    """Lines from both ends of a vessel whose long axis is known, clockwise from up."""
    rays, steps = [], []
    for end_deg in (axis_deg, axis_deg + 180.0):
        start = _way(end_deg) * (half_length_px + GAP_PX)
        for off_deg in np.arange(-_SPREAD_DEG, _SPREAD_DEG + 0.1, _STEP_DEG):
            for turn in _TURNS_PER_PX:
                ray = Ray(float((end_deg + off_deg) % 360.0), turn)
                rays.append(ray)
                steps.append(start + _line(ray))
    return Fan(tuple(rays), np.array(steps))


def fan_round(half_length_px: float) -> Fan:
    """Lines to all sides of a vessel without an axis."""
    rays, steps = [], []
    for bearing_deg in np.arange(0.0, 360.0, _ROUND_STEP_DEG):
        start = _way(bearing_deg) * (half_length_px + GAP_PX)
        for turn in _TURNS_PER_PX:
            ray = Ray(float(bearing_deg), turn)
            rays.append(ray)
            steps.append(start + _line(ray))
    return Fan(tuple(rays), np.array(steps))


def _line(ray: Ray) -> Floats:
    """(S, 2) from its start on."""
    along = np.arange(max(LENGTHS_PX), dtype=np.float64)
    angle = np.radians(ray.bearing_deg) + ray.turn_per_px * along
    steps = np.column_stack([np.sin(angle), -np.cos(angle)])
    return np.asarray(np.cumsum(steps, axis=0) - steps[0], np.float64)


def _way(bearing_deg: float) -> Floats:
    bearing = np.radians(bearing_deg)
    return np.array([np.sin(bearing), -np.cos(bearing)])
