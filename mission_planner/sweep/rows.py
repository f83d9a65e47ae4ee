"""Rows: the parallel survey lines of a piece of sea, each with the band of sea that it looks at.

A row sees all places within the camera's reach of it, the round ends included. A place (x, y) of
its band, y across, is seen when the row, which runs along x, reaches to x - sqrt(reach^2 - y^2).
That bound is convex, so over a polygon it is largest at a corner: rows are as short as they can be
without looking at every place. A row that may miss some of its band ends earlier still; how much
earlier follows from the bound at samples across the band.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geodata.position import Floats
from mission_planner.airspace import Shapes

Indices = NDArray[np.intp]

SAMPLES = 16  # across a band
CRUMB_SHARE = 1e-4  # of a swath by a swath: smaller pieces of a band get no row
SHORTEST_SHARE = 0.05  # of a swath: a place to look from is a row as long as this
POLYGON = 3  # shapely's number of that type
MOVES = (-0.25, 0.25, -0.5, 0.5, -0.75, 0.75, -1.0, 1.0)  # shares of the room beside a row
LEAST_ROOM_M = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Survey lines that run at angle_rad (counter-clockwise from east), local metres.

    across_m: (N,) where each lies, along the axis a quarter turn to the left. left_m, right_m:
    (N, SAMPLES + 1) where it begins and ends along its own axis when it may miss k / SAMPLES of
    width_m (N,), the width of its band; -inf and inf: then it need not be flown at all. area_m2:
    (N,) of the piece of its band that it looks at.
    """

    angle_rad: float
    across_m: Floats
    left_m: Floats
    right_m: Floats
    width_m: Floats
    area_m2: Floats
    shortest_m: float

    def ends(self, missed_m: float) -> tuple[Floats, Floats]:
        """(N,) beginning and end of each row along its axis; NaN for rows that are not flown.

        missed_m: width of the band that may stay unseen at each end.
        """
        place = np.minimum(missed_m * SAMPLES / np.maximum(self.width_m, 1e-9), SAMPLES)
        left, right = _between(self.left_m, place), _between(self.right_m, place)
        gone = ~(np.isfinite(left) & np.isfinite(right))
        left, right = np.where(gone, np.nan, left), np.where(gone, np.nan, right)
        middle = 0.5 * (left + right)
        half = np.maximum(0.5 * (right - left), 0.5 * self.shortest_m)
        if missed_m > 0:
            half[right - left < -missed_m] = np.nan
        return middle - half, middle + half

    def segments(self, missed_m: float) -> Floats:
        """(N, 2, 2) beginnings and ends in local metres; NaN for rows that are not flown."""
        left, right = self.ends(missed_m)
        places = np.stack([left, self.across_m, right, self.across_m], axis=1).reshape(-1, 2)
        return turned(places, self.angle_rad).reshape(-1, 2, 2)

    def missed_m2(self, missed_m: float) -> float:
        """About the area that rows leave unseen that may miss so much of their width."""
        place = np.minimum(missed_m * SAMPLES / np.maximum(self.width_m, 1e-9), SAMPLES)
        total = np.zeros(len(self.across_m))
        for table, sign in ((self.right_m, 1.0), (self.left_m, -1.0)):
            with np.errstate(invalid="ignore"):  # infinite less infinite: not flown anyway
                beyond = sign * (table[:, 1:] - _between(table, place)[:, None])
            known = np.where(np.isfinite(beyond), np.maximum(beyond, 0.0), 0.0)
            total += known.sum(axis=1) * self.width_m / SAMPLES
        is_dropped = np.isnan(self.ends(missed_m)[0])
        return float(np.where(is_dropped, self.area_m2, total).sum())


def turned(places: Floats, angle_rad: float) -> Floats:
    """(N, 2) places turned counter-clockwise round the origin."""
    cosine, sine = np.cos(angle_rad), np.sin(angle_rad)
    return np.asarray(places @ np.array([[cosine, sine], [-sine, cosine]]), np.float64)


def turned_shape(shape: BaseGeometry, angle_rad: float) -> BaseGeometry:
    """A shape turned counter-clockwise round the origin."""
    return shapely.transform(shape, lambda places: turned(places, angle_rad))


def rows(
    shape: BaseGeometry,
    edges_m: Floats,
    reach_m: float,
    angle_rad: float,
    region: BaseGeometry | None = None,
) -> Rows:
    """The rows that see the bands between consecutive edges of a shape that lies along x.

    shape: turned so that rows run along x; angle_rad turns it back. edges_m: (N + 1,) rising, at
    most 2 * reach_m apart. A row lies in the middle of its band, or, when it has to leave a region
    (turned, too) there, as far to its side as sees the band and keeps most of the row inside.
    """
    numbers, shells = _shells(_cut(shape, edges_m, 0, len(edges_m) - 1), reach_m)
    bands = np.column_stack([edges_m[numbers], edges_m[numbers + 1]])
    across = bands.mean(axis=1)
    if region is not None:
        across = _moved_inwards(shells, bands, reach_m, region)
    left, right = _bounds(shells, bands, across, reach_m)
    width = bands[:, 1] - bands[:, 0]
    area = np.asarray(shapely.area(shapely.polygons(shells)), np.float64)
    return Rows(angle_rad, across, left, right, width, area, SHORTEST_SHARE * 2.0 * reach_m)


def _shells(cut: list[tuple[int, BaseGeometry]], reach_m: float) -> tuple[Indices, Shapes]:
    """Band numbers and outlines of all pieces that are worth a row."""
    numbers = np.array([number for number, _ in cut], np.intp)
    shapes = np.array([shape for _, shape in cut], dtype=object)
    for _ in range(2):  # a collection may hold multipolygons
        shapes, owner = shapely.get_parts(shapes, return_index=True)
        numbers = numbers[owner]
    least = CRUMB_SHARE * (2.0 * reach_m) ** 2
    worth = (shapely.get_type_id(shapes) == POLYGON) & (shapely.area(shapes) > least)
    return numbers[worth], np.asarray(shapely.get_exterior_ring(shapes[worth]), dtype=object)


def _moved_inwards(shells: Shapes, bands: Floats, reach_m: float, region: BaseGeometry) -> Floats:
    """(N,) where to fly along each band: in its middle where the region allows that."""
    best = np.asarray(bands.mean(axis=1), np.float64)
    room = np.maximum(reach_m - 0.5 * (bands[:, 1] - bands[:, 0]), 0.0)
    inside = _share_inside(shells, bands, best, reach_m, region)
    for shift in MOVES:
        doubtful = np.flatnonzero((inside < 1.0) & (room > LEAST_ROOM_M))
        if not len(doubtful):
            break
        across = bands[doubtful].mean(axis=1) + shift * room[doubtful]
        share = _share_inside(shells[doubtful], bands[doubtful], across, reach_m, region)
        better = share > inside[doubtful]
        best[doubtful[better]], inside[doubtful[better]] = across[better], share[better]
    return best


def _share_inside(
    shells: Shapes, bands: Floats, across: Floats, reach_m: float, region: BaseGeometry
) -> Floats:
    left, right = _bounds(shells, bands, across, reach_m)
    width = bands[:, 1] - bands[:, 0]
    made = Rows(0.0, across, left, right, width, np.zeros(len(width)), 2.0 * LEAST_ROOM_M)
    whole = shapely.linestrings(made.segments(0.0))
    inside = np.asarray(shapely.length(shapely.intersection(whole, region)), np.float64)
    return np.asarray(inside / shapely.length(whole), np.float64)


def _cut(
    shape: BaseGeometry, edges_m: Floats, first: int, last: int
) -> list[tuple[int, BaseGeometry]]:
    """Bands of a shape with their numbers, by halving: n log n in its corners."""
    if shape.is_empty:
        return []
    if last - first == 1:
        return [(first, between(shape, float(edges_m[first]), float(edges_m[last])))]
    middle = (first + last) // 2
    lower = between(shape, float(edges_m[first]), float(edges_m[middle]))
    upper = between(shape, float(edges_m[middle]), float(edges_m[last]))
    return _cut(lower, edges_m, first, middle) + _cut(upper, edges_m, middle, last)


def between(shape: BaseGeometry, low_m: float, high_m: float) -> BaseGeometry:
    """The part of a shape with y from low_m to high_m."""
    west, _, east, _ = shape.bounds
    try:
        return shapely.clip_by_rect(shape, west - 1.0, low_m, east + 1.0, high_m)
    except shapely.errors.GEOSException:  # fast, but cannot cut off a sliver at a corner
        box = shapely.box(west - 1.0, low_m, east + 1.0, high_m)
        return shapely.make_valid(shape).intersection(box)


def _bounds(shells: Shapes, bands: Floats, middle: Floats, reach_m: float) -> tuple[Floats, Floats]:
    """See Rows: left_m and right_m of shells that each lie in a band [low, high]."""
    count = len(shells)
    left, right = np.full((count, SAMPLES + 1), np.inf), np.full((count, SAMPLES + 1), -np.inf)
    if not count:
        return left, right
    places, owner = shapely.get_coordinates(shells, return_index=True)
    starts = np.searchsorted(owner, np.arange(count))
    slack = _slack(places[:, 1] - middle[owner], reach_m)
    right[:, 0] = np.maximum.reduceat(places[:, 0] - slack, starts)
    left[:, 0] = np.minimum.reduceat(places[:, 0] + slack, starts)
    share = (np.arange(SAMPLES) + 0.5) / SAMPLES
    heights = bands[:, :1] + share * (bands[:, 1:] - bands[:, :1])
    crossing = _crossings(places, heights[owner])
    inner = np.flatnonzero(np.diff(owner, append=-1) != 0)
    crossing[inner] = np.nan  # from the last corner of one shell to the first of the next
    slack = _slack(heights - middle[:, None], reach_m)
    farthest = np.fmax.reduceat(np.nan_to_num(crossing, nan=-np.inf), starts, axis=0) - slack
    nearest = np.fmin.reduceat(np.nan_to_num(crossing, nan=np.inf), starts, axis=0) + slack
    right[:, 1:] = np.minimum(-np.sort(-farthest, axis=1), right[:, :1])
    left[:, 1:] = np.maximum(np.sort(nearest, axis=1), left[:, :1])
    return left, right


def _slack(across_m: Floats, reach_m: float) -> Floats:
    return np.asarray(np.sqrt(np.maximum(reach_m**2 - across_m**2, 0.0)), np.float64)


def _crossings(places: Floats, heights: Floats) -> Floats:
    """(V, SAMPLES) where the edge that starts at each place crosses heights; NaN: it does not."""
    after = np.roll(places, -1, axis=0)
    rise = (after[:, 1] - places[:, 1])[:, None]
    below = places[:, 1:] <= heights
    crosses = below != (after[:, 1:] <= heights)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (heights - places[:, 1:]) / rise
        along = places[:, :1] + share * (after[:, :1] - places[:, :1])
    return np.where(crosses, along, np.nan)


def _between(table: Floats, place: Floats) -> Floats:
    """(N,) values of a table (N, SAMPLES + 1) at fractional columns."""
    low = np.minimum(place.astype(np.intp), SAMPLES - 1)
    number, share = np.arange(len(table)), place - low
    before, after = table[number, low], table[number, low + 1]
    with np.errstate(invalid="ignore"):
        mixed = before + share * (after - before)
    return np.where(share > 0, mixed, before)
