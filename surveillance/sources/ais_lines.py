"""Where AIS sentences come from: a file, a TCP or UDP address, a serial port.

A running receiver gives its lines for ever; while there are none it gives its state instead, at
least every half second, so that the reader can keep time.
"""

import gzip
import logging
import re
import socket
import stat
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import serial

from surveillance.errors import AisError, WrongUsage
from surveillance.model import SourceState

_log = logging.getLogger(__name__)

POLL_S = 0.2
BAUD = 38_400  # the AIS rate of NMEA 0183-HS
MAX_UNENDED = 4096  # bytes without an end of line
_RETRY_MIN_S, _RETRY_MAX_S = 0.3, 5.0
_GZIP = b"\x1f\x8b"
_ADDRESS = re.compile(r"(tcp|udp)://(?P<host>\[[0-9A-Fa-f:.]+\]|[^/:\[\]]*):(?P<port>\d{1,5})/?")

Live = Iterator[bytes | SourceState]
Chunks = Iterator[bytes | SourceState]


@dataclass(frozen=True, slots=True)
class Address:
    """A network address of an AIS source; kind: tcp or udp."""

    kind: str
    host: str
    port: int


def parse_source(text: str) -> Address | Path:
    """The address or the path that a source means; "-" is standard input.

    Raises AisError when there is none, WrongUsage for an address that can be none.
    """
    if "://" not in text:
        path = Path(text)
        if text != "-" and not path.exists():
            raise AisError(f"there is no AIS file or serial port {text}: check the path")
        if path.is_dir():
            raise AisError(f"{text} is a folder: name an AIS file in it")
        return path
    match = _ADDRESS.fullmatch(text)
    if match is None or not 0 < int(match["port"]) < 65536:
        raise WrongUsage(
            f"AIS source {text!r}: expected tcp://HOST:PORT, udp://HOST:PORT or a path"
        )
    return Address(match[1], match["host"].strip("[]"), int(match["port"]))


def is_serial(source: Address | Path) -> bool:
    """Whether the source is a serial port."""
    return isinstance(source, Path) and source.exists() and stat.S_ISCHR(source.stat().st_mode)


def file_lines(path: Path) -> Iterator[bytes]:
    """The lines of a file, packed by gzip or not, or of standard input. Raises AisError."""
    if str(path) == "-":
        yield from sys.stdin.buffer
        return
    try:
        with path.open("rb") as plain:
            is_packed = plain.read(2) == _GZIP
        with gzip.open(path, "rb") if is_packed else path.open("rb") as file:
            while line := file.readline(MAX_UNENDED):
                yield line
    except (OSError, EOFError, zlib.error) as exc:
        raise AisError(f"cannot read the AIS file {path}: {exc}") from exc


def live_lines(source: Address | Path, halt: threading.Event) -> Live:
    """Lines of a receiver until `halt`; lost connections are made again.

    Raises AisError when a UDP address cannot be had.
    """
    if isinstance(source, Path):
        return _retried(lambda: _serial_chunks(source, halt), str(source), halt)
    name = f"{source.kind}://{source.host}:{source.port}"
    if source.kind == "udp":
        return _split(_udp_chunks(_udp_door(source), halt))
    return _retried(lambda: _tcp_chunks(source, halt), name, halt)


def _retried(open_chunks: Callable[[], Chunks], name: str, halt: threading.Event) -> Live:
    """Lines from a source that may go away and come back."""
    pause_s = _RETRY_MIN_S
    is_reached = True
    while not halt.is_set():
        try:
            for line in _split(open_chunks()):
                if not is_reached:
                    _log.warning("AIS source %s is back", name)
                is_reached, pause_s = True, _RETRY_MIN_S
                yield line
            why = "it ended the connection"
        except OSError as exc:  # SerialException is one
            why = str(exc)
        if halt.is_set():
            return
        if is_reached:
            _log.warning("AIS source %s is lost (%s): trying again", name, why)
        is_reached = False
        yield SourceState.LOST
        halt.wait(pause_s)
        pause_s = min(2 * pause_s, _RETRY_MAX_S)


def _split(chunks: Chunks) -> Live:
    """Whole lines of chunks; a line that never ends is cut."""
    rest = b""
    for chunk in chunks:
        if isinstance(chunk, SourceState):
            yield chunk
            continue
        *lines, rest = (rest + chunk).split(b"\n")
        yield from lines
        if len(rest) > MAX_UNENDED:
            yield rest
            rest = b""


def _tcp_chunks(address: Address, halt: threading.Event) -> Chunks:
    with socket.create_connection((address.host, address.port), timeout=2.0) as link:
        # a receiver that vanished without a word is noticed after half a minute
        link.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 15)
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 5)
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3)
        link.settimeout(POLL_S)
        yield SourceState.SILENT
        while not halt.is_set():
            try:
                chunk = link.recv(65536)
            except TimeoutError:
                yield SourceState.SILENT
                continue
            if not chunk:
                return
            yield chunk


def _udp_door(address: Address) -> socket.socket:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_DGRAM)
    try:
        door.bind((address.host, address.port))
    except OSError as exc:
        door.close()
        raise AisError(
            f"cannot listen for AIS on {address.host} port {address.port}: {exc.strerror}: "
            "end the program that uses it or choose another port"
        ) from exc
    door.settimeout(POLL_S)
    return door


def _udp_chunks(door: socket.socket, halt: threading.Event) -> Chunks:
    with door:
        while not halt.is_set():
            try:
                yield door.recv(65536) + b"\n"  # a sentence never goes on in the next datagram
            except TimeoutError:
                yield SourceState.SILENT


def _serial_chunks(path: Path, halt: threading.Event) -> Chunks:
    with serial.Serial(str(path), BAUD, timeout=POLL_S) as port:
        yield SourceState.SILENT
        while not halt.is_set():
            yield port.read(max(1, port.in_waiting)) or SourceState.SILENT
