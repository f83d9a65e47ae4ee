"""The camera's live stream: H.264 pictures and their KLV packets as MPEG-TS over TCP."""

from datetime import datetime
from fractions import Fraction

import av
import cv2
import numpy as np
from av.video.frame import PictureType
from numpy.typing import NDArray

from geodata.clock import Clock
from simulator.mpegts import TICKS_PER_S, TransportStream
from simulator.viewers import HOST, ViewerDoor

GOP_S = 2.0
# Of x264. Slower presets cost three times as much and show no more of a noisy sea; at this rate
# factor small boats survive (41 dB).
PRESET, QUALITY = "ultrafast", "22"
START_TICKS = TICKS_PER_S  # stream time of the clock's start: the program clock runs before it
BT601, LIMITED_RANGE = 6, 1  # what cv2 makes, as H.264 names it


class VideoServer:
    """Encodes pictures and serves them to all who connect.

    size: columns, rows. fps: pictures per second of the clock, from which the distance of key
    pictures follows. Stream time is the clock's time since its start. Raises DoorError when the
    port is taken; 0 is any free one.
    """

    def __init__(self, port: int, size: tuple[int, int], fps: float, clock: Clock) -> None:
        self._size = size
        self._clock = clock
        self._gop = max(1, round(GOP_S * fps))
        self._fps = fps
        self._door = ViewerDoor(port)
        self._stream = TransportStream()
        self._encoder = self._new_encoder()
        self._announced: int | None = None
        self._since_key = 0
        self._last_ticks = -1

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return self._door.port

    @property
    def url(self) -> str:
        """Where to connect."""
        return f"tcp://{HOST}:{self.port}"

    @property
    def viewers(self) -> int:
        """How many are connected."""
        return self._door.count

    @property
    def dropped_viewers(self) -> int:
        """How many were disconnected because they were too slow."""
        return self._door.dropped

    def send(
        self,
        picture: NDArray[np.uint8],
        klv: bytes,
        at: datetime,
        next_at: datetime | None = None,
    ) -> None:
        """Encode a picture (rows, columns, 3) RGB taken `at` and send it with its KLV packet.

        next_at: when the next picture will be taken; with it a viewer gets this picture at once,
        without it only when the next one is sent. The promise must be kept while anybody watches:
        ValueError otherwise, and for a time that does not move on. Without viewers nothing is done.
        """
        ticks = self.ticks_of(at)
        is_broken = self._announced not in (None, ticks) and self._door.has_old
        if is_broken or ticks <= self._last_ticks:
            raise ValueError(f"picture of {at.isoformat()} does not follow the stream's last one")
        announced, self._announced = self._announced, None
        self._last_ticks = ticks
        if not self._door.count:
            return
        is_key = self._door.has_new or self._since_key >= self._gop
        data = self._encode(picture, ticks, is_key)
        self._since_key = 1 if is_key else self._since_key + 1
        head = self._stream.tables() if is_key else b""
        start = self._stream.delimiter(ticks)
        body = self._stream.klv(klv, ticks) + self._stream.picture(data, ticks, is_key)
        if next_at is not None:
            self._announced = self.ticks_of(next_at)
            body += self._stream.delimiter(self._announced)
        known = head + body if announced == ticks else head + start + body
        self._door.publish(known, head + start + body if is_key else None)

    def ticks_of(self, at: datetime) -> int:
        """Stream time (90 kHz) of a time of the clock."""
        return START_TICKS + round((at - self._clock.at0).total_seconds() * TICKS_PER_S)

    def close(self) -> None:
        """Disconnect everyone and give the port back."""
        self._door.close()

    def _encode(self, picture: NDArray[np.uint8], ticks: int, is_key: bool) -> bytes:
        planes = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2YUV_I420), np.uint8)
        frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.pts, frame.time_base = ticks, Fraction(1, TICKS_PER_S)
        frame.pict_type = PictureType.I if is_key else PictureType.NONE
        return b"".join(bytes(packet) for packet in self._encoder.encode(frame))

    def _new_encoder(self) -> av.VideoCodecContext:
        encoder = av.CodecContext.create("libx264", "w")
        encoder.width, encoder.height = self._size
        encoder.pix_fmt = "yuv420p"
        encoder.time_base = Fraction(1, TICKS_PER_S)
        encoder.framerate = Fraction(self._fps).limit_denominator(1000)
        encoder.gop_size = 10 * self._gop  # key pictures come when asked for
        encoder.max_b_frames = 0
        encoder.thread_count = 1
        encoder.colorspace, encoder.color_range = BT601, LIMITED_RANGE
        encoder.options = {
            "preset": PRESET,
            "tune": "zerolatency",
            "crf": QUALITY,
            "forced-idr": "1",
            "sc_threshold": "0",
        }
        return encoder
