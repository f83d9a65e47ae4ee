"""The radio of the copter: MAVLink 2 over TCP to any number of ground stations.

All stations hear all that the vehicle says, as on one radio channel; an answer names its addressee.
What other stations say is passed on as the autopilot passes it on between its ports. Nothing here
blocks or waits: the autopilot polls from its own loop.
"""

import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from simulator.autopilot.routing import Routing
from simulator.autopilot.signing import Codec, Signing

Message = Any  # pymavlink's message classes carry no type hints

SYSTEM, COMPONENT = 1, 1
CAMERA = 100  # MAV_COMP_ID_CAMERA

_READ_BYTES = 16_384  # from one station in one poll
_PENDING_BYTES = 65_536  # unsent to a station that does not read
_KERNEL_BYTES = 65_536  # more would feed a slow station with old news


@dataclass(slots=True)
class _Station:
    sock: socket.socket
    parser: Codec
    pending: bytearray = field(default_factory=bytearray)


class Link:
    """Listens on 127.0.0.1. `dropped` counts messages lost to stations that do not read."""

    def __init__(self, port: int, system: int = SYSTEM, signing: Signing | None = None) -> None:
        """Port 0 takes any free one; `system` sends. Raises OSError when the port is in use."""
        self._server = socket.create_server(("127.0.0.1", port))
        self._server.setblocking(False)
        self.port: int = self._server.getsockname()[1]
        self._stations: list[_Station] = []
        self._system = system
        self._signing = signing or Signing()
        self._routing = Routing(system, COMPONENT)
        self._packers = {who: Codec(system, who, self._signing) for who in (COMPONENT, CAMERA)}
        self.dropped = 0
        self.bad = 0  # stretches of bytes that were no message, and messages not signed as due
        # does the radio carry this message? True: on its way up to the vehicle
        self.carries: Callable[[bool], bool] = lambda is_up: True

    @property
    def is_heard(self) -> bool:
        """Whether any ground station is connected."""
        return bool(self._stations)

    def poll(self) -> list[Message]:
        """Take in new stations and everything they sent since the last poll."""
        self._accept()
        messages: list[Message] = []
        for station in tuple(self._stations):
            messages += self._read(station)
        return messages

    def send(self, messages: list[Message], component: int = COMPONENT) -> None:
        """Send to every station; what one cannot take now waits, up to a limit."""
        if self._stations:
            packer = self._packers[component]
            packed = [packer.pack_next(message) for message in messages]
            packed = [data for data in packed if self.carries(False)]
            for station in tuple(self._stations):
                self._queue(station, packed)
                self._write(station)

    def close(self) -> None:
        """Hang up on everyone and free the port."""
        for station in tuple(self._stations):
            self._drop(station)
        self._server.close()

    def _accept(self) -> None:
        try:
            sock, _ = self._server.accept()
        except BlockingIOError:
            return
        except OSError:  # the caller hung up before we answered
            return
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _KERNEL_BYTES)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._stations.append(_Station(sock, Codec(self._system, COMPONENT, self._signing)))

    def _read(self, station: _Station) -> list[Message]:
        try:
            data = station.sock.recv(_READ_BYTES)
        except BlockingIOError:
            return []
        except OSError:
            data = b""
        if not data:
            self._drop(station)
            return []
        messages = station.parser.parse_buffer(data) or []
        good = [message for message in messages if message.get_msgId() >= 0]
        self.bad += len(messages) - len(good)
        heard = [message for message in good if self.carries(True)]
        for message in heard:
            self._pass_on(message, station)
        return heard

    def _pass_on(self, message: Message, source: _Station) -> None:
        for station in self._routing.onward(message, source, self._stations):
            assert isinstance(station, _Station)
            self._queue(station, [bytes(message.get_msgbuf())])

    def _queue(self, station: _Station, packed: list[bytes]) -> None:
        for data in packed:
            if len(station.pending) + len(data) > _PENDING_BYTES:
                self.dropped += 1
            else:
                station.pending += data

    def _write(self, station: _Station) -> None:
        if not station.pending:
            return
        try:
            sent = station.sock.send(station.pending)
        except BlockingIOError:
            return
        except OSError:
            self._drop(station)
            return
        del station.pending[:sent]

    def _drop(self, station: _Station) -> None:
        self._routing.forget(station)
        station.sock.close()
        self._stations.remove(station)
