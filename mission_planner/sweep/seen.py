"""What survey lines see of a field, and lines for what they miss."""

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.position import Floats
from mission_planner.airspace import polygons_of
from mission_planner.lines import seen_along
from mission_planner.sweep.angles import altitudes_m, directions, edge_vectors
from mission_planner.sweep.field import Field
from mission_planner.sweep.pieces import Pieces
from mission_planner.sweep.rows import SHORTEST_SHARE, rows, turned_shape
from mission_planner.sweep.tour import end_poses

ROUND = 16  # corners of a quarter circle at the ends of lines
CRUMB_SHARE = 5e-4  # of a swath by a swath: smaller patches are not looked at on their own
GRID_M = 1e-3
DIRECTIONS = 16
ANGLES, HARD_ANGLES = 2, 8  # tried for the lines of a patch
ENOUGH = 0.95  # of a patch
SAFE_SHARE = 0.999  # of the reach, so that rounded coordinates still see the patch


def missed(field: Field, lines: list[LineString]) -> BaseGeometry:
    """What could be seen and is not."""
    swept = shapely.union_all([seen_along(line, field.reach_m, ROUND) for line in lines])
    try:
        return field.cover.difference(swept)
    except shapely.errors.GEOSException:  # edges that all but coincide: on a grid there are none
        whole = MultiPolygon(polygons_of(shapely.make_valid(swept)))  # lines that it may add see 0
        return shapely.difference(field.cover, whole, grid_size=GRID_M)


def share_seen(field: Field, rest: BaseGeometry) -> float:
    """Share of the strip that is seen when the rest of what could be is not."""
    return float((field.cover.area - rest.area) / field.strip.area)


def patches(field: Field, rest: BaseGeometry) -> list[Polygon]:
    """Pieces of the rest that are worth a line, largest first."""
    least = CRUMB_SHARE * field.swath.seen_m**2
    found = [p for p in polygons_of(rest) if p.area > least]
    return sorted(found, key=lambda p: p.area, reverse=True)


def look_at(field: Field, patch: Polygon) -> Floats:
    """(N, 2, 2) lines in the region that see a patch, as far as can be."""
    circle = shapely.minimum_bounding_circle(patch)
    nearest = shapely.shortest_line(field.region, circle.centroid)
    place = shapely.get_coordinates(nearest)[0]
    farthest = np.hypot(*(shapely.get_coordinates(patch) - place).T).max()
    if farthest <= SAFE_SHARE * field.reach_m:
        return _from_one_place(field, place)
    edges = edge_vectors(patch.simplify(0.1 * field.reach_m))
    angles = directions(edges)
    order = angles[np.argsort(altitudes_m(edges, angles), kind="stable")]
    best, most = np.empty((0, 2, 2)), 0.0
    for number, angle in enumerate(order[:HARD_ANGLES]):
        if number >= ANGLES and most > 0.0 and not field.is_hard:
            break
        found = _along(field, patch, float(angle))
        swept = shapely.union_all(shapely.linestrings(found)).buffer(field.reach_m)
        seen = swept.intersection(patch).area
        if seen > most:
            best, most = found, seen
        if seen > ENOUGH * patch.area:
            break
    return best if len(best) else _from_one_place(field, place)


def _along(field: Field, patch: Polygon, angle: float) -> Floats:
    """(N, 2, 2) lines in one direction that see a patch and can be flown."""
    lying = turned_shape(patch, -angle)
    _, low, _, high = lying.bounds
    count = max(1, int(np.ceil((high - low) / field.swath.spacing_m - 1e-6)))
    bands = np.linspace(low, high, count + 1)
    laid = rows(lying, bands, SAFE_SHARE * field.reach_m, angle, turned_shape(field.region, -angle))
    return Pieces.of((laid,), field.region, np.zeros(2)).flyable(field).segments


def _from_one_place(field: Field, place: Floats) -> Floats:
    """(1, 2, 2) the shortest line from a place, in a direction in which the region has room.

    (0, 2, 2) when there is room in none.
    """
    turns = np.linspace(0.0, 2.0 * np.pi, DIRECTIONS, endpoint=False)
    steps = SHORTEST_SHARE * field.swath.seen_m * np.column_stack([np.cos(turns), np.sin(turns)])
    lines = np.stack([np.broadcast_to(place, steps.shape), place + steps], axis=1)
    within = shapely.intersection(shapely.linestrings(lines), field.region)
    inside = np.array(shapely.length(within), np.float64)
    inside[~field.has_room(end_poses(lines)).reshape(-1, 2).all(axis=1)] = 0.0
    best = int(np.argmax(inside))
    return lines[best : best + 1] if inside[best] > 0 else np.empty((0, 2, 2))
