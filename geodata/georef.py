"""From pixels to places on the sea and back: the camera of a drone.

Frames. ENU metres (east, north, up) with the origin on the sea straight below the camera.
Camera axes: x right, y down, z forward along the optical axis.

The sea is a sphere of 7/6 of the earth's radius, which stands for curvature less the bending of
light in a standard atmosphere; at 2 km and 120 m of height this moves a point by 14 m.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geodata.position import LocalFrame, LonLat, wrap_deg

Floats = NDArray[np.float64]

EARTH_RADIUS_M = 6_371_008.8
REFRACTED_RADIUS_M = EARTH_RADIUS_M * 7.0 / 6.0


@dataclass(frozen=True, slots=True)
class CameraModel:
    """A pinhole camera: picture size in pixels and its full horizontal and vertical angles."""

    width_px: int
    height_px: int
    hfov_deg: float
    vfov_deg: float

    @property
    def fx(self) -> float:
        """Focal length in pixels, across."""
        return float(self.width_px / 2.0 / np.tan(np.radians(self.hfov_deg) / 2.0))

    @property
    def fy(self) -> float:
        """Focal length in pixels, down."""
        return float(self.height_px / 2.0 / np.tan(np.radians(self.vfov_deg) / 2.0))

    @property
    def cx(self) -> float:
        """Column of the optical axis; pixel (0, 0) covers 0..1, so centres lie at .5."""
        return self.width_px / 2.0

    @property
    def cy(self) -> float:
        """Row of the optical axis."""
        return self.height_px / 2.0


@dataclass(frozen=True, slots=True)
class CameraPose:
    """Where the camera is and where its optical axis points.

    alt_amsl_m: height above mean sea level. heading_deg: of the optical axis, clockwise from true
    north. pitch_deg: 0 at the horizon, -90 straight down. roll_deg: right side down is positive.
    """

    position: LonLat
    alt_amsl_m: float
    heading_deg: float
    pitch_deg: float
    roll_deg: float


@lru_cache(maxsize=1024)
def camera_rotation(heading_deg: float, pitch_deg: float, roll_deg: float) -> Floats:
    """3x3 matrix (read-only) that turns camera axes (right, down, forward) into east, north, up."""
    heading, pitch, roll = map(math.radians, (heading_deg, pitch_deg, roll_deg))
    sin_h, cos_h = math.sin(heading), math.cos(heading)
    sin_p, cos_p = math.sin(pitch), math.cos(pitch)
    sin_r, cos_r = math.sin(roll), math.cos(roll)
    # of a level camera: right is (cos_h, -sin_h, 0), up is (-sin_h sin_p, -cos_h sin_p, cos_p)
    right = (cos_h * cos_r + sin_h * sin_p * sin_r, -sin_h * cos_r + cos_h * sin_p * sin_r)
    down = (sin_h * sin_p * cos_r - cos_h * sin_r, cos_h * sin_p * cos_r + sin_h * sin_r)
    rotation = np.array(
        [
            [right[0], down[0], sin_h * cos_p],
            [right[1], down[1], cos_h * cos_p],
            [-cos_p * sin_r, -cos_p * cos_r, sin_p],
        ]
    )
    rotation.setflags(write=False)
    return rotation


def rotation_angles(rotation: Floats) -> tuple[float, float, float]:
    """(heading, pitch, roll) in degrees of a `camera_rotation` matrix; straight down has heading
    taken from the picture's upper edge and no roll."""
    right, down, forward = rotation.T
    if abs(forward[2]) > 1.0 - 1e-12:
        up_in_picture = -down * np.sign(-forward[2])
        return wrap_deg(np.degrees(np.arctan2(*up_in_picture[:2]))), 90.0 * np.sign(forward[2]), 0.0
    heading = np.arctan2(forward[0], forward[1])
    level_right = np.array([np.cos(heading), -np.sin(heading), 0.0])
    roll = np.arctan2(-right @ np.cross(level_right, forward), right @ level_right)
    pitch = np.arcsin(np.clip(forward[2], -1.0, 1.0))
    return wrap_deg(float(np.degrees(heading))), float(np.degrees(pitch)), float(np.degrees(roll))


def _body_axes(attitude: tuple[float, float, float]) -> Floats:
    """Columns right, forward, up of a platform with (heading, pitch, roll) in degrees."""
    right, down, forward = camera_rotation(*attitude).T
    return np.column_stack([right, forward, -down])


def body_to_camera(
    platform: tuple[float, float, float], sensor: tuple[float, float, float]
) -> tuple[float, float, float]:
    """(heading, pitch, roll) of the optical axis from platform and gimbal angles, all degrees.

    platform: heading, pitch (nose up positive), roll (right wing down positive).
    sensor: azimuth (clockwise from the nose), elevation (up positive), roll, relative to the
    platform, as in MISB ST 0601 tags 5, 6, 7 and 18, 19, 20.
    """
    return rotation_angles(_body_axes(platform) @ camera_rotation(*sensor))


def camera_to_sensor(
    platform: tuple[float, float, float], camera: tuple[float, float, float]
) -> tuple[float, float, float]:
    """Gimbal angles that give a camera attitude on a platform: inverse of body_to_camera."""
    return rotation_angles(_body_axes(platform).T @ camera_rotation(*camera))


@lru_cache(maxsize=64)
def _frame_below(position: LonLat) -> LocalFrame:
    return LocalFrame(position)


@dataclass(frozen=True, slots=True)
class CameraGeoref:
    """A picture tied to the sea by its camera and pose."""

    model: CameraModel
    pose: CameraPose

    def rays(self, px: ArrayLike) -> Floats:
        """Unit vectors (N, 3) in east, north, up through pixels (N, 2) as (column, row)."""
        points = np.asarray(px, np.float64).reshape(-1, 2)
        m, p = self.model, self.pose
        rays = np.column_stack(
            [
                (points[:, 0] - m.cx) / m.fx,
                (points[:, 1] - m.cy) / m.fy,
                np.ones(len(points)),
            ]
        )
        rays /= np.linalg.norm(rays, axis=1, keepdims=True)
        turned: Floats = rays @ camera_rotation(p.heading_deg, p.pitch_deg, p.roll_deg).T
        return turned

    def sea_points(self, px: ArrayLike) -> Floats:
        """(N, 2) east and north metres, along the sea from below the camera, where the rays of
        pixels (N, 2) meet it; NaN where a ray misses the sea."""
        return sea_intersections(self.rays(px), self.pose.alt_amsl_m)

    def lonlat(self, px: ArrayLike) -> Floats:
        """(N, 2) longitude, latitude of pixels on the sea; NaN where the ray misses it."""
        east, north = self.sea_points(px).T
        return np.column_stack(_frame_below(self.pose.position).to_lonlat(east, north))

    def pixels(self, enu: ArrayLike) -> Floats:
        """(N, 2) pixels of points (N, 3): metres east and north along the sea, height above it.

        NaN for points behind the camera. Points beyond the picture's edge keep their numbers.
        """
        points = np.asarray(enu, np.float64).reshape(-1, 3)
        m, p = self.model, self.pose
        ground = np.hypot(points[:, 0], points[:, 1])
        angle = ground / REFRACTED_RADIUS_M
        reach = (REFRACTED_RADIUS_M + points[:, 2]) * np.sin(angle)
        scale = np.divide(reach, ground, out=np.ones_like(ground), where=ground > 0.0)
        drop = (REFRACTED_RADIUS_M + points[:, 2]) * np.cos(angle) - REFRACTED_RADIUS_M
        straight = np.column_stack(
            [points[:, 0] * scale, points[:, 1] * scale, drop - p.alt_amsl_m]
        )
        x, y, z = (straight @ camera_rotation(p.heading_deg, p.pitch_deg, p.roll_deg)).T
        z = np.where(z > 1e-6, z, np.nan)
        return np.column_stack([m.cx + m.fx * x / z, m.cy + m.fy * y / z])

    def ground_range_m(self, px: ArrayLike) -> Floats:
        """(N,) metres along the sea from below the camera; NaN where the ray misses the sea."""
        points = self.sea_points(px)
        return np.hypot(points[:, 0], points[:, 1])

    def slant_range_m(self, px: ArrayLike) -> Floats:
        """(N,) metres from the camera to the sea along the ray; NaN where it misses."""
        return np.hypot(self.ground_range_m(px), self.pose.alt_amsl_m)

    def gsd_m(self, px: ArrayLike) -> Floats:
        """(N,) metres that a pixel spans at the sea, across the line of sight; NaN off it."""
        return self.slant_range_m(px) / self.model.fx


def sea_intersections(rays: Floats, height_m: float) -> Floats:
    """(N, 2) metres along the sea where unit rays (N, 3) from `height_m` above it meet it."""
    top = REFRACTED_RADIUS_M + height_m
    towards = rays[:, 2] * top
    constant = height_m * (2.0 * REFRACTED_RADIUS_M + height_m)
    square = towards**2 - constant
    hits = (square >= 0.0) & (towards < 0.0)
    root = np.sqrt(np.where(hits, square, np.nan))
    length = constant / (-towards + root)  # the nearer root, without cancellation
    horizontal = np.hypot(rays[:, 0], rays[:, 1])
    arc = REFRACTED_RADIUS_M * np.arctan2(length * horizontal, top + length * rays[:, 2])
    scale = np.divide(arc, horizontal, out=np.zeros_like(arc), where=horizontal > 0.0)
    return np.column_stack([rays[:, 0] * scale, rays[:, 1] * scale])


def clamp_to_range(rays: Floats, points: Floats, max_range_m: float) -> Floats:
    """Points on the sea pulled in to max_range_m along their bearing; misses are put there, too."""
    ground = np.hypot(points[:, 0], points[:, 1])
    horizontal = np.maximum(np.hypot(rays[:, 0], rays[:, 1]), 1e-12)
    far = ~(ground <= max_range_m)
    limit = rays[:, :2] / horizontal[:, None] * max_range_m
    return np.where(far[:, None], limit, points)
