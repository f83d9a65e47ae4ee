"""Where a painted thing lies, and its pixels in its own frame."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.float32]
Frame = NDArray[np.float64]
Inside = NDArray[np.bool_]

FINE = 3  # sub-pixels along a pixel's side


@dataclass(frozen=True, slots=True)
class Hull:
    """A ship, or a pier: its middle (column, row) and where its bow points in the picture."""

    x: float
    y: float
    angle_rad: float
    length_px: float
    width_px: float

    def box_px(self) -> tuple[float, float, float, float]:
        """Upright, x0 y0 x1 y1."""
        along, across = abs(math.cos(self.angle_rad)), abs(math.sin(self.angle_rad))
        half_x = (self.length_px * along + self.width_px * across) / 2
        half_y = (self.length_px * across + self.width_px * along) / 2
        return self.x - half_x, self.y - half_y, self.x + half_x, self.y + half_y

    def ahead(self, forward_px: float) -> tuple[float, float]:
        """The point so far before its middle."""
        return (
            self.x + forward_px * math.cos(self.angle_rad),
            self.y + forward_px * math.sin(self.angle_rad),
        )

    def frame(self, corner: tuple[int, int], size_px: int) -> tuple[Frame, Frame]:
        """(along, across) of the sub-pixels of a square: 0 at the stern to 1 at the bow, and -0.5
        to 0.5 from side to side; each (FINE * size, FINE * size)."""
        steps = (np.arange(size_px * FINE) + 0.5) / FINE
        x, y = np.meshgrid(steps + corner[0] - self.x, steps + corner[1] - self.y)
        cosine, sine = math.cos(self.angle_rad), math.sin(self.angle_rad)
        along = (x * cosine + y * sine) / self.length_px + 0.5
        return along, (y * cosine - x * sine) / self.width_px


def coarse(deck: Frame, inside: Inside, size_px: int) -> tuple[Image, Image]:
    """(cover in [0, 1], mean colour of what is covered) of the pixels, from their sub-pixels."""
    blocks = (size_px, FINE, size_px, FINE)
    cover = inside.reshape(blocks).mean((1, 3)).astype(np.float32)
    summed = (deck * inside[..., None]).reshape(*blocks, 4).mean((1, 3))
    return cover, (summed / np.maximum(cover, 1e-6)[..., None]).astype(np.float32)
