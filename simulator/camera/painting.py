"""Vessels in the picture: shaded solids with soft edges, the farthest painted first."""

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from simulator.camera.hulls import ship_axes, solids_for
from simulator.camera.jit import kernel
from simulator.camera.optics import Floats32, Picture, Single
from simulator.camera.shading import Light
from simulator.camera.view import View
from simulator.camera.wakes import window_of
from simulator.vessel import VesselState

Floats = NDArray[np.float64]
SHIFT = 6  # binary places of the corners given to OpenCV


def corners_of(vessel: VesselState, view: View) -> Floats:
    """(N, 3) corners of a vessel in the axes of the local frame."""
    corners = solids_for(vessel).corners @ ship_axes(vessel, view.turn_rad)
    placed: Floats = corners + np.array([vessel.east_m, vessel.north_m, 0.0])
    return placed


def outline_px(vessel: VesselState, view: View) -> Floats:
    """(N, 2) pixels of all corners of a vessel."""
    return view.pixels(corners_of(vessel, view))


def paint_vessel(
    vessel: VesselState, view: View, light: Light, land_m: Floats32 | None, out: Picture
) -> None:
    """Paint a vessel over the picture, except where land stands before it.

    land_m: (rows, columns) metres to the land seen in each pixel, None when there is none.
    """
    corners = corners_of(vessel, view)
    px = view.pixels(corners)
    if not np.isfinite(px).all():
        return
    window = window_of(px, (out.shape[1], out.shape[0]), 1.0)
    if window is None:
        return
    left, top, right, bottom = window
    slant_m = float(np.linalg.norm(view.eye - [vessel.east_m, vessel.north_m, 0.0]))
    clear = float(np.exp(-slant_m * float(light.haze_per_m)))
    haze = np.sqrt(light.horizon) * np.float32(255.0 * (1.0 - clear))
    zoom = _zoom(right - left, bottom - top)
    canvas = np.zeros(((bottom - top) * zoom, (right - left) * zoom, 4), np.uint8)
    _draw_faces(canvas, vessel, view, light, (px - (left, top)) * zoom)
    hidden = (
        np.zeros((0, 0), np.bool_)
        if land_m is None
        else land_m[top:bottom, left:right] < np.float32(slant_m)
    )
    shine = Shine(np.float32(clear), haze.astype(np.float32))
    compose(canvas, zoom, hidden, shine, out[top:bottom, left:right])


def _zoom(width: int, height: int) -> int:
    """How many cells of the canvas lie along a pixel: many for what is small."""
    larger = max(width, height)
    return 8 if larger <= 64 else 4 if larger <= 240 else 2


def _draw_faces(canvas: Picture, vessel: VesselState, view: View, light: Light, px: Floats) -> None:
    """Fill the faces turned to the camera: hull first, then the farthest body to the nearest."""
    solids, axes = solids_for(vessel), ship_axes(vessel, view.turn_rad)
    eye = axes @ (view.eye - [vessel.east_m, vessel.north_m, 0.0])
    starts = solids.corners[[start for start, _ in solids.faces]]
    is_seen = ((eye - starts) * solids.normals).sum(axis=1) > 0.0
    away = np.linalg.norm(eye - solids.middles, axis=1)
    away[0] = np.inf
    order = np.argsort(-away[solids.bodies], kind="stable")
    lit = _shades(solids.normals @ axes, light)
    # OpenCV counts from the middle of the first cell
    at = np.rint((px - 0.5) * (1 << SHIFT)).astype(np.int32)
    for number in order[is_seen[order]]:
        start, end = solids.faces[number]
        red, green, blue = (min(255.0, level * lit[number]) for level in solids.colours[number])
        cv2.fillConvexPoly(canvas, at[start:end], (red, green, blue, 255.0), cv2.LINE_8, SHIFT)


def _shades(normals: Floats, light: Light) -> Floats:
    """Light on faces with these normals (N, 3) in the local frame."""
    facing = np.maximum(normals @ light.sun.astype(np.float64), 0.0)
    shades: Floats = 0.48 + 0.06 * normals[:, 2] + 0.52 * facing
    return shades


class Shine(NamedTuple):
    """What haze does to a thing: the share of its colour that is left, and what is added."""

    clear: Single
    haze: Floats32


@kernel
def compose(
    canvas: Picture, zoom: int, hidden: NDArray[np.bool_], shine: Shine, out: Picture
) -> None:
    """Average the enlarged canvas (red, green, blue, cover) and lay it over a window."""
    each = np.float32(1.0 / (zoom * zoom))
    for row in range(out.shape[0]):
        for column in range(out.shape[1]):
            if hidden.shape[0] > 0 and hidden[row, column]:
                continue
            red, green, blue, cover = 0, 0, 0, 0
            for y in range(row * zoom, (row + 1) * zoom):
                for x in range(column * zoom, (column + 1) * zoom):
                    red += canvas[y, x, 0]
                    green += canvas[y, x, 1]
                    blue += canvas[y, x, 2]
                    cover += canvas[y, x, 3]
            if cover == 0:
                continue
            share = np.float32(cover) * each / np.float32(255.0)
            for c in range(3):
                total = red if c == 0 else green if c == 1 else blue
                # what the canvas holds is already weighted with its cover: empty cells are black
                thing = np.float32(total) * each * shine.clear + shine.haze[c] * share
                value = np.float32(out[row, column, c]) * (np.float32(1.0) - share) + thing
                out[row, column, c] = np.uint8(min(value + np.float32(0.5), np.float32(255.0)))


def by_distance(vessels: Sequence[VesselState], view: View) -> list[VesselState]:
    """Vessels from the farthest to the nearest."""
    return sorted(
        vessels,
        key=lambda v: -((v.east_m - view.east_m) ** 2 + (v.north_m - view.north_m) ** 2),
    )
