"""Rays over the island: where they meet the sea, the shore and the hills.

A ray is stepped by the distance to the shore over the sea, and by its height over the hills.
"""

import numpy as np
from numpy.typing import NDArray

from simulator.camera.jit import kernel
from simulator.camera.optics import Floats32, Optics, Single
from simulator.camera.sampling import HALF, ONE, TWO, ZERO
from simulator.camera.terrain import Terrain

Ray = tuple[Single, Single, Single, Single]  # east, north, up of unit length; length to the sea
NOWHERE: Single = np.float32(1e9)
MOST_STEPS = 400


@kernel
def ray_of(optics: Optics, column: Single, row: Single) -> Ray:
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
def span_in(terrain: Terrain, optics: Optics, east: Single, north: Single) -> tuple[Single, Single]:
    """First and last length of a ray over the raster; the first is the larger when it misses."""
    rows, columns = terrain.relief.shape[0], terrain.relief.shape[1]
    first: Single = ZERO
    last: Single = NOWHERE
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
def relief_at(terrain: Terrain, east: Single, north: Single) -> tuple[Single, Single]:
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
def land_along(terrain: Terrain, optics: Optics, ray: Ray, start: float) -> Single:
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
        distance, height = relief_at(terrain, optics.eye[0] + east * at, optics.eye[1] + north * at)
        above = optics.eye[2] + up * at + optics.bend * level2 * at * at - max(height, ZERO)
        if distance <= ZERO and above <= ZERO:
            return HALF * (before + at)
        before = at
        fine = np.float32(0.4) + at * np.float32(0.0015)
        if distance > ZERO:
            at += max(distance / level, fine)
        else:
            at += max(np.float32(0.8) * above / (level + max(-up, ZERO)), fine)
    return NOWHERE


@kernel
def shore_m(terrain: Terrain, optics: Optics, ray: Ray) -> tuple[Single, Single]:
    """Distance to the shore, and relief, where a ray meets the sea; 1e9, 0 off the raster."""
    first, last = span_in(terrain, optics, ray[0], ray[1])
    if ray[3] < first or ray[3] > last:
        return NOWHERE, ZERO
    return relief_at(terrain, optics.eye[0] + ray[0] * ray[3], optics.eye[1] + ray[1] * ray[3])


@kernel
def sees(terrain: Terrain, eye: Floats32, bend: Single, points: Floats32) -> NDArray[np.bool_]:
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
            if not (0 <= u < terrain.relief.shape[1] and 0 <= v < terrain.relief.shape[0]):
                continue
            if terrain.relief[v, u, 0] < ZERO and terrain.relief[v, u, 1] > height:
                seen[n] = False
                break
    return seen
