"""What lies on a ship and what on a pier, as reflectance; wide ranges, fitted to no label."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from detectors.train.painted.hull import Frame, Inside

Colour = NDArray[np.float64]  # (4,) reflectance of B02 B03 B04 B08

_TINTS = np.array(
    [
        [0.45, 0.55, 1.0, 1.15],  # rust and red lead
        [0.6, 1.0, 0.75, 0.95],  # green
        [1.0, 0.8, 0.55, 0.75],  # blue
        [0.9, 0.95, 1.0, 1.05],  # grey
        [2.4, 2.4, 2.4, 2.3],  # white
        [0.4, 0.4, 0.4, 0.5],  # black
    ]
)
_TINT_SHARES = (0.4, 0.14, 0.12, 0.2, 0.08, 0.06)
_CELL_M = 12.0  # a container, or a patch of concrete


def paint(rng: np.random.Generator) -> Colour:
    """Of a deck, a hatch or a container."""
    tint = _TINTS[rng.choice(6, p=_TINT_SHARES)]
    level = math.exp(rng.normal(math.log(0.17), 0.35))
    return np.asarray(tint * level * rng.uniform(0.85, 1.15, 4))


def white(rng: np.random.Generator) -> Colour:
    """Of a bridge, a crane or a roof: white or cream."""
    cream = np.array([0.95, 1, 1.02, 1.0])
    return np.asarray(rng.uniform(0.2, 0.6) * rng.uniform(0.9, 1.1, 4) * cream)


def ship_inside(along: Frame, across: Frame, rng: np.random.Generator) -> Inside:
    """A rectangle with a rounded bow."""
    bow = rng.uniform(0.08, 0.22)
    nose = np.clip((along - 1 + bow) / bow, 0.0, None)
    taper = 1.0 - nose ** rng.uniform(1.5, 2.5)
    return np.asarray(_is_between(along, 0, 1) & (np.abs(across) <= 0.5 * np.clip(taper, 0, 1)))


def ship_deck(along: Frame, across: Frame, length_m: float, rng: np.random.Generator) -> Frame:
    """(.., 4): hatches, stacks of containers, pipes or a bare deck; mostly with a bridge."""
    out = np.broadcast_to(paint(rng), (*along.shape, 4)).copy()
    kind = rng.random()
    if kind < 0.35:
        _hatches(out, along, across, rng)
    elif kind < 0.65:
        _containers(out, along, across, length_m, rng)
    elif kind < 0.8:
        out[np.abs(across) < rng.uniform(0.05, 0.15)] = paint(rng)
    if rng.random() < 0.85:
        stern, forward, middle = (
            rng.uniform(0.02, 0.2),
            rng.uniform(0.7, 0.85),
            rng.uniform(0.2, 0.7),
        )
        at = rng.choice([stern, forward, middle], p=[0.7, 0.2, 0.1])
        bridge = (along > at) & (along < at + rng.uniform(0.05, 0.16))
        out[bridge & (np.abs(across) < rng.uniform(0.35, 0.5))] = white(rng)
    return np.clip(out, 0.01, 0.9)


def _hatches(out: Frame, along: Frame, across: Frame, rng: np.random.Generator) -> None:
    count, colour = int(rng.integers(3, 10)), paint(rng)
    phase = (along - 0.18) / 0.72 * count
    hatch = (phase > 0) & (phase < count) & (phase % 1 < rng.uniform(0.5, 0.85))
    out[hatch & (np.abs(across) < rng.uniform(0.25, 0.42))] = colour


def _containers(
    out: Frame, along: Frame, across: Frame, length_m: float, rng: np.random.Generator
) -> None:
    bays = max(int(length_m / 14), 2)
    colours = np.array([paint(rng) for _ in range(6)])
    table = colours[rng.integers(0, 6, (bays + 1, 3))] * rng.uniform(0.6, 1.4, (bays + 1, 3, 1))
    bay = np.clip((along * bays).astype(int), 0, bays)
    row = np.clip(((across + 0.5) * 3).astype(int), 0, 2)
    laden = (along > 0.05) & (along < 0.93)
    out[laden] = table[bay, row][laden]


def pier_inside(along: Frame, across: Frame) -> Inside:
    """A rectangle."""
    return np.asarray(_is_between(along, 0, 1) & (np.abs(across) <= 0.5))


def pier_deck(
    along: Frame,
    across: Frame,
    sides_m: tuple[float, float],
    is_yard: bool,
    rng: np.random.Generator,
) -> Frame:
    """(.., 4): rough stone; on a yard also stacks, sheds and cranes. sides_m: length, width."""
    stone = rng.uniform(0.07, 0.28) * np.array([0.85, 0.95, 1.05, 1.1]) * rng.uniform(0.9, 1.1, 4)
    cells = (int(sides_m[0] / _CELL_M) + 2, int(sides_m[1] / _CELL_M) + 2)
    rough = np.exp(rng.normal(0.0, 0.18, cells))
    bay = np.clip((along * sides_m[0] / _CELL_M).astype(int), 0, cells[0] - 1)
    row = np.clip(((across + 0.5) * sides_m[1] / _CELL_M).astype(int), 0, cells[1] - 1)
    out = stone * rough[bay, row][..., None]
    if is_yard:
        colours = np.array([paint(rng) for _ in range(5)])
        if rng.random() < 0.6:
            table = colours[rng.integers(0, 5, cells)] * rng.uniform(0.7, 1.3, (*cells, 1))
            lane = (row % int(rng.integers(3, 6)) != 0) & (bay % int(rng.integers(4, 9)) != 0)
            lane &= np.abs(across) < 0.5 - 25 / sides_m[1] * 0.5  # a road for the cranes
            out[lane] = table[bay, row][lane]
        _sheds(out, along, across, colours[0], rng)
        _cranes(out, along, across, sides_m, rng)
    return np.asarray(np.clip(out, 0.02, 0.9), np.float64)


def _sheds(
    out: Frame, along: Frame, across: Frame, colour: Colour, rng: np.random.Generator
) -> None:
    for _ in range(int(rng.integers(0, 5))):
        first, left = rng.uniform(0, 0.8), rng.uniform(-0.45, 0.2)
        is_long = (along > first) & (along < first + rng.uniform(0.05, 0.3))
        is_wide = (across > left) & (across < left + rng.uniform(0.1, 0.3))
        out[is_long & is_wide] = white(rng) if rng.random() < 0.5 else colour


def _cranes(
    out: Frame,
    along: Frame,
    across: Frame,
    sides_m: tuple[float, float],
    rng: np.random.Generator,
) -> None:
    for _ in range(int(rng.integers(0, 6))):
        at, edge = rng.uniform(0, 1), rng.choice([-0.47, 0.47])
        crane = (np.abs(along - at) < 8 / sides_m[0]) & (np.abs(across - edge) < 15 / sides_m[1])
        out[crane] = white(rng)


def _is_between(values: Frame, low: float, high: float) -> Inside:
    return np.asarray((values >= low) & (values <= high))
