"""The whole simulated world, put together: doors, threads, and their end."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from geodata.clock import Clock
from geodata.georef import CameraModel, CameraPose
from geodata.position import LonLat
from geodata.shore_grid import ShoreGrid
from simulator.ais import AisFeed
from simulator.camera.camera import Camera
from simulator.camera.config import SceneConfig, SeaConfig, SunConfig
from simulator.filming import Filming
from simulator.fleet import man
from simulator.flying import Flying
from simulator.pose_noise import NoiseConfig, PoseNoise
from simulator.truth import TruthFile
from simulator.vehicles.state import VehicleState
from simulator.video import VideoServer
from simulator.viewers import ViewerDoor
from simulator.world import World

SHORE_MARGIN_M = 250.0
SHORE_CELL_M = 2.0
WATCH_EVERY_S = 0.25  # wall seconds


@dataclass(frozen=True, slots=True)
class Ports:
    """TCP ports on this machine; 0: any free one."""

    mavlink: int = 5760
    video: int = 5600
    ais: int = 10110


class Simulation:
    """A world that runs from the moment of its making until `run` returns.

    The clock starts once everything is compiled and all doors are open. Raises DoorError when a
    port is taken and TruthError when the truth file cannot be written.
    """

    def __init__(
        self,
        world: World,
        speedup: float,
        ports: Ports,
        truth: Path | None,
        signing_key: bytes | None = None,
    ) -> None:
        """Without a vehicle that carries a camera there is no video."""
        scenario = world.scenario
        self.world = world
        self._ended = threading.Event()
        # doors first: a port in use is told at once, not after everything is compiled
        self._ais_door = ViewerDoor(ports.ais, "AIS")
        self._fleet = man(world, ports.mavlink)
        if signing_key is not None:
            for one in self._fleet:
                one.autopilot.set_up_signing(signing_key, 0)
        self._video: VideoServer | None = None
        if scenario.filming is not None:
            size = (scenario.camera.width_px, scenario.camera.height_px)
            epoch = Clock(0.0, scenario.epoch, speedup)  # all that stream time needs to know
            self._video = VideoServer(ports.video, size, scenario.camera.fps, epoch)
        self._truth = None if truth is None else TruthFile(truth, world)
        camera = None if self._video is None else _camera(world)
        self.clock = Clock(time.time(), scenario.epoch, speedup)
        self._flying = Flying(world, self._fleet, self.clock, self._truth)
        self._filming: Filming | None = None
        if camera is not None and self._video is not None:
            noise = PoseNoise(NoiseConfig(**scenario.camera.noise.model_dump()), world.seed)
            self._filming = Filming(world, camera, noise, self._video)
        self._ais = AisFeed(world, self.clock, self._ais_door)

    @property
    def addresses(self) -> dict[str, str | dict[str, str]]:
        """Where to connect: mavlink (of the first vehicle), video, ais.

        vehicles: the MAVLink address of each by its name, where there are several.
        """
        video = {} if self._video is None else {"video": self._video.url}
        links = {one.drone.name: one.link for one in self._fleet}
        return {
            "mavlink": self._fleet[0].link,
            **({"vehicles": links} if self.world.scenario.vehicles else {}),
            **video,
            "ais": f"tcp://127.0.0.1:{self._ais_door.port}",
        }

    @property
    def fleet(self) -> dict[str, VehicleState]:
        """How each vehicle does by now, by its name."""
        return {one.drone.name: one.autopilot.state for one in self._fleet}

    def end(self) -> None:
        """Ask `run` to return; may be called from a signal handler."""
        self._ended.set()

    def run(self) -> bool:
        """Simulate until `end` is called; False when a part of it broke down before."""
        threads = [
            threading.Thread(target=task, name=name, daemon=True)
            for name, task in self._tasks().items()
        ]
        for thread in threads:
            thread.start()
        while not self._ended.wait(WATCH_EVERY_S) and all(t.is_alive() for t in threads):
            pass
        is_whole = self._ended.is_set()
        self._ended.set()
        for thread in threads:
            thread.join(timeout=5.0)
        self._close()
        return is_whole

    def _tasks(self) -> dict[str, Callable[[], None]]:
        tasks: dict[str, Callable[[], None]] = {
            "autopilot": lambda: self._flying.run(self._ended.wait),
            "ais": lambda: self._ais.run(self._ended.wait),
        }
        if (filming := self._filming) is not None:
            tasks["camera"] = lambda: filming.run(
                self._flying.moments, self._truth, self._ended.is_set
            )
        return tasks

    def _close(self) -> None:
        for one in self._fleet:
            one.autopilot.close()
        if self._video is not None:
            self._video.close()
        self._ais_door.close()
        if self._truth is not None:
            self._truth.close()


def _camera(world: World) -> Camera:
    """The camera, compiled and warm."""
    scenario = world.scenario
    lens, sea, sun = scenario.camera, scenario.sea, scenario.sun
    model = CameraModel(lens.width_px, lens.height_px, lens.hfov_deg, lens.vfov_deg)
    config = SceneConfig(
        model=model,
        sea=SeaConfig(sea.wind_mps, sea.wind_from_deg, sea.wave_height_m),
        sun=SunConfig(sun.azimuth_deg, sun.elevation_deg),
    )
    west, south, east, north = world.land.buffer(SHORE_MARGIN_M).bounds
    shore = ShoreGrid.build(world.land, (west, south, east, north), SHORE_CELL_M)
    camera = Camera(config, world.seed, world.frame, shore)
    home = LonLat(scenario.home.lon, scenario.home.lat)
    camera.warm_up(CameraPose(home, 100.0, 0.0, lens.pitch_deg, 0.0))
    return camera
