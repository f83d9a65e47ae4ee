"""The island: hills that rise from the shore, with beach, rock and forest, lit once and for all."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from geodata.shore_grid import ShoreGrid
from simulator.camera.config import IslandConfig
from simulator.camera.optics import Floats32, Picture, Single

Floats = NDArray[np.float64]
MARGIN_M = 160.0  # of sea round the land that belongs to the raster: shallows and surf
MOST_CELLS = 3_000_000
FINEST_M = 1.0
FINER = 2
SAND = (0.50, 0.44, 0.31)
ROCK = (0.21, 0.19, 0.165)
GRASS = (0.115, 0.135, 0.045)
FOREST = (0.026, 0.052, 0.019)
AMBIENT = 0.34


class Terrain(NamedTuple):
    """Rasters in local metres, row 0 in the south; a value belongs to its cell's middle.

    relief: (rows, columns, 2): distance to the shore (positive at sea); height of the land in
    metres, at sea minus the density of the surf (0 to 1). Small enough to stay in a cache.
    colour: lit grey levels (rows, columns, 3) in cells of 1 / FINER of the relief's.
    """

    relief: Floats32
    colour: Picture
    west_m: Single
    south_m: Single
    cells_per_m: Single
    top_m: Single


def build_terrain(
    shore: ShoreGrid, island: IslandConfig, sun: Floats32, seed: int
) -> Terrain | None:
    """The land of a shore grid as hills; None when the grid holds no land."""
    rows, columns = np.nonzero(shore.distance < 0.0)
    if not len(rows):
        return None
    west = shore.west_m + columns.min() * shore.cell_m - MARGIN_M
    south = shore.south_m + rows.min() * shore.cell_m - MARGIN_M
    width = float(np.ptp(columns)) * shore.cell_m + shore.cell_m + 2.0 * MARGIN_M
    depth = float(np.ptp(rows)) * shore.cell_m + shore.cell_m + 2.0 * MARGIN_M
    cell = max(FINEST_M, float(np.sqrt(width * depth / MOST_CELLS)))
    east = west + (np.arange(int(width / cell)) + 0.5) * cell
    north = south + (np.arange(int(depth / cell)) + 0.5) * cell
    rng = np.random.default_rng([seed, 7002])
    grid = np.meshgrid(east, north)
    # the raster of the shore has steps; a coast has none
    distance = gaussian_filter(shore.distance_m(*grid), shore.cell_m / cell)
    shape = distance.shape
    noises = {scale: _noise(rng, shape, scale / cell) for scale in (3.0, 14.0, 70.0)}
    height = _heights(distance, island, noises)
    colour = _colours(distance, height, cell, noises) * _lit(height, cell, sun)[..., None]
    surf = np.clip(0.5 + 0.5 * noises[14.0] + 0.3 * noises[3.0], 0.0, 1.0)
    relief = np.stack([distance, np.where(distance < 0.0, height, -surf)], axis=-1)
    whole = [size // FINER * FINER for size in shape]
    fine = relief[: whole[0], : whole[1]].reshape(whole[0] // FINER, FINER, -1, FINER, 2)
    return Terrain(
        fine.mean(axis=(1, 3)).astype(np.float32),
        np.rint(np.sqrt(np.clip(colour, 0.0, 1.0)) * 255.0).astype(np.uint8),
        np.float32(west),
        np.float32(south),
        np.float32(1.0 / (FINER * cell)),
        np.float32(height.max() + 0.5),
    )


def _noise(rng: np.random.Generator, shape: tuple[int, ...], scale: float) -> Floats:
    """Smooth noise of unit variance whose bumps are `scale` cells wide."""
    coarse = rng.standard_normal([int(n / max(scale, 1.0)) + 4 for n in shape])
    if scale <= 1.0:
        return coarse[: shape[0], : shape[1]]
    rows = np.arange(shape[0]) / scale
    columns = np.arange(shape[1]) / scale
    return _cubic(_cubic(coarse, rows).T, columns).T


def _cubic(coarse: Floats, at: Floats) -> Floats:
    """Rows of `coarse` interpolated (Catmull-Rom) at fractional indices."""
    base = at.astype(int)
    t = (at - base)[:, None]
    before, here, after, beyond = (coarse[base + n] for n in range(4))
    bend = 2.0 * before - 5.0 * here + 4.0 * after - beyond
    twist = 3.0 * (here - after) + beyond - before
    curve: Floats = here + 0.5 * t * (after - before + t * (bend + t * twist))
    return curve


def _heights(distance: Floats, island: IslandConfig, noises: dict[float, Floats]) -> Floats:
    inland = np.maximum(-distance, 0.0)
    rise = island.max_height_m * (1.0 - np.exp(-island.slope * inland / island.max_height_m))
    hills = rise * (1.0 + 0.16 * noises[70.0]) + 0.05 * rise * noises[14.0]
    cliff = np.clip(noises[70.0] + 0.3, 0.0, 1.0) * 7.0 * np.clip(inland / 5.0, 0.0, 1.0)
    canopy = 1.3 * (noises[3.0] + 0.8 * noises[14.0]) * np.clip((inland - 9.0) / 8.0, 0.0, 1.0)
    height: Floats = np.maximum(hills + cliff + canopy, 0.05) * (inland > 0.0)
    return height


def _colours(distance: Floats, height: Floats, cell: float, noises: dict[float, Floats]) -> Floats:
    inland = np.maximum(-distance, 0.0)
    north, east = np.gradient(gaussian_filter(height, 2.0 / cell), cell)
    steep = np.clip((np.hypot(north, east) - 0.75) / 0.5, 0.0, 1.0)
    rocky = np.clip(2.0 * noises[70.0] + 1.0, 0.0, 1.0)[..., None]
    shore = np.array(SAND) * (1.0 - rocky) + np.array(ROCK) * rocky
    shore = shore * (1.0 + 0.18 * noises[3.0])[..., None]
    green = np.clip(0.35 + 0.5 * noises[14.0] + 0.4 * noises[70.0], 0.0, 1.0)[..., None] ** 2
    plants = np.array(FOREST) * (1.0 - green) + np.array(GRASS) * green
    plants = plants * np.clip(1.0 + 0.25 * noises[3.0] + 0.12 * noises[14.0], 0.3, 2.0)[..., None]
    line = 10.0 + 4.0 * noises[14.0] + 3.0 * noises[70.0]
    grown = np.clip((inland - line) / 4.0, 0.0, 1.0) * (1.0 - 0.8 * steep * (inland < 40.0))
    wet = 0.55 + 0.45 * np.clip(inland / 3.0, 0.0, 1.0)
    colour: Floats = shore * (1.0 - grown)[..., None] + plants * grown[..., None]
    return np.asarray(colour * wet[..., None], np.float64)


def _lit(height: Floats, cell: float, sun: Floats32) -> Floats:
    """Light on the slopes: the sky's, and the sun's by the angle."""
    north, east = np.gradient(height, cell)
    facing = (sun[2] - east * sun[0] - north * sun[1]) / np.sqrt(1.0 + east**2 + north**2)
    lit: Floats = AMBIENT + (1.25 - AMBIENT) * np.clip(facing, 0.0, 1.0)
    return lit
