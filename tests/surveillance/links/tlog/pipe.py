"""A transport whose far end is the test, and packets to send over it."""

import queue
from collections.abc import Sequence
from typing import Any

from pymavlink.dialects.v20 import ardupilotmega as mavlink


class Pipe:
    """What `feed` gets is read by the connection; what it writes is in `written`."""

    def __init__(self, chunks: Sequence[bytes] = ()) -> None:
        self.written: list[bytes] = []
        self._chunks: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        for chunk in chunks:
            self._chunks.put(chunk)

    def feed(self, data: bytes) -> None:
        self._chunks.put(data)

    @property
    def is_read(self) -> bool:
        return self._chunks.empty()

    def open(self) -> None:
        pass

    def read(self, wait_s: float) -> bytes:
        try:
            return self._chunks.get(timeout=wait_s)
        except queue.Empty:
            return b""

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def close(self) -> None:
        pass


class Speaker:
    """Packs messages as one MAVLink system and component does."""

    def __init__(self, system: int = 1, component: int = 1) -> None:
        self.codec = mavlink.MAVLink(None, system, component)

    def pack(self, message: Any) -> bytes:
        data = bytes(message.pack(self.codec))
        self.codec.seq = (self.codec.seq + 1) % 256
        return data

    def heartbeat(self, kind: int = mavlink.MAV_TYPE_QUADROTOR) -> bytes:
        is_station = kind == mavlink.MAV_TYPE_GCS
        autopilot = (
            mavlink.MAV_AUTOPILOT_INVALID if is_station else mavlink.MAV_AUTOPILOT_ARDUPILOTMEGA
        )
        message = mavlink.MAVLink_heartbeat_message(
            kind, autopilot, 81, 4, mavlink.MAV_STATE_ACTIVE, 3
        )
        return self.pack(message)
