"""Places at most 2 m apart along a flown path, and which of them lie where they must not.

Every question is first asked of the straight legs and then only of the places on legs for which it
is not already answered: a patrol of 600 km has 300,000 places, nearly all of them far from any
limit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geodata.position import Floats
from mission_planner.airspace import Flags, Shapes

SAMPLE_M = 2.0
FEW = 300  # distances that are simply measured


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """Places at most so far apart along a way of legs, its corners among them.

    leg: (M,) index of the leg that each lies on, of two that which begins there; the last place
    lies on the last leg. share: (M,) of that leg flown, 0 to 1.
    """

    leg: NDArray[np.intp]
    share: Floats

    def between(self, values: Floats) -> Floats:
        """(M, ...) what is given at the corners (N, ...), in proportion."""
        if len(values) < 2:
            return values
        share = self.share.reshape(-1, *[1] * (values.ndim - 1))
        there = values[self.leg] + share * np.diff(values, axis=0)[self.leg]
        there[-1] = values[-1]
        return np.asarray(there, np.float64)


def spread(lengths_m: Floats, step_m: float) -> Spread:
    """Places along legs of these lengths (N - 1,); a leg without length, a climb, has two, too."""
    counts = np.maximum(np.ceil(lengths_m / step_m), 1.0).astype(np.intp)
    leg = np.repeat(np.arange(len(counts)), counts)
    share = (np.arange(len(leg)) - (np.cumsum(counts) - counts)[leg]) / counts[leg]
    last = leg[-1:] if len(leg) else np.zeros(1, np.intp)
    return Spread(np.append(leg, last), np.append(share, 1.0))


@dataclass(frozen=True)
class Samples:
    """path: (N, 2) corners. places: (M, 2), the corners among them. Local metres."""

    path: Floats

    @cached_property
    def corners(self) -> Floats:
        """Those of the path that are not where the one before is: legs have a length."""
        moved = np.diff(self.path, axis=0).any(axis=1)
        return np.asarray(self.path[np.concatenate([[True], moved])], np.float64)

    @cached_property
    def _spread(self) -> Spread:
        return spread(np.hypot(*np.diff(self.corners, axis=0).T), SAMPLE_M)

    @cached_property
    def places(self) -> Floats:
        """(M, 2) local metres."""
        return self._spread.between(self.corners)

    @cached_property
    def _legs(self) -> Shapes:
        if len(self.corners) < 2:
            return np.asarray(shapely.points(self.corners))
        return np.asarray(shapely.linestrings(np.stack([self.corners[:-1], self.corners[1:]], 1)))

    def points(self, which: Flags | slice) -> Shapes:
        """Some of the places as points."""
        return np.asarray(shapely.points(self.places[which]))

    def within(self, shape: BaseGeometry, distance_m: float) -> Flags:
        """(M,) which places are nearer to a shape than a distance; 0: which touch it."""
        return self._on_legs(_is_near(shape, self._legs, distance_m), shape, distance_m)

    def outside(self, shape: BaseGeometry) -> Flags:
        """(M,) which places a shape does not cover."""
        shapely.prepare(shape)
        doubtful = ~np.asarray(shapely.covers(shape, self._legs), np.bool_)[self._spread.leg]
        flags = np.zeros(len(self.places), np.bool_)
        flags[doubtful] = ~shapely.covers(shape, self.points(doubtful))
        return flags

    def nearest_m(self, shape: BaseGeometry, among: Flags) -> float:
        """Least distance from some of the places to a shape."""
        left = np.flatnonzero(among)
        best = np.inf
        while len(left) > FEW:
            tried = self.places[left[:: len(left) // FEW]]
            best = min(best, float(shapely.distance(shapely.points(tried), shape).min()))
            near = among & self.within(shape, best)
            if len(left) == int(near.sum()):
                break
            left, among = np.flatnonzero(near), near
        rest = np.asarray(shapely.distance(shapely.points(self.places[left]), shape), np.float64)
        return float(min(best, rest.min(initial=np.inf)))

    def _on_legs(self, is_near: Flags, shape: BaseGeometry, distance_m: float) -> Flags:
        doubtful = is_near[self._spread.leg]
        flags = np.zeros(len(self.places), np.bool_)
        flags[doubtful] = _is_near(shape, self.points(doubtful), distance_m)
        return flags


def _is_near(shape: BaseGeometry, shapes: Shapes, distance_m: float) -> Flags:
    shapely.prepare(shape)
    if distance_m <= 0:
        return np.asarray(shapely.intersects(shape, shapes), np.bool_)
    # dwithin counts the limit itself as within; exactly at the stand-off is allowed
    limit = np.nextafter(distance_m, 0.0)
    return np.asarray(shapely.dwithin(shape, shapes, limit), np.bool_)
