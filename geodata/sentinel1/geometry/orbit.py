"""The path of the satellite from its state vectors, and the place that a range points at."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import CubicHermiteSpline

from geodata.errors import ProductError
from geodata.sentinel1.geometry.earth import SEMI_MAJOR_M, SEMI_MINOR_M

Floats = NDArray[np.float64]

_NEWTON_STEPS = 12
_SETTLED_M = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class Orbit:
    """State vectors in the earth-fixed frame, in order of time.

    times_s (N,): since the first line. positions_m, velocities_mps (N, 3). Between two vectors
    10 s apart the cubic through positions and velocities is good to less than a millimetre.
    """

    times_s: Floats
    positions_m: Floats
    velocities_mps: Floats

    def __post_init__(self) -> None:
        if len(self.times_s) < 2 or not (np.diff(self.times_s) > 0.0).all():
            raise ProductError("the orbit has fewer than two state vectors in order of time")

    def at(self, times_s: ArrayLike) -> tuple[Floats, Floats]:
        """Positions and velocities (M, 3) at times (M,).

        Raises ProductError for times more than one step outside of the vectors.
        """
        asked = np.asarray(times_s, np.float64).reshape(-1)
        step = float(np.diff(self.times_s).max())
        first, last = float(self.times_s[0]) - step, float(self.times_s[-1]) + step
        if asked.size and not (first <= asked.min() and asked.max() <= last):
            raise ProductError(
                f"the orbit covers {first:.1f}..{last:.1f} s after the first line, but the scene "
                f"has {asked.min():.1f}..{asked.max():.1f} s: download the product again"
            )
        path = CubicHermiteSpline(self.times_s, self.positions_m, self.velocities_mps)
        return path(asked), path(asked, 1)


def ground_points(
    orbit: Orbit, times_s: ArrayLike, slant_range_m: ArrayLike, height_m: ArrayLike
) -> Floats:
    """(N, 3) earth-fixed points seen at right angles to the path, to its right, at a range.

    The point lies `height_m` above the ellipsoid, `slant_range_m` from the satellite and in the
    plane across its velocity (zero Doppler). Raises ProductError where no such point exists.
    """
    satellite, velocity = orbit.at(times_s)
    slant = np.broadcast_to(np.asarray(slant_range_m, np.float64), len(satellite))
    height = np.broadcast_to(np.asarray(height_m, np.float64), len(satellite))
    axes = np.stack([SEMI_MAJOR_M + height, SEMI_MAJOR_M + height, SEMI_MINOR_M + height], axis=1)
    point = _first_guess(satellite, velocity, slant, axes[:, 0])
    for _ in range(_NEWTON_STEPS):
        sight = point - satellite
        misses = np.stack(
            [
                np.sum(sight * sight, axis=1) - slant**2,
                np.sum(sight * velocity, axis=1),
                np.sum((point / axes) ** 2, axis=1) - 1.0,
            ],
            axis=1,
        )
        slopes = np.stack([2.0 * sight, velocity, 2.0 * point / axes**2], axis=1)
        step = np.linalg.solve(slopes, misses[:, :, None])[:, :, 0]
        point = point - step
        if np.abs(step).max(initial=0.0) < _SETTLED_M:
            return point
    raise ProductError("orbit and slant range meet at no place on earth: download it again")


def _first_guess(satellite: Floats, velocity: Floats, slant: Floats, radius: Floats) -> Floats:
    """Points on a sphere, to the right of the path."""
    distance = np.linalg.norm(satellite, axis=1)
    up = satellite / distance[:, None]
    right = np.cross(velocity, up)
    right /= np.linalg.norm(right, axis=1, keepdims=True)
    cosine = (distance**2 + slant**2 - radius**2) / (2.0 * distance * slant)
    if not (np.abs(cosine) < 1.0).all():
        raise ProductError("the slant range does not reach the earth from the orbit")
    sine = np.sqrt(1.0 - cosine**2)
    guess: Floats = satellite + slant[:, None] * (sine[:, None] * right - cosine[:, None] * up)
    return guess
