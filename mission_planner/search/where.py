"""What a search is round: a datum and its box, or the area and its middle."""

import numpy as np
import shapely
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.position import Floats
from mission_planner.errors import PlannerError
from mission_planner.request import PlanRequest
from mission_planner.search.legs import heading
from mission_planner.task import Scene


def searched(scene: Scene, request: PlanRequest) -> Polygon:
    """The box round the datum, or without one the area, in local metres.

    Raises PlannerError for an area that is a line.
    """
    given = _datum(scene, request)
    if given is None:
        if not isinstance(scene.shape, Polygon):
            raise PlannerError(
                "a search needs an area that is a polygon, not a line: or give --datum LON,LAT and"
                " --extent M"
            )
        return scene.shape
    datum, extent = given
    ahead = extent * heading(first_bearing(request))
    aside = np.array([ahead[1], -ahead[0]])
    corners = (ahead + aside, ahead - aside, -ahead - aside, -ahead + aside)
    return Polygon([datum + corner for corner in corners])


def centre(scene: Scene, request: PlanRequest) -> tuple[Floats, float]:
    """Where a search that grows from one place begins (2,), and how far to the sides it reaches.

    The datum and the extent; without them the middle of the area and its farther side, measured
    along the first leg and across. Raises PlannerError for an area that is a line.
    """
    given = _datum(scene, request)
    if given is not None:
        return given
    ahead = heading(first_bearing(request))
    turn = np.column_stack([ahead, [ahead[1], -ahead[0]]])
    places = shapely.get_coordinates(searched(scene, request)) @ turn
    low, high = places.min(axis=0), places.max(axis=0)
    return np.asarray(0.5 * (low + high) @ turn.T, np.float64), 0.5 * float((high - low).max())


def first_bearing(request: PlanRequest) -> float:
    """Of the first leg where nothing else settles it: as asked, or else into the wind.

    North in a calm.
    """
    asked = request.focus.bearing_deg
    if asked is not None:
        return asked
    return request.wind.from_deg if request.wind.speed_mps > 0 else 0.0


def sea_of(shape: BaseGeometry, scene: Scene) -> BaseGeometry:
    """What of a shape is sea. Raises PlannerError when nothing is."""
    wet = shape.difference(scene.land)
    if wet.area < 1.0:
        raise PlannerError("all of what shall be searched is land: move it out to sea")
    return wet


def inside_fence(scene: Scene, place: Floats, name: str) -> Floats:
    """The place. Raises PlannerError when it lies outside the fence."""
    off = float(scene.airspace.fence.distance(Point(place)))
    if off > 0:
        raise PlannerError(
            f"{name} is {off:.0f} m outside the fence of the area: move it, or widen the fence"
        )
    return place


def _datum(scene: Scene, request: PlanRequest) -> tuple[Floats, float] | None:
    datum, extent = request.focus.datum, request.focus.extent_m
    if datum is None or extent is None:
        return None
    return inside_fence(scene, np.array(scene.frame.point(datum)), "the datum"), extent
