"""The whole simulated world, put together: doors, threads, and their end."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from geodata.clock import Clock
from geodata.georef import CameraModel, CameraPose
from geodata.position import LonLat
from geodata.shore_grid import ShoreGrid
from simulator.ais import AisFeed
from simulator.autopilot import Autopilot
from simulator.camera.camera import Camera
from simulator.camera.config import SceneConfig, SeaConfig, SunConfig
from simulator.errors import DoorError
from simulator.filming import Filming
from simulator.flying import Flying
from simulator.pose_noise import NoiseConfig, PoseNoise
from simulator.scenario import Scenario
from simulator.truth import TruthFile
from simulator.vehicles.body import Body, Place
from simulator.vehicles.copter import Copter, CopterSpec
from simulator.vehicles.plane import Plane, PlaneSpec
from simulator.vehicles.sub import Sub, SubSpec
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

    def __init__(self, world: World, speedup: float, ports: Ports, truth: Path | None) -> None:
        scenario = world.scenario
        self.world = world
        self._ended = threading.Event()
        # doors first: a port in use is told at once, not after everything is compiled
        self._ais_door = ViewerDoor(ports.ais, "AIS")
        self._autopilot = _autopilot(world, ports.mavlink)
        size = (scenario.camera.width_px, scenario.camera.height_px)
        epoch = Clock(0.0, scenario.epoch, speedup)  # all that stream time needs to know
        self._video = VideoServer(ports.video, size, scenario.camera.fps, epoch)
        self._truth = None if truth is None else TruthFile(truth, world)
        camera = _camera(world)
        self.clock = Clock(time.time(), scenario.epoch, speedup)
        self._flying = Flying(world, self._autopilot, self.clock, self._truth)
        noise = PoseNoise(NoiseConfig(**scenario.camera.noise.model_dump()), world.seed)
        self._filming = Filming(world, camera, noise, self._video)
        self._ais = AisFeed(world, self.clock, self._ais_door)

    @property
    def addresses(self) -> dict[str, str]:
        """Where to connect: mavlink, video, ais."""
        return {
            "mavlink": f"tcp:127.0.0.1:{self._autopilot.port}",
            "video": self._video.url,
            "ais": f"tcp://127.0.0.1:{self._ais_door.port}",
        }

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
        return {
            "autopilot": lambda: self._flying.run(self._ended.wait),
            "camera": lambda: self._filming.run(
                self._flying.moments, self._truth, self._ended.is_set
            ),
            "ais": lambda: self._ais.run(self._ended.wait),
        }

    def _close(self) -> None:
        self._autopilot.close()
        self._video.close()
        self._ais_door.close()
        if self._truth is not None:
            self._truth.close()


def _autopilot(world: World, port: int) -> Autopilot:
    scenario = world.scenario
    kind = scenario.copter.autopilot if scenario.copter else "ardupilot"
    try:
        autopilot = Autopilot(body_of(world), world.frame, scenario.epoch, port, kind)
    except OSError as exc:
        raise DoorError(
            f"cannot open port {port} for MAVLink: {exc.strerror}; choose another, or 0"
        ) from exc
    autopilot.gimbal_pitch_deg = scenario.camera.pitch_deg
    return autopilot


def body_of(world: World) -> Body:
    """The vehicle as it stands before launch; a plane with its nose into the wind."""
    scenario, wind = world.scenario, _wind_to(world.scenario)
    figures = scenario.vehicle.model_dump(exclude={"name", "autopilot"})
    start = Place(world.home.x, world.home.y, scenario.home.deck_m)
    if scenario.plane is not None:
        return Plane(PlaneSpec(**figures), start, scenario.sea.wind_from_deg, wind)
    if scenario.sub is not None:
        speed, bed_m = figures.pop("current_mps"), figures.pop("bed_depth_m")
        current = _towards(figures.pop("current_to_deg"), speed)
        return Sub(SubSpec(**figures), start, current=current, bed_m=bed_m)
    return Copter(CopterSpec(**figures), start, wind=wind)


def _wind_to(scenario: Scenario) -> tuple[float, float]:
    return _towards(scenario.sea.wind_from_deg + 180.0, scenario.sea.wind_mps)


def _towards(to_deg: float, speed: float) -> tuple[float, float]:
    angle = np.radians(to_deg)
    return float(speed * np.sin(angle)), float(speed * np.cos(angle))


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
