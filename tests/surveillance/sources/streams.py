"""MPEG-TS with pictures and KLV, made for tests."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import av
import numpy as np
from numpy.typing import NDArray

T0 = datetime(2026, 5, 1, 3, tzinfo=UTC)
FPS = 2
UAS_KEY = bytes.fromhex("060e2b34020b01010e01030101000000")


def klv_set(at: datetime, heading_deg: float) -> bytes:
    """A pose at 130 E, 34 N, 120 m high, camera 25 degrees down and 60 wide."""

    def signed(value: float, span: float, width: int) -> bytes:
        code = round(value / span * ((1 << 8 * width - 1) - 1))
        return code.to_bytes(width, "big", signed=True)

    def unsigned(value: float, low: float, high: float, width: int) -> bytes:
        return round((value - low) / (high - low) * ((1 << 8 * width) - 1)).to_bytes(width, "big")

    micros = round((at - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1e6)
    items = {
        2: micros.to_bytes(8, "big"),
        5: unsigned(heading_deg, 0.0, 360.0, 2),
        6: signed(0.0, 20.0, 2),
        7: signed(0.0, 50.0, 2),
        13: signed(34.0, 90.0, 4),
        14: signed(130.0, 180.0, 4),
        15: unsigned(120.0, -900.0, 19000.0, 2),
        16: unsigned(60.0, 0.0, 180.0, 2),
        18: unsigned(0.0, 0.0, 360.0, 4),
        19: signed(-25.0, 180.0, 4),
    }
    body = b"".join(bytes([tag, len(v)]) + v for tag, v in items.items())
    head = UAS_KEY + bytes([len(body) + 4]) + body + b"\x01\x02"
    total = sum(byte << (8 * ((i + 1) % 2)) for i, byte in enumerate(head))
    return head + (total & 0xFFFF).to_bytes(2, "big")


def noise(number: int, shape: tuple[int, int] = (180, 320)) -> NDArray[np.uint8]:
    """A picture that no other has."""
    return np.random.default_rng(number).integers(0, 255, (*shape, 3), np.uint8)


class TsWriter:
    """Writes pictures with their KLV; `take` gives the bytes since the last call.

    klv_pts: seconds by which the KLV's stream time differs from the picture's.
    """

    def __init__(self, *, with_klv: bool = True, shape: tuple[int, int] = (180, 320)) -> None:
        self._file = io.BytesIO()
        self._read = 0
        self._shape = shape
        options = {"flush_packets": "1"}
        self._out = av.open(self._file, "w", format="mpegts", options=options)
        coding = {"preset": "ultrafast", "tune": "zerolatency", "g": "4", "bf": "0"}
        self._video = self._out.add_stream("libx264", rate=FPS, options=coding)
        self._video.height, self._video.width = shape
        self._video.pix_fmt = "yuv420p"
        self._klv = self._out.add_data_stream("klv") if with_klv else None

    def picture(self, number: int, klv: bytes | None = None, klv_late_s: float = 0.0) -> None:
        """Write picture `number` (at number / FPS seconds), after its KLV."""
        if self._klv is not None:
            packet = av.Packet(klv or klv_set(self.at(number), 10.0 * number))
            packet.stream = self._klv
            packet.time_base = Fraction(1, 90_000)
            packet.pts = packet.dts = round((number / FPS + klv_late_s) * 90_000)
            self._out.mux(packet)
        frame = av.VideoFrame.from_ndarray(noise(number, self._shape), format="rgb24")
        frame.pts, frame.time_base = number, Fraction(1, FPS)
        self._out.mux(self._video.encode(frame))

    def at(self, number: int) -> datetime:
        """The time of a picture."""
        return T0 + timedelta(seconds=number / FPS)

    def take(self) -> bytes:
        """What was written since the last call."""
        data = self._file.getvalue()[self._read :]
        self._read += len(data)
        return data

    def finish(self) -> bytes:
        """End the stream; what was not taken yet."""
        self._out.mux(self._video.encode(None))
        self._out.close()
        return self.take()


def transport_stream(numbers: Iterable[int], **options: bool) -> bytes:
    """A whole stream of pictures with these numbers."""
    writer = TsWriter(**options)
    for number in numbers:
        writer.picture(number)
    return writer.finish()
