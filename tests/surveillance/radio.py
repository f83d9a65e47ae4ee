"""A bad radio between a ground station and a vehicle: loses, doubles, reorders, falls silent."""

import contextlib
import random
import select
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pymavlink.dialects.v20 import ardupilotmega as mavlink


@dataclass(frozen=True)
class Weather:
    """Shares of messages, each way."""

    loss: float = 0.0
    doubles: float = 0.0
    swaps: float = 0.0


# (is it on its way up?, the message) -> the messages that go on instead; None: this one
Meddler = Callable[[bool, Any], list[Any] | None]


class Radio:
    """A TCP proxy that treats whole MAVLink messages as a radio would."""

    def __init__(self, target_port: int, weather: Weather | None = None, seed: int = 1) -> None:
        self.weather = weather or Weather()
        self.is_silent = False
        self.meddler: Meddler = lambda is_up, message: None
        self.heard_up: list[Any] = []
        self._random = random.Random(seed)
        self._target_port = target_port
        self._server = socket.create_server(("127.0.0.1", 0))
        self.link = f"tcp:127.0.0.1:{self._server.getsockname()[1]}"
        self._halt = threading.Event()
        self._hang_up = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def __enter__(self) -> "Radio":
        return self

    def __exit__(self, *_: object) -> None:
        self._halt.set()
        self._thread.join(timeout=5.0)
        self._server.close()

    def hang_up(self) -> None:
        """Close the connection; the next one is accepted again."""
        self._hang_up.set()

    def _serve(self) -> None:
        while not self._halt.is_set():
            ready, _, _ = select.select([self._server], [], [], 0.05)
            if not ready:
                continue
            station, _ = self._server.accept()
            self._hang_up.clear()
            with station, socket.create_connection(("127.0.0.1", self._target_port)) as vehicle:
                for sock in (station, vehicle):
                    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                with contextlib.suppress(OSError):
                    self._carry(station, vehicle)

    def _carry(self, station: socket.socket, vehicle: socket.socket) -> None:
        ways = {station: _Way(self, True, vehicle), vehicle: _Way(self, False, station)}
        while not (self._halt.is_set() or self._hang_up.is_set()):
            ready, _, _ = select.select(list(ways), [], [], 0.02)
            for sock in ready:
                data = sock.recv(65536)
                if not data:
                    return
                ways[sock].carry(data)
            for way in ways.values():
                way.let_go()

    def treated(self, message: Any, is_up: bool) -> Iterator[bytes]:
        """What becomes of one message."""
        if self.is_silent:
            return
        meddled = self.meddler(is_up, message)
        if meddled is not None:
            for other in meddled:
                yield bytes(other.get_msgbuf())
            return
        if self._random.random() < self.weather.loss:
            return
        yield bytes(message.get_msgbuf())
        if self._random.random() < self.weather.doubles:
            yield bytes(message.get_msgbuf())

    def is_swapped(self) -> bool:
        """Does this message wait for the next one to overtake it?"""
        return self._random.random() < self.weather.swaps


class _Way:
    """One direction."""

    def __init__(self, radio: Radio, is_up: bool, to: socket.socket) -> None:
        self._radio, self._is_up, self._to = radio, is_up, to
        self._parser = mavlink.MAVLink(None)
        self._parser.robust_parsing = True
        self._held: list[bytes] = []

    def carry(self, data: bytes) -> None:
        for message in self._parser.parse_buffer(data) or []:
            if self._is_up:
                self._radio.heard_up.append(message)
            for out in self._radio.treated(message, self._is_up):
                if self._radio.is_swapped():
                    self._held.append(out)
                else:
                    self._to.sendall(out)

    def let_go(self) -> None:
        """Those that were overtaken go on."""
        for out in self._held:
            self._to.sendall(out)
        self._held.clear()
