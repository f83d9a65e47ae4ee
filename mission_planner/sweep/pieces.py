"""Pieces: rows as far as the vehicle may fly them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.position import Floats
from mission_planner.sweep.field import Field
from mission_planner.sweep.rows import Indices, Rows
from mission_planner.sweep.tour import end_poses

CUT_M = 0.01  # an end that lies farther in than this was cut by the region


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Straight pieces of survey lines in local metres.

    segments: (N, 2, 2). inwards_m: (N, 2, K) how far each end may move inwards when it may miss
    each of widths_m (K,) of its band; inf: the piece need not be flown.
    """

    segments: Floats
    inwards_m: Floats
    widths_m: Floats

    @classmethod
    def of(cls, laid: tuple[Rows, ...], region: BaseGeometry, widths_m: Floats) -> Pieces:
        """All rows within a region; what is cut by it ends at the rim."""
        made = [_pieces(r, region, widths_m) for r in laid]
        return cls(
            np.concatenate([segments for segments, _ in made]),
            np.concatenate([inwards for _, inwards in made]),
            widths_m,
        )

    def trimmed(self, missed_m: float) -> Floats:
        """(N, 2, 2) pieces that may miss a width at each end; NaN for those not flown."""
        place = np.interp(missed_m, self.widths_m, np.arange(len(self.widths_m)))
        low = min(int(place), len(self.widths_m) - 2)
        share = place - low
        before, after = self.inwards_m[:, :, low], self.inwards_m[:, :, low + 1]
        with np.errstate(invalid="ignore"):
            moved = before if share == 0 else before + share * (after - before)
        along = self.segments[:, 1] - self.segments[:, 0]
        lengths = np.hypot(*along.T)
        left = lengths - moved.sum(axis=1)
        moved = np.where(left[:, None] > 0, moved, np.nan)
        unit = along / np.maximum(lengths, 1e-9)[:, None]
        begin = self.segments[:, 0] + moved[:, :1] * unit
        end = self.segments[:, 1] - moved[:, 1:] * unit
        return np.stack([begin, end], axis=1)

    def flyable(self, field: Field) -> Pieces:
        """The pieces with their ends drawn back to where the vehicle can turn."""
        drawn = as_flown(self.segments, field)
        back = np.hypot(*np.moveaxis(drawn - self.segments, 2, 0))
        inwards = np.maximum(self.inwards_m - back[:, :, None], 0.0)
        is_flown = ~np.isnan(drawn[:, 0, 0])
        return Pieces(drawn[is_flown], inwards[is_flown], self.widths_m)

    def only(self, kept: Indices) -> Pieces:
        """Some of the pieces."""
        return Pieces(self.segments[kept], self.inwards_m[kept], self.widths_m)


def as_flown(segments: Floats, field: Field) -> Floats:
    """(N, 2, 2) straight lines as the vehicle flies them; NaN where it has no room to turn."""
    drawn = np.full_like(segments, np.nan)
    for number, line in enumerate(segments):
        way = field.mover.flown(line)
        if len(way) > 1:
            drawn[number] = way[[0, -1]]
    there = np.flatnonzero(~np.isnan(drawn[:, 0, 0]))
    room = field.has_room(end_poses(drawn[there])).reshape(-1, 2).all(axis=1)
    drawn[there[~room]] = np.nan
    return drawn


def _pieces(laid: Rows, region: BaseGeometry, widths_m: Floats) -> tuple[Floats, Floats]:
    whole = laid.segments(0.0)
    lines = shapely.linestrings(whole)
    inside, owner = shapely.get_parts(shapely.intersection(lines, region), return_index=True)
    kept = shapely.length(inside) > 0.5 * laid.shortest_m
    inside, owner = inside[kept], owner[kept]
    segments = shapely.get_coordinates(shapely.get_point(inside, [0]))
    segments = np.stack([segments, shapely.get_coordinates(shapely.get_point(inside, [-1]))], 1)
    axis = np.array([np.cos(laid.angle_rad), np.sin(laid.angle_rad)])
    backwards = (segments[:, 1] - segments[:, 0]) @ axis < 0
    segments[backwards] = segments[backwards, ::-1]
    cut = np.hypot(*np.moveaxis(segments - whole[owner], 2, 0)) > CUT_M
    first, last = laid.ends(0.0)
    inwards = np.empty((len(segments), 2, len(widths_m)))
    for k, width in enumerate(widths_m):
        left, right = laid.ends(float(width))
        inwards[:, 0, k] = (left - first)[owner]
        inwards[:, 1, k] = (last - right)[owner]
    inwards = np.nan_to_num(inwards, nan=np.inf)
    gone = np.isinf(inwards).any(axis=1, keepdims=True)
    return segments, np.where(gone, np.inf, np.where(cut[:, :, None], 0.0, inwards))
