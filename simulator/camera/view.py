"""Where things of the local frame lie in one picture."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodata.georef import CameraGeoref, CameraModel, CameraPose
from geodata.position import LocalFrame
from simulator.camera.optics import grid_turn_rad

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class View:
    """One picture's camera over the local frame. turn_rad: true north there, clockwise."""

    georef: CameraGeoref
    east_m: float
    north_m: float
    turn_rad: float

    @classmethod
    def of(cls, model: CameraModel, pose: CameraPose, frame: LocalFrame) -> "View":
        """The view of a camera at a pose."""
        east, north = frame.point(pose.position)
        return cls(CameraGeoref(model, pose), east, north, grid_turn_rad(frame, pose.position))

    @property
    def eye(self) -> Floats:
        """East, north (local frame) and height of the camera in metres."""
        return np.array([self.east_m, self.north_m, self.georef.pose.alt_amsl_m])

    def pixels(self, points: Floats) -> Floats:
        """(N, 2) pixels of points (N, 3: east, north, height above the sea); NaN behind."""
        east, north = points[:, 0] - self.east_m, points[:, 1] - self.north_m
        cosine, sine = np.cos(self.turn_rad), np.sin(self.turn_rad)
        true = np.column_stack(
            [east * cosine - north * sine, east * sine + north * cosine, points[:, 2]]
        )
        return self.georef.pixels(true)
