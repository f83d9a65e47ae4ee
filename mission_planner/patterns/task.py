"""What every pattern makes: a strip of sea and the coast it is measured from."""

from dataclasses import dataclass

from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from mission_planner.request import PlanRequest

ROUND = 32  # chords per quarter circle: 0.3 m inside the arc at 1 km


@dataclass(frozen=True, slots=True)
class Scene:
    """What a pattern may look at, in local metres."""

    shape: BaseGeometry  # the area: a polygon, or a line along a coast
    land: MultiPolygon


@dataclass(frozen=True, slots=True)
class Task:
    """A strip to look at.

    coast: the land that distances are measured from. strip: the asked strip of sea, from
    standoff_m to standoff_m + strip_m off that coast.
    """

    coast: BaseGeometry
    strip: BaseGeometry


def band(coast: BaseGeometry, land: MultiPolygon, request: PlanRequest) -> BaseGeometry:
    """The sea from standoff to standoff + strip off a coast."""
    inner = coast.buffer(request.standoff_m, quad_segs=ROUND)
    outer = coast.buffer(request.standoff_m + request.strip_m, quad_segs=ROUND)
    return outer.difference(inner).difference(land)
