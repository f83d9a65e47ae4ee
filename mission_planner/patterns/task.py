"""What every pattern makes: a strip of sea and the coast it is measured from."""

from dataclasses import dataclass

from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geodata.position import Floats
from mission_planner.airspace import Airspace
from mission_planner.lines import Survey, Swath
from mission_planner.mover import Mover
from mission_planner.request import PlanRequest

ROUND = 32  # chords per quarter circle: 0.3 m inside the arc at 1 km


@dataclass(frozen=True, slots=True)
class Scene:
    """What a pattern may look at, in local metres.

    shape: the area: a polygon, or a line along a coast. home: (2,). mover: how the vehicle moves.
    """

    shape: BaseGeometry
    airspace: Airspace
    swath: Swath
    mover: Mover
    home: Floats

    @property
    def land(self) -> MultiPolygon:
        """Land round the area."""
        return self.airspace.land


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of sea to look at, and either the coast that it follows or the lines to fly.

    coast: the land that distances are measured from; empty when the lines are given. strip: what
    shall be seen; along a coast from standoff_m to standoff_m + strip_m off it. survey: lines made
    by the pattern itself; None: lines of equal distance to the coast.
    """

    coast: BaseGeometry
    strip: BaseGeometry
    survey: Survey | None = None


def band(coast: BaseGeometry, land: MultiPolygon, request: PlanRequest) -> BaseGeometry:
    """The sea from standoff to standoff + strip off a coast."""
    inner = coast.buffer(request.standoff_m, quad_segs=ROUND)
    outer = coast.buffer(request.standoff_m + request.strip_m, quad_segs=ROUND)
    return outer.difference(inner).difference(land)
