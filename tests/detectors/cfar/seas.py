"""Simulated radar seas of known statistics."""

import numpy as np
from scipy.ndimage import gaussian_filter
from scipy.special import gammaincinv
from scipy.stats import norm


def sea(rng, shape, order, looks=4.4, mean_dn=80.0, texture_px=0.0):
    """K-distributed digital numbers uint16; texture_px: scale of the texture's correlation."""
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


def coast(rng, shape):
    """True on the water of a ragged coast that takes about half of the picture."""
    field = gaussian_filter(rng.standard_normal(shape), 40.0, mode="wrap")
    return field > 0.0


def with_vessels(rng, picture, count, contrast=(4.0, 30.0)):
    """The picture with bright rectangles on it, and their places (column, row), apart from each
    other by at least 40 pixels."""
    out, places = picture.astype(np.float64), []
    while len(places) < count:
        row, column = (
            rng.integers(20, picture.shape[0] - 20),
            rng.integers(20, picture.shape[1] - 20),
        )
        if all(max(abs(row - y), abs(column - x)) >= 40 for x, y in places):
            places.append((int(column), int(row)))
            length, width = rng.integers(3, 25), rng.integers(1, 4)
            high, wide = (length, width) if rng.random() < 0.5 else (width, length)
            spot = np.s_[row - high // 2 : row - high // 2 + high, column - wide // 2 : column - wide // 2 + wide]  # fmt: skip  # noqa: E501
            bright = np.median(picture) * rng.uniform(*contrast)
            out[spot] += bright * np.sqrt(rng.gamma(3.0, 1.0 / 3.0, out[spot].shape))
    return np.clip(out, 1, 65535).astype(np.uint16), places
