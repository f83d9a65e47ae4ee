"""The camera as the compiled kernels need it, in the axes of the local frame."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geodata.georef import REFRACTED_RADIUS_M, CameraModel, CameraPose, camera_rotation
from geodata.position import LocalFrame, LonLat

Floats32 = NDArray[np.float32]
# a float32 of a kernel: the types that numpy declares do not let it meet a float in min() or max()
Single = Any
BEND: Single = np.float32(0.5 / REFRACTED_RADIUS_M)
Picture = NDArray[np.uint8]


class Optics(NamedTuple):
    """Rays and eye of a picture; all float32.

    rays: (3, 3), direction (east, north, up) of a pixel = rays @ (column, row, 1), not of unit
    length. eye: east, north, height in metres. bend: 1 / (2 x radius of the sea), per metre.
    pixel: angle across one pixel, radians.
    """

    rays: Floats32
    eye: Floats32
    bend: Single
    pixel: Single


def grid_turn_rad(frame: LocalFrame, place: LonLat) -> float:
    """Direction of true north at a place in a local frame, clockwise from the frame's north."""
    east, north = frame.to_metres([place.lon] * 2, [place.lat - 1e-3, place.lat + 1e-3])
    return float(np.arctan2(east[1] - east[0], north[1] - north[0]))


def optics_of(model: CameraModel, pose: CameraPose, frame: LocalFrame) -> Optics:
    """The camera `model` at `pose` in the axes of `frame`."""
    turn = grid_turn_rad(frame, pose.position)
    heading_deg = pose.heading_deg + float(np.degrees(turn))
    lens = np.array(
        [
            [1.0 / model.fx, 0.0, -model.cx / model.fx],
            [0.0, 1.0 / model.fy, -model.cy / model.fy],
            [0.0, 0.0, 1.0],
        ]
    )
    rays = camera_rotation(heading_deg, pose.pitch_deg, pose.roll_deg) @ lens
    return Optics(
        rays.astype(np.float32),
        np.array([*frame.point(pose.position), pose.alt_amsl_m], np.float32),
        BEND,
        np.float32(1.0 / model.fx),
    )
