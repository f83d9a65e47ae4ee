"""The camera at work: takes pictures at their times, sends them, and tells what was in them.

Picture times are whole multiples of 1 / fps after the epoch. The next one is chosen when a picture
is sent, so a slow machine leaves pictures out (and counts them) but never falls behind.
"""

import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from geodata.clock import Clock
from geodata.georef import CameraModel, CameraPose
from geodata.position import LocalFrame, wrap_deg
from simulator.camera.camera import Camera, Look
from simulator.klv import Telemetry, encode_packet
from simulator.pose_noise import NoiseConfig, PoseNoise, disturbed
from simulator.vehicles.state import CopterState
from simulator.vessel import VesselState
from simulator.video import VideoServer

LEAST_HEIGHT_M = 1.0  # of the lens above the sea
LONGEST_CARRY_S = 1.0  # over which the copter's state is carried to the picture's time
LONGEST_WAIT_S = 0.2  # wall seconds between two looks at the stop flag


@dataclass(frozen=True, slots=True)
class Rig:
    """What the camera hangs on: functions that give the present state, and what stays the same.

    copter and gimbal_pitch_deg are read at picture time; vessels_at takes seconds since the epoch.
    epoch is the clock's time at t_s = 0; fps counts pictures per second of the clock.
    """

    copter: Callable[[], CopterState]
    gimbal_pitch_deg: Callable[[], float]
    vessels_at: Callable[[float], Sequence[VesselState]]
    frame: LocalFrame
    model: CameraModel
    noise: NoiseConfig
    clock: Clock
    epoch: datetime
    fps: float
    mission: str
    platform: str


@dataclass(frozen=True, slots=True)
class Shot:
    """The truth about one picture: true pose, vessels, and what the camera had of each of them.

    was_sent: somebody watched. Without a viewer nothing is drawn, but the truth is told all the
    same.
    """

    number: int
    t_s: float
    at: datetime
    pose: CameraPose
    vessels: tuple[VesselState, ...]
    looks: tuple[Look, ...]
    was_sent: bool


class CameraLoop:
    """Takes the rig's pictures in a thread of its own.

    on_shot is called from that thread after each picture. `taken` and `skipped` count pictures.
    """

    def __init__(
        self,
        rig: Rig,
        camera: Camera,
        video: VideoServer,
        seed: int,
        on_shot: Callable[[Shot], None],
    ) -> None:
        self._rig, self._camera, self._video = rig, camera, video
        self._clock, self._fps = rig.clock, rig.fps
        self._noise = PoseNoise(rig.noise, seed)
        self._on_shot = on_shot
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)
        self.taken = 0
        self.skipped = 0

    def start(self) -> None:
        """Begin with the next picture time."""
        self._thread.start()

    def stop(self) -> None:
        """End after the picture in hand."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        slot = self._slot_after(self._now_s())
        while self._await(slot / self._fps):
            slot = self._take(slot)

    def _now_s(self) -> float:
        return (self._clock.now() - self._rig.epoch).total_seconds()

    def _slot_after(self, t_s: float) -> int:
        return max(0, math.floor(t_s * self._fps) + 1)

    def _await(self, t_s: float) -> bool:
        """Wait for a time after the epoch; False when told to stop."""
        wall = self._clock.wall_seconds
        while (missing_s := t_s - self._now_s()) > 0.0:
            if self._stop.wait(min(wall(missing_s), LONGEST_WAIT_S)):
                return False
        return not self._stop.is_set()

    def _take(self, slot: int) -> int:
        """Take the picture of a slot; the slot of the next one."""
        t_s, rig = slot / self._fps, self._rig
        at = rig.epoch + timedelta(seconds=t_s)
        state = rig.copter()
        pose = camera_pose(state, rig.gimbal_pitch_deg(), t_s, rig.frame)
        vessels = tuple(rig.vessels_at(t_s))
        was_sent = self._video.viewers > 0
        if was_sent:
            picture = self._camera.render(pose, t_s, vessels)
            klv = self._telemetry(state, pose, at, t_s)
            following = max(slot + 1, self._slot_after(self._now_s()))
            next_at = rig.epoch + timedelta(seconds=following / self._fps)
            self._video.send(picture, klv, at, next_at)
        else:
            following = max(slot + 1, self._slot_after(self._now_s()))
        self.taken += 1
        self.skipped += following - slot - 1
        looks = tuple(self._camera.look(pose, vessels))
        self._on_shot(Shot(self.taken, t_s, at, pose, vessels, looks, was_sent))
        return following

    def _telemetry(
        self, state: CopterState, pose: CameraPose, at: datetime, t_s: float
    ) -> bytes:
        error = self._noise.at(t_s)
        return encode_packet(
            Telemetry(
                at=at + timedelta(seconds=error.stamp_s),
                platform_deg=(state.heading_deg, state.pitch_deg, state.roll_deg),
                camera=disturbed(pose, error),
                model=self._rig.model,
                mission=self._rig.mission,
                platform_name=self._rig.platform,
            )
        )


def camera_pose(
    state: CopterState, gimbal_pitch_deg: float, t_s: float, frame: LocalFrame
) -> CameraPose:
    """Pose of a camera under a copter, at a time near its state's; the gimbal keeps it level."""
    carry_s = max(-LONGEST_CARRY_S, min(LONGEST_CARRY_S, t_s - state.t_s))
    east_m = state.east_m + state.ve * carry_s
    north_m = state.north_m + state.vn * carry_s
    return CameraPose(
        position=frame.lonlat(east_m, north_m),
        alt_amsl_m=max(LEAST_HEIGHT_M, state.alt_m + state.vu * carry_s),
        heading_deg=wrap_deg(state.heading_deg),
        pitch_deg=gimbal_pitch_deg,
        roll_deg=0.0,
    )
