"""Pictures of a video file or stream, each with the camera's pose at its moment."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import av
import av.error
import numpy as np
from av.container import InputContainer
from av.packet import Packet
from numpy.typing import NDArray

from surveillance.errors import VideoError
from surveillance.sources.klv import parse_klv
from surveillance.sources.pose import PoseTrack, SensorState, sensor_state

_LIVE_SCHEMES = ("tcp://", "udp://", "rtsp://", "rtp://", "srt://", "http://", "https://")
_LIVE_OPTIONS = {
    "fflags": "nobuffer",
    "flags": "low_delay",
    "probesize": "500000",
    "analyzeduration": "500000",  # microseconds
    "fpsprobesize": "0",  # else opening waits for several pictures to guess a frame rate
}
_MAX_WAITING = 3  # pictures that wait for a pose that comes after them in the stream
_FLAT_LEVELS = 2  # a picture whose grey levels span less was never seen by a lens


@dataclass(frozen=True, slots=True)
class Picture:
    """One decoded picture: `pixels` is (rows, columns, 3) RGB; `state` None without a pose.

    `at` is the time of the telemetry where there is some, else the container's start plus the
    stream time.
    """

    number: int
    at: datetime
    pixels: NDArray[np.uint8]
    state: SensorState | None


@dataclass(slots=True)
class StreamCounts:
    """What was read, and what had to be left out."""

    pictures: int = 0
    klv: int = 0
    klv_bad_checksum: int = 0
    klv_malformed: int = 0
    klv_without_pose: int = 0
    undecodable: int = 0
    flat: int = 0


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Wall seconds to wait for a stream to open and for its next byte."""

    open_s: float = 5.0
    read_s: float = 5.0


def is_live(source: str) -> bool:
    """Whether the source is an address of a stream, not a file."""
    return source.startswith(_LIVE_SCHEMES)


class VideoStream:
    """One connection to one container: iterate over it once for its pictures.

    start: time of the first picture where the container does not say (a file: when it was made).
    poses: a telemetry track on stream time that replaces the KLV inside the container.
    Raises VideoError when it cannot be opened or holds no video; a stream that breaks off later
    raises it from the iteration.
    """

    def __init__(
        self,
        source: str,
        counts: StreamCounts,
        start: datetime,
        poses: PoseTrack | None = None,
        timeouts: Timeouts | None = None,
    ) -> None:
        self._source = source
        self._counts = counts
        self._own_poses = poses is None
        self._poses = poses or PoseTrack()
        self._container = _open(source, timeouts or Timeouts())
        self._start = start if is_live(source) else _made_at(self._container) or start
        self._waiting: deque[tuple[float, NDArray[np.uint8]]] = deque()
        self._zero_s: float | None = None
        self._offset: timedelta | None = None

    def close(self) -> None:
        """Give the connection back."""
        self._container.close()

    def __iter__(self) -> Iterator[Picture]:
        container = self._container
        video = container.streams.video[0]
        data = list(container.streams.data) if self._own_poses else []
        # frame threads would hold back as many pictures as there are threads
        video.thread_type = "SLICE"
        video.codec_context.thread_count = 1
        try:
            for packet in container.demux(video, *data):
                if packet.stream is video:
                    self._decode(packet)
                else:
                    self._read_klv(packet)
                yield from self._ready(bool(data))
        except av.error.FFmpegError as exc:
            raise VideoError(f"video {self._source} broke off: {_reason(exc)}") from exc
        yield from self._ready(False)

    def _decode(self, packet: Packet[Any]) -> None:
        try:
            frames = packet.decode()
        except av.error.InvalidDataError:
            self._counts.undecodable += 1
            return
        for frame in frames:
            if not isinstance(frame, av.VideoFrame):
                continue
            if frame.is_corrupt or frame.time is None:
                self._counts.undecodable += 1
                continue
            pixels = cast(NDArray[np.uint8], frame.to_ndarray(format="rgb24"))
            if np.ptp(pixels[::16, ::16]) < _FLAT_LEVELS:
                self._counts.flat += 1
                continue
            self._waiting.append((float(frame.time), pixels))

    def _read_klv(self, packet: Packet[Any]) -> None:
        if not packet.size:
            return
        batch = parse_klv(bytes(packet))
        self._counts.klv += len(batch.packets)
        self._counts.klv_bad_checksum += batch.bad_checksum
        self._counts.klv_malformed += batch.malformed
        for found in batch.packets:
            state = sensor_state(found)
            time_s = self._packet_time(packet)
            if state is None or time_s is None:
                self._counts.klv_without_pose += 1
            else:
                self._poses.add(time_s, state)

    def _packet_time(self, packet: Packet[Any]) -> float | None:
        """Stream time of a KLV packet; one without (asynchronous KLV) belongs to what comes now."""
        if packet.pts is not None and packet.time_base is not None:
            return float(packet.pts * packet.time_base)
        return self._waiting[-1][0] if self._waiting else self._poses.newest_s

    def _ready(self, more_poses: bool) -> Iterator[Picture]:
        while self._waiting:
            time_s, pixels = self._waiting[0]
            newest = self._poses.newest_s
            passed = newest is not None and newest >= time_s - 1e-3
            if more_poses and not passed and len(self._waiting) < _MAX_WAITING:
                return
            self._waiting.popleft()
            state = self._poses.at(self._since_start(time_s) if not self._own_poses else time_s)
            self._counts.pictures += 1
            yield Picture(self._counts.pictures, self._time_of(time_s, state), pixels, state)

    def _since_start(self, time_s: float) -> float:
        if self._zero_s is None:
            self._zero_s = time_s
        return time_s - self._zero_s

    def _time_of(self, time_s: float, state: SensorState | None) -> datetime:
        since = timedelta(seconds=self._since_start(time_s))
        if state is not None and state.at is not None:
            self._offset = state.at - self._start - since
            return state.at
        return self._start + since + (self._offset or timedelta())


def _open(source: str, timeouts: Timeouts) -> InputContainer:
    live = is_live(source)
    limits = (timeouts.open_s, timeouts.read_s) if live else None
    try:
        container = av.open(source, options=_LIVE_OPTIONS if live else {}, timeout=limits)
    except (av.error.FFmpegError, OSError) as exc:
        what = "cannot reach video" if live else "cannot read"
        remedy = "check the address and the camera" if live else "it must be a video or a picture"
        raise VideoError(f"{what} {source} ({_reason(exc)}): {remedy}") from exc
    if not container.streams.video:
        container.close()
        raise VideoError(f"{source} holds no video: check that it is the camera's file or stream")
    return container


def _reason(exc: Exception) -> str:
    return str(getattr(exc, "strerror", None) or exc)


def _made_at(container: InputContainer) -> datetime | None:
    text = container.metadata.get("creation_time")
    try:
        at = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return at if at is None or at.tzinfo else at.replace(tzinfo=UTC)


def read_telemetry(path: Path) -> PoseTrack:
    """Poses of a KLV file, on seconds since its first packet. Raises VideoError without any."""
    try:
        batch = parse_klv(path.read_bytes())
    except OSError as exc:
        raise VideoError(f"cannot read telemetry {path}: {exc.strerror}") from exc
    states = [s for p in batch.packets if (s := sensor_state(p)) is not None and s.at is not None]
    if not states:
        parts = "position, height and angles are missing or contradict the frame centre"
        why = parts if batch.packets else "it must be MISB ST 0601 KLV"
        raise VideoError(
            f"telemetry {path} holds no camera pose ({len(batch.packets)} valid packets,"
            f" {batch.bad_checksum} with a wrong checksum): {why}"
        )
    track = PoseTrack(keep=len(states))
    for state in states:
        assert state.at is not None and states[0].at is not None
        track.add((state.at - states[0].at).total_seconds(), state)
    return track
