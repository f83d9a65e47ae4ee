"""What training changes on its windows, so that a network learns shapes and not the simulator.

Real vessels return more or less than the simulated ones of their length, and one end more than the
other; they are smeared along the flight as they roll and turn, and away from the radar as echoes go
to and fro between their parts; they are seen in one polarisation or two, and lie a little beside
the middle. Each of these is drawn anew whenever a window is used.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d

from detectors.chips.normalise import SIDE_PX
from detectors.train.chips.samples import MARGIN_PX

GAIN_DB = 5.0  # one standard deviation of the return above the sea
RAMP_DB = 6.0  # of its slope from the middle of a window to 100 m off
ABOVE_SEA = 4.0  # times the sea's power: what is taken for a return
SMEARED_SHARE, SMEAR_PX = 0.7, (2, 6)  # along the flight
DELAYED_SHARE, DELAY_PX = 0.4, (2, 5)  # away from the radar
CO_ONLY_SHARE, CROSS_ONLY_SHARE = 0.4, 0.03
CUT_SHARE, CUT_PX = 0.3, (26, 46)

Singles = NDArray[np.float32]


def varied(windows: NDArray[np.uint16], rng: np.random.Generator) -> Singles:
    """(N, 2, SIDE_PX, SIDE_PX) amplitudes from windows with their margin."""
    return np.stack([_one(window.astype(np.float32), rng) for window in windows])


def _one(window: Singles, rng: np.random.Generator) -> Singles:
    x, y = rng.integers(0, 2 * MARGIN_PX + 1, 2)
    power = window[:, y : y + SIDE_PX, x : x + SIDE_PX] ** 2
    sea = np.median(power, axis=(1, 2), keepdims=True)
    above = np.where(power > ABOVE_SEA * sea, power - sea, 0.0)
    changed = above * _gain(rng)
    if rng.random() < SMEARED_SHARE:  # along the flight, which is down the rows
        changed = uniform_filter1d(changed, int(rng.integers(*SMEAR_PX)), axis=1)
    if rng.random() < DELAYED_SHARE:
        changed = uniform_filter1d(changed, int(rng.integers(*DELAY_PX)), axis=2)
    values = np.sqrt(np.maximum(power - above + changed, 0.0)).astype(np.float32)
    draw = rng.random()
    if draw < CO_ONLY_SHARE:
        values[1] = 0.0
    elif draw < CO_ONLY_SHARE + CROSS_ONLY_SHARE:
        values[0] = 0.0
    values = _cut(values, rng)
    for axis in (1, 2):
        if rng.random() < 0.5:
            values = np.flip(values, axis)
    return np.ascontiguousarray(values)


def _gain(rng: np.random.Generator) -> Singles:
    """(side, side) by what the return is changed: as a whole, and along one direction."""
    off = (np.arange(SIDE_PX) - (SIDE_PX - 1) / 2.0) / 10.0
    turn, slope = rng.uniform(0.0, 2.0 * np.pi), rng.normal(0.0, RAMP_DB)
    decibel = slope * (off[:, None] * np.sin(turn) + off[None, :] * np.cos(turn))
    return np.asarray(10.0 ** ((decibel + rng.normal(0.0, GAIN_DB)) / 10.0), np.float32)


def _cut(values: Singles, rng: np.random.Generator) -> Singles:
    """Sometimes less of the window, whatever the length of a vessel: the cut must not tell it."""
    if rng.random() >= CUT_SHARE:
        return values
    off = (SIDE_PX - int(rng.integers(*CUT_PX))) // 2
    kept = slice(off, SIDE_PX - off)
    cut = np.zeros_like(values)
    cut[:, kept, kept] = values[:, kept, kept]
    return cut
