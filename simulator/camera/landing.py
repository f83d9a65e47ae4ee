"""The island in the picture.

Blocks of 16 x 16 pixels whose widened ray stays clear of land and shallows are left alone; in the
others, rays are traced at the corners of cells, and pixel by pixel only where the corners differ.
"""

import numpy as np

from simulator.camera.jit import kernel
from simulator.camera.optics import Floats32, Optics, Picture, Single
from simulator.camera.raytracing import (
    MOST_STEPS,
    NOWHERE,
    Ray,
    land_along,
    ray_of,
    relief_at,
    shore_m,
    span_in,
)
from simulator.camera.sampling import HALF, ONE, TWO, ZERO
from simulator.camera.shading import FULL, Light
from simulator.camera.terrain import FINER, Terrain

Spot = tuple[int, int]  # row and column
BLOCK = 16
CELL = 8
CELLS = BLOCK // CELL
SHALLOWS_M: Single = np.float32(50.0)


@kernel
def nears_land(terrain: Terrain, optics: Optics, column: Single, row: Single) -> bool:
    """Whether the cone of a block's rays may touch land, or meets the sea in the shallows."""
    east, north, up, sea = ray_of(optics, column, row)
    wide = np.float32(BLOCK * 0.75) * optics.pixel
    first, last = span_in(terrain, optics, east, north)
    slack = first * wide + np.float32(2.0)
    first, last = first - slack, last + slack
    level = np.sqrt(east * east + north * north)
    # the lower rays of the block reach the sea nearer, the upper ones farther
    last = min(last, sea * np.float32(1.5) + np.float32(30.0))
    at = max(first, ZERO)
    for _ in range(MOST_STEPS):
        if at > last:
            return False
        radius = at * wide
        distance, _height = relief_at(
            terrain, optics.eye[0] + east * at, optics.eye[1] + north * at
        )
        above = optics.eye[2] + up * at - radius
        if distance - radius < SHALLOWS_M and above < terrain.top_m:
            return True
        gap = max(distance - radius - SHALLOWS_M, ZERO) / max(level, np.float32(1e-3))
        sink = (above - terrain.top_m) / max(-up, np.float32(1e-3))
        at += max(max(gap, sink) * np.float32(0.9), np.float32(4.0))
    return True


@kernel
def paint_land(
    terrain: Terrain, hit: tuple[Single, Single, Single], haze: Floats32, out: Picture, at: Spot
) -> None:
    """Colour the pixel `at` (row, column), which sees land at (east, north, length of its ray).

    haze: grey levels of the haze, and its density per metre.
    """
    rows, columns = terrain.colour.shape[0], terrain.colour.shape[1]
    cells = terrain.cells_per_m * np.float32(FINER)
    column = min(max(int((hit[0] - terrain.west_m) * cells), 0), columns - 1)
    row = min(max(int((hit[1] - terrain.south_m) * cells), 0), rows - 1)
    depth = hit[2] * haze[3]
    clear = ONE / (ONE + depth * (ONE + depth * (HALF + depth * np.float32(0.1667))))
    for c in range(3):
        level = np.float32(terrain.colour[row, column, c])
        out[at[0], at[1], c] = np.uint8(haze[c] + (level - haze[c]) * clear)


@kernel
def paint_shallows(
    terrain: Terrain,
    optics: Optics,
    ray: Ray,
    swell: Single,
    out: Picture,
    at: Spot,
) -> None:
    """Turquoise shallows and surf on the pixel `at`; swell: -1 to 1, how far it runs up."""
    distance, surf = shore_m(terrain, optics, ray)
    if distance >= SHALLOWS_M:
        return
    shallow = max(ZERO, ONE - max(distance, ZERO) / SHALLOWS_M)
    shallow = np.float32(0.42) * shallow * shallow * shallow
    density = min(max(-surf, ZERO), ONE)
    reach = np.float32(2.0) + np.float32(6.0) * density + np.float32(1.2) * np.float32(swell)
    foam = min(ONE, max(ZERO, (reach - distance) * np.float32(0.35))) * (
        np.float32(0.35) + np.float32(0.6) * density
    )
    for c in range(3):
        tint = np.float32(62.0) if c == 0 else np.float32(128.0) if c == 1 else np.float32(122.0)
        value = np.float32(out[at[0], at[1], c])
        value += (tint - value) * shallow
        value += (np.float32(222.0) - value) * foam
        out[at[0], at[1], c] = np.uint8(value)


@kernel
def trace_nodes(terrain: Terrain, optics: Optics, block: Spot, nodes: Floats32) -> bool:
    """Land seen at the corners of a block's cells (3: length, east, north), lowest row first.

    False when no corner meets land or shallows: there is nothing to paint.
    """
    found = False
    for j in range(CELLS, -1, -1):
        for i in range(CELLS + 1):
            # what is seen through the node below is nearer, if only a little
            start = ZERO
            if j < CELLS and nodes[0, j + 1, i] < NOWHERE:
                start = max(nodes[0, j + 1, i] * np.float32(0.96) - np.float32(3.0), ZERO)
            column = block[1] * BLOCK + i * CELL + 0.5
            ray = ray_of(optics, column, block[0] * BLOCK + j * CELL + 0.5)
            at = land_along(terrain, optics, ray, start)
            nodes[0, j, i] = at
            nodes[1, j, i] = optics.eye[0] + ray[0] * at
            nodes[2, j, i] = optics.eye[1] + ray[1] * at
            if at < NOWHERE or shore_m(terrain, optics, ray)[0] < SHALLOWS_M:
                found = True
    return found


@kernel
def between(nodes: Floats32, which: int, j: int, i: int, a: Single, b: Single) -> Single:
    """Value of the nodes within a cell, bilinear."""
    low = nodes[which, j, i] + (nodes[which, j, i + 1] - nodes[which, j, i]) * a
    high = nodes[which, j + 1, i] + (nodes[which, j + 1, i + 1] - nodes[which, j + 1, i]) * a
    return low + (high - low) * b


@kernel
def paint_cell(
    terrain: Terrain,
    haze: Floats32,
    nodes: Floats32,
    corner: Spot,
    out: Picture,
    land_m: Floats32,
) -> None:
    """Paint the cell that begins at a pixel, and lies on one hillside, from its corners."""
    each: Single = np.float32(1.0 / CELL)
    j, i = (corner[0] % BLOCK) // CELL, (corner[1] % BLOCK) // CELL
    for row in range(corner[0], min(corner[0] + CELL, out.shape[0])):
        b = np.float32(row - corner[0]) * each
        for column in range(corner[1], min(corner[1] + CELL, out.shape[1])):
            a = np.float32(column - corner[1]) * each
            length = between(nodes, 0, j, i, a, b)
            hit = (between(nodes, 1, j, i, a, b), between(nodes, 2, j, i, a, b), length)
            land_m[row, column] = length
            paint_land(terrain, hit, haze, out, (row, column))


@kernel
def search_cell(
    terrain: Terrain,
    optics: Optics,
    haze: Floats32,
    start: Single,
    corner: Spot,
    swell: Single,
    out: Picture,
    land_m: Floats32,
) -> None:
    """Paint a cell pixel by pixel; start: length at which its land begins, 1e9 for none."""
    low = min(corner[0] + CELL, out.shape[0]) - 1
    for row in range(low, corner[0] - 1, -1):
        for column in range(corner[1], min(corner[1] + CELL, out.shape[1])):
            ray = ray_of(optics, column + 0.5, row + 0.5)
            at = NOWHERE
            if start < NOWHERE:
                # what is seen through the pixel below is nearer, if only a little
                below = land_m[row + 1, column] if row < low else NOWHERE
                near = below * np.float32(0.98) - TWO if below < NOWHERE else ZERO
                at = land_along(terrain, optics, ray, max(start, near))
            if at < NOWHERE:
                land_m[row, column] = at
                hit = (optics.eye[0] + ray[0] * at, optics.eye[1] + ray[1] * at, at)
                paint_land(terrain, hit, haze, out, (row, column))
            elif ray[3] < NOWHERE:
                paint_shallows(terrain, optics, ray, swell, out, (row, column))


@kernel
def paint_block(
    terrain: Terrain,
    optics: Optics,
    haze: Floats32,
    swell: Single,
    block: Spot,
    out: Picture,
    land_m: Floats32,
) -> None:
    """Paint the land and the shallows of one block.

    A cell all of whose corners meet the same hillside lies on it; one none of whose corners meets
    land lies off it; only the others are searched pixel by pixel.
    """
    nodes = np.empty((3, CELLS + 1, CELLS + 1), np.float32)
    if not trace_nodes(terrain, optics, block, nodes):
        return
    for j in range(CELLS):
        for i in range(CELLS):
            top, left = block[0] * BLOCK + j * CELL, block[1] * BLOCK + i * CELL
            n00, n01 = nodes[0, j, i], nodes[0, j, i + 1]
            n10, n11 = nodes[0, j + 1, i], nodes[0, j + 1, i + 1]
            low, high = min(n00, n01, n10, n11), max(n00, n01, n10, n11)
            if high < NOWHERE and high < low * np.float32(1.06):
                paint_cell(terrain, haze, nodes, (top, left), out, land_m)
                continue
            start = NOWHERE
            if low < NOWHERE:
                start = max(low * np.float32(0.95) - np.float32(4.0), ZERO)
            search_cell(terrain, optics, haze, start, (top, left), swell, out, land_m)


@kernel
def draw_land(
    terrain: Terrain, optics: Optics, light: Light, swell: Single, out: Picture, land_m: Floats32
) -> bool:
    """Paint land and shallows; land_m (rows, columns) gets the length of rays that meet land.

    land_m is filled only when this returns True: some block was near land.
    """
    any_land = False
    haze = np.empty(4, np.float32)
    haze[:3] = np.sqrt(light.horizon) * FULL
    haze[3] = light.haze_per_m
    for j in range((out.shape[0] + BLOCK - 1) // BLOCK):
        for i in range((out.shape[1] + BLOCK - 1) // BLOCK):
            if nears_land(terrain, optics, (i + 0.5) * BLOCK, (j + 0.5) * BLOCK):
                if not any_land:
                    land_m[:] = NOWHERE
                    any_land = True
                paint_block(terrain, optics, haze, swell, (j, i), out, land_m)
    return any_land
