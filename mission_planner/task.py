"""What every pattern makes: a strip of sea and the coast it is measured from."""

from dataclasses import dataclass

from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geodata.position import Floats, LocalFrame
from mission_planner.airspace import Airspace
from mission_planner.coverage import Coverage, Missed
from mission_planner.endurance import Endurance
from mission_planner.lines import Survey, Swath
from mission_planner.mover import Mover
from mission_planner.remarks import NO_REMARKS, Remarks
from mission_planner.request import PlanRequest

ROUND = 32  # chords per quarter circle: 0.3 m inside the arc at 1 km


@dataclass(frozen=True, slots=True)
class Scene:
    """What a pattern may look at, in local metres.

    shape: the area: a polygon, or a line along a coast. home: (2,). mover: how the vehicle moves.
    frame: where the metres are. endurance: what flights take of its battery.
    """

    shape: BaseGeometry
    airspace: Airspace
    swath: Swath
    mover: Mover
    home: Floats
    frame: LocalFrame
    endurance: Endurance

    @property
    def land(self) -> MultiPolygon:
        """Land round the area."""
        return self.airspace.land


@dataclass(frozen=True, slots=True)
class Blocked:
    """Sea that would be seen from legs that a limit forbids. reason: fence, nofly or standoff."""

    reason: str
    sea: BaseGeometry


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of sea to look at, and either the coast that it follows or the lines to fly.

    coast: the land that distances are measured from; empty when the lines are given. strip: what
    shall be seen; along a coast from standoff_m to standoff_m + strip_m off it. survey: lines made
    by the pattern itself; None: lines of equal distance to the coast. seen: what is seen, where it
    is not what lies beside the lines. blocked: what limits keep from being seen; leftover: why the
    other pieces are not seen. why: the reason why this pattern was chosen.
    """

    coast: BaseGeometry
    strip: BaseGeometry
    survey: Survey | None = None
    seen: Coverage | None = None
    blocked: tuple[Blocked, ...] = ()
    leftover: str = "turn"
    why: str = ""
    remarks: Remarks = NO_REMARKS

    def reason(self, piece: Missed) -> str:
        """Why a piece is not seen: a limit that the piece tells or most of it is blocked by."""
        if piece.reason != "turn":
            return piece.reason
        areas = {one.reason: piece.shape.intersection(one.sea).area for one in self.blocked}
        if sum(areas.values()) > 0.5 * piece.shape.area:
            return max(areas, key=areas.__getitem__)
        return self.leftover


def band(coast: BaseGeometry, land: MultiPolygon, request: PlanRequest) -> BaseGeometry:
    """The sea from standoff to standoff + strip off a coast."""
    inner = coast.buffer(request.standoff_m, quad_segs=ROUND)
    outer = coast.buffer(request.standoff_m + request.strip_m, quad_segs=ROUND)
    return outer.difference(inner).difference(land)
