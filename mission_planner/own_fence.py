"""The fence that a mission carries itself, as limits of an area.

A circle becomes a polygon that is never kinder than the circle: inside it where the vehicle has
to stay in, round it where it has to stay out.
"""

import math
from dataclasses import replace

import shapely
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.area import Area, Zone
from geodata.position import LocalFrame
from mission_planner.errors import PlanRefused
from mission_planner.mission import FenceCircle, FenceKind, FenceRing, Mission

QUADRANT = 32  # corners of a quarter circle
STRAIGHT = 1e-3  # an edge that is straight in degrees bends by less than this share of a radius


def narrowed(area: Area, mission: Mission, source: str) -> Area:
    """The area with the limits of the mission's own fence as well; `source` names it in errors.

    Raises PlanRefused when its inclusion fences leave no single region.
    """
    inside = inclusion_of(mission, source)
    fence = area.fence if inside is None else _common([area.fence, inside], source)
    return replace(area, fence=fence, nofly=(*area.nofly, *exclusions_of(mission)))


def inclusion_of(mission: Mission, source: str) -> Polygon | None:
    """What all inclusion fences have in common, lon/lat; None without any.

    Raises PlanRefused when that is not one polygon, or a ring crosses itself.
    """
    inside = [_shape(f) for f in _fences(mission) if f.kind is FenceKind.INCLUSION]
    return _common(inside, source) if inside else None


def exclusions_of(mission: Mission) -> tuple[Zone, ...]:
    """The exclusion fences as no-fly zones. Raises PlanRefused for a ring that crosses itself."""
    outside = [_shape(f) for f in _fences(mission) if f.kind is FenceKind.EXCLUSION]
    return tuple(Zone(f"exclusion {n}", shape) for n, shape in enumerate(outside, start=1))


def _fences(mission: Mission) -> tuple[FenceRing | FenceCircle, ...]:
    return (*mission.fence, *mission.circles)


def _common(inside: list[Polygon], source: str) -> Polygon:
    """ArduPilot wants the vehicle inside every inclusion fence."""
    common: BaseGeometry = shapely.intersection_all(inside)
    if not isinstance(common, Polygon) or common.is_empty:
        raise PlanRefused(f"{source}: its inclusion fences have no single common area: draw one")
    return common


def _shape(fence: FenceRing | FenceCircle) -> Polygon:
    if isinstance(fence, FenceCircle):
        return _disc(fence)
    ring = Polygon([(corner.lon, corner.lat) for corner in fence.ring])
    if not ring.is_valid:
        where = shapely.get_coordinates(ring)[0]
        raise PlanRefused(
            f"a fence polygon near {where[0]:.5f},{where[1]:.5f} crosses itself: draw it anew"
        )
    return ring


def _disc(circle: FenceCircle) -> Polygon:
    radius = circle.radius_m * (1.0 - STRAIGHT)
    if circle.kind is FenceKind.EXCLUSION:  # its corners so far out that its edges touch the rim
        radius = circle.radius_m * (1.0 + STRAIGHT) / math.cos(math.pi / (4 * QUADRANT))
    frame = LocalFrame(circle.centre)
    disc = frame.geometry_to_lonlat(Point(0.0, 0.0).buffer(radius, quad_segs=QUADRANT))
    assert isinstance(disc, Polygon)
    return disc
