"""The camera: pictures of the simulated sea, and the truth about what is in them."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from geodata.georef import CameraPose
from geodata.position import LocalFrame
from geodata.shore_grid import ShoreGrid
from simulator.camera.config import SceneConfig
from simulator.camera.grain import add_noise, noise_table, row_starts
from simulator.camera.landing import draw_land
from simulator.camera.optics import BEND, Floats32, Optics, Picture, Single, optics_of
from simulator.camera.painting import by_distance, outline_px, paint_vessel
from simulator.camera.raytracing import sees
from simulator.camera.shading import Light, draw_sea
from simulator.camera.terrain import build_terrain
from simulator.camera.view import View
from simulator.camera.wakes import draw_wake, wake_of, wake_window
from simulator.camera.waves import Sea
from simulator.vessel import VesselState

Box = tuple[float, float, float, float]
WAKE_RANGE_M = 1500.0
SWELL_PERIOD_S = 6.3
BLUR = np.array([0.08, 0.84, 0.08])  # of the lens, in both directions
_LINE = (-0.4, -0.2, 0.0, 0.2, 0.4)  # shares of the length at which land may hide a vessel


@dataclass(frozen=True, slots=True)
class Look:
    """What the camera has of one vessel.

    box_px: x0, y0, x1, y1 round all of the vessel that lies within the picture; None when nothing
    does. slant_m: to the middle of the waterline. occluded: it would be in the picture, but land
    hides more than half of it. in_view: its middle is in the picture, not occluded, at a slant
    range within the scene's limits.
    """

    id: str
    box_px: Box | None
    slant_m: float
    occluded: bool
    in_view: bool


class Camera:
    """Renders a scene over a coast. Pure: the same pose, time and vessels give the same bytes."""

    def __init__(self, config: SceneConfig, seed: int, frame: LocalFrame, shore: ShoreGrid) -> None:
        self._config = config
        self._seed = seed
        self._frame = frame
        self._light = light_of(config)
        self._sea = Sea(config.sea, seed)
        self._terrain = build_terrain(shore, config.island, self._light.sun, seed)
        self._noise = noise_table(config.noise_levels, seed)
        rng = np.random.default_rng([seed, 7005])
        self._grain: Floats32 = rng.random((256, 256)).astype(np.float32)

    def render(self, pose: CameraPose, t_s: float, vessels: Sequence[VesselState]) -> Picture:
        """The picture (rows, columns, 3) RGB seen from a true pose at a time of the scenario."""
        model = self._config.model
        view = View.of(model, pose, self._frame)
        optics = optics_of(model, pose, self._frame)
        out = np.empty((model.height_px, model.width_px, 3), np.uint8)
        draw_sea(optics, self._light, self._sea.surface(t_s), out)
        order = by_distance(vessels, view)
        self._draw_wakes(optics, view, order, out)
        land_m = self._draw_land(optics, t_s, out)
        for vessel in order:
            paint_vessel(vessel, view, self._light, land_m, out)
        out = np.asarray(cv2.sepFilter2D(out, -1, BLUR, BLUR), np.uint8)
        starts = row_starts(model.height_px, model.width_px, t_s, self._seed)
        add_noise(self._noise, starts, out.reshape(model.height_px, -1))
        return out

    def _draw_wakes(
        self, optics: Optics, view: View, vessels: Sequence[VesselState], out: Picture
    ) -> None:
        for vessel in vessels:
            wake = wake_of(vessel, view.turn_rad)
            away = np.hypot(vessel.east_m - view.east_m, vessel.north_m - view.north_m)
            if wake is None or away > WAKE_RANGE_M:
                continue
            window = wake_window(wake, view, (out.shape[1], out.shape[0]))
            if window is not None:
                draw_wake(optics, wake, window, self._grain, out)

    def _draw_land(self, optics: Optics, t_s: float, out: Picture) -> Floats32 | None:
        """Paint the island; metres to the land in each pixel, None when there is none."""
        if self._terrain is None:
            return None
        land_m = np.empty(out.shape[:2], np.float32)
        swell: Single = np.float32(np.sin(2.0 * np.pi * t_s / SWELL_PERIOD_S))
        any_land = draw_land(self._terrain, optics, self._light, swell, out, land_m)
        return land_m if any_land else None

    def look(self, pose: CameraPose, vessels: Sequence[VesselState]) -> list[Look]:
        """The truth about each vessel in the picture from a pose, in the order given."""
        view = View.of(self._config.model, pose, self._frame)
        return [self._look(vessel, view) for vessel in vessels]

    def _look(self, vessel: VesselState, view: View) -> Look:
        model, place = self._config.model, np.array([vessel.east_m, vessel.north_m, 0.0])
        slant_m = float(np.linalg.norm(view.eye - place))
        middle = view.pixels(np.array([[*place[:2], vessel.height_m / 2.0]]))[0]
        inside = bool(0.0 <= middle[0] < model.width_px and 0.0 <= middle[1] < model.height_px)
        near_enough = self._config.near_m <= slant_m <= self._config.far_m
        box = _clipped(outline_px(vessel, view), model.width_px, model.height_px)
        occluded = box is not None and self._hidden(vessel, view)
        return Look(vessel.id, box, slant_m, occluded, inside and near_enough and not occluded)

    def _hidden(self, vessel: VesselState, view: View) -> bool:
        if self._terrain is None:
            return False
        heading = np.radians(vessel.heading_deg) + view.turn_rad
        points = np.array(
            [
                (
                    vessel.east_m + share * vessel.length_m * np.sin(heading),
                    vessel.north_m + share * vessel.length_m * np.cos(heading),
                    vessel.height_m / 2.0,
                )
                for share in _LINE
            ],
            np.float32,
        )
        seen = sees(self._terrain, view.eye.astype(np.float32), BEND, points)
        return int(seen.sum()) * 2 < len(_LINE)

    def warm_up(self, pose: CameraPose) -> None:
        """Compile everything that a picture from about this pose needs (seconds, once)."""
        here = self._frame.point(pose.position)
        ahead = np.radians(pose.heading_deg)
        boat = VesselState(
            "warm-up", "fishing", 12.0, 3.5, 5.0, here[0] + 300.0 * float(np.sin(ahead)),
            here[1] + 300.0 * float(np.cos(ahead)), 0.0, 0.0, 5.0, None, (200, 200, 200),
        )  # fmt: skip
        self.render(pose, 0.0, [boat])
        self.look(pose, [boat])


def _clipped(
    outline: np.ndarray[tuple[int, ...], np.dtype[np.float64]], width: int, height: int
) -> Box | None:
    """Box round the points within a picture; None when it lies outside or behind the camera."""
    if not np.isfinite(outline).all():
        return None
    x0, y0 = np.maximum(outline.min(axis=0), 0.0)
    x1, y1 = np.minimum(outline.max(axis=0), (width, height))
    return (float(x0), float(y0), float(x1), float(y1)) if x0 < x1 and y0 < y1 else None


def light_of(config: SceneConfig) -> Light:
    """Colours of a clear day with the scene's sun."""
    azimuth, elevation = np.radians((config.sun.azimuth_deg, config.sun.elevation_deg))
    sun = (
        np.sin(azimuth) * np.cos(elevation), np.cos(azimuth) * np.cos(elevation), np.sin(elevation)
    )  # fmt: skip
    return Light(
        np.array(sun, np.float32),
        np.array([0.11, 0.22, 0.45], np.float32),
        np.array([0.52, 0.62, 0.72], np.float32),
        np.array([0.012, 0.042, 0.055], np.float32),
        np.array([1.0, 0.95, 0.85], np.float32),
        np.float32(1.0 / config.visibility_m),
    )
