"""Limits as a test wants them."""

import numpy as np

from surveillance.scan.unseen.limits import Limits


def limits_of(least_m, west=129.0, north=35.0, step_deg=0.01, looked_px=None):
    """A grid of cells, north up, its first row in the north."""
    least = np.array(least_m, np.float64)
    rows, columns = least.shape
    looked = np.full(least.shape, 10_000) if looked_px is None else np.array(looked_px)
    lon = (west + step_deg * np.arange(columns + 1) + 180.0) % 360.0 - 180.0
    lat = north - step_deg * np.arange(rows + 1)
    corners = np.stack(np.meshgrid(lon, lat), axis=-1)
    looked = np.where(np.isfinite(least), looked, 0)
    return Limits(least, looked, np.zeros(least.shape, bool), corners, np.zeros(least.shape))
