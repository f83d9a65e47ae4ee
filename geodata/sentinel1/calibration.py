"""From digital numbers to radar brightness, at the pixels that are asked for and no others."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geodata.products.fields import Fields
from geodata.sentinel1.noise import Noise
from geodata.sentinel1.tables import LineTable, read_line_table

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """The tables of one polarisation: sigma0 = (DN squared - noise) / table squared.

    Pixels are (N, 2) as (column, row), pixel (0, 0) covering 0..1.
    """

    sigma_table: LineTable
    noise: Noise

    def sigma0(self, px: ArrayLike, dn: ArrayLike) -> Floats:
        """(N,) linear sigma0 of digital numbers (N,), noise removed.

        May fall below zero where the sea is darker than the radar's own noise: averages stay true.
        """
        points = _points(px)
        power = np.asarray(dn, np.float64).reshape(-1) ** 2
        return (power - self.noise.at(points)) / self.sigma_table.at(points) ** 2

    def noise_sigma0(self, px: ArrayLike) -> Floats:
        """(N,) the sigma0 that is as strong as the noise; what is weaker cannot be seen."""
        points = _points(px)
        return self.noise.at(points) / self.sigma_table.at(points) ** 2


def read_sigma_table(text: bytes, where: str) -> LineTable:
    """The sigmaNought vectors of a calibration annotation.

    Raises ProductError for what is missing or odd, and for a value that nothing can be divided by.
    """
    root = Fields.of(text, where, "calibration")
    vectors = root.some("calibrationVectorList/calibrationVector")
    table = read_line_table(vectors, "sigmaNought")
    if min(float(values.min()) for values in table.values) <= 0.0:
        raise vectors[0].wrong("sigmaNought", "is zero somewhere")
    return table


def _points(px: ArrayLike) -> Floats:
    return np.asarray(px, np.float64).reshape(-1, 2)
