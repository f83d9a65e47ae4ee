"""Shortest ways of a vehicle that only flies ahead and turns at a fixed radius.

L. E. Dubins, "On Curves of Minimal Length with a Constraint on Average Curvature" (1957): the
shortest way between two places with given courses is one of six words of left turns, straight
legs and right turns. Closed forms after A. M. Shkel and V. Lumelsky, "Classification of the Dubins
set", Robotics and Autonomous Systems 34 (2001), with d, alpha and beta as there: the distance in
radii and the two courses against the line between the places.

Poses are rows of east, north (metres) and course (radians, counter-clockwise from east).
"""

import math
from dataclasses import dataclass

import numpy as np

from geodata.position import Floats

WORDS = ("LSL", "RSR", "LSR", "RSL", "RLR", "LRL")
# Beside Dubins' six the two with three turns whose middle turn is short: never the shortest, but
# they swing out and round a cape where the shortest would cut it
ALL_WORDS = (*WORDS, "RLR", "LRL")
_FULL = 2.0 * math.pi
_ROUNDING = 1e-9  # a full turn that is a rounding error is none


@dataclass(frozen=True, slots=True)
class Word:
    """Three pieces: turns in radians, a straight leg in radii; length_m of all of them."""

    name: str
    pieces: tuple[float, float, float]
    length_m: float


@dataclass(frozen=True, slots=True)
class Table:
    """Every word between poses. lengths_m: (8, N, M) by ALL_WORDS, start and end, NaN where there
    is none; pieces: (8, N, M, 3).
    """

    lengths_m: Floats
    pieces: Floats

    def word(self, number: int, start: int, end: int) -> Word:
        """The word of this number in ALL_WORDS from one start to one end."""
        t, p, q = self.pieces[number, start, end].tolist()
        return Word(ALL_WORDS[number], (t, p, q), float(self.lengths_m[number, start, end]))

    def by_length(self, start: int, end: int) -> list[Word]:
        """All words from one start to one end, shortest first."""
        lengths_m = self.lengths_m[:, start, end]
        found = np.argsort(lengths_m)[: int(np.isfinite(lengths_m).sum())]
        return [self.word(int(number), start, end) for number in found]


def table(starts: Floats, ends: Floats, radius_m: float) -> Table:
    """Every word from starts (N, 3) to ends (M, 3)."""
    pieces = np.stack(
        [np.stack(word, axis=-1) for word in _pieces(starts[:, None], ends[None], radius_m)]
    )
    return Table(radius_m * pieces.sum(axis=-1), pieces)


def lengths(starts: Floats, ends: Floats, radius_m: float) -> Floats:
    """(N, M) least lengths in metres from starts (N, 3) to ends (M, 3), obstacles left out."""
    found = _pieces(starts[:, None], ends[None], radius_m)[: len(WORDS)]
    return np.asarray(radius_m * np.fmin.reduce([t + p + q for t, p, q in found]), np.float64)


def words(start: Floats, end: Floats, radius_m: float) -> list[Word]:
    """All words from pose start (3,) to pose end (3,), shortest first."""
    return table(start[None], end[None], radius_m).by_length(0, 0)


def drawn(start: Floats, word: Word, radius_m: float, sag_m: float) -> Floats:
    """(N, 2) places along a word from pose start (3,), corners on the true curve.

    Between them the true curve is at most sag_m away. Pieces without length are left out.
    """
    most = 2.0 * math.acos(max(1.0 - sag_m / radius_m, 0.0))
    x, y, course = (float(value) for value in start)
    places = [(x, y)]
    for kind, piece in zip(word.name, word.pieces, strict=True):
        if piece * radius_m < 1e-6:
            continue
        if kind == "S":
            x += radius_m * piece * math.cos(course)
            y += radius_m * piece * math.sin(course)
            places.append((x, y))
            continue
        side = radius_m if kind == "L" else -radius_m
        middle_x, middle_y = x - side * math.sin(course), y + side * math.cos(course)
        count = math.ceil(piece / most)
        step = math.copysign(piece / count, side)
        for number in range(1, count + 1):
            angle = course + number * step
            places.append((middle_x + side * math.sin(angle), middle_y - side * math.cos(angle)))
        course += count * step
        x, y = places[-1]
    return np.array(places)


def circle(centre: Floats, radius_m: float, start_rad: float, sag_m: float) -> Floats:
    """(N, 2) places once clockwise round a circle, from and to the direction start_rad of it."""
    most = 2.0 * math.acos(max(1.0 - sag_m / radius_m, 0.0))
    angles = start_rad - np.linspace(0.0, _FULL, math.ceil(_FULL / most) + 1)
    return centre + radius_m * np.column_stack([np.cos(angles), np.sin(angles)])


def _turn(angle: Floats) -> Floats:
    wrapped = np.mod(angle, _FULL)
    return np.where(wrapped > _FULL - _ROUNDING, 0.0, wrapped)


def _pieces(starts: Floats, ends: Floats, radius_m: float) -> list[tuple[Floats, Floats, Floats]]:
    """The pieces of every word, NaN where there is none; last the two with a short middle turn."""
    away = (ends[..., :2] - starts[..., :2]) / radius_m
    d = np.hypot(away[..., 0], away[..., 1])
    line = np.arctan2(away[..., 1], away[..., 0])
    a, b = starts[..., 2] - line, ends[..., 2] - line
    with np.errstate(invalid="ignore"):
        straight = [_same_side(d, a, b, 1.0), _same_side(d, a, b, -1.0)]
        straight += [_other_side(d, a, b, 1.0), _other_side(d, a, b, -1.0)]
        long = [_three_turns(d, a, b, side, is_long=True) for side in (-1.0, 1.0)]
        short = [_three_turns(d, a, b, side, is_long=False) for side in (-1.0, 1.0)]
    return straight + long + short


# A right word is the left one seen in a mirror: side -1 turns both courses the other way.


def _same_side(d: Floats, a: Floats, b: Floats, side: float) -> tuple[Floats, Floats, Floats]:
    """LSL (side 1) and RSR (side -1)."""
    a, b = side * a, side * b
    east = d + np.sin(a) - np.sin(b)
    north = np.cos(b) - np.cos(a)
    course = np.arctan2(north, east)
    return _turn(course - a), np.hypot(east, north), _turn(b - course)


def _other_side(d: Floats, a: Floats, b: Floats, side: float) -> tuple[Floats, Floats, Floats]:
    """LSR (side 1) and RSL (side -1); NaN where the circles overlap."""
    a, b = side * a, side * b
    east = d + np.sin(a) + np.sin(b)
    north = -np.cos(a) - np.cos(b)
    squared = east**2 + north**2 - 4.0
    leg = np.sqrt(np.where(squared > -_ROUNDING, np.maximum(squared, 0.0), np.nan))
    course = np.arctan2(north, east) + np.arctan2(2.0, leg)
    return _turn(course - a), leg, _turn(course - b)


def _three_turns(
    d: Floats, a: Floats, b: Floats, side: float, *, is_long: bool
) -> tuple[Floats, Floats, Floats]:
    """LRL (side 1) and RLR (side -1); NaN where the circles are too far apart."""
    a, b = side * a, side * b
    east = d + np.sin(a) - np.sin(b)
    north = np.cos(b) - np.cos(a)
    half = np.arccos(np.hypot(east, north) / 4.0)  # at the first centre, to the middle one
    course = np.arctan2(north, east)
    # the middle circle lies left of the line between the centres for the long turn, right else
    sign = 1.0 if is_long else -1.0
    first = _turn(course + sign * half + 0.5 * math.pi - a)
    middle = _turn(math.pi + sign * 2.0 * half)
    return first, middle, _turn(b - a - first + middle)
