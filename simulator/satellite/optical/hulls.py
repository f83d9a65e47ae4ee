"""Vessels in the light: a pointed hull, its bridge, and the wake behind."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from simulator.satellite.picture import SPACING_M
from simulator.satellite.things.thing import Thing

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

FINE = 5  # samples along each side of a pixel
SPREAD_PX = 0.55  # one sigma of the optics' blur
MARGIN_PX = 4
WAKE_S, WAKE_MOST_M = 90.0, 900.0  # how long foam lasts
WAKE_FROM_MPS = 1.5
WAKE_BRIGHT_MPS = 8.0  # at this speed the foam right behind is thick
ARM_DEG, ARM_M = 19.5, 9.0  # of the waves that a bow throws to both sides
BOW_SHARE, BRIDGE = 0.25, (0.08, 0.28)  # of the length; the bridge from aft


@dataclass(frozen=True, slots=True)
class Cover:
    """What share of each pixel is hull, bridge and foam (rows, columns); its first row, column."""

    row: int
    column: int
    hull: Singles
    bridge: Singles
    foam: Singles


def cover_of(thing: Thing, px: Floats, turn_deg: float) -> Cover:
    """What a thing covers at a pixel place (2,). turn_deg: of its bow from the columns' up."""
    wake_m = _wake_m(thing)
    turn = np.radians(turn_deg)
    ahead = np.array([np.sin(turn), -np.cos(turn)])  # (columns, rows)
    bow, end = (
        px + ahead * thing.length_m / 20.0,
        px - ahead * (thing.length_m / 20.0 + wake_m / 10.0),
    )
    wide = thing.width_m / 20.0 + MARGIN_PX + wake_m / 10.0 * np.tan(np.radians(ARM_DEG))
    low = np.floor(np.minimum(bow, end) - wide).astype(int)
    high = np.ceil(np.maximum(bow, end) + wide).astype(int)
    size = high - low
    fine = (np.arange(size.max() * FINE) + 0.5) / FINE
    x = low[0] + fine[: size[0] * FINE] - px[0]
    y = low[1] + fine[: size[1] * FINE] - px[1]
    forward = (x[None, :] * ahead[0] + y[:, None] * ahead[1]) * SPACING_M
    right = (-x[None, :] * ahead[1] + y[:, None] * ahead[0]) * SPACING_M
    shares = (
        _hull(thing, forward, right),
        _bridge(thing, forward, right),
        _foam(thing, forward, right, wake_m),
    )
    hull, bridge, foam = (_soften(_coarse(share)) for share in shares)
    return Cover(int(low[1]), int(low[0]), hull, bridge, foam)


def _wake_m(thing: Thing) -> float:
    if thing.speed_mps < WAKE_FROM_MPS:
        return 0.0
    return min(thing.speed_mps * WAKE_S, WAKE_MOST_M)


def _hull(thing: Thing, forward: Floats, right: Floats) -> Floats:
    half, beam = thing.length_m / 2.0, thing.width_m / 2.0
    taper = np.clip((half - forward) / (BOW_SHARE * thing.length_m), 0.0, 1.0)
    wide = beam * np.sqrt(taper) if thing.kind == "vessel" else np.full_like(forward, beam)
    return np.asarray((np.abs(forward) <= half) & (np.abs(right) <= wide), np.float64)


def _bridge(thing: Thing, forward: Floats, right: Floats) -> Floats:
    from_aft = forward / thing.length_m + 0.5
    is_there = (from_aft > BRIDGE[0]) & (from_aft < BRIDGE[1]) & (thing.kind == "vessel")
    return np.asarray(is_there & (np.abs(right) < 0.4 * thing.width_m), np.float64)


def _foam(thing: Thing, forward: Floats, right: Floats, wake_m: float) -> Floats:
    """Thickness of foam, 0 to 1."""
    if wake_m == 0.0:
        return np.zeros_like(forward)
    behind = -forward - thing.length_m / 2.0
    from_bow = thing.length_m / 2.0 - forward
    strength = min(thing.speed_mps / WAKE_BRIGHT_MPS, 1.0)
    wide = thing.width_m * (0.5 + 0.5 * np.clip(behind / wake_m, 0.0, 1.0)) + 1.0
    fading = np.exp(-3.0 * np.maximum(behind, 0.0) / wake_m)
    trail = (behind > 0.0) * fading * np.exp(-((right / wide) ** 2))
    arm = from_bow * np.tan(np.radians(ARM_DEG))
    arms = (from_bow > 0.0) * np.exp(-4.0 * from_bow / wake_m)
    arms = arms * np.exp(-(((np.abs(right) - arm) / ARM_M) ** 2))
    return np.asarray(strength * np.maximum(trail, 0.35 * arms), np.float64)


def _coarse(fine: Floats) -> Floats:
    rows, columns = fine.shape[0] // FINE, fine.shape[1] // FINE
    return np.asarray(fine.reshape(rows, FINE, columns, FINE).mean(axis=(1, 3)), np.float64)


def _soften(share: Floats) -> Singles:
    return np.asarray(gaussian_filter(share, SPREAD_PX, mode="constant"), np.float32)
