"""The one shift that all ships in a picture share, against where their AIS says that they are.

A ship seen at r off its AIS place: r = shift + S z + e. S z is the camera's own error, which all
ships of one picture share: S is the square root of the covariance that comes with its place, and
grows with its range; z is one unknown for all. e is the ship's own: its AIS, its antenna, its
hull. So many ships do not make a wrong camera right: they only tell who is wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

Floats = NDArray[np.float64]

LEAST_SHIPS = 3
SURE = 0.999
BOUND = float(chi2.ppf(SURE, 2))  # squared sigmas of a shift in two dimensions


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A ship seen and heard. apart: (2,) seen minus heard, metres. root: (2, 2) symmetric root of
    the covariance of where it was seen. own_sigma_m: of what no other ship shares, each axis."""

    mmsi: int
    apart: Floats
    root: Floats
    own_sigma_m: float


@dataclass(frozen=True, slots=True, eq=False)
class Shift:
    """east, north metres with covariance (2, 2), from so many ships."""

    metres: Floats
    covariance: Floats
    ships: int

    @property
    def squared_sigmas(self) -> float:
        """How far from nothing."""
        return float(self.metres @ np.linalg.solve(self.covariance, self.metres))

    @property
    def is_off(self) -> bool:
        """Beyond what the known errors make it, once in a thousand."""
        return self.squared_sigmas > BOUND


def root_of(covariance: Floats) -> Floats:
    """The symmetric square root (2, 2)."""
    values, vectors = np.linalg.eigh(covariance)
    root: Floats = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    return root


def common_shift(pairs: Sequence[Pair]) -> Shift | None:
    """The shift that the pairs share; ships that do not fit are left out, the worst first.

    None when fewer than LEAST_SHIPS agree.
    """
    kept = list(pairs)
    while len(kept) >= LEAST_SHIPS:
        shift, misfit = _fitted(kept)
        if misfit <= chi2.ppf(SURE, 2 * len(kept) - 2):
            return shift
        without = [kept[:n] + kept[n + 1 :] for n in range(len(kept))]
        kept = min(without, key=lambda rest: _fitted(rest)[1])
    return None


def _fitted(pairs: Sequence[Pair]) -> tuple[Shift, float]:
    """Generalised least squares: the shift, and the squared sigmas that are left."""
    count = len(pairs)
    apart = np.concatenate([pair.apart for pair in pairs])
    shared = np.vstack([pair.root for pair in pairs])
    own = np.repeat([pair.own_sigma_m**2 for pair in pairs], 2)
    weight = np.linalg.inv(shared @ shared.T + np.diag(own))
    same = np.tile(np.eye(2), (count, 1))
    covariance = np.asarray(np.linalg.inv(same.T @ weight @ same), np.float64)
    metres = np.asarray(covariance @ same.T @ weight @ apart, np.float64)
    left = apart - same @ metres
    return Shift(metres, covariance, count), float(left @ weight @ left)
