"""Layouts: into which cells an area falls, which way the rows run in each, and where they lie.

Rows lie one spacing apart. What the width of a cell leaves over makes one band narrower: at either
side, or all of them a little; so the last row moves inwards, and none is dropped. When less than
all has to be seen, the rest may instead be left out where the cell is narrow.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from shapely.geometry.base import BaseGeometry

from geodata.position import Floats
from mission_planner.airspace import polygons_of
from mission_planner.sweep import tour
from mission_planner.sweep.angles import altitudes_m, directions, edge_vectors
from mission_planner.sweep.cells import cells
from mission_planner.sweep.field import Field
from mission_planner.sweep.rows import Rows, between, rows, turned_shape
from mission_planner.sweep.search import improved

SIMPLE_SHARE = 0.25  # of the spacing: detail of an outline that no direction depends on
TRIED = 8  # directions laid out, least altitude first
TRIED_AT_MOST = 800  # rows laid out for them
REFINED = 3  # directions whose bands are moved about, too
MOST_LEFT_OUT = 0.8  # of what may stay unseen, for a band
WIDEST_LEFT_OUT = 0.6  # of a spacing
ROUNDS = 8  # bisections


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """rows: of each cell. length_m: about what flying them takes. left_out_m2: seen by no row.

    plan: what the rows were made from: cell, direction and edges of its bands.
    """

    plan: tuple[tuple[BaseGeometry, float, Floats], ...]
    rows: tuple[Rows, ...]
    length_m: float
    left_out_m2: float


def layouts(field: Field, unseen_m2: float) -> list[Layout]:
    """Ways to lay rows over a field, about the shortest first; unseen_m2 of it may be missed."""
    whole = _best(field, field.cover, unseen_m2)
    bodies = [
        cell
        for body in polygons_of(field.cover)
        for cell in cells(body, SIMPLE_SHARE * field.swath.spacing_m, field.swath.spacing_m)
    ]
    if len(bodies) > 1:
        area = field.cover.area
        parts = [_best(field, cell, unseen_m2 * cell.area / area)[0] for cell in bodies]
        whole.append(_joined(field, parts, unseen_m2))
    return sorted(whole, key=lambda layout: layout.length_m)


def laid_out(layout: Layout, field: Field) -> tuple[Rows, ...]:
    """The rows of a layout, moved inwards where they would have to leave the region."""
    return tuple(
        rows(cell, edges, field.reach_m, angle, turned_shape(field.region, -angle))
        for cell, angle, edges in layout.plan
    )


def _best(field: Field, cell: BaseGeometry, unseen_m2: float) -> list[Layout]:
    """One cell laid out in each of several directions, the shortest first."""
    spacing = field.swath.spacing_m
    edges = edge_vectors(cell.simplify(SIMPLE_SHARE * spacing))
    angles = directions(edges)
    altitudes = altitudes_m(edges, angles)
    kept = np.argsort(altitudes, kind="stable")
    count = int(np.clip(TRIED_AT_MOST * spacing / altitudes.min(), 4, TRIED))
    found = [_laid(field, cell, float(a), unseen_m2, True) for a in angles[kept[:count]]]
    found.sort(key=lambda layout: layout.length_m)
    refined = [_laid(field, cell, x.plan[0][1], unseen_m2, False) for x in found[:REFINED]]
    return sorted(refined, key=lambda layout: layout.length_m)


def _laid(
    field: Field, cell: BaseGeometry, angle: float, unseen_m2: float, is_rough: bool
) -> Layout:
    """A cell in one direction with its bands where they make the way shortest."""
    lying = turned_shape(cell, -angle)
    made = []
    for edges, left_out in _band_edges(lying, field.swath.spacing_m, unseen_m2, is_rough):
        laid = (rows(lying, edges, field.reach_m, angle),)
        length = _length_m(field, laid, unseen_m2 - left_out, is_rough)
        made.append(Layout(((lying, angle, edges),), laid, length, left_out))
    return min(made, key=lambda layout: layout.length_m)


def _band_edges(
    lying: BaseGeometry, spacing_m: float, unseen_m2: float, is_rough: bool
) -> Iterator[tuple[Floats, float]]:
    """Edges of bands at most a spacing wide, with the area that they leave out."""
    _, low, _, high = lying.bounds
    count = max(1, math.ceil((high - low) / spacing_m - 1e-6))
    rest = high - low - (count - 1) * spacing_m
    full = spacing_m * np.arange(count, dtype=np.float64)
    yield np.append(low + full, high), 0.0
    if count == 1 or is_rough:
        return
    yield np.append(low, high - full[::-1]), 0.0
    yield np.linspace(low, high, count + 1, dtype=np.float64), 0.0
    if rest < WIDEST_LEFT_OUT * spacing_m and unseen_m2 > 0:
        for share in (0.0, 0.5, 1.0):
            edges = np.asarray(low + share * rest + full, np.float64)
            left_out = lying.area - between(lying, float(edges[0]), float(edges[-1])).area
            if left_out < MOST_LEFT_OUT * unseen_m2:
                yield edges, left_out


def _joined(field: Field, parts: list[Layout], unseen_m2: float) -> Layout:
    laid = tuple(r for part in parts for r in part.rows)
    left_out = sum(part.left_out_m2 for part in parts)
    length = _length_m(field, laid, unseen_m2 - left_out, False)
    return Layout(tuple(p for part in parts for p in part.plan), laid, length, left_out)


def _length_m(field: Field, laid: tuple[Rows, ...], unseen_m2: float, is_rough: bool) -> float:
    """About how long the way along rows is that leave so much unseen."""
    missed = trim_m(laid, unseen_m2, field.swath.spacing_m)
    segments = np.concatenate([r.segments(missed) for r in laid])
    segments = segments[~np.isnan(segments[:, 0, 0])]
    if not len(segments):
        return math.inf
    along = float(np.hypot(*(segments[:, 1] - segments[:, 0]).T).sum())
    if len(segments) > tour.WINDOW:
        return along + len(segments) * field.turn_m
    gaps = tour.gaps_of(segments, field.mover, field.home)
    begun = tour.begun(gaps)
    return along + gaps.length_m(begun if is_rough else improved(begun, gaps, 0))


def trim_m(laid: tuple[Rows, ...], unseen_m2: float, spacing_m: float) -> float:
    """Width of their bands that rows may miss at each end to leave about so much unseen."""
    if unseen_m2 <= 0:
        return 0.0
    low, high = 0.0, 0.9 * spacing_m
    for _ in range(ROUNDS):
        middle = 0.5 * (low + high)
        if sum(r.missed_m2(middle) for r in laid) <= unseen_m2:
            low = middle
        else:
            high = middle
    return low
