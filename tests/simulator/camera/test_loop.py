"""The camera at work: pictures at their times, truth for each, and none late."""

import socket
import threading
import time
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from geodata.clock import Clock
from geodata.coast import ShoreGrid
from geodata.georef import CameraModel, CameraPose
from geodata.position import LocalFrame, LonLat
from simulator.camera.camera import Camera
from simulator.camera.config import SceneConfig, SeaConfig, SunConfig
from simulator.camera.loop import CameraLoop, Rig, Shot, camera_pose
from simulator.pose_noise import NoiseConfig
from simulator.vehicles.state import CopterState
from simulator.vessel import VesselState
from simulator.video import VideoServer

FRAME = LocalFrame(LonLat(130.1, 34.24))
MODEL = CameraModel(320, 240, 60.0, 46.8)
EPOCH = datetime(2026, 5, 12, 1, 30, tzinfo=UTC)
FPS = 4.0


def state(t_s: float) -> CopterState:
    return CopterState(
        t_s, 10.0 * t_s, 0.0, 100.0, 90.0, -8.0, 2.0, 10.0, 0.0, 0.5, True, "AUTO", 80.0
    )


def boats(t_s: float) -> list[VesselState]:
    return [
        VesselState(
            "a", "fishing", 15.0, 4.0, 4.5, 250.0 + 10.0 * t_s, 0.0, 0.0, 0.0, 0.0, None, (9, 9, 9)
        )
    ]


class Slow(Camera):
    """A camera on a machine that takes its time."""

    def render(
        self, pose: CameraPose, t_s: float, vessels: object
    ) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
        time.sleep(0.12)
        return np.zeros((MODEL.height_px, MODEL.width_px, 3), np.uint8)


@pytest.fixture(scope="module")
def shore() -> ShoreGrid:
    return ShoreGrid(np.full((4, 4), 5000.0, np.float32), -1000.0, -1000.0, 500.0)


def run(kind: type[Camera], shore: ShoreGrid, is_watched: bool) -> tuple[list[Shot], CameraLoop]:
    """Shots of a second and a half at speed-up 4."""
    clock = Clock(time.time(), EPOCH, 4.0)
    scene = SceneConfig(MODEL, SeaConfig(6.0, 300.0, 0.6), SunConfig(121.0, 61.0))
    video = VideoServer(0, (MODEL.width_px, MODEL.height_px), FPS, clock)
    shots: list[Shot] = []
    enough = threading.Event()

    def keep(shot: Shot) -> None:
        shots.append(shot)
        if shot.t_s > 6.0:
            enough.set()

    rig = Rig(
        copter=lambda: state((clock.now() - EPOCH).total_seconds()),
        gimbal_pitch_deg=lambda: -20.0,
        vessels_at=boats,
        frame=FRAME,
        model=MODEL,
        noise=NoiseConfig(),
        clock=clock,
        epoch=EPOCH,
        fps=FPS,
        mission="patrol",
        platform="heron-1",
    )
    camera = kind(scene, 3, FRAME, shore)
    camera.warm_up(camera_pose(state(0.0), -20.0, 0.0, FRAME))
    loop = CameraLoop(rig, camera, video, 3, keep)
    with socket.create_connection(("127.0.0.1", video.port)) as viewer:
        if not is_watched:
            viewer.close()
            video.close()
        loop.start()
        assert enough.wait(20.0)
        loop.stop()
    video.close()
    return shots, loop


def test_each_shot_tells_the_truth_of_its_time(shore: ShoreGrid) -> None:
    shots, loop = run(Camera, shore, True)
    assert [shot.number for shot in shots] == list(range(1, len(shots) + 1))
    assert loop.taken == len(shots)
    for shot in shots:
        assert shot.was_sent
        assert shot.at == EPOCH + timedelta(seconds=shot.t_s)
        assert (shot.t_s * FPS).is_integer()
        east, north = FRAME.point(shot.pose.position)
        # where the copter was at the picture's time, not when the thread came round to it
        assert (east, north) == pytest.approx((10.0 * shot.t_s, 0.0), abs=1e-3)
        pose, look = shot.pose, shot.looks[0]
        assert (pose.heading_deg, pose.pitch_deg, pose.roll_deg) == (90.0, -20.0, 0.0)
        assert look.in_view
        assert look.slant_m == pytest.approx(np.hypot(250.0, pose.alt_amsl_m), abs=0.1)


def test_a_slow_machine_leaves_pictures_out_and_keeps_up(shore: ShoreGrid) -> None:
    shots, loop = run(Slow, shore, True)
    steps = np.diff([shot.t_s * FPS for shot in shots])
    assert steps.min() >= 1
    assert loop.skipped > 0
    assert loop.skipped >= int((steps - 1).sum())


def test_the_truth_is_told_without_a_viewer(shore: ShoreGrid) -> None:
    shots, _ = run(Camera, shore, False)
    assert not any(shot.was_sent for shot in shots)
    assert len(shots) > 10
    assert all(shot.looks[0].in_view for shot in shots)
