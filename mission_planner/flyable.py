"""Survey lines as a plane can fly them: corners rounded, ends drawn back to where it can turn."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from geodata.position import Floats
from mission_planner import dubins
from mission_planner.airspace import Airspace
from mission_planner.detours import SAG_M, is_allowed
from mission_planner.pose import Pose, course
from mission_planner.rounding import corner_rad, distinct, tightness

OFF_M = 0.6  # corners that an arc passes this close are left as they are
ROUNDS = 4  # an arc put in may make a new corner with what is left beside it
CUTS = np.array([0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0])  # of a radius
TRIED = 60  # words tried at one corner before a detour is looked for
ROOM_STEP = 0.25  # of a radius: how closely ends with room to turn are looked for
ROOM_STEPS = 60

Joiner = Callable[[Pose, Pose], Floats | None]


def flyable(way: Floats, radius_m: float, airspace: Airspace, join: Joiner) -> Floats:
    """A line (N, 2) with all corners rounded to a radius, within the limits; its ends drawn back.

    join: the way between two poses where no single turn keeps the limits. A corner that cannot be
    flown at all ends the line: the longest piece is left; with no room to turn, all of it.
    """
    lines = [_Line(distinct(way), radius_m)]
    for _ in range(ROUNDS):
        if not any(line.sharp() for line in lines):
            break
        lines = [piece for line in lines for piece in _mended(line, airspace, join)]
    flown = [line for line in lines if len(line.points) > 1 and not line.sharp()]
    if not flown:
        return np.empty((0, 2))
    return _with_room(max(flown, key=lambda line: float(line.along_m[-1])), airspace)


@dataclass(frozen=True, slots=True)
class _Spot:
    """Corners first..last turn too sharply; the line between from_m and to_m may be given up."""

    first: int
    last: int
    from_m: float
    to_m: float


class _Line:
    """A line, and how far along it its corners lie."""

    def __init__(self, points: Floats, radius_m: float) -> None:
        self.points = points
        self.radius_m = radius_m
        self._steps = np.diff(points, axis=0)
        self._apart = np.hypot(*self._steps.T)
        self.along_m = np.concatenate([[0.0], np.cumsum(self._apart)])

    def sharp(self) -> list[_Spot]:
        """Where the line turns more sharply than the radius, with the line between shared out."""
        if len(self.points) < 3:
            return []
        found, begins = tightness(self.points, self.radius_m)
        spans: list[tuple[int, int]] = []
        for last in np.flatnonzero(found > corner_rad(self.radius_m, OFF_M)).tolist():
            first = int(begins[last])
            while spans and first <= spans[-1][1]:
                first = min(first, spans.pop()[0])
            spans.append((first, last))
        if not spans:
            return []
        along = self.along_m
        middles = [0.5 * float(along[a[1]] + along[b[0]]) for a, b in pairwise(spans)]
        edges = [0.0, *middles, float(along[-1])]
        return [_Spot(*span, *edge) for span, edge in zip(spans, pairwise(edges), strict=True)]

    def cuts(self, spot: _Spot) -> tuple[Floats, Floats]:
        """Metres along the line where it may be left before a spot, and met again after it."""
        cuts = CUTS * self.radius_m
        if spot.first == spot.last:  # where the one arc that fits the corner begins
            legs = self._steps[spot.first - 1 : spot.first + 1]
            turn = abs(course(legs[1]) - course(legs[0]))
            half = 0.5 * min(turn, 2.0 * np.pi - turn)
            cuts = np.append(cuts, self.radius_m * np.tan(min(half, 1.4)))
        before = float(self.along_m[spot.first]) - cuts
        after = float(self.along_m[spot.last]) + cuts
        before = np.append(before[before > spot.from_m], spot.from_m)
        return before, np.append(after[after < spot.to_m], spot.to_m)

    def poses(self, places_m: Floats, *, is_before: bool) -> Floats:
        """(N, 3) places along the line, with the course that leads there, or on from there."""
        after = np.searchsorted(self.along_m, places_m, side="left" if is_before else "right")
        legs = after - 1
        legs = np.clip(legs, 0, len(self._apart) - 1)
        part = (places_m - self.along_m[legs]) / self._apart[legs]
        steps = self._steps[legs]
        courses = np.arctan2(steps[:, 1], steps[:, 0])
        return np.column_stack([self.points[legs] + part[:, None] * steps, courses])

    def between(self, from_m: float, to_m: float) -> Floats:
        """The line from one place along it to another, both included."""
        inner = (self.along_m > from_m) & (self.along_m < to_m)
        first = self.poses(np.array([from_m]), is_before=False)[:, :2]
        last = self.poses(np.array([to_m]), is_before=True)[:, :2]
        return np.vstack([first, self.points[inner], last])


def _mended(line: _Line, airspace: Airspace, join: Joiner) -> list[_Line]:
    """The line with an arc at each sharp corner; cut where there is no way on."""
    pieces: list[list[Floats]] = [[]]
    here = 0.0
    for spot in line.sharp():
        made = _arc(line, spot, airspace) or _way_on(line, spot, join)
        leave, way, meet = made if made is not None else (spot.from_m, None, spot.to_m)
        if leave > here:
            pieces[-1].append(line.between(here, leave))
        if way is None:
            pieces.append([])
        else:
            pieces[-1].append(way)
        here = meet
    if here < line.along_m[-1]:
        pieces[-1].append(line.between(here, float(line.along_m[-1])))
    return [_Line(distinct(np.vstack(parts)), line.radius_m) for parts in pieces if parts]


def _arc(line: _Line, spot: _Spot, airspace: Airspace) -> tuple[float, Floats, float] | None:
    """Where to leave the line, one Dubins word, and where to meet it again.

    The shortest in all that keeps the limits, a metre of the line given up counted as one flown.
    """
    before, after = line.cuts(spot)
    starts, ends = line.poses(before, is_before=True), line.poses(after, is_before=False)
    words = dubins.table(starts, ends, line.radius_m)
    total = words.lengths_m + (after[None, None, :] - before[None, :, None])
    for flat in np.argsort(total, axis=None)[:TRIED].tolist():
        number, first, last = (int(n) for n in np.unravel_index(flat, total.shape))
        if not np.isfinite(total[number, first, last]):
            break
        word = words.word(number, first, last)
        way = dubins.drawn(starts[first], word, line.radius_m, SAG_M)
        if is_allowed(way, airspace):
            return float(before[first]), way, float(after[last])
    return None


def _way_on(line: _Line, spot: _Spot, join: Joiner) -> tuple[float, Floats, float] | None:
    """The same by a longer way, from well before the spot to well after it."""
    away = 2.0 * line.radius_m
    leave = max(float(line.along_m[spot.first]) - away, spot.from_m)
    meet = min(float(line.along_m[spot.last]) + away, spot.to_m)
    (start,) = line.poses(np.array([leave]), is_before=True)
    (end,) = line.poses(np.array([meet]), is_before=False)
    way = join(Pose(start[:2], float(start[2])), Pose(end[:2], float(end[2])))
    return None if way is None else (leave, way, meet)


def _with_room(line: _Line, airspace: Airspace) -> Floats:
    """The line from the first to the last place where a full turn to one side is allowed."""
    length = float(line.along_m[-1])
    steps = np.arange(ROOM_STEPS, dtype=np.float64) * ROOM_STEP * line.radius_m
    steps = steps[steps < length]
    first = _first_with_room(line, line.poses(steps, is_before=False), airspace)
    last = _first_with_room(line, line.poses(length - steps, is_before=True), airspace)
    from_m = 0.0 if first is None else float(steps[first])
    to_m = length if last is None else length - float(steps[last])
    return line.between(from_m, to_m) if from_m < to_m else np.empty((0, 2))


def _first_with_room(line: _Line, poses: Floats, airspace: Airspace) -> int | None:
    for number, (x, y, angle) in enumerate(poses):
        for side in (1.0, -1.0):
            across = side * line.radius_m * np.array([-np.sin(angle), np.cos(angle)])
            turn = dubins.circle(np.array([x, y]) + across, line.radius_m, 0.0, SAG_M)
            if is_allowed(turn, airspace):
                return number
    return None
