"""Simulated radar seas of known statistics."""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from scipy.special import gammaincinv
from scipy.stats import norm

Pixels = NDArray[np.uint16]


def sea(
    rng: np.random.Generator,
    shape: tuple[int, int],
    order: float,
    looks: float = 4.4,
    mean_dn: float = 80.0,
    texture_px: float = 0.0,
) -> Pixels:
    """K-distributed digital numbers; texture_px: scale of the texture's correlation."""
    if texture_px:
        field = gaussian_filter(rng.standard_normal(shape), texture_px, mode="wrap")
        # the gamma quantile of each, by a table: the function itself is slow
        at = np.linspace(-6.0, 6.0, 2001)
        quantiles = gammaincinv(order, norm.cdf(at)) / order
        texture = np.interp(field / field.std(), at, quantiles)
    else:
        texture = rng.gamma(order, 1.0 / order, shape)
    intensity = texture * rng.gamma(looks, 1.0 / looks, shape)
    return np.clip(np.sqrt(intensity) * mean_dn, 1, 65535).astype(np.uint16)


def coast(rng: np.random.Generator, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """True on the water of a ragged coast that takes about half of the picture."""
    field = gaussian_filter(rng.standard_normal(shape), 40.0, mode="wrap")
    return np.asarray(field > 0.0)


def with_vessels(
    rng: np.random.Generator, picture: Pixels, count: int
) -> tuple[Pixels, list[tuple[int, int]]]:
    """The picture with bright rectangles on it, and their places (column, row).

    They are at least 40 pixels apart.
    """
    out, places = picture.astype(np.float64), []
    while len(places) < count:
        row, column = (int(rng.integers(20, n - 20)) for n in picture.shape)
        if all(max(abs(row - y), abs(column - x)) >= 40 for x, y in places):
            places.append((column, row))
            sides = int(rng.integers(3, 25)), int(rng.integers(1, 4))
            high, wide = sides if rng.random() < 0.5 else sides[::-1]
            y, x = row - high // 2, column - wide // 2
            spot = out[y : y + high, x : x + wide]
            bright = np.median(picture) * rng.uniform(4.0, 30.0)
            spot += bright * np.sqrt(rng.gamma(3.0, 1.0 / 3.0, spot.shape))
    return np.clip(out, 1, 65535).astype(np.uint16), places
