"""The sun's glitter, clouds and their shadows over an optical picture."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, map_coordinates

from simulator.satellite.picture import Picture

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

NODE_PX = 8  # of the coarse grid on which clouds are worked out
CLOUD_PX = 900.0  # extent of the largest
OPAQUE = 0.8  # share of the light that a thick cloud keeps from below
SHADE = 0.35  # of the light that it keeps from the sea beside it
SHADOW_PX = (-60.0, -90.0)  # columns, rows from a cloud to its shadow: sun in the south-east


@dataclass(frozen=True, slots=True)
class Sky:
    """glitter: reflectance that the sun's mirror image adds in the east and in the west.
    clouds: share of the light that they keep from below, on the coarse grid."""

    glitter: tuple[float, float]
    haze: float
    clouds: Singles

    def cloud_at(self, px: Floats) -> Floats:
        """How much cloud stands over pixel places (N, 2), 0 to 1."""
        return self._at(px) / OPAQUE

    def over(self, first_row: int, rows: int, width: int) -> tuple[Singles, Singles]:
        """Cloud and shadow of a strip (rows, width), 0 to 1."""
        row = np.arange(first_row, first_row + rows, dtype=np.float64) + 0.5
        column = np.arange(width, dtype=np.float64) + 0.5
        cloud = self._strip(row, column)
        shadow = self._strip(row - SHADOW_PX[1], column - SHADOW_PX[0]) * np.float32(SHADE)
        return cloud, shadow

    def _strip(self, row: Floats, column: Floats) -> Singles:
        """Bilinear, one axis after the other: the grid is even."""
        down, across = self._nodes(row, 0), self._nodes(column, 1)
        lines = _mix(self.clouds[down[0]], self.clouds[down[0] + 1], down[1][:, None])
        return _mix(lines[:, across[0]], lines[:, across[0] + 1], across[1][None, :])

    def _nodes(self, place: Floats, axis: int) -> tuple[NDArray[np.int64], Singles]:
        at = np.clip(place / NODE_PX, 0.0, self.clouds.shape[axis] - 1.001)
        low = at.astype(np.int64)
        return low, (at - low).astype(np.float32)

    def _at(self, px: Floats) -> Floats:
        places = px[:, ::-1].T / NODE_PX
        return np.asarray(map_coordinates(self.clouds, places, order=1, mode="nearest"), np.float64)


def draw_sky(rng: Generator, picture: Picture, cloud_share: float) -> Sky:
    """A sky of which clouds cover a share."""
    shape = (picture.height_px // NODE_PX + 2, picture.width_px // NODE_PX + 2)
    field = np.zeros(shape)
    for octave in range(6):
        extent = max(CLOUD_PX / NODE_PX / 2.0**octave, 0.5)
        part = gaussian_filter(rng.standard_normal(shape), extent / 2.0, mode="reflect")
        field += part / max(float(part.std()), 1e-12) * 0.72**octave
    edge = np.quantile(field, 1.0 - cloud_share) if cloud_share > 0.0 else np.inf
    spread = max(float(field.std()), 1e-12)
    clouds = np.clip((field - edge) / (0.4 * spread), 0.0, 1.0) * OPAQUE
    east, west = rng.uniform(0.0, 0.02), rng.uniform(0.0, 0.02)
    if rng.random() < 0.3:  # the mirror image reaches into the picture
        east += rng.uniform(0.02, 0.08)
    return Sky(
        (float(east), float(west)), float(rng.uniform(0.0, 0.015)), clouds.astype(np.float32)
    )


def _mix(low: Singles, high: Singles, share: Singles) -> Singles:
    return np.asarray(low + (high - low) * share, np.float32)
