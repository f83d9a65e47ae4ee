"""Vessels of an optical scene: the network says where, spots on free water how large."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from detectors.detection import Box
from detectors.optical.bands import Mask, Reflectance, is_seen, stack_bands
from detectors.optical.network import GRID_PX, HALO_PX, HeatMap, Network
from detectors.optical.shape import Shape, shape_of, shape_of_box
from detectors.optical.spots import Spot, find_spots
from detectors.optical.vessel import OpticalVessel
from detectors.optical.wake import bow_deg, wake_of
from detectors.optical.water import (
    Levels,
    cloud_probability,
    has_open_water,
    land_mask,
    near_water,
    ring_share,
    scene_levels,
    water_probability,
)
from detectors.optical.windows import Window, windows

# The chances of the network from which on a vessel counts as found, with open water round it and at
# the quay; the cross-validation in docs/accuracy.md says them.
EVEN_OPEN, EVEN_QUAY = 0.51, 0.36
# A bright spot with the shape of a ship speaks for one beside the network: the chance that all of
# this many looks, each as good as the network's, are wrong.
_LOOKS = 3
_SHIP_LENGTH_M, _SHIP_WIDTH_M = (60.0, 450.0), (12.0, 70.0)
_SLIM = 2.2  # length over width, from which on a spot is a ship and not a rock or an islet
TILE_PX = 640
LEAST_SCORE = 0.5
APART_PX = 4.0  # nearer than this two finds are one
_PEAK_PX = 7
_FAINT = 0.02  # peaks of the heat map below this chance are not looked at
_MARGIN_PX = 2


@dataclass(frozen=True, slots=True, eq=False)
class Find:
    """Before it is a vessel. chance: of the network; spot: None for a vessel at the quay."""

    chance: float
    box_px: Box
    spot: Spot | None


@dataclass(frozen=True, slots=True, eq=False)
class SceneParts:
    """What is known of a scene before anything is looked for. land: (rows, columns)."""

    stack: Reflectance
    land: Mask
    levels: Levels
    metre_per_px: float


def scene_parts(stack: Reflectance, metre_per_px: float) -> SceneParts:
    """From its (rows, columns, 4) reflectance."""
    levels = scene_levels(stack)
    return SceneParts(stack, land_mask(stack, levels), levels, metre_per_px)


def find_vessels(
    bands: Mapping[str, NDArray[np.generic]],
    metre_per_px: float,
    network: Network,
    *,
    tile_px: int = TILE_PX,
    least_score: float = LEAST_SCORE,
) -> list[OpticalVessel]:
    """Vessels of a scene, best first; the same for any tile size.

    bands: B02 B03 B04 B08, each (rows, columns): reflectance, or digital numbers as the product
    has them; others are left out. metre_per_px: true metres, so 10 * cos(latitude) on a Mercator
    grid. tile_px: a multiple of 64. Raises FrameError: a band is missing or of another size.
    """
    stack = stack_bands(bands)
    scene = scene_parts(stack, metre_per_px)
    finds = find_in(scene, network, tile_px)
    likely = [find for find in finds if score_of(find) >= least_score]
    vessels = [vessel_of(find, scene) for find in likely]
    return sorted(vessels, key=lambda vessel: (-vessel.score, vessel.box_px))


def find_in(scene: SceneParts, network: Network, tile_px: int = TILE_PX) -> list[Find]:
    """All finds of a scene, best first, also those that are hardly likely."""
    found: list[Find] = []
    for window in windows(scene.stack, scene.land, tile_px, HALO_PX, GRID_PX):
        found += finds_in(window, scene.levels, scene.metre_per_px, network)
    size = (scene.land.shape[1], scene.land.shape[0])
    afloat = near_water(scene.stack, scene.levels)
    inside = [find for find in (clipped(f, size) for f in found) if lies_on(find, afloat)]
    return apart(inside)


def finds_in(window: Window, levels: Levels, metre_per_px: float, network: Network) -> list[Find]:
    """Finds whose brightest or likeliest pixel lies in the window's core, in the scene's pixels."""
    if not is_seen(window.stack).any() or window.land.all():
        return []
    spots = find_spots(window.stack, window.land, levels.nir_limit)
    spots = [spot for spot in spots if has_open_water(window.land, spot.box_px)]
    own = [spot for spot in spots if _is_in(spot.peak_px, window.core_px)]
    # on open water a vessel shines in the near infrared: without a spot there is none
    if not own and not window.land.any():
        return []
    heat = network.heat(window.stack, levels.water)
    found = [_from_spot(spot, heat, metre_per_px) for spot in own]
    for column, row in _peaks(heat.chance):
        taken = any(_is_in((column, row), _grown(spot.box_px)) for spot in spots)
        if not taken and _is_in((column, row), window.core_px):
            find = _from_peak(column, row, heat)
            # a peak without a spot is a wave
            if not has_open_water(window.land, find.box_px):
                found.append(find)
    return [moved(find, window.left, window.top) for find in found]


def _from_spot(spot: Spot, heat: HeatMap, metre_per_px: float) -> Find:
    x0, y0, x1, y1 = _grown(spot.box_px)
    chance = float(heat.chance[max(y0, 0) : y1, max(x0, 0) : x1].max())
    if _is_ship_like(shape_of(spot.pixels, spot.rise, metre_per_px)):
        chance = 1.0 - (1.0 - chance) ** _LOOKS
    return Find(chance, _floats(spot.box_px), spot)


def _is_ship_like(shape: Shape) -> bool:
    is_long = _SHIP_LENGTH_M[0] <= shape.length_m <= _SHIP_LENGTH_M[1]
    is_wide = _SHIP_WIDTH_M[0] <= shape.width_m <= _SHIP_WIDTH_M[1]
    return is_long and is_wide and shape.length_m >= _SLIM * shape.width_m


def _from_peak(column: int, row: int, heat: HeatMap) -> Find:
    width, height = heat.sides_px[row, column].tolist()
    x, y = column + 0.5, row + 0.5
    box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    return Find(float(heat.chance[row, column]), box, None)


def _peaks(chance: NDArray[np.float32]) -> list[tuple[int, int]]:
    """(column, row) of the pixels that are the likeliest of those round them."""
    highest = ndimage.maximum_filter(chance, _PEAK_PX, mode="nearest")
    rows, columns = np.nonzero((chance == highest) & (chance > _FAINT))
    return list(zip(columns.tolist(), rows.tolist(), strict=True))


def _grown(box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    return box[0] - _MARGIN_PX, box[1] - _MARGIN_PX, box[2] + _MARGIN_PX, box[3] + _MARGIN_PX


def _is_in(pixel: tuple[int, int], box: tuple[int, int, int, int]) -> bool:
    return box[0] <= pixel[0] < box[2] and box[1] <= pixel[1] < box[3]


def _floats(box: tuple[int, int, int, int]) -> Box:
    return float(box[0]), float(box[1]), float(box[2]), float(box[3])


def moved(find: Find, left: int, top: int) -> Find:
    """The same find in pixels that count from another corner."""
    x0, y0, x1, y1 = find.box_px
    box = (x0 + left, y0 + top, x1 + left, y1 + top)
    return Find(find.chance, box, find.spot and find.spot.moved(left, top))


def clipped(find: Find, size: tuple[int, int]) -> Find:
    """Without what lies in the mirror beyond the picture's edge. size: columns, rows."""
    x0, y0, x1, y1 = find.box_px
    box = (max(x0, 0.0), max(y0, 0.0), min(x1, float(size[0])), min(y1, float(size[1])))
    return Find(find.chance, box, find.spot and find.spot.clipped(size))


def apart(finds: list[Find]) -> list[Find]:
    """Best first, without those whose middle is nearer than APART_PX to a better one's."""
    finds = sorted(finds, key=lambda f: (-f.chance, f.box_px))
    kept: list[Find] = []
    cells: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for find in finds:
        x, y = (find.box_px[0] + find.box_px[2]) / 2, (find.box_px[1] + find.box_px[3]) / 2
        column, row = int(x // APART_PX), int(y // APART_PX)
        near = [
            place
            for i in (column - 1, column, column + 1)
            for j in (row - 1, row, row + 1)
            for place in cells.get((i, j), [])
        ]
        if all(math.hypot(x - px, y - py) >= APART_PX for px, py in near):
            kept.append(find)
            cells.setdefault((column, row), []).append((x, y))
    return kept


def vessel_of(find: Find, scene: SceneParts) -> OpticalVessel:
    """What is said of a find, in whose picture it lies."""
    x0, y0, x1, y1 = find.box_px
    left, top = max(int(x0) - 12, 0), max(int(y0) - 12, 0)
    around = scene.stack[top : math.ceil(y1) + 12, left : math.ceil(x1) + 12]
    own = (x0 - left, y0 - top, x1 - left, y1 - top)
    wet = water_probability(around, scene.levels) >= 0.5
    inside = (slice(int(own[1]), math.ceil(own[3])), slice(int(own[0]), math.ceil(own[2])))
    cloud = cloud_probability(around)[inside]
    shape = _shape(find, scene.metre_per_px)
    wake, heading_deg = None, shape.heading_deg
    if find.spot is not None:
        wake = wake_of(find.spot, heading_deg, scene.stack, scene.land)
    if wake is not None:
        heading_deg = bow_deg(heading_deg, wake)
    return OpticalVessel(
        box_px=find.box_px,
        score=score_of(find),
        length_m=shape.length_m,
        width_m=shape.width_m,
        heading_deg=heading_deg,
        water_p=ring_share(wet, own),
        cloud_p=float(cloud.mean()) if cloud.size else 0.0,
        wake=wake,
    )


def _shape(find: Find, metre_per_px: float) -> Shape:
    """From the spot; at the quay, where nothing parts ship and land, from the sides of the box."""
    if find.spot is not None:
        return shape_of(find.spot.pixels, find.spot.rise, metre_per_px)
    x0, y0, x1, y1 = find.box_px
    return shape_of_box(x1 - x0, y1 - y0, metre_per_px)


def score_of(find: Find) -> float:
    """The network's chance moved so that the even chance becomes 0.5; in [0, 1]."""
    even = EVEN_QUAY if find.spot is None else EVEN_OPEN
    odds = find.chance * (1.0 - even) / max((1.0 - find.chance) * even, 1e-12)
    return odds / (1.0 + odds)


def lies_on(find: Find, mask: Mask) -> bool:
    """Whether the mask (rows, columns) is True at its middle."""
    x0, y0, x1, y1 = find.box_px
    column = min(int((x0 + x1) / 2), mask.shape[1] - 1)
    return bool(mask[min(int((y0 + y1) / 2), mask.shape[0] - 1), column])
