"""What the pipeline knows round a picture: its georeference, and where in it there is open sea."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.coast import Land, read_land
from geodata.georef import CameraGeoref, CameraModel, clamp_to_range
from geodata.position import LocalFrame, LonLat
from geodata.shore_grid import ShoreGrid
from geodata.visibility import sea_mask
from surveillance.sources.pose import SensorState

MAX_RANGE_M = 1500.0  # farther out a 6 m boat is smaller than the detector can see
_CELL_M = 5.0
_RASTER_REACH_M = 3500.0
_RASTER_SPARE_M = 1500.0  # the camera may fly this far before the raster is made anew
_READ_REACH_M = 12_000.0
_SHORE_SIGMAS = 2.0
_STEP_PX = 16
_SIGHTS, _STEPS = 25, 80  # lines of sight of a footprint, and samples along each


def georef_of(state: SensorState, shape: tuple[int, ...]) -> CameraGeoref:
    """The georeference of a picture of this shape; square pixels where no vertical angle is known
    or the stated one would make them oblong by more than a tenth (it then is of another crop)."""
    rows, columns = shape[:2]
    focal = columns / 2.0 / np.tan(np.radians(state.hfov_deg / 2.0))
    square = float(np.degrees(2.0 * np.arctan(rows / 2.0 / focal)))
    vfov = state.vfov_deg
    if vfov is None or abs(vfov / square - 1.0) > 0.1:
        vfov = square
    return CameraGeoref(CameraModel(columns, rows, state.hfov_deg, vfov), state.pose)


class SeaView:
    """Open sea in pictures of a camera that moves along a coast."""

    def __init__(self, land: Land | Path | None, attitude_sigma_deg: float) -> None:
        """land: polygons, or a file of them that is read round the camera; None: all is sea."""
        self._land = land
        self._sigma_deg = attitude_sigma_deg
        self._shore: ShoreGrid | None = None
        self._frame: LocalFrame | None = None

    def mask(self, georef: CameraGeoref, shape: tuple[int, int]) -> NDArray[np.bool_]:
        """True where a pixel shows open sea for certain, attitude errors included.

        Raises CoastError when the land file cannot be read.
        """
        shore, frame = self._shore_round(georef.pose.position)
        margin_px = georef.model.fx * np.radians(_SHORE_SIGMAS * self._sigma_deg)
        reach = int(np.ceil(margin_px / _STEP_PX))
        pad = reach * _STEP_PX  # land just outside the picture may be in it, too
        wider = CameraGeoref(_widened(georef.model, pad), georef.pose)
        padded = (shape[0] + 2 * pad, shape[1] + 2 * pad)
        sea = sea_mask(wider, padded, shore, frame, MAX_RANGE_M, _STEP_PX)
        kernel = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
        blocks = np.ascontiguousarray(sea[::_STEP_PX, ::_STEP_PX]).view(np.uint8)
        eroded = cv2.erode(blocks, kernel, borderType=cv2.BORDER_REPLICATE)
        fine = np.asarray(eroded > 0).repeat(_STEP_PX, 0).repeat(_STEP_PX, 1)
        return fine[pad : pad + shape[0], pad : pad + shape[1]]

    def looked_at(self, georef: CameraGeoref) -> tuple[LonLat, ...]:
        """The sea that a picture looks at, as an open ring: each line of sight ends at land."""
        shore, frame = self._shore_round(georef.pose.position)
        model = georef.model
        across = np.linspace(0.0, model.width_px, _SIGHTS)
        top = np.column_stack([across, np.zeros(_SIGHTS)])
        bottom = np.column_stack([across, np.full(_SIGHTS, model.height_px)])
        far = clamp_to_range(georef.rays(top), georef.sea_points(top), MAX_RANGE_M)
        near = clamp_to_range(georef.rays(bottom), georef.sea_points(bottom), MAX_RANGE_M)
        east, north = frame.point(georef.pose.position)
        share = np.linspace(0.0, 1.0, _STEPS)
        along_e, along_n = east + far[:, :1] * share, north + far[:, 1:] * share
        is_clear = np.logical_and.accumulate(shore.nearest_m(along_e, along_n) > 0.0, axis=1)
        reach = share[np.maximum(is_clear.sum(axis=1) - 1, 0)]
        end = far * reach[:, None]
        shorter = np.hypot(*end.T) < np.hypot(*near.T)  # land lies before the picture's lower edge
        start = np.where(shorter[:, None], end, near)
        ring = np.vstack([start, end[::-1]]) + np.array([east, north])
        return tuple(frame.lonlat(float(x), float(y)) for x, y in ring)

    def _shore_round(self, place: LonLat) -> tuple[ShoreGrid, LocalFrame]:
        shore, frame = self._shore, self._frame
        if shore is None or frame is None or not _near(frame, place):
            frame = LocalFrame(place)
            reach = _RASTER_REACH_M
            bounds = (-reach, -reach, reach, reach)
            land = self._land_round(frame)
            clipped = shapely.intersection(land, shapely.box(*bounds))
            shore = ShoreGrid.build(clipped, bounds, _CELL_M)
            self._shore, self._frame = shore, frame
        return shore, frame

    def _land_round(self, frame: LocalFrame) -> shapely.Geometry:
        if self._land is None:
            return shapely.Polygon()
        reach = _READ_REACH_M
        lon, lat = frame.to_lonlat([-reach, reach], [-reach, reach])
        bounds = (float(lon[0]), float(lat[0]), float(lon[1]), float(lat[1]))
        if isinstance(self._land, Path):
            return read_land(self._land, near=bounds).clip(bounds).in_metres(frame)
        return self._land.clip(bounds).in_metres(frame)


def _widened(model: CameraModel, pad_px: int) -> CameraModel:
    """The same lens on a sensor with pad_px more on every side."""
    width, height = model.width_px + 2 * pad_px, model.height_px + 2 * pad_px
    hfov = np.degrees(2.0 * np.arctan(width / 2.0 / model.fx))
    vfov = np.degrees(2.0 * np.arctan(height / 2.0 / model.fy))
    return CameraModel(width, height, float(hfov), float(vfov))


def _near(frame: LocalFrame, place: LonLat) -> bool:
    return float(np.hypot(*frame.point(place))) <= _RASTER_SPARE_M
