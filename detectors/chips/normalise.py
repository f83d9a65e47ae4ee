"""Windows as the network sees them: brightness over the sea round the thing, nothing else."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SIDE_PX = 48  # of a window: 480 m, longer than any vessel
SPACING_M = 10.0  # of the pixels that the network knows
POLARISATIONS = ("co", "cross")  # VV or HH first, as a product lists them
LOWEST, HIGHEST = -2.0, 6.0  # natural logarithms of amplitude over the sea's

Singles = NDArray[np.float32]


def normalised(windows: NDArray[np.generic]) -> Singles:
    """(N, 4, side, side) from digital numbers (N, 2, side, side), 0 where there is no data.

    First the natural logarithm of each band over the median of its own window, which is sea, as a
    vessel covers little of it; 0 without data. Then 1 where each band has data, 0 where not. A
    picture of other units gives the same, as does one of another gain.
    """
    values = windows.astype(np.float32)
    is_there = values > 0.0
    known = np.where(is_there, values, np.nan).reshape(*values.shape[:2], -1)
    sea = np.ones(values.shape[:2], np.float32)
    is_seen = is_there.reshape(known.shape).any(axis=2)
    sea[is_seen] = np.nanmedian(known[is_seen], axis=1)
    with np.errstate(divide="ignore"):
        over = np.log(values / sea[..., None, None])
    over = np.where(is_there, np.clip(over, LOWEST, HIGHEST), 0.0)
    return np.concatenate([over, is_there], axis=1).astype(np.float32)


def middles(windows: NDArray[np.generic], side_px: int) -> NDArray[np.generic]:
    """The middle (…, side, side) of larger square windows of the same parity."""
    off = (windows.shape[-1] - side_px) // 2
    return windows[..., off : off + side_px, off : off + side_px]


def corners_of(px: NDArray[np.float64], side_px: int) -> NDArray[np.int64]:
    """(N, 2) first column and row of windows with places (N, 2) in their middle."""
    return np.asarray(np.rint(px - side_px / 2.0), np.int64)
