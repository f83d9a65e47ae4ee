"""Pictures of the simulated patrol round the demo island, without a flight."""

import numpy as np
from numpy.typing import NDArray

from geodata.georef import CameraModel, CameraPose
from geodata.shore_grid import ShoreGrid
from simulator.camera.camera import Camera
from simulator.camera.config import SceneConfig, SeaConfig, SunConfig
from simulator.lookout import patrol_ring
from simulator.scenario import read_scenario
from simulator.world import World

SHORE_MARGIN_M, SHORE_CELL_M = 250.0, 2.0


class Scene:
    """One seed's sea, vessels and camera. Poses follow the ring that a patrol flies."""

    def __init__(self, seed: int) -> None:
        self.world = world = World(read_scenario("okinoshima"), seed)
        lens, sea, sun = world.scenario.camera, world.scenario.sea, world.scenario.sun
        self.model = CameraModel(lens.width_px, lens.height_px, lens.hfov_deg, lens.vfov_deg)
        config = SceneConfig(
            self.model,
            SeaConfig(sea.wind_mps, sea.wind_from_deg, sea.wave_height_m),
            SunConfig(sun.azimuth_deg, sun.elevation_deg),
        )
        bounds = world.land.buffer(SHORE_MARGIN_M).bounds
        shore = ShoreGrid.build(world.land, bounds, SHORE_CELL_M)
        self.camera = Camera(config, seed, world.frame, shore)
        patrol = world.scenario.traffic.patrol
        self._patrol = patrol
        self._ring = patrol_ring(world.land, patrol.standoff_m, world.home)
        self.camera.warm_up(self.pose(0.0))

    def time_s(self, share: float) -> float:
        """Seconds after the epoch when a patrol has flown this share of the ring."""
        length = float(np.hypot(*np.diff(self._ring, axis=0).T).sum())
        return self._patrol.begin_s[0] + share * length / self._patrol.speed_mps

    def pose(self, share: float) -> CameraPose:
        """The level camera at a share (0 to 1) of the ring, looking along it."""
        index = min(int(share * (len(self._ring) - 6)), len(self._ring) - 7)
        here, there = self._ring[index], self._ring[index + 5]
        heading = float(np.degrees(np.arctan2(*(there - here)))) % 360.0
        place = self.world.frame.lonlat(float(here[0]), float(here[1]))
        pitch = self.world.scenario.camera.pitch_deg
        return CameraPose(place, self._patrol.altitude_m, heading, pitch, 0.0)

    def picture(self, share: float) -> NDArray[np.uint8]:
        """What the camera sees there."""
        t_s = self.time_s(share)
        return self.camera.render(self.pose(share), t_s, self.world.vessels_at(t_s))
