"""What a thing adds to the picture: its bright spots, as blurred as the radar sees them.

Each spot becomes the square of a sinc, weighted as the processor weights its spectrum (0.75), so
side lobes stay visible round the brightest. Powers add: looks average the interference away.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.satellite.picture import SPACING_M
from simulator.satellite.things.thing import Thing

Floats = NDArray[np.float64]

WEIGHT = 0.75
CELL_PX = (2.0, 2.2)  # between the half-power points, across and along the flight
REACH_PX = 30  # of the side lobes that are drawn


@dataclass(frozen=True, slots=True)
class Patch:
    """Sigma0 that a thing adds; its first row and column; may lie partly outside the picture."""

    row: int
    column: int
    sigma0: NDArray[np.float32]

    def add_to(self, strip: NDArray[np.float32], first_row: int, gain: Floats) -> None:
        """Add its power, sigma0 times gain (one per column of the strip), where it meets one."""
        top, left = max(self.row, first_row), max(self.column, 0)
        bottom = min(self.row + len(self.sigma0), first_row + len(strip))
        right = min(self.column + self.sigma0.shape[1], strip.shape[1])
        if top >= bottom or left >= right:
            return
        part = self.sigma0[
            top - self.row : bottom - self.row, left - self.column : right - self.column
        ]
        strip[top - first_row : bottom - first_row, left:right] += part * gain[left:right]

    @property
    def peak(self) -> float:
        """The greatest sigma0."""
        return float(self.sigma0.max())


def blur(offset_px: Floats, cell_px: float) -> Floats:
    """Power of a point at distances in pixels; over all pixels it adds up to 1."""
    x = offset_px / cell_px
    side = np.sinc(x - 1.0) + np.sinc(x + 1.0)
    amplitude = WEIGHT * np.sinc(x) + (1.0 - WEIGHT) / 2.0 * side
    whole = cell_px * (WEIGHT**2 + (1.0 - WEIGHT) ** 2 / 2.0)
    return np.asarray(amplitude**2 / whole, np.float64)


def draw_echo_patch(
    thing: Thing, px: Floats, looks_deg: float, echo_m2: float, smear: float = 1.0
) -> Patch:
    """The patch of a thing shown at a pixel place (2,).

    looks_deg: where the radar looks to, which is where columns grow. smear: by how much it is
    blurred along the flight, beyond what a point is.
    """
    turn = np.radians(thing.heading_deg - looks_deg)
    forward, right, share = thing.scatterers.T / [[SPACING_M], [SPACING_M], [1.0]]
    # the flight is 90 degrees to the left of the look
    columns = px[0] + forward * np.cos(turn) - right * np.sin(turn)
    rows = px[1] - forward * np.sin(turn) - right * np.cos(turn)
    low = np.floor([columns.min() - REACH_PX, rows.min() - REACH_PX * smear]).astype(int)
    high = np.ceil([columns.max() + REACH_PX, rows.max() + REACH_PX * smear]).astype(int)
    across = np.arange(low[0], high[0] + 1) + 0.5
    along = np.arange(low[1], high[1] + 1) + 0.5
    wide = blur(across[None, :] - columns[:, None], CELL_PX[0])
    tall = blur(along[None, :] - rows[:, None], CELL_PX[1] * smear)
    sigma0 = (tall * share[:, None]).T @ wide * echo_m2 / SPACING_M**2
    return Patch(int(low[1]), int(low[0]), sigma0.astype(np.float32))
