"""Compile the loops over pixels once, at installation: nobody shall wait for it in a flight.

The compiled code is kept beside the sources; a changed source is compiled again when it is used.
"""

from datetime import UTC, datetime

import numpy as np

from detectors.cfar import Settings, find_blobs
from detectors.frame import Frame
from detectors.models import anomaly
from geodata.georef import CameraGeoref, CameraModel, CameraPose
from geodata.sentinel1.border import valid_columns
from geodata.shore_grid import ShoreGrid
from mission_planner.rounds.costs import Costs
from mission_planner.rounds.search import search
from simulator.camera.camera import Camera
from simulator.camera.config import SceneConfig, SeaConfig, SunConfig
from simulator.scenario import read_scenario
from simulator.world import World


def main() -> None:
    """Draw a few pictures of the demonstration's world, look for vessels in them, plan a round.

    And look for blobs on a radar picture, whole and in strips that may not be written.
    """
    radar = np.random.default_rng(1).integers(1, 100, (300, 300)).astype(np.uint16)
    frozen = radar.copy()
    frozen.setflags(write=False)
    find_blobs(radar)
    valid_columns(radar, np.ones(10))
    find_blobs([(0, frozen[:150]), (150, frozen[150:])], radar > 5, Settings(band_rows=50))
    apart = 1.0 - np.eye(4)
    search(Costs(apart[None], 0.2 * apart[None], np.zeros(1), np.zeros(1), 1.0))
    world = World(read_scenario("okinoshima"), 1)
    lens = world.scenario.camera
    model = CameraModel(lens.width_px, lens.height_px, lens.hfov_deg, lens.vfov_deg)
    shore = ShoreGrid.build(world.land, world.land.buffer(250.0).bounds, 2.0)
    config = SceneConfig(model, SeaConfig(5.0, 300.0, 0.5), SunConfig(200.0, 50.0))
    camera = Camera(config, 1, world.frame, shore)
    detector = anomaly.build(anomaly.Options())
    for heading_deg in (0.0, 180.0):
        pose = CameraPose(
            world.frame.lonlat(world.home.x, world.home.y), 100.0, heading_deg, lens.pitch_deg, 0.0
        )
        camera.warm_up(pose)
        pixels = camera.render(pose, 60.0, world.vessels_at(60.0))
        sea = np.ones(pixels.shape[:2], np.bool_)
        at, georef = datetime(2026, 1, 1, tzinfo=UTC), CameraGeoref(model, pose)
        detector.detect(Frame(at, "compile", 0, pixels, georef=georef, mask=sea))


if __name__ == "__main__":
    main()
