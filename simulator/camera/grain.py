"""Noise of the sensor: the same for the same picture time, whatever was drawn before."""

import numpy as np
from numpy.typing import NDArray

from simulator.camera.jit import kernel
from simulator.camera.optics import Picture, Single

LEVELS = NDArray[np.int8]
TABLE = 1 << 18


def noise_table(sigma_levels: float, seed: int) -> LEVELS:
    """A long run of rounded noise, from which every row of a picture takes another stretch."""
    noise = np.random.default_rng([seed, 7003]).standard_normal(TABLE)
    return np.clip(np.rint(noise * sigma_levels), -100.0, 100.0).astype(np.int8)


def row_starts(rows: int, columns: int, t_s: float, seed: int) -> NDArray[np.int64]:
    """Where in the table each row of the picture at a time begins."""
    rng = np.random.default_rng([seed, 7004, round(t_s * 1e6)])
    return rng.integers(0, TABLE - 3 * columns, rows)


@kernel
def add_noise(table: LEVELS, starts: NDArray[np.int64], out: Picture) -> None:
    """Add noise to a picture (rows, columns x 3) in place."""
    for row in range(out.shape[0]):
        at = starts[row]
        noise = table[at : at + out.shape[1]]
        line = out[row]
        for k in range(line.shape[0]):
            value: Single = np.int32(line[k]) + np.int32(noise[k])
            line[k] = np.uint8(min(max(value, 0), 255))
