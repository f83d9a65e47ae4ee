"""In which cell of the limits a place lies: by the corners alone, without the picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geodata.position import LocalFrame
from surveillance.scan.unseen.limits import Limits

Floats = NDArray[np.float64]

_AROUND = 9  # cells whose middle is nearest: the one that holds a place is among them


def least_at(limits: Limits, frame: LocalFrame, points: Floats) -> Floats:
    """(N,) least length in metres at points (N, 2) of a frame; NaN where nothing was looked at, or
    outside."""
    lonlat = limits.corners.reshape(-1, 2)
    corners = np.column_stack(frame.to_metres(*lonlat.T)).reshape(limits.corners.shape)
    top, bottom = corners[:-1], corners[1:]
    # round each cell, so that a point inside lies on the same side of all four edges
    quads = np.stack([top[:, :-1], top[:, 1:], bottom[:, 1:], bottom[:, :-1]], axis=2)
    quads = quads.reshape(-1, 4, 2)
    count = min(_AROUND, len(quads))
    _, near = cKDTree(quads.mean(axis=1)).query(points, k=np.arange(1, count + 1))
    begins = quads[near]
    edges = np.roll(begins, -1, axis=2) - begins
    ways = np.asarray(points)[:, None, None] - begins
    sides = edges[..., 0] * ways[..., 1] - edges[..., 1] * ways[..., 0]
    holds = (sides >= 0.0).all(axis=2) | (sides <= 0.0).all(axis=2)
    first = near[np.arange(len(near)), holds.argmax(axis=1)]
    return np.where(holds.any(axis=1), limits.least_m.ravel()[first], np.nan)
