"""Crops to train on: turned, mirrored, scaled, in other light, with where the vessels are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from detectors.optical.bands import NIR
from detectors.optical.water import land_mask, scene_levels, water_probability
from detectors.train.painted.hull import Hull
from detectors.train.painted.painter import Painter
from detectors.train.ports import Port
from detectors.train.unet import torch_module

SIDE_PX = 96
_PAD_PX = 128
_REACH_PX = 96  # half the crop that is turned: half the sample's diagonal at the largest scale
_ANCHOR_PX = 10.0
_MIDDLE_PX = 3.0  # sides are taught this near the middle of a vessel
_PAINTED_SHARE, _PIERS_SHARE = 0.75, 0.5  # of the samples, and of these
_MOST_PAINTED, _MOST_PIERS = 6, 3
_QUAY_SHARE = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """A port ready to be sampled. padded: (4, rows, columns) with a mirrored margin.

    wet, shore: (N, 2) pixels (column, row) at which samples may lie; shore: water near land.
    nir_limit: as in Levels.
    """

    padded: Any
    boxes_px: NDArray[np.float64]
    water: NDArray[np.float32]
    wet: NDArray[np.int64]
    shore: NDArray[np.int64]
    size: tuple[int, int]
    nir_limit: float
    metre_per_px: float


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """reflectance (4, S, S) and water (4, 1, 1); heat (S, S), 1 at the middles; sides (3, S, S):
    log width, log height and where they count; body (4, S, S): see `_body_of`. All torch tensors.
    """

    reflectance: Any
    water: Any
    heat: Any
    sides: Any
    body: Any


@dataclass(frozen=True, slots=True, eq=False)
class _Vessels:
    """places, sides: (N, 2) pixels of a sample. is_upright: (N,) whether the sides are known."""

    places: NDArray[np.float64]
    sides: NDArray[np.float64]
    is_upright: NDArray[np.bool_]


def ground_of(port: Port) -> Ground:
    """What can be sampled of a port."""
    torch = torch_module()
    levels = scene_levels(port.stack)
    wet = water_probability(port.stack, levels) >= 0.5
    near = ndimage.binary_dilation(wet, iterations=3)
    shore = ndimage.binary_dilation(land_mask(port.stack, levels), iterations=12) & wet
    margin = ((_PAD_PX, _PAD_PX), (_PAD_PX, _PAD_PX), (0, 0))
    padded = np.pad(port.stack, margin, mode="reflect").transpose(2, 0, 1)
    return Ground(
        torch.from_numpy(np.ascontiguousarray(padded)),
        port.boxes_px,
        levels.water,
        np.argwhere(near)[:, ::-1],
        np.argwhere(shore)[:, ::-1],
        (port.stack.shape[1], port.stack.shape[0]),
        levels.nir_limit,
        port.metre_per_px,
    )


def draw(ground: Ground, rng: np.random.Generator) -> Sample:
    """One sample of a port: six in ten hold a vessel, a quarter lie on the shore; in most of them
    more vessels are painted."""
    torch = torch_module()
    centre = _place(ground, rng)
    turn, is_upright = _turn(rng)
    picture = _cut(ground, centre, turn)
    vessels = _vessels(ground, centre, turn, is_upright)
    hulls: list[Hull] = []
    body = _body_of(vessels)
    if rng.random() < _PAINTED_SHARE:
        metre_per_px = ground.metre_per_px * math.sqrt(abs(np.linalg.det(turn)))
        painter = _painter(picture, ground, vessels, metre_per_px, rng)
        if rng.random() < _PIERS_SHARE:
            painter.piers(int(rng.integers(1, _MOST_PIERS + 1)))
        hulls = painter.ships(int(rng.integers(1, _MOST_PAINTED + 1)), _QUAY_SHARE)
        picture = torch.from_numpy(np.ascontiguousarray(painter.picture.transpose(2, 0, 1)))
        _teach_bodies(body, hulls, painter.own)
    heat, taught = _target(_with(vessels, hulls))
    picture, water = _other_light(picture, torch.from_numpy(ground.water).view(4, 1, 1), rng)
    targets = (torch.from_numpy(target) for target in (heat, taught, body))
    return Sample(picture, water, *targets)


def _place(ground: Ground, rng: np.random.Generator) -> NDArray[np.float64]:
    chosen = rng.random()
    if chosen < 0.6:
        box = ground.boxes_px[rng.integers(len(ground.boxes_px))]
        place = (box[:2] + box[2:]) / 2.0 + rng.uniform(-36.0, 36.0, 2)
    elif chosen < 0.85 and len(ground.shore):
        place = ground.shore[rng.integers(len(ground.shore))] + rng.uniform(-30.0, 30.0, 2)
    else:
        place = ground.wet[rng.integers(len(ground.wet))].astype(np.float64)
    # 32 pixels of the margin are beyond what a turned crop at the very edge needs
    return np.asarray(np.clip(place, 0.0, ground.size), np.float64)


def _turn(rng: np.random.Generator) -> tuple[NDArray[np.float64], bool]:
    """Sample offsets to port offsets. Half of them keep upright boxes upright."""
    scale = math.exp(rng.uniform(-0.36, 0.33))
    angle, mirror = rng.uniform(-math.pi, math.pi), float(rng.choice([-1, 1]))
    is_upright = bool(rng.random() < 0.5)
    if is_upright:
        angle = round(angle / (math.pi / 2)) * (math.pi / 2)
        scale = 1.0 if rng.random() < 0.5 else scale
    spin = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    return spin @ np.diag([mirror, 1.0]) * scale, is_upright


def _cut(ground: Ground, centre: NDArray[np.float64], turn: NDArray[np.float64]) -> Any:
    torch = torch_module()
    corner = centre.astype(int) + _PAD_PX - _REACH_PX
    crop = ground.padded[
        :, corner[1] : corner[1] + 2 * _REACH_PX, corner[0] : corner[0] + 2 * _REACH_PX
    ]
    steps = np.arange(SIDE_PX) + 0.5 - SIDE_PX / 2
    offsets = np.stack(np.meshgrid(steps, steps), axis=-1) @ turn.T
    inside = (offsets + centre + _PAD_PX - corner) / _REACH_PX - 1.0
    grid = torch.from_numpy(inside.astype(np.float32))[None]
    sampled = torch.nn.functional.grid_sample(
        crop[None], grid, mode="bilinear", padding_mode="reflection", align_corners=False
    )
    return sampled[0]


def _vessels(
    ground: Ground, centre: NDArray[np.float64], turn: NDArray[np.float64], is_upright: bool
) -> _Vessels:
    """The labelled ones in a sample and just beyond its edge."""
    middles = (ground.boxes_px[:, :2] + ground.boxes_px[:, 2:]) / 2.0 - centre
    places = middles @ np.linalg.inv(turn).T + SIDE_PX / 2
    sides = (ground.boxes_px[:, 2:] - ground.boxes_px[:, :2]) @ np.abs(np.linalg.inv(turn)).T
    is_near = ((places > -6.0) & (places < SIDE_PX + 6.0)).all(axis=1)
    return _Vessels(places[is_near], sides[is_near], np.full(is_near.sum(), is_upright))


def _with(vessels: _Vessels, hulls: list[Hull]) -> _Vessels:
    """Also the painted ones, whose box gets half a pixel all round, as people draw it."""
    boxes = np.array([hull.box_px() for hull in hulls], np.float64).reshape(-1, 4)
    return _Vessels(
        np.concatenate([vessels.places, (boxes[:, :2] + boxes[:, 2:]) / 2.0]),
        np.concatenate([vessels.sides, boxes[:, 2:] - boxes[:, :2] + 1.0]),
        np.concatenate([vessels.is_upright, np.ones(len(hulls), np.bool_)]),
    )


def _painter(
    picture: Any,
    ground: Ground,
    vessels: _Vessels,
    metre_per_px: float,
    rng: np.random.Generator,
) -> Painter:
    own = np.ascontiguousarray(picture.numpy().transpose(1, 2, 0))
    wet = own[..., NIR] < ground.nir_limit
    taken = np.zeros(wet.shape, np.bool_)
    for rows, columns in _boxes(vessels, 0.0):
        taken[rows, columns] = True
    return Painter(own, wet, taken, metre_per_px, rng)


def _boxes(vessels: _Vessels, margin_px: float) -> list[tuple[slice, slice]]:
    """Rows and columns of the labelled boxes, as far as they lie in the sample."""
    low = vessels.places - vessels.sides / 2 - margin_px
    high = vessels.places + vessels.sides / 2 + margin_px + 1
    first, last = np.maximum(low.astype(int), 0), np.maximum(high.astype(int), 0)
    return [
        (slice(y0, y1), slice(x0, x1))
        for (x0, y0), (x1, y1) in zip(first.tolist(), last.tolist(), strict=True)
    ]


def _body_of(vessels: _Vessels) -> NDArray[np.float32]:
    """(4, S, S): 1 on a ship; the way to its middle, right and down, in tens of pixels; what of
    this is taught: 0 nothing, 0.5 whether there is a ship, 1 all.

    Which pixels of a labelled box are the ship's nobody drew: nothing is taught there.
    """
    body = np.zeros((4, SIDE_PX, SIDE_PX), np.float32)
    body[3] = 0.5
    for rows, columns in _boxes(vessels, 1.0):
        body[3, rows, columns] = 0.0
    return body


def _teach_bodies(body: NDArray[np.float32], hulls: list[Hull], own: NDArray[np.int32]) -> None:
    for number, hull in enumerate(hulls):
        rows, columns = np.nonzero(own == number)
        body[0, rows, columns], body[3, rows, columns] = 1.0, 1.0
        body[1, rows, columns] = (hull.x - columns - 0.5) / _ANCHOR_PX
        body[2, rows, columns] = (hull.y - rows - 0.5) / _ANCHOR_PX


def _target(vessels: _Vessels) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """A hill over each middle, and the sides near it where they are known."""
    steps = np.arange(SIDE_PX) + 0.5
    x, y = np.meshgrid(steps, steps)
    heat = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    taught = np.zeros((3, SIDE_PX, SIDE_PX), np.float32)
    each = zip(vessels.places, vessels.sides, vessels.is_upright, strict=True)
    for place, side, is_upright in each:
        spread = min(max(0.15 * min(float(side.max()), 20.0), 1.5), 2.5)
        squared = (x - place[0]) ** 2 + (y - place[1]) ** 2
        heat = np.maximum(heat, np.exp(-squared / (2 * spread * spread)).astype(np.float32))
        if is_upright:
            near = squared < _MIDDLE_PX**2
            taught[:2, near] = np.log(side / _ANCHOR_PX)[:, None]
            taught[2, near] = 1.0
        column, row = int(place[0]), int(place[1])
        if 0 <= place[0] < SIDE_PX and 0 <= place[1] < SIDE_PX:
            heat[row, column] = 1.0
    return heat, taught


def _other_light(picture: Any, water: Any, rng: np.random.Generator) -> tuple[Any, Any]:
    """Another sun, another haze, another sharpness; the water level is misjudged a little too."""
    torch = torch_module()

    def each(values: NDArray[np.float64]) -> Any:
        return torch.tensor(values, dtype=torch.float32).view(4, 1, 1)

    gain = math.exp(rng.uniform(-0.35, 0.35)) * np.exp(rng.normal(0.0, 0.08, 4))
    haze = rng.uniform(-0.02, 0.03) + rng.normal(0.0, 0.004, 4)
    misjudged = each(rng.normal(0.0, 0.006, 4))
    picture = (picture - water) * each(gain)
    if rng.random() < 0.5:
        picture = picture + torch.randn_like(picture) * float(rng.uniform(0.0, 0.006))
    if rng.random() < 0.2:
        blurred = torch.nn.functional.avg_pool2d(picture[None], 3, 1, 1)[0]
        picture = 0.5 * picture + 0.5 * blurred
    base = (water + each(haze)).clamp_min(0.004)
    return picture + base, base + misjudged
