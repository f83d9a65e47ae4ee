"""Fewer way points: curves made of few straight legs that keep every limit."""

import numpy as np
import shapely

from geodata.position import Floats
from mission_planner.airspace import Airspace


def straighten(way: Floats, tolerance_m: float, airspace: Airspace) -> Floats:
    """A subset of the points of a way: at most tolerance_m off it, every leg allowed.

    Douglas-Peucker, but a leg that breaks a limit is split on, down to the way's own legs. The
    way itself must be allowed.
    """
    keep = np.zeros(len(way), np.bool_)
    keep[[0, -1]] = True
    spans = [(0, len(way) - 1)] if len(way) > 2 else []
    while spans:  # all of a round at once: one question to the airspace for many legs
        split = [(first, last, *_farthest(way[first : last + 1])) for first, last in spans]
        ends = np.array([(first, last) for first, last, _, off in split if off <= tolerance_m])
        legs = way[ends.reshape(-1, 2).astype(np.intp)]
        clear = iter(airspace.keeps(shapely.linestrings(legs)) if len(legs) else ())
        spans = []
        for first, last, at, off in split:
            if off <= tolerance_m and next(clear):
                continue
            keep[first + at] = True
            spans += [(first, first + at), (first + at, last)]
        spans = [(first, last) for first, last in spans if last - first > 1]
    return way[keep]


def _farthest(span: Floats) -> tuple[int, float]:
    """Index and distance of the inner point farthest from the chord of a span."""
    if np.array_equal(span[0], span[-1]):
        apart = np.hypot(*(span[1:-1] - span[0]).T)
        return int(np.argmax(apart)) + 1, np.inf  # a closed span has no chord: always split it
    chord, inner = span[-1] - span[0], span[1:-1] - span[0]
    along = np.clip(inner @ chord / (chord @ chord), 0.0, 1.0)
    apart = np.hypot(*(inner - along[:, None] * chord).T)
    best = int(np.argmax(apart))
    return best + 1, float(apart[best])
