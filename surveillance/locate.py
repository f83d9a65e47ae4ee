"""From a detection in a picture to a place on the sea with a 95 % ellipse.

The camera sees the near waterline of a hull; what is wanted is the middle of the hull's footprint
on the water. The two ends of the visible waterline are opposite corners of that footprint (whatever
the vessel's heading, unless it is seen exactly end-on), so their midpoint is the middle. Of a hull
that the picture's edge cuts only a part is seen: its middle lies beyond by an unknown amount, and
the ellipse says so.

The error is worked out with divided differences of second order (Norgaard et al., 2000): each cause
is moved by +-sqrt(3) sigma and the place followed. Near the horizon the ray then misses the sea,
and the answer is None: a bearing is not a place.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detectors.detection import Box, Detection
from geodata.georef import CameraGeoref
from geodata.position import LonLat, destination, wrap_deg
from surveillance.ellipse import ellipse_of
from surveillance.model import Ellipse

Floats = NDArray[np.float64]

MAX_SEMI_MAJOR_M = 200.0
_STEP = math.sqrt(3.0)
_EDGE_PX = 3.0  # a box that comes so near to the picture's edge may go on beyond it
_HIDDEN_M = 22.0  # one sigma of how far the middle of a cut hull lies from that of what is seen


@dataclass(frozen=True, slots=True)
class ErrorBudget:
    """One sigma of what makes a place wrong.

    attitude_deg: heading, pitch and roll of the optical axis, each. position_m: east and north,
    each. timing_s: picture against pose, at the platform's speed. pixel: edge of the patch.
    """

    attitude_deg: float = 0.5
    position_m: float = 2.0
    height_m: float = 1.5
    timing_s: float = 0.05
    pixel: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A located detection: covariance (2, 2) in east, north, square metres.

    length_m: of the visible waterline; up to a third less than the hull's when it points away.
    """

    position: LonLat
    ellipse: Ellipse
    covariance: Floats
    length_m: float


def locate(
    detection: Detection, georef: CameraGeoref, budget: ErrorBudget, speed_mps: float = 0.0
) -> Place | None:
    """Where the middle of the thing's footprint on the sea is.

    speed_mps: of the platform. None, "bearing only", when the line of sight or its uncertainty may
    miss the sea, or the ellipse would be longer than 200 m to each side.
    """
    outline = georef.sea_points(_waterline(detection))
    if np.isnan(outline).any():
        return None
    hull = _footprint(outline, georef, detection)
    middle_px = georef.pixels(np.append(hull.middle, 0.0))
    spread = _ray_covariance(middle_px, georef, budget)
    if spread is None:
        return None
    shift, covariance = spread
    own = budget.position_m**2 + (budget.timing_s * speed_mps) ** 2
    covariance = covariance + own * np.eye(2) + hull.covariance
    ellipse = ellipse_of(covariance)
    if ellipse.semi_major_m > MAX_SEMI_MAJOR_M:
        return None
    east, north = hull.middle + shift
    bearing = wrap_deg(math.degrees(math.atan2(east, north)))
    place = destination(georef.pose.position, bearing, math.hypot(east, north))
    return Place(place, ellipse, covariance, hull.length_m)


def _waterline(detection: Detection) -> Floats:
    if detection.waterline_px is not None and len(detection.waterline_px):
        return detection.waterline_px
    x0, _, x1, y1 = detection.box_px
    return np.array([[x0, y1], [x1, y1]])


@dataclass(frozen=True, slots=True, eq=False)
class _Hull:
    middle: Floats  # (2,) east, north from below the camera
    covariance: Floats
    length_m: float


def _footprint(outline: Floats, georef: CameraGeoref, detection: Detection) -> _Hull:
    """Middle of the footprint from its visible waterline, and how far it may be off."""
    sight = outline.mean(axis=0)
    sight = sight / np.linalg.norm(sight)
    across = np.array([-sight[1], sight[0]])
    depth, side = outline @ sight, outline @ across
    end = max(1, len(outline) // 12)  # a few columns: one alone may be a splash
    left, right = float(np.median(depth[:end])), float(np.median(depth[-end:]))
    width = float(np.ptp(side)) + float(georef.gsd_m(detection.box_px[2:])[0])
    near = float(np.quantile(depth, 0.1))
    extent = max(left - near, 0.0) + max(right - near, 0.0)
    middle_depth = near + max(extent, 0.15 * width) / 2.0
    middle = middle_depth * sight + (side.min() + side.max()) / 2.0 * across
    hidden = max(_HIDDEN_M, 0.5 * max(extent, width))
    is_cut_aside, is_cut_below = _cuts(detection.box_px, georef)
    hidden_depth = hidden if is_cut_below else 0.5 * hidden * is_cut_aside  # it may lie oblique
    sigma_depth = math.hypot(0.12 * max(extent, width), hidden_depth)
    sigma_side = math.hypot(0.06 * max(extent, width), hidden * is_cut_aside)
    covariance = np.outer(sight, sight) * sigma_depth**2 + np.outer(across, across) * sigma_side**2
    return _Hull(middle, covariance, math.hypot(width, left - right))


def _cuts(box_px: Box, georef: CameraGeoref) -> tuple[bool, bool]:
    """Does the picture end before the thing does: to a side, and below?"""
    x0, _, x1, y1 = box_px
    model = georef.model
    is_cut_aside = x0 < _EDGE_PX or x1 > model.width_px - _EDGE_PX
    return is_cut_aside, y1 > model.height_px - _EDGE_PX


def _ray_covariance(
    px: Floats, georef: CameraGeoref, budget: ErrorBudget
) -> tuple[Floats, Floats] | None:
    """(mean shift (2,), covariance (2, 2)) of a ray's place by attitude, height, pixel errors."""
    here = georef.sea_points(px)[0]
    shift, covariance = np.zeros(2), np.zeros((2, 2))
    for plus, minus in _moved(px, georef, budget):
        if np.isnan(plus).any() or np.isnan(minus).any() or np.isnan(here).any():
            return None
        slope = (plus - minus) / (2.0 * _STEP)
        bend = (plus + minus - 2.0 * here) / (2.0 * _STEP**2)
        shift += bend
        covariance += np.outer(slope, slope) + (_STEP**2 - 1.0) * np.outer(bend, bend)
    return shift, covariance


def _moved(
    px: Floats, georef: CameraGeoref, budget: ErrorBudget
) -> Iterator[tuple[Floats, Floats]]:
    """The place with each cause of error moved up and down by `_STEP` sigma."""
    for field, sigma in (
        ("heading_deg", budget.attitude_deg),
        ("pitch_deg", budget.attitude_deg),
        ("roll_deg", budget.attitude_deg),
        ("alt_amsl_m", budget.height_m),
    ):
        value = getattr(georef.pose, field)
        up = replace(georef.pose, **{field: value + _STEP * sigma})
        down = replace(georef.pose, **{field: value - _STEP * sigma})
        yield (
            CameraGeoref(georef.model, up).sea_points(px)[0],
            CameraGeoref(georef.model, down).sea_points(px)[0],
        )
    for axis in np.eye(2):
        step = axis * _STEP * budget.pixel
        yield georef.sea_points(px + step)[0], georef.sea_points(px - step)[0]
