"""The island in the picture: rays stepped over the distance to the shore, then over the hills.

Blocks of 16 x 16 pixels whose widened ray stays clear of land and shallows are left alone.
"""

import numpy as np
from numpy.typing import NDArray

from simulator.camera.jit import kernel
from simulator.camera.optics import Floats32, Optics, Picture
from simulator.camera.sampling import HALF, ONE, TWO, ZERO
from simulator.camera.shading import FULL, Light
from simulator.camera.terrain import FINER, Terrain

BLOCK = 16
CELL = 4
CELLS = BLOCK // CELL
SHALLOWS_M = np.float32(50.0)
NOWHERE = np.float32(1e9)
MOST_STEPS = 400


@kernel
def ray_of(optics: Optics, column: float, row: float) -> tuple[float, float, float, float]:
    """Unit ray (east, north, up) of a pixel and its length to the sea, 1e9 when it misses."""
    m = optics.rays
    x, y = np.float32(column), np.float32(row)
    east = m[0, 0] * x + m[0, 1] * y + m[0, 2]
    north = m[1, 0] * x + m[1, 1] * y + m[1, 2]
    up = m[2, 0] * x + m[2, 1] * y + m[2, 2]
    unit = ONE / np.sqrt(east * east + north * north + up * up)
    east, north, up = east * unit, north * unit, up * unit
    square = up * up - np.float32(4.0) * optics.bend * optics.eye[2] * (ONE - up * up)
    if up >= ZERO or square <= ZERO:
        return east, north, up, NOWHERE
    return east, north, up, TWO * optics.eye[2] / (np.sqrt(square) - up)


@kernel
def span_in(terrain: Terrain, optics: Optics, east: float, north: float) -> tuple[float, float]:
    """First and last length of a ray over the raster; the first is the larger when it misses."""
    rows, columns = terrain.relief.shape[0], terrain.relief.shape[1]
    first, last = ZERO, NOWHERE
    for axis in range(2):
        eye = optics.eye[axis]
        low = terrain.west_m if axis == 0 else terrain.south_m
        cells = columns if axis == 0 else rows
        high = low + np.float32(cells - 1) / terrain.cells_per_m
        slope = east if axis == 0 else north
        if abs(slope) < np.float32(1e-9):
            if eye < low or eye > high:
                return NOWHERE, ZERO
            continue
        one, two = (low - eye) / slope, (high - eye) / slope
        first = max(first, min(one, two))
        last = min(last, max(one, two))
    return first, last


@kernel
def relief_at(terrain: Terrain, east: float, north: float) -> tuple[float, float]:
    """Distance to the shore and height (bilinear) at a point over the raster."""
    rows, columns = terrain.relief.shape[0], terrain.relief.shape[1]
    u = max((east - terrain.west_m) * terrain.cells_per_m - HALF, ZERO)
    v = max((north - terrain.south_m) * terrain.cells_per_m - HALF, ZERO)
    left, low = min(int(u), columns - 2), min(int(v), rows - 2)
    a, b = u - np.float32(left), v - np.float32(low)
    w11 = a * b
    w01, w10, w00 = a - w11, b - w11, ONE - a - b + w11
    r = terrain.relief
    distance = (
        r[low, left, 0] * w00
        + r[low, left + 1, 0] * w01
        + r[low + 1, left, 0] * w10
        + r[low + 1, left + 1, 0] * w11
    )
    height = (
        r[low, left, 1] * w00
        + r[low, left + 1, 1] * w01
        + r[low + 1, left, 1] * w10
        + r[low + 1, left + 1, 1] * w11
    )
    return distance, height


@kernel
def nears_land(terrain: Terrain, optics: Optics, column: float, row: float) -> bool:
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
def land_along(
    terrain: Terrain, optics: Optics, ray: tuple[float, float, float, float], start: float
) -> float:
    """Length at which a ray meets land, searched from `start`; 1e9 when it meets none."""
    east, north, up, sea = ray
    first, last = span_in(terrain, optics, east, north)
    last = min(last, sea)
    if up < ZERO:
        first = max(first, (optics.eye[2] - terrain.top_m) / -up)
    elif optics.eye[2] > terrain.top_m:
        return NOWHERE
    at = max(first, start)
    level2 = ONE - up * up
    level = max(np.sqrt(level2), np.float32(1e-3))
    before = at
    for _ in range(MOST_STEPS):
        if at > last:
            return NOWHERE
        distance, height = relief_at(
            terrain, optics.eye[0] + east * at, optics.eye[1] + north * at
        )
        above = optics.eye[2] + up * at + optics.bend * level2 * at * at - max(height, ZERO)
        if distance <= ZERO and above <= ZERO:
            return HALF * (before + at)
        before = at
        fine = np.float32(0.4) + at * np.float32(0.0015)
        if distance > ZERO:
            at += max(distance / level, fine)
        else:
            at += max(np.float32(0.7) * above / (level + max(-up, ZERO)), fine)
    return NOWHERE


@kernel
def paint_land(
    terrain: Terrain, hit: tuple[float, float, float], haze: Floats32, pixel: Picture
) -> None:
    """Colour a pixel that sees land at (east, north, length of its ray).

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
        pixel[c] = np.uint8(haze[c] + (level - haze[c]) * clear)


@kernel
def shore_m(
    terrain: Terrain, optics: Optics, ray: tuple[float, float, float, float]
) -> tuple[float, float]:
    """Distance to the shore, and relief, where a ray meets the sea; 1e9, 0 off the raster."""
    first, last = span_in(terrain, optics, ray[0], ray[1])
    if ray[3] < first or ray[3] > last:
        return NOWHERE, ZERO
    return relief_at(
        terrain, optics.eye[0] + ray[0] * ray[3], optics.eye[1] + ray[1] * ray[3]
    )


@kernel
def paint_shallows(
    terrain: Terrain, optics: Optics, ray: tuple[float, float, float, float], swell: float,
    pixel: Picture,
) -> None:
    """Turquoise shallows and the surf on a pixel of sea; swell: -1 to 1, how far it runs up."""
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
        value = np.float32(pixel[c])
        value += (tint - value) * shallow
        value += (np.float32(222.0) - value) * foam
        pixel[c] = np.uint8(value)


@kernel
def trace_nodes(terrain: Terrain, optics: Optics, block: tuple[int, int], nodes: Floats32) -> bool:
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
            found = found or at < NOWHERE or shore_m(terrain, optics, ray)[0] < SHALLOWS_M
    return found


@kernel
def between(nodes: Floats32, which: int, j: int, i: int, a: float, b: float) -> float:
    """Value of the nodes within a cell, bilinear."""
    low = nodes[which, j, i] + (nodes[which, j, i + 1] - nodes[which, j, i]) * a
    high = nodes[which, j + 1, i] + (nodes[which, j + 1, i + 1] - nodes[which, j + 1, i]) * a
    return low + (high - low) * b


@kernel
def paint_cell(
    terrain: Terrain, haze: Floats32, nodes: Floats32, cell: tuple[int, int],
    out: Picture, land_m: Floats32,
) -> None:
    """Paint a cell that lies on one hillside from its corners."""
    each = np.float32(1.0 / CELL)
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            a, b = np.float32(x) * each, np.float32(y) * each
            hit = (
                between(nodes, 1, cell[0], cell[1], a, b),
                between(nodes, 2, cell[0], cell[1], a, b),
                between(nodes, 0, cell[0], cell[1], a, b),
            )
            land_m[y, x] = hit[2]
            paint_land(terrain, hit, haze, out[y, x])


@kernel
def search_cell(
    terrain: Terrain, optics: Optics, haze: Floats32, start: float, corner: tuple[int, int],
    swell: float, out: Picture, land_m: Floats32,
) -> None:
    """Paint a cell pixel by pixel; start: length at which its land begins, 1e9 for none."""
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            ray = ray_of(optics, corner[1] + x + 0.5, corner[0] + y + 0.5)
            at = land_along(terrain, optics, ray, start) if start < NOWHERE else NOWHERE
            if at < NOWHERE:
                land_m[y, x] = at
                hit = (optics.eye[0] + ray[0] * at, optics.eye[1] + ray[1] * at, at)
                paint_land(terrain, hit, haze, out[y, x])
            elif ray[3] < NOWHERE:
                paint_shallows(terrain, optics, ray, swell, out[y, x])


@kernel
def paint_block(
    terrain: Terrain, optics: Optics, haze: Floats32, swell: float, block: tuple[int, int],
    out: Picture, land_m: Floats32,
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
            area = out[top : top + CELL, left : left + CELL]
            depth = land_m[top : top + CELL, left : left + CELL]
            n00, n01 = nodes[0, j, i], nodes[0, j, i + 1]
            n10, n11 = nodes[0, j + 1, i], nodes[0, j + 1, i + 1]
            low, high = min(n00, n01, n10, n11), max(n00, n01, n10, n11)
            if high < NOWHERE and high < low * np.float32(1.08):
                paint_cell(terrain, haze, nodes, (j, i), area, depth)
                continue
            start = NOWHERE
            if low < NOWHERE:
                start = max(low * np.float32(0.95) - np.float32(4.0), ZERO)
            search_cell(terrain, optics, haze, start, (top, left), swell, area, depth)


@kernel
def draw_land(
    terrain: Terrain, optics: Optics, light: Light, swell: float, out: Picture, land_m: Floats32
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


@kernel
def sees(terrain: Terrain, eye: Floats32, bend: float, points: Floats32) -> NDArray[np.bool_]:
    """Which points (N, 3: east, north, height above the sea) no land hides from the eye."""
    seen = np.ones(points.shape[0], np.bool_)
    for n in range(points.shape[0]):
        east, north = points[n, 0] - eye[0], points[n, 1] - eye[1]
        rise = points[n, 2] - eye[2]
        ground2 = east * east + north * north
        steps = int(np.sqrt(ground2 + rise * rise) * terrain.cells_per_m) + 2
        for k in range(1, steps):
            share = np.float32(k) / np.float32(steps)
            # the line of sight sags below the chord of the sea by the bulge between its ends
            height = eye[2] + rise * share - bend * ground2 * share * (ONE - share)
            if height > terrain.top_m:
                continue
            x, y = eye[0] + east * share, eye[1] + north * share
            u = int((x - terrain.west_m) * terrain.cells_per_m)
            v = int((y - terrain.south_m) * terrain.cells_per_m)
            if 0 <= u < terrain.relief.shape[1] and 0 <= v < terrain.relief.shape[0]:
                if terrain.relief[v, u, 0] < ZERO and terrain.relief[v, u, 1] > height:
                    seen[n] = False
                    break
    return seen
