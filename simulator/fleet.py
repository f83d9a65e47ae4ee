"""The vehicles of a scenario, each on its place with its autopilot switched on."""

from dataclasses import dataclass

import numpy as np

from geodata.position import LonLat
from simulator.autopilot import Autopilot
from simulator.drones import Drone
from simulator.errors import DoorError
from simulator.faults.faults import faults_of
from simulator.scenario import Scenario
from simulator.vehicles.body import Body, Place
from simulator.vehicles.copter import Copter, CopterSpec
from simulator.vehicles.plane import Plane, PlaneSpec
from simulator.vehicles.sub import Sub, SubSpec
from simulator.world import World


@dataclass(frozen=True, slots=True)
class Manned:
    """A drone of the scenario and the autopilot that flies it."""

    drone: Drone
    autopilot: Autopilot

    @property
    def link(self) -> str:
        """Where to connect."""
        return f"tcp:127.0.0.1:{self.autopilot.port}"


def man(world: World, first_port: int) -> tuple[Manned, ...]:
    """All vehicles of the scenario, in its order.

    first_port: of the first one; each other has the one after its neighbour's, or its own.
    0: any free one for those without their own. Raises DoorError when a port is taken.
    """
    fleet: list[Manned] = []
    port = first_port
    for drone in world.scenario.drones:
        port = drone.mavlink_port or port
        try:
            fleet.append(Manned(drone, _autopilot(world, drone, port)))
        except OSError as exc:
            for one in fleet:
                one.autopilot.close()
            raise DoorError(
                f"cannot open port {port} for MAVLink: {exc.strerror}; choose another, or 0"
            ) from exc
        port = port + 1 if first_port else 0
    return tuple(fleet)


def _autopilot(world: World, drone: Drone, port: int) -> Autopilot:
    scenario = world.scenario
    body = body_of(world, drone)
    kind = drone.copter.autopilot if drone.copter else "ardupilot"
    autopilot = Autopilot(body, world.frame, scenario.epoch, port, drone.system, kind)
    autopilot.has_camera = drone.camera
    autopilot.gimbal_pitch_deg = scenario.camera.pitch_deg
    autopilot.faults = faults_of(scenario.faults, drone.name, world.seed + drone.system)
    return autopilot


def body_of(world: World, drone: Drone) -> Body:
    """The vehicle as it stands before launch; a plane with its nose into the wind."""
    scenario, wind = world.scenario, _wind_to(world.scenario)
    figures = drone.figures.model_dump(exclude={"name", "autopilot"})
    home = drone.home or scenario.home
    start = Place(*world.frame.point(LonLat(home.lon, home.lat)), home.deck_m)
    if drone.plane is not None:
        return Plane(PlaneSpec(**figures), start, scenario.sea.wind_from_deg, wind)
    if drone.sub is not None:
        speed, bed_m = figures.pop("current_mps"), figures.pop("bed_depth_m")
        current = _towards(figures.pop("current_to_deg"), speed)
        return Sub(SubSpec(**figures), start, current=current, bed_m=bed_m)
    return Copter(CopterSpec(**figures), start, wind=wind)


def _wind_to(scenario: Scenario) -> tuple[float, float]:
    return _towards(scenario.sea.wind_from_deg + 180.0, scenario.sea.wind_mps)


def _towards(to_deg: float, speed: float) -> tuple[float, float]:
    angle = np.radians(to_deg)
    return float(speed * np.sin(angle)), float(speed * np.cos(angle))
