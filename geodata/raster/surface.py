"""A smooth surface through values at a lattice of pixels, and the way back from its points."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import RectBivariateSpline
from scipy.spatial import KDTree

Floats = NDArray[np.float64]

_NEWTON_STEPS = 25
_SETTLED_PX = 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """K values over pixels (column, row): cubic splines, straight beyond the outermost nodes."""

    rows: Floats
    columns: Floats
    nodes: Floats
    _splines: tuple[RectBivariateSpline, ...]

    @classmethod
    def through(cls, rows: Floats, columns: Floats, nodes: Floats) -> "Surface":
        """Through nodes (R, C, K) at rows (R,), columns (C,), both in order and three at least."""
        orders = {"kx": min(3, len(rows) - 1), "ky": min(3, len(columns) - 1)}
        splines = tuple(
            RectBivariateSpline(rows, columns, nodes[:, :, k], **orders)
            for k in range(nodes.shape[2])
        )
        return cls(rows, columns, nodes, splines)

    def at(self, px: Floats) -> Floats:
        """(N, K) values at pixels (N, 2)."""
        column, row, beyond = self._inside(px)
        values = self._eval(column, row, 0, 0)
        if beyond.any():
            column, row = column[beyond], row[beyond]
            values[beyond] += (px[beyond, 0] - column)[:, None] * self._eval(column, row, 0, 1)
            values[beyond] += (px[beyond, 1] - row)[:, None] * self._eval(column, row, 1, 0)
        return values

    def slopes(self, px: Floats) -> tuple[Floats, Floats]:
        """Change of the values (N, K) per column and per row at pixels (N, 2)."""
        column, row, _ = self._inside(px)
        return self._eval(column, row, 0, 1), self._eval(column, row, 1, 0)

    def find(self, values: Floats) -> Floats:
        """(N, 2) pixels whose values come nearest to the given (N, K): Newton from the next node.

        NaN where that is more than one step of the lattice beyond its edge.
        """
        if not len(values):
            return np.empty((0, 2))
        px = self._nearest_node(values)
        known = np.isfinite(values).all(axis=1)
        px[~known] = np.nan
        open_ = np.flatnonzero(known)
        for _ in range(_NEWTON_STEPS):
            step = self._newton_step(px[open_], values[open_])
            px[open_] += step
            moved = np.abs(step).max(axis=1) > _SETTLED_PX
            open_ = open_[moved & self._is_near(px[open_])]
            if not len(open_):
                break
        px[open_] = np.nan
        px[~self._is_near(px)] = np.nan
        return px

    def _newton_step(self, px: Floats, values: Floats) -> Floats:
        miss = values - self.at(px)
        a, b = self.slopes(px)
        aa, ab, bb = (np.sum(p * q, axis=1) for p, q in ((a, a), (a, b), (b, b)))
        am, bm = np.sum(a * miss, axis=1), np.sum(b * miss, axis=1)
        size = aa * bb - ab * ab
        return np.column_stack([(bb * am - ab * bm) / size, (aa * bm - ab * am) / size])

    def _nearest_node(self, values: Floats) -> Floats:
        count = self.nodes.shape[2]
        safe = np.where(np.isfinite(values), values, 0.0)
        _, index = KDTree(self.nodes.reshape(-1, count)).query(safe)
        row, column = np.unravel_index(index, self.nodes.shape[:2])
        return np.column_stack([self.columns[column], self.rows[row]])

    def _is_near(self, px: Floats) -> NDArray[np.bool_]:
        """Not more than one step of the lattice beyond its edge; false for NaN."""
        near = np.ones(len(px), bool)
        for place, axis in ((px[:, 0], self.columns), (px[:, 1], self.rows)):
            step = float(np.diff(axis).max())
            near &= (place >= axis[0] - step) & (place <= axis[-1] + step)
        return near

    def _inside(self, px: Floats) -> tuple[Floats, Floats, NDArray[np.bool_]]:
        column = np.clip(px[:, 0], self.columns[0], self.columns[-1])
        row = np.clip(px[:, 1], self.rows[0], self.rows[-1])
        return column, row, (column != px[:, 0]) | (row != px[:, 1])

    def _eval(self, column: Floats, row: Floats, per_row: int, per_column: int) -> Floats:
        values = [s.ev(row, column, dx=per_row, dy=per_column) for s in self._splines]
        return np.stack(values, axis=1)
