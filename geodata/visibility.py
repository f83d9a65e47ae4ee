"""Which pixels of a drone's picture show open sea."""

import cv2
import numpy as np
from numpy.typing import NDArray

from geodata.georef import CameraGeoref
from geodata.position import LocalFrame
from geodata.shore_grid import ShoreGrid

SHORE_MARGIN_M = 25.0
_SAMPLES = 24


def sea_mask(
    georef: CameraGeoref,
    shape: tuple[int, int],
    shore: ShoreGrid,
    frame: LocalFrame,
    max_range_m: float,
    step_px: int = 8,
) -> NDArray[np.bool_]:
    """True where a pixel of a (rows, columns) picture sees open sea within max_range_m.

    Sky, land, a margin of surf along the shore, and everything on a line of sight that crosses land
    are False: how high the land is does not matter, because what lies behind it is never trusted.
    """
    rows, columns = shape
    down = np.arange(step_px / 2, rows + step_px / 2, step_px)
    across = np.arange(step_px / 2, columns + step_px / 2, step_px)
    grid = np.stack(np.meshgrid(across, down), axis=-1).reshape(-1, 2)
    points = georef.sea_points(grid)
    ground = np.hypot(points[:, 0], points[:, 1])
    seen = ground <= max_range_m  # False for NaN
    east0, north0 = frame.point(georef.pose.position)
    share = np.linspace(0.0, 1.0, _SAMPLES + 1)[1:]
    ends = points[seen]
    # metres below the camera differ from the frame's by the convergence of meridians, which is far
    # below the shore margin within the range of a picture
    line_east = east0 + ends[:, :1] * share
    line_north = north0 + ends[:, 1:] * share
    distance = shore.nearest_m(line_east, line_north)
    clear = (distance[:, :-1].min(axis=1) > 0.0) & (distance[:, -1] > SHORE_MARGIN_M)
    coarse = np.zeros(len(grid), np.uint8)
    coarse[seen] = clear
    small = coarse.reshape(len(down), len(across))
    grown = cv2.resize(small, (len(across) * step_px, len(down) * step_px), interpolation=0)
    return grown[:rows, :columns] > 0
