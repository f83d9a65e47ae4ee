"""A thin plate through scattered points, and the choice between it and a lattice's splines."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import RBFInterpolator

from geodata.errors import RasterError
from geodata.raster.surface import Surface

Floats = NDArray[np.float64]

MIN_POINTS = 4
_NEIGHBOURS = 150  # with more points than that the plate is bent by the nearest ones only
_LEAST_LATTICE = 4  # rows and columns that a cubic needs
_HALF_STEP_PX = 0.5
_NEWTON_STEPS = 30
_SETTLED_PX = 1e-6
_FOUND_PX = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Plate:
    """Two values over pixels (N, 2), bent through points; the same doors as Surface."""

    _there: RBFInterpolator
    _back: RBFInterpolator

    @classmethod
    def through(cls, px: Floats, values: Floats) -> "Plate":
        """Through points (P, 2) with values (P, 2). Raises RasterError for points on a line."""
        near = _NEIGHBOURS if len(px) > _NEIGHBOURS else None
        try:
            return cls(
                RBFInterpolator(px, values, neighbors=near),
                RBFInterpolator(values, px, neighbors=near),
            )
        except (ValueError, np.linalg.LinAlgError) as exc:
            raise RasterError("its control points coincide or lie on one line") from exc

    def at(self, px: Floats) -> Floats:
        """(N, 2) values at pixels (N, 2)."""
        return np.asarray(self._there(px))

    def find(self, values: Floats) -> Floats:
        """(N, 2) pixels with values (N, 2): Newton from the plate the other way round.

        NaN where it finds none.
        """
        px = np.asarray(self._back(values))
        step = np.zeros_like(px)
        for _ in range(_NEWTON_STEPS):
            step = self._newton_step(px, values)
            px = px + step
            if np.abs(step).max(initial=0.0) < _SETTLED_PX:
                break
        px[~(np.abs(step).max(axis=1) < _FOUND_PX)] = np.nan
        return px

    def _newton_step(self, px: Floats, values: Floats) -> Floats:
        slopes = np.empty((len(px), 2, 2))
        for axis in (0, 1):
            nudge = np.zeros(2)
            nudge[axis] = _HALF_STEP_PX
            slopes[:, :, axis] = self.at(px + nudge) - self.at(px - nudge)
        return np.asarray(np.linalg.solve(slopes, (values - self.at(px))[:, :, None])[:, :, 0])


def surface_through(px: Floats, values: Floats) -> Surface | Plate:
    """Cubic splines where the points (P, 2) form a lattice, a thin plate where they do not."""
    columns, rows = np.unique(px[:, 0]), np.unique(px[:, 1])
    order = np.lexsort((px[:, 0], px[:, 1]))
    is_lattice = (
        len(px) == len(columns) * len(rows)
        and min(len(columns), len(rows)) >= _LEAST_LATTICE
        and bool((px[order, 0].reshape(len(rows), -1) == columns).all())
        and bool((px[order, 1].reshape(len(rows), -1) == rows[:, None]).all())
    )
    if not is_lattice:
        return Plate.through(px, values)
    return Surface.through(rows, columns, values[order].reshape(len(rows), len(columns), 2))
