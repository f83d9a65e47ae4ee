"""Which pattern fits what is asked, and why."""

from shapely.geometry import Polygon

from mission_planner.errors import OptionError
from mission_planner.patterns import corridor, loop
from mission_planner.request import PlanRequest
from mission_planner.task import Scene

SECTOR_REACH = 2.0  # spacings: a datum this well known is crossed again and again
SQUARE_REACH = 10.0  # spacings: beyond, the datum is too vague to begin from


def fitting(scene: Scene, request: PlanRequest) -> tuple[str, str]:
    """Name of a pattern and the reason in one line: by datum or places, else by the area's shape.

    Raises OptionError when the options given fit no pattern.
    """
    focus = request.focus
    if focus.places:
        if len(focus.places) == 1:
            return "watch", "one place is given"
        return "places", f"{len(focus.places)} places are given"
    if focus.datum is not None:
        return _round_datum(scene, focus.extent_m)
    if focus.given:
        option = min(focus.given)
        raise OptionError(
            f"--{option} alone does not say what to fly: name the --pattern it is for"
        )
    return _by_shape(scene, request)


def _round_datum(scene: Scene, extent_m: float | None) -> tuple[str, str]:
    if extent_m is None:
        raise OptionError("a datum needs --extent M: how far from it to look")
    spacings = extent_m / scene.swath.spacing_m
    known = f"{extent_m:.0f} m round the datum are {spacings:.1f} line spacings"
    if spacings <= SECTOR_REACH:
        return "sector", f"{known}: so well known, it is best crossed again and again"
    if spacings <= SQUARE_REACH:
        return "square", f"{known}: the likeliest sea first, then outwards"
    return "parallel", f"{known}: too vague to begin in the middle"


def _by_shape(scene: Scene, request: PlanRequest) -> tuple[str, str]:
    crosses_rim = scene.land.intersects(scene.shape.boundary)
    if not isinstance(scene.shape, Polygon):
        if not scene.land.is_empty and corridor.meets_coast(scene, request):
            return "corridor", "the area is a line along a coast"
        return "barrier", "the area is a line with no coast beside it"
    found = loop.islands(scene)
    if found and not crosses_rim:
        return "loop", f"all land in the area is islands ({len(found)})"
    if corridor.meets_coast(scene, request):
        return "corridor", "the area meets a coast"
    if scene.land.is_empty:
        return "sweep", "no land is known near the area; if there is any, give it with --land FILE"
    far_m = request.standoff_m + request.strip_m
    return "sweep", f"the area is open sea: no coast within the strip's reach of {far_m:.0f} m"
