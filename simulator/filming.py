"""The camera in simulated time: one thread takes and labels pictures, another sends them.

Two, because drawing a picture and encoding the one before it can share the time between pictures.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from queue import Empty, Full, Queue, SimpleQueue

import numpy as np
from numpy.typing import NDArray

from geodata.georef import CameraModel, CameraPose
from simulator.camera.camera import Camera
from simulator.flying import Moment
from simulator.klv import Telemetry, encode_packet
from simulator.pose_noise import PoseNoise, disturbed
from simulator.truth import TruthFile
from simulator.vessel import VesselState
from simulator.video import VideoServer
from simulator.world import World

PATIENCE_S = 0.2  # wall seconds between looks at whether to end
MOST_BEHIND = 2  # pictures; further behind, some are left out


@dataclass(frozen=True, slots=True, eq=False)
class _Shot:
    """One picture on its way out; pixels None: nobody watched, only the truth is told."""

    number: int
    t_s: float
    pose: CameraPose
    vessels: list[VesselState]
    pixels: NDArray[np.uint8] | None
    klv: bytes
    next_at: datetime | None


class Filming:
    """Renders what the drone sees and streams it, with the pose the drone believes in.

    While nobody watches nothing is rendered; the truth file tells what there was to see all the
    same, so that a camera nobody looked at shows in the score.
    """

    def __init__(self, world: World, camera: Camera, noise: PoseNoise, video: VideoServer) -> None:
        self._world = world
        self._camera = camera
        self._noise = noise
        self._video = video
        settings = world.scenario.camera
        filming = world.scenario.filming
        assert filming is not None  # somebody is to carry it
        self._platform_name = filming.name
        self._fps = settings.fps
        self._model = CameraModel(
            settings.width_px, settings.height_px, settings.hfov_deg, settings.vfov_deg
        )
        self._next = 0  # number of the picture to take
        self._is_promised = False  # that picture was announced to viewers: it must follow
        self.left_out = 0

    def run(
        self,
        moments: SimpleQueue[Moment],
        truth: TruthFile | None,
        is_over: Callable[[], bool],
    ) -> None:
        """Film until it is over. `moments` must hold one for every picture, in order."""
        shots: Queue[_Shot | None] = Queue(1)
        sender = threading.Thread(target=self._send_all, args=(shots, truth), name="sender")
        sender.start()
        try:
            while not is_over() and sender.is_alive():
                try:
                    moment = moments.get(timeout=PATIENCE_S)
                except Empty:
                    continue
                if moment.number == self._next:
                    _hand_over(self._film(moment, moments.qsize()), shots, sender)
        finally:
            _hand_over(None, shots, sender)
            sender.join()

    def _send_all(self, shots: "Queue[_Shot | None]", truth: TruthFile | None) -> None:
        while (shot := shots.get()) is not None:
            if truth is not None:
                looks = self._camera.look(shot.pose, shot.vessels)
                truth.frame(shot.number, shot.t_s, shot.pose, shot.vessels, looks)
            if shot.pixels is not None:
                self._video.send(shot.pixels, shot.klv, self._world.at(shot.t_s), shot.next_at)

    def _film(self, moment: Moment, behind: int) -> _Shot:
        has_viewers = self._video.viewers > 0 and moment.is_camera_on
        skipped = max(0, behind - MOST_BEHIND)
        self._next = moment.number + 1 + skipped
        t_s = moment.number / self._fps
        vessels = self._world.vessels_at(t_s)
        pose = self._pose(moment)
        pixels, next_at = None, None
        if has_viewers or self._is_promised:
            self.left_out += skipped
            pixels = self._camera.render(pose, t_s, vessels)
            next_at = self._world.at(self._next / self._fps) if has_viewers else None
            self._is_promised = has_viewers
        packet = self._packet(moment, pose)
        return _Shot(moment.number, t_s, pose, vessels, pixels, packet, next_at)

    def _pose(self, moment: Moment) -> CameraPose:
        """Of the optical axis; the gimbal keeps it level and lets it follow the nose."""
        drone = moment.vehicle
        place = self._world.frame.lonlat(drone.east_m, drone.north_m)
        # even on deck the lens stands a little above the water
        height_m = max(drone.alt_m, 0.5)
        return CameraPose(place, height_m, drone.heading_deg, moment.gimbal_pitch_deg, 0.0)

    def _believed(self, moment: Moment, pose: CameraPose) -> CameraPose:
        """The pose as its deceived satellite receiver has it."""
        drone, (off_east_m, off_north_m) = moment.vehicle, moment.astray_m
        east_m, north_m = drone.east_m + off_east_m, drone.north_m + off_north_m
        return replace(pose, position=self._world.frame.lonlat(east_m, north_m))

    def _packet(self, moment: Moment, pose: CameraPose) -> bytes:
        drone = moment.vehicle
        t_s = moment.number / self._fps
        error = self._noise.at(t_s)
        return encode_packet(
            Telemetry(
                at=self._world.at(t_s) + timedelta(seconds=error.stamp_s),
                platform_deg=(drone.heading_deg, drone.pitch_deg, drone.roll_deg),
                camera=disturbed(self._believed(moment, pose), error),
                model=self._model,
                mission=self._world.scenario.name,
                platform_name=self._platform_name,
            )
        )


def _hand_over(shot: _Shot | None, shots: "Queue[_Shot | None]", sender: threading.Thread) -> None:
    """Wait for room in the queue; a sender that broke down takes nothing more, ever."""
    while sender.is_alive():
        try:
            shots.put(shot, timeout=PATIENCE_S)
            return
        except Full:
            continue
