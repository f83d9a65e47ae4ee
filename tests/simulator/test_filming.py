"""The camera's thread, with a viewer who counts."""

from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any

import numpy as np
import pytest

from geodata.position import distance_m
from simulator.filming import Filming
from simulator.flying import Moment
from simulator.pose_noise import NoiseConfig, PoseNoise
from simulator.scenario import read_scenario
from simulator.vehicles.state import VehicleState
from simulator.world import World
from surveillance.sources.klv import parse_klv
from surveillance.sources.pose import sensor_state

STATE = VehicleState(
    12.5, 100.0, -600.0, 121.25, 90.0, -4.0, 1.5, 3.0, 4.0, 0.0, True, "AUTO", 87.5
)  # fmt: skip
OFF = range(2, 5)


@dataclass
class Viewed:
    """A camera and its video in one: what was rendered, what was sent."""

    viewers: int = 1
    rendered: list[float] = field(default_factory=list)
    sent: list[Any] = field(default_factory=list)
    packets: list[bytes] = field(default_factory=list)
    poses: list[Any] = field(default_factory=list)

    def render(self, pose: object, t_s: float, vessels: object) -> Any:
        self.rendered.append(t_s)
        self.poses.append(pose)
        return np.zeros((2, 2, 3), np.uint8)

    def send(self, pixels: object, klv: bytes, at: object, next_at: object) -> None:
        self.sent.append(next_at)
        self.packets.append(klv)


def test_a_camera_that_is_off_sends_nothing_until_it_is_back() -> None:
    world = World(read_scenario("okinoshima"), 21)
    noise = PoseNoise(NoiseConfig(**world.scenario.camera.noise.model_dump()), 21)
    viewed, moments = Viewed(), SimpleQueue[Moment]()
    for number in range(8):
        moments.put(Moment(number, STATE, -25.0, is_camera_on=number not in OFF))
    filming = Filming(world, viewed, noise, viewed)  # type: ignore[arg-type]
    filming.run(_Slow(moments), None, moments.empty)  # type: ignore[arg-type]
    fps = world.scenario.camera.fps
    # the picture promised before it went off is the last one
    assert [round(t_s * fps) for t_s in viewed.rendered] == [0, 1, 2, 5, 6, 7]
    assert [at is None for at in viewed.sent] == [False, False, True, False, False, False]


def test_a_deceived_drone_films_where_it_is_and_tells_where_it_believes_to_be() -> None:
    world = World(read_scenario("okinoshima"), 21)
    noise = PoseNoise(NoiseConfig(attitude_deg=0.0, position_m=0.0, height_m=0.0, stamp_s=0.0), 21)
    viewed, moments = Viewed(), SimpleQueue[Moment]()
    for number, astray_m in enumerate(((0.0, 0.0), (120.0, -50.0))):
        moments.put(Moment(number, STATE, -25.0, astray_m=astray_m))
    Filming(world, viewed, noise, viewed).run(  # type: ignore[arg-type]
        _Slow(moments),
        None,
        moments.empty,  # type: ignore[arg-type]
    )
    told = [sensor_state(parse_klv(klv).packets[0]) for klv in viewed.packets]
    true_place = world.frame.lonlat(STATE.east_m, STATE.north_m)
    assert [distance_m(pose.position, true_place) for pose in viewed.poses] == [0.0, 0.0]
    sound, deceived = (world.frame.point(s.pose.position) for s in told if s is not None)
    assert sound == pytest.approx((100.0, -600.0), abs=0.1)
    assert deceived == pytest.approx((220.0, -650.0), abs=0.1)


class _Slow:
    """Moments that come one by one: nobody is behind."""

    def __init__(self, moments: SimpleQueue[Moment]) -> None:
        self._moments = moments

    def get(self, timeout: float) -> Moment:
        return self._moments.get(timeout=timeout)

    def qsize(self) -> int:
        return 0
