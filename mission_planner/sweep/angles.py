"""Directions in which rows may run, and how many rows a direction takes.

The altitude of a shape across a direction is how far a line has to be moved across it to sweep it,
counted once for every piece that the shape cuts out of the line: half the length of the outline
projected across the direction. Altitude by spacing is the number of rows, so of turns (Huang,
"Optimal line-sweep-based decompositions for coverage algorithms", 2001).
"""

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.position import Floats

GRID = 24  # directions tried beside those of the edges
EDGES = 24  # longest edges whose direction is tried
SAME_RAD = np.radians(0.25)


def edge_vectors(shape: BaseGeometry) -> Floats:
    """(N, 2) edges of all rings of a shape."""
    rings = shapely.get_rings(shapely.get_parts(shape))
    places, owner = shapely.get_coordinates(rings, return_index=True)
    steps = np.diff(places, axis=0)
    return np.asarray(steps[np.diff(owner) == 0], np.float64)


def altitudes_m(edges: Floats, angles: Floats) -> Floats:
    """(A,) altitude of a shape with these edges across each direction (radians)."""
    across = np.outer(-np.sin(angles), edges[:, 0]) + np.outer(np.cos(angles), edges[:, 1])
    return np.asarray(0.5 * np.abs(across).sum(axis=1), np.float64)


def directions(edges: Floats) -> Floats:
    """Directions in [0, pi) to try: those of the longest edges, and a grid that starts there."""
    lengths = np.hypot(*edges.T)
    longest = np.argsort(-lengths, kind="stable")[:EDGES]
    along = np.arctan2(edges[longest, 1], edges[longest, 0])
    grid = along[0] + np.pi * np.arange(1, GRID) / GRID
    return distinct(np.concatenate([along, grid]))


def distinct(angles: Floats) -> Floats:
    """Directions that differ, modulo half a turn; the first of equal ones is kept."""
    kept: list[float] = []
    for angle in np.mod(angles, np.pi):
        apart = [abs((angle - other + np.pi / 2) % np.pi - np.pi / 2) for other in kept]
        if all(a > SAME_RAD for a in apart):
            kept.append(float(angle))
    return np.array(kept)
