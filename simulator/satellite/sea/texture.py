"""The unevenness of the sea's return: gamma distributed, so that the whole is K-distributed.

Two square pieces of a Gaussian field, of sizes that share no divisor, are laid side by side over
the scene and added: their sum repeats only after their product. A table turns it into gamma.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from simulator.satellite.picture import SPACING_M

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Spectrum = Callable[[Floats, Floats], Floats]

SIZES_PX = (1024, 729)  # powers of 2 and of 3
SWELL_SHARE = 0.6  # of the variance; the rest has no direction
ROUGH_PX = 8.0  # extent of the rest
Z_MOST, Z_STEPS = 5.0, 1024
LAND_ORDER = 1.6
LAND_PX = 14.0


@dataclass(frozen=True, slots=True)
class Texture:
    """Pieces of the field, and the table from their sum to a factor of mean 1."""

    first: Singles
    second: Singles
    table: Singles


def sea_texture(seed: int, order: float, swell_m: float, swell_deg: float) -> Texture:
    """Texture of a K-distributed sea; an infinite order is no texture.

    swell_deg: of the waves' way, from the columns' direction (away from the radar) towards the
    rows'.
    """
    k = 2.0 * np.pi * SPACING_M / swell_m
    towards = np.radians(swell_deg)
    crest = np.array([k * np.cos(towards), k * np.sin(towards)])

    def spectrum(kx: Floats, ky: Floats) -> Floats:
        width = 0.25 * k
        swell = sum(
            np.exp(-((kx - s * crest[0]) ** 2 + (ky - s * crest[1]) ** 2) / (2.0 * width**2))
            for s in (-1.0, 1.0)
        )
        rough = (1.0 + (kx**2 + ky**2) * ROUGH_PX**2) ** -1.5
        return np.asarray(
            SWELL_SHARE * swell / np.sum(swell) + (1.0 - SWELL_SHARE) * rough / rough.sum(),
            np.float64,
        )

    pieces = [_piece(seed + n, size, spectrum) for n, size in enumerate(SIZES_PX)]
    return Texture(pieces[0], pieces[1], gamma_table(order))


def land_texture(seed: int) -> Texture:
    """Texture of hills and houses."""

    def spectrum(kx: Floats, ky: Floats) -> Floats:
        return np.asarray((1.0 + (kx**2 + ky**2) * LAND_PX**2) ** -1.2, np.float64)

    pieces = [_piece(seed + n, size, spectrum) for n, size in enumerate(SIZES_PX)]
    return Texture(pieces[0], pieces[1], gamma_table(LAND_ORDER))


def gamma_table(order: float) -> Singles:
    """Factors with a gamma distribution of mean 1, for evenly spread normal scores."""
    z = np.linspace(-Z_MOST, Z_MOST, Z_STEPS)
    if np.isinf(order):
        return np.ones(Z_STEPS, np.float32)
    # the upper half by way of the upper tail: 1 - cdf has no digits left out there
    low = stats.gamma.ppf(stats.norm.cdf(z), order, scale=1.0 / order)
    high = stats.gamma.isf(stats.norm.sf(z), order, scale=1.0 / order)
    return np.asarray(np.where(z < 0.0, low, high), np.float32)


def _piece(seed: int, size: int, spectrum: Spectrum) -> Singles:
    """A periodic Gaussian field of variance 1."""
    rng = np.random.default_rng(seed)
    white = np.fft.rfft2(rng.standard_normal((size, size)))
    ky = np.asarray(2.0 * np.pi * np.fft.fftfreq(size)[:, None], np.float64)
    kx = np.asarray(2.0 * np.pi * np.fft.rfftfreq(size)[None, :], np.float64)
    field = np.fft.irfft2(white * np.sqrt(spectrum(kx, ky)), s=(size, size))
    return np.asarray((field - field.mean()) / field.std(), np.float32)
