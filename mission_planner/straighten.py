"""Fewer way points: curves made of few straight legs that keep every limit."""

import numpy as np

from geodata.position import Floats
from mission_planner.airspace import Airspace


def straighten(way: Floats, tolerance_m: float, airspace: Airspace) -> Floats:
    """A subset of the points of a way: at most tolerance_m off it, every leg allowed.

    Douglas-Peucker, but a leg that breaks a limit is split on, down to the way's own legs. The
    way itself must be allowed.
    """
    keep = np.zeros(len(way), np.bool_)
    keep[[0, -1]] = True
    open_spans = [(0, len(way) - 1)]
    while open_spans:
        first, last = open_spans.pop()
        if last - first < 2:
            continue
        split, off = _farthest(way[first : last + 1])
        if off <= tolerance_m and airspace.clear(way[first], way[last : last + 1])[0]:
            continue
        middle = first + split
        keep[middle] = True
        open_spans += [(first, middle), (middle, last)]
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
