"""From the legs of a search to its task: what may be flown of them, what keeps the rest away."""

from collections.abc import Iterator, Sequence

import shapely
from shapely.geometry import LineString, MultiPolygon
from shapely.geometry.base import BaseGeometry

from geodata.position import Floats
from mission_planner.lines import Survey
from mission_planner.remarks import Remarks
from mission_planner.search.legs import EXACT_M, cut
from mission_planner.search.where import sea_of
from mission_planner.task import Blocked, Scene, Task


def task_of(
    scene: Scene, shape: BaseGeometry, legs: Sequence[Floats], remarks: Remarks, leftover: str
) -> Task:
    """The sea of a shape, seen from legs (2, 2) in their order, cut where they may not be flown.

    leftover: why pieces are not seen that no limit forbids. Raises PlannerError when all is land.
    """
    return Task(
        coast=MultiPolygon(),
        strip=sea_of(shape, scene),
        survey=Survey(cut(legs, scene.airspace, scene.swath.seen_m), EXACT_M, is_ordered=True),
        blocked=tuple(_blocked(scene, legs)),
        leftover=leftover,
        remarks=remarks,
    )


def _blocked(scene: Scene, legs: Sequence[Floats]) -> Iterator[Blocked]:
    """A leg that several limits forbid is put down to the first of them."""
    airspace = scene.airspace
    inside = airspace.fence.buffer(-airspace.limit_margin_m)
    zones = shapely.union_all(airspace.nofly).buffer(airspace.limit_margin_m)
    shore = scene.land.buffer(airspace.nearest_m)
    rest: BaseGeometry = shapely.multilinestrings([LineString(leg) for leg in legs])
    for reason, kept in (
        ("fence", rest.intersection(inside)),
        ("nofly", rest.intersection(inside).difference(zones)),
        ("standoff", rest.intersection(inside).difference(zones).difference(shore)),
    ):
        lost, rest = rest.difference(kept), kept
        if not lost.is_empty:
            yield Blocked(reason, lost.buffer(0.5 * scene.swath.seen_m))
