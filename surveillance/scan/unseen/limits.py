"""How short a vessel may be and still be seen, in cells of about a kilometre."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geodata.position import LonLat

Floats = NDArray[np.float64]

CELL_PX = 100
SEEN_SHARE = 0.9  # of the vessels of the least length; others lie in a lee or return less
TOLD_SHARE = 0.9  # of the water, over which the told length holds


@dataclass(frozen=True, slots=True)
class Silent:
    """A vessel that AIS puts into the scene and that was not found there.

    least_m: from which length on vessels are seen at its place; None: it was not looked at.
    length_m: as AIS tells it, None where it does not.
    """

    mmsi: int
    name: str | None
    position: LonLat
    length_m: float | None
    least_m: float | None

    @property
    def reason(self) -> str:
        """Why nobody saw it, as far as the radar can say."""
        if self.least_m is None:
            return "not looked at"
        if self.length_m is None:
            return "length not told"
        return "sensor limit" if self.length_m < self.least_m else "none: it should be seen"


@dataclass(frozen=True, slots=True)
class SilentSaid:
    """The vessels that kept silent, by the AIS that was known at a time."""

    known_at: datetime
    silent: tuple[Silent, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """Cells of CELL_PX x CELL_PX pixels, R down and C across; the last ones may be cut.

    least_m (R, C): from this length on nine of ten vessels are seen; NaN where most of a cell was
    not looked at (land, border, no data). looked_px (R, C): pixels that were. is_noise (R, C): the
    radar's own noise is stronger than the sea there, so that a calmer one would show no more.
    corners (R + 1, C + 1, 2): longitude and latitude. echo_db (R, C): by how much the sea's echo is
    stronger than some kilometres round, where it differs; see `uneven`. told: who kept silent, the
    newest last.
    """

    least_m: Floats
    looked_px: NDArray[np.int64]
    is_noise: NDArray[np.bool_]
    corners: Floats
    echo_db: Floats
    told: tuple[SilentSaid, ...] = ()

    @property
    def silent(self) -> tuple[Silent, ...]:
        """Vessels that AIS puts into the scene and nobody found, as far as is known now."""
        return self.told[-1].silent if self.told else ()

    def at(self, px: ArrayLike) -> Floats:
        """(N,) least length at pixels (N, 2); NaN where nothing was looked at, or outside."""
        return self._in_cells(self.least_m, px)

    def echo_at(self, px: ArrayLike) -> Floats:
        """(N,) of `echo_db` at pixels (N, 2); NaN where it is not known, or outside."""
        return self._in_cells(self.echo_db, px)

    def _in_cells(self, values: Floats, px: ArrayLike) -> Floats:
        cell = np.asarray(px, np.float64).reshape(-1, 2) / CELL_PX
        rows, columns = values.shape
        # false for NaN
        inside = np.asarray((cell >= 0.0).all(axis=1) & (cell < [columns, rows]).all(axis=1))
        column, row = np.where(inside[:, None], cell, 0.0).astype(np.int64).T
        return np.where(inside, values[row, column], np.nan)

    def over(self, share: float) -> float | None:
        """The least length that holds over a share of the water; None without any water."""
        known = np.asarray(np.isfinite(self.least_m))
        if not known.any():
            return None
        order = np.argsort(self.least_m[known])
        lengths, weights = self.least_m[known][order], self.looked_px[known][order]
        place = np.searchsorted(np.cumsum(weights), share * weights.sum())
        return float(lengths[min(int(place), len(lengths) - 1)])

    def sentence(self) -> str:
        """What a person should know: silence is a statement with a limit."""
        most, half = self.over(TOLD_SHARE), self.over(0.5)
        if most is None or half is None:
            return "no water was looked at"
        return (
            f"{SEEN_SHARE:.0%} of the vessels from {np.ceil(most):.0f} m on are seen over"
            f" {TOLD_SHARE:.0%} of the water looked at, from {np.ceil(half):.0f} m over half of it"
        )
