"""Blind sea: the parts of a strip that no picture of a flight has shown."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, MultiPolygon
from shapely.geometry.base import BaseGeometry

from geodata.position import Floats
from mission_planner.airspace import Flags
from mission_planner.detection.flown import TimedPath
from mission_planner.detection.sensor import FAIR_PER_S, RateField
from mission_planner.detection.traffic import places_in

Looks = tuple[TimedPath, RateField]

PLACES = 2000  # of the strip that are looked up: shares are good to about half a percent
SIGHT_LINES = (0.1, 0.5, 0.9)  # along the piece of a leg from which a place is in the picture


@dataclass(frozen=True, slots=True)
class Blind:
    """Shares of a strip that are never seen, 0 to 1.

    behind_land: in a picture, but land lies between (heights are not known: all land hides). under:
    near the way, but passed before the picture's near edge or at a turn. beyond: out of reach.
    """

    behind_land: float
    under: float
    beyond: float

    @property
    def share(self) -> float:
        """All of it."""
        return self.behind_land + self.under + self.beyond


def blind(strip: BaseGeometry, looks: Sequence[Looks], land: MultiPolygon) -> Blind:
    """What of a strip is never seen on any of the ways. All in local metres."""
    places = places_in(strip, PLACES)
    seen, hidden, near = (np.zeros(PLACES, np.bool_) for _ in range(3))
    shapely.prepare(land)
    for path, field in looks:
        picture = _Picture.of(field)
        for leg in range(len(path.began_s)):
            left = np.flatnonzero(~seen)
            begins, ends = picture.shown(places[left], path, leg)
            shown = ends >= begins
            clear = _clear(places[left[shown]], path, leg, (begins[shown], ends[shown]), land)
            seen[left[shown]] = clear
            hidden[left[shown]] = True
        near |= _beside(places, path, field)
    lost = ~seen & ~hidden
    return Blind(
        behind_land=float((~seen & hidden).mean()),
        under=float((lost & near).mean()),
        beyond=float((lost & ~near).mean()),
    )


def _beside(places: Floats, path: TimedPath, field: RateField) -> Flags:
    """Whether places lie no farther from a way than a field sees to the side."""
    reach = float(field.right_m[field.rates.max(axis=1) > FAIR_PER_S].max(initial=0.0))
    ways = shapely.union_all([LineString(w) for w in zip(path.start, path.end, strict=True)])
    away = shapely.distance(shapely.points(places), ways)
    return np.asarray(away <= max(reach, 1.0), np.bool_)


@dataclass(frozen=True, slots=True, eq=False)
class _Picture:
    """Nearest and farthest metres ahead that each column of a field sees; NaN: nothing."""

    field: RateField
    nearest_m: Floats
    farthest_m: Floats

    @classmethod
    def of(cls, field: RateField) -> "_Picture":
        good = field.rates >= FAIR_PER_S
        rows = np.broadcast_to(field.ahead_m, good.shape)
        some = good.any(axis=1)
        nearest = np.where(some, np.where(good, rows, np.inf).min(axis=1), np.nan)
        farthest = np.where(some, np.where(good, rows, -np.inf).max(axis=1), np.nan)
        return cls(field, nearest, farthest)

    def shown(self, places: Floats, path: TimedPath, leg: int) -> tuple[Floats, Floats]:
        """Metres along a leg between which places are in the picture; NaN or end < begin: never."""
        right, ahead = _seen_from(places, path, leg)
        long = float(np.hypot(*(path.end[leg] - path.start[leg])))
        columns = len(self.nearest_m)
        column = np.floor((right / self.field.side_m + 1.0) * (columns / 2.0)).astype(np.intp)
        inside = (column >= 0) & (column < columns)
        column = np.clip(column, 0, columns - 1)
        begins = np.maximum(ahead - self.farthest_m[column], 0.0)
        ends = np.minimum(ahead - self.nearest_m[column], long)
        return begins, np.where(inside, ends, np.nan)


def _seen_from(places: Floats, path: TimedPath, leg: int) -> tuple[Floats, Floats]:
    east, north = (places - path.start[leg]).T
    cosine, sine = np.cos(path.course_rad[leg]), np.sin(path.course_rad[leg])
    return east * sine - north * cosine, east * cosine + north * sine


def _clear(
    places: Floats, path: TimedPath, leg: int, piece: tuple[Floats, Floats], land: MultiPolygon
) -> Flags:
    """Whether any of some sight lines to each place crosses no land."""
    if land.is_empty or not len(places):
        return np.ones(len(places), np.bool_)
    ahead = np.array([np.cos(path.course_rad[leg]), np.sin(path.course_rad[leg])])
    begins, ends = piece
    clear: NDArray[np.bool_] = np.zeros(len(places), np.bool_)
    for share in SIGHT_LINES:
        eyes = path.start[leg] + (begins + share * (ends - begins))[:, None] * ahead
        lines = shapely.linestrings(np.stack([eyes, places], axis=1))
        clear |= ~shapely.intersects(land, lines)
    return clear
