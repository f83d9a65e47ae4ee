"""A link's bytes, with every message on it kept: who it was for, and when the vehicle sent it."""

import os
import threading
from typing import Any

os.environ.setdefault("MAVLINK20", "1")  # read by pymavlink when it is imported

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from surveillance.links.transports import Transport

SECOND_STATION = 254


class Wire:
    """A transport for a connection, that a test can look at and speak over as somebody else."""

    def __init__(self, inner: Transport) -> None:
        self.heard: list[Any] = []
        self.boot_s = 0.0  # the vehicle's own clock, as last told
        self.is_muted = False  # nothing of ours goes out
        self._inner = inner
        self._parser = _parser(1)
        self._stranger = _parser(SECOND_STATION)
        self._lock = threading.Lock()

    def open(self) -> None:
        self._inner.open()

    def close(self) -> None:
        self._inner.close()

    def read(self, wait_s: float) -> bytes:
        data = self._inner.read(wait_s)
        for message in self._parser.parse_buffer(data) or () if data else ():
            if message.get_srcComponent() == 1:
                self._keep(message)
        return data

    def write(self, data: bytes) -> None:
        with self._lock:
            if not self.is_muted:
                self._inner.write(data)

    def say_as_stranger(self, message: Any) -> None:
        """Send as a second ground station on the same link."""
        self.write(message.pack(self._stranger))

    def _keep(self, message: Any) -> None:
        boot_ms = getattr(message, "time_boot_ms", 0)
        if message.get_type() != "BAD_DATA":
            self.boot_s = max(self.boot_s, boot_ms / 1000.0)
            self.heard.append(message)


def _parser(system: int) -> Any:
    parser = mavlink.MAVLink(None, system, 190)
    parser.robust_parsing = True
    return parser
