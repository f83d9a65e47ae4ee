"""Ways to carry MAVLink bytes: TCP, UDP and serial lines, named by one text.

tcp:HOST:PORT        connect to a vehicle or a bridge
udpin:HOST:PORT      listen (udp:HOST:PORT is the same) to one address; answers go back to it
udpout:HOST:PORT     speak to a vehicle that listens
serial:DEVICE[:BAUD] a radio or cable; 57600 baud unless told
"""

import contextlib
import select
import socket
import time
from typing import Protocol

import serial

from surveillance.errors import LinkError

DEFAULT_BAUD = 57_600
MOST_PORT = 65_535
CHUNK_BYTES = 8192
_OPEN_PATIENCE_S = 2.0
_PEER_KEPT_S = 5.0  # wall; a radio that comes back with another port is taken up again


class Transport(Protocol):
    """A pipe for bytes. Every failure is an OSError; the connection opens it again."""

    def open(self) -> None:
        """Make the pipe ready; raises OSError when nobody answers."""

    def read(self, wait_s: float) -> bytes:
        """What arrived, b"" when nothing did within `wait_s` wall seconds; OSError when closed."""

    def write(self, data: bytes) -> None:
        """Hand the bytes over; raises OSError when the pipe is broken."""

    def close(self) -> None:
        """End it; closing twice is fine."""


class TcpTransport:
    """A TCP client."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)
        self._socket: socket.socket | None = None

    def open(self) -> None:
        """Connect; raises OSError."""
        self.close()
        opened = socket.create_connection(self._address, timeout=_OPEN_PATIENCE_S)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = opened

    def read(self, wait_s: float) -> bytes:
        """Bytes received, b"" for none; raises OSError when the other side closed."""
        if self._socket is None:
            raise ConnectionError("not connected")
        if not _readable(self._socket, wait_s):
            return b""
        data = self._socket.recv(CHUNK_BYTES)
        if not data:
            raise ConnectionError("the other side closed the connection")
        return data

    def write(self, data: bytes) -> None:
        """Send all bytes; raises OSError."""
        if self._socket is None:
            raise ConnectionError("not connected")
        self._socket.sendall(data)

    def close(self) -> None:
        """Close the socket."""
        if self._socket is not None:
            self._socket.close()
        self._socket = None


class UdpTransport:
    """Datagrams, listening or speaking first.

    A listener keeps to the address that spoke first until it falls silent: two vehicles that both
    call themselves system 1 must never be taken for one, nor one's commands go to the other.
    """

    def __init__(self, host: str, port: int, listens: bool) -> None:
        self._address = (host, port)
        self._listens = listens
        self._peer: tuple[str, int] | None = None if listens else self._address
        self._peer_heard = 0.0  # wall second, monotonic
        self._socket: socket.socket | None = None

    def open(self) -> None:
        """Bind the socket; raises OSError when the port is taken."""
        self.close()
        opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        if self._listens:
            try:
                opened.bind(self._address)
            except OSError:
                opened.close()
                raise
        self._socket = opened

    def read(self, wait_s: float) -> bytes:
        """One datagram, b"" for none."""
        if self._socket is None:
            raise ConnectionError("not open")
        if not _readable(self._socket, wait_s):
            return b""
        try:
            data, sender = self._socket.recvfrom(CHUNK_BYTES)
        except ConnectionRefusedError:  # nobody listens there yet: an answer to an earlier datagram
            return b""
        if self._listens:
            now = time.monotonic()
            if self._peer not in (None, sender) and now - self._peer_heard < _PEER_KEPT_S:
                return b""
            self._peer, self._peer_heard = sender, now
        return data

    def write(self, data: bytes) -> None:
        """Send one datagram; silently nothing while nobody has spoken to a listening socket."""
        if self._socket is None:
            raise ConnectionError("not open")
        if self._peer is not None:
            with contextlib.suppress(ConnectionRefusedError):
                self._socket.sendto(data, self._peer)

    def close(self) -> None:
        """Close the socket."""
        if self._socket is not None:
            self._socket.close()
        self._socket = None


class SerialTransport:
    """A serial line."""

    def __init__(self, device: str, baud: int) -> None:
        self._line = serial.Serial()
        self._line.port = device
        self._line.baudrate = baud
        self._line.write_timeout = _OPEN_PATIENCE_S

    def open(self) -> None:
        """Open the device; serial.SerialException is an OSError."""
        self.close()
        self._line.open()

    def read(self, wait_s: float) -> bytes:
        """Bytes received, b"" for none."""
        self._line.timeout = wait_s
        data: bytes = self._line.read(max(1, self._line.in_waiting))
        return data

    def write(self, data: bytes) -> None:
        """Send all bytes."""
        self._line.write(data)

    def close(self) -> None:
        """Close the device."""
        self._line.close()


def transport_for(link: str) -> Transport:
    """The transport a link text names. Raises LinkError for a text it cannot read."""
    kind, _, rest = link.partition(":")
    if kind == "serial" and rest:
        device, _, baud = rest.partition(":")
        return SerialTransport(device, _number(baud, link) if baud else DEFAULT_BAUD)
    if kind in ("tcp", "udp", "udpin", "udpout"):
        host, separator, port = rest.rpartition(":")
        if separator and host:
            number = _number(port, link)
            if number > MOST_PORT:
                raise LinkError(f"{_unreadable(link)}; a PORT goes up to {MOST_PORT}")
            if kind == "tcp":
                return TcpTransport(host, number)
            return UdpTransport(host, number, listens=kind != "udpout")
    raise LinkError(_unreadable(link))


def _number(text: str, link: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 10_000_000:
        raise LinkError(_unreadable(link))
    return int(text)


def _unreadable(link: str) -> str:
    return (
        f"cannot read the link {link!r}: write tcp:HOST:PORT, udpin:HOST:PORT, udpout:HOST:PORT"
        " or serial:DEVICE:BAUD"
    )


def _readable(opened: socket.socket, wait_s: float) -> bool:
    try:
        ready, _, _ = select.select([opened], [], [], wait_s)
    except ValueError as exc:  # closed by another thread: file descriptor -1
        raise ConnectionError("closed") from exc
    return bool(ready)
