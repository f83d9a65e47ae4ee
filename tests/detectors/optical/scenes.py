"""Small seas with ships drawn in, for the tests."""

import numpy as np

from detectors.optical.bands import BANDS

WATER = (0.05, 0.045, 0.03, 0.02)
SHIP = (0.14, 0.13, 0.14, 0.16)
FOAM = (0.075, 0.068, 0.048, 0.032)
LAND = (0.10, 0.11, 0.13, 0.26)


def sea(rows, columns, seed=0, rough=0.0015):
    """(rows, columns, 4) reflectance of water with some waves."""
    waves = np.random.default_rng(seed).normal(0.0, rough, (rows, columns, 1))
    return (np.array(WATER) + waves).astype(np.float32)


def put_bar(stack, centre, length, width, bearing_deg, colour=SHIP):
    """Draw an evenly bright bar, its edges weighted by the share of the pixel that it covers."""
    fine = 8
    rows, columns = stack.shape[:2]
    y, x = np.mgrid[0 : rows * fine, 0 : columns * fine]
    x, y = (x + 0.5) / fine - centre[0], (y + 0.5) / fine - centre[1]
    bearing = np.radians(bearing_deg)
    along, across = (
        x * np.sin(bearing) - y * np.cos(bearing),
        x * np.cos(bearing) + y * np.sin(bearing),
    )
    inside = (np.abs(along) <= length / 2) & (np.abs(across) <= width / 2)
    share = inside.reshape(rows, fine, columns, fine).mean(axis=(1, 3))[..., None]
    stack[:] = (stack * (1 - share) + np.array(colour) * share).astype(np.float32)


def as_bands(stack):
    """The mapping that the detector takes."""
    return {name: stack[..., n] for n, name in enumerate(BANDS)}
