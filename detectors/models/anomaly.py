"""Sea-surface anomaly: what on the sea is neither water nor foam nor glint.

Nothing is learned and nothing is recognised: the label says "anomaly", because a boat, a buoy and a
whale's back are all not water. It works on a picture shrunk to half or less:

1. the local sea: colour and roughness of the water, row by row and column by column, from tiles, so
   robust that a ship across a third of the picture does not count as sea;
2. distance of each pixel from the line between the local sea's colour and white, on which waves,
   foam and glint lie, in units of the local roughness (`detectors.sea`): so a whitecap is nothing,
   and of a boat with its wake only the boat is left;
3. connected patches round pixels far from that line, parts of one hull joined;
4. patches too small or too large for a vessel are left out.

A thing that is white all over and throws no shadow is not found.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from detectors.detection import Detection
from detectors.errors import FrameError
from detectors.frame import RGB, Frame
from detectors.patches import Patch, find_patches, join_parts, lowest_rows
from detectors.sea import shrunk, strength_map

LEAST_SHRINK = 2  # a 6 m boat in 1280 pixels at 700 m keeps ten of them
WORK_SIDE_PX = 960  # larger pictures are shrunk to about this side: finer detail is waves
RIM_PX = 4
GAP_PX = (4, 2)  # columns, rows of the shrunk picture that may part one hull
LABEL = "anomaly"


class Options(BaseModel):
    """Thresholds; distances from the sea are in units of its local roughness (sigma)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    core: float = Field(6.0, gt=0.0, description="A patch needs a pixel at least this far from it.")
    edge: float = Field(3.5, gt=0.0, description="A patch grows down to this distance.")
    min_pixels: int = Field(3, ge=1, description="Least area of a patch, half-size pixels.")
    min_size_m: float = Field(
        1.6, ge=0.0, description="Least extent across the line of sight, where it is known."
    )
    max_size_m: float = Field(
        450.0, gt=0.0, description="Largest extent across the line of sight, where it is known."
    )
    join: float = Field(
        0.1, ge=0.0, le=1.0, description="Parts this near, in lengths of the larger, are one thing."
    )
    join_above: float = Field(
        0.3, ge=0.0, le=1.0, description="The same for parts above it: masts, deckhouses."
    )


class AnomalyDetector:
    """Finds what differs from the sea round it; keeps nothing from one picture to the next."""

    def __init__(self, options: Options) -> None:
        self._options = options

    def detect(self, frame: Frame) -> list[Detection]:
        """Anomalies of an RGB frame, best first. Raises FrameError for other bands."""
        if frame.bands != RGB or frame.pixels.dtype != np.uint8:
            raise FrameError(f"anomaly needs 8-bit bands {RGB}, not {frame.bands}")
        shrink = max(LEAST_SHRINK, round(max(frame.pixels.shape[:2]) / WORK_SIDE_PX))
        pixels = shrunk(frame.pixels, shrink)
        sea = _sea_of(frame, (pixels.shape[0], pixels.shape[1]))
        if not sea.any():
            return []
        strength = strength_map(pixels, sea)
        options = self._options
        patches = find_patches(strength, options.core, options.edge, GAP_PX)
        patches = join_parts(patches, options.join, options.join_above)
        patches = [p for p in patches if not _in_rim(p, strength.shape)]
        found = [self._detection(patch, frame, shrink) for patch in patches]
        return [d for d in found if d is not None]

    def _detection(self, patch: Patch, frame: Frame, shrink: int) -> Detection | None:
        options = self._options
        if np.count_nonzero(patch.pixels) < options.min_pixels:
            return None
        columns, edges = lowest_rows(patch.pixels)
        waterline = shrink * np.column_stack([patch.x0 + columns + 0.5, patch.y0 + edges])
        if frame.georef is not None:
            gsd = float(frame.georef.gsd_m(np.median(waterline, axis=0))[0])
            width = shrink * (patch.x1 - patch.x0) * gsd
            if not options.min_size_m <= width <= options.max_size_m:
                return None
        x0, y0, x1, y1 = (float(shrink * v) for v in (patch.x0, patch.y0, patch.x1, patch.y1))
        return Detection(
            box_px=(x0, y0, x1, y1),
            score=float(1.0 - np.exp(-patch.peak / (2.0 * options.core))),
            label=LABEL,
            waterline_px=waterline.astype(np.float64),
        )


def _in_rim(patch: Patch, shape: tuple[int, ...]) -> bool:
    """Whether a patch lies in the outermost pixels, where many cameras make false colours."""
    return (
        patch.x1 <= RIM_PX
        or patch.y1 <= RIM_PX
        or patch.x0 >= shape[1] - RIM_PX
        or patch.y0 >= shape[0] - RIM_PX
    )


def _sea_of(frame: Frame, shape: tuple[int, int]) -> NDArray[np.bool_]:
    if frame.mask is None:
        return np.ones(shape, np.bool_)
    small = cv2.resize(
        frame.mask.view(np.uint8), (shape[1], shape[0]), interpolation=cv2.INTER_NEAREST
    )
    return small > 0


def build(options: Options) -> AnomalyDetector:
    """The detector with these options."""
    return AnomalyDetector(options)
