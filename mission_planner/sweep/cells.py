"""Cells: an area cut along straight lines where that takes fewer rows.

A cut begins at a corner that sticks into the area (of its outline or of a hole) and runs along one
of the two edges there. It pays when the altitudes of the two sides, each across its own best
direction, add up to less than that of the whole, by more than a spacing.
"""

import numpy as np
import shapely
from shapely.geometry import Polygon
from shapely.geometry.polygon import orient

from geodata.position import Floats
from mission_planner.airspace import polygons_of
from mission_planner.sweep.angles import altitudes_m, directions, edge_vectors

MOST_CUTS = 24  # tried for a cell: at the corners that stick in farthest
MOST_CELLS = 12
FAR_M = 1e6
LEAST_TURN_RAD = np.radians(10.0)


def cells(body: Polygon, tolerance_m: float, spacing_m: float) -> list[Polygon]:
    """The cells of a body; itself when no cut pays. tolerance_m: detail that is overlooked."""
    done: list[Polygon] = []
    open_cells = [body]
    while open_cells and len(done) + len(open_cells) < MOST_CELLS:
        cell = open_cells.pop(0)
        parts = _cut(cell, tolerance_m, spacing_m)
        if parts is None:
            done.append(cell)
        else:
            open_cells += parts
    return done + open_cells


def _cut(cell: Polygon, tolerance_m: float, spacing_m: float) -> list[Polygon] | None:
    """Both sides of the cut that pays most; None: none does."""
    simple = cell.simplify(tolerance_m)
    if not isinstance(simple, Polygon) or simple.is_empty:
        return None
    simple = orient(simple)
    best, chosen = _altitude(simple) - spacing_m, None
    for place, step in _cuts(simple):
        sides = _sides(simple, place, step)
        total = sum(_altitude(p) for p in sides) + spacing_m * (len(sides) - 2)
        if len(sides) > 1 and total < best:
            best, chosen = total, (place, step)
    return None if chosen is None else _sides(cell, *chosen)


def _altitude(shape: Polygon) -> float:
    edges = edge_vectors(shape)
    return float(altitudes_m(edges, directions(edges)).min())


def _cuts(simple: Polygon) -> list[tuple[Floats, Floats]]:
    """Places where cuts begin and the direction of each, deepest corners first."""
    found: list[tuple[float, Floats, Floats]] = []
    for ring in (simple.exterior, *simple.interiors):
        places = shapely.get_coordinates(ring)[:-1]
        came = places - np.roll(places, 1, axis=0)
        goes = np.roll(places, -1, axis=0) - places
        cross = came[:, 0] * goes[:, 1] - came[:, 1] * goes[:, 0]
        lengths = np.hypot(*came.T), np.hypot(*goes.T)
        sine = cross / np.maximum(lengths[0] * lengths[1], 1e-9)
        for n in np.flatnonzero(sine < -np.sin(LEAST_TURN_RAD)):
            depth = float(min(lengths[0][n], lengths[1][n]) * -sine[n])
            found += [(depth, places[n], came[n]), (depth, places[n], goes[n])]
    found.sort(key=lambda cut: -cut[0])
    return [(place, step / np.hypot(*step)) for _, place, step in found[:MOST_CUTS]]


def _sides(cell: Polygon, place: Floats, step: Floats) -> list[Polygon]:
    """The pieces of a cell on both sides of a straight line."""
    aside = np.array([-step[1], step[0]])
    along = [place - FAR_M * step, place + FAR_M * step]
    halves = [Polygon([*along, *(p + sign * FAR_M * aside for p in along[::-1])])
              for sign in (1.0, -1.0)]  # fmt: skip
    return [p for half in halves for p in polygons_of(cell.intersection(half))]
