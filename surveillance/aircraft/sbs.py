"""A receiver on the ground that tells aircraft as SBS-1 ("BaseStation") lines over TCP.

dump1090 and readsb do, on port 30003. A line is a message of one aircraft with 22 fields; places,
speeds and callsigns come in different ones.
"""

import contextlib
import math
import socket
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from geodata.clock import Clock
from geodata.errors import PositionError
from geodata.position import LonLat
from surveillance.aircraft.sky import Aircraft, Sky, height_of, shown, velocity_of

PORT = 30003
_FOOT_M, _KNOT_MPS = 0.3048, 1852.0 / 3600.0
_FIELDS = 22
_HEX, _CALLSIGN, _HEIGHT, _SPEED, _TRACK, _LAT, _LON, _CLIMB, _GROUND = (
    4, 10, 11, 12, 13, 14, 15, 16, 21,
)  # fmt: skip
_MOST = 256
_LINE_BYTES = 512
_OLD_SPEED = timedelta(seconds=20)
_RETRY_S, _SILENT_S = 2.0, 5.0


@dataclass(slots=True)
class _Parts:
    """What is known of one aircraft from other messages than that with its place."""

    callsign: str = ""
    velocity: tuple[float, float] | None = None
    climb_mps: float = 0.0
    told_at: datetime | None = None


class SbsReader:
    """Lines to aircraft. `counts`: lines, and those dropped."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._parts: OrderedDict[int, _Parts] = OrderedDict()
        self.counts: Counter[str] = Counter()

    def read(self, line: bytes) -> Aircraft | None:
        """An aircraft when the line has a place of one in the air; None otherwise."""
        self.counts["lines"] += 1
        fields = line.decode("ascii", errors="replace").strip().split(",")
        address = _address(fields)
        if address is None:
            self.counts["dropped"] += 1
            return None
        parts = self._parts_of(address)
        self._note(parts, fields)
        is_on_ground = fields[_GROUND] in ("-1", "1")
        return None if is_on_ground else self._placed(address, parts, fields)

    def _parts_of(self, address: int) -> _Parts:
        parts = self._parts.pop(address, None) or _Parts()
        self._parts[address] = parts
        if len(self._parts) > _MOST:
            self._parts.popitem(last=False)
        return parts

    def _note(self, parts: _Parts, fields: list[str]) -> None:
        parts.callsign = fields[_CALLSIGN].strip() or parts.callsign
        speed, track = _number(fields[_SPEED]), _number(fields[_TRACK])
        if speed is not None and track is not None:
            parts.velocity = velocity_of(speed * _KNOT_MPS, track)
            parts.climb_mps = (_number(fields[_CLIMB]) or 0.0) * _FOOT_M / 60.0
            parts.told_at = self._clock.now()

    def _placed(self, address: int, parts: _Parts, fields: list[str]) -> Aircraft | None:
        lat, lon, height = (_number(fields[n]) for n in (_LAT, _LON, _HEIGHT))
        if lat is None or lon is None:
            return None
        try:
            position = LonLat(lon, lat)
        except PositionError:
            self.counts["dropped"] += 1
            return None
        now = self._clock.now()
        is_fresh = parts.told_at is not None and now - parts.told_at <= _OLD_SPEED
        return Aircraft(
            address=address,
            name=shown(parts.callsign, address),
            position=position,
            at=now,
            height_amsl_m=None if height is None else height_of(height * _FOOT_M),
            velocity=parts.velocity if is_fresh else None,
            climb_mps=parts.climb_mps if is_fresh else 0.0,
        )


class SbsReceiver:
    """Keeps a connection to a receiver and tells a sky; its loss and return are said once each."""

    def __init__(self, host: str, port: int, sky: Sky, clock: Clock, say: Callable[[str], None]):
        self._address = (host, port)
        self._sky, self._say = sky, say
        self.reader = SbsReader(clock)
        self._halt = threading.Event()
        self._is_heard: bool | None = None
        self._thread = threading.Thread(target=self._run, name="adsb", daemon=True)

    def __enter__(self) -> "SbsReceiver":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._halt.set()
        self._thread.join(timeout=_SILENT_S + 1.0)

    def _run(self) -> None:
        while not self._halt.is_set():
            try:
                with socket.create_connection(self._address, timeout=_SILENT_S) as link:
                    self._tell(True, "")
                    self._listen(link)
                self._tell(False, "it closed the connection")
            except OSError as exc:
                self._tell(False, exc.strerror or str(exc))
            self._halt.wait(_RETRY_S)

    def _listen(self, link: socket.socket) -> None:
        for line in self._lines(link):
            aircraft = self.reader.read(line)
            if aircraft is not None:
                self._sky.put(aircraft)

    def _lines(self, link: socket.socket) -> Iterator[bytes]:
        """Whole lines; one without an end does not grow without an end."""
        link.settimeout(1.0)  # an empty sky is silent: only the end of the connection is a loss
        rest = b""
        while not self._halt.is_set():
            with contextlib.suppress(TimeoutError):
                got = link.recv(4096)
                if not got:
                    return
                *lines, rest = (rest + got).split(b"\n")
                rest = rest[:_LINE_BYTES]
                yield from (line[:_LINE_BYTES] for line in lines)

    def _tell(self, is_heard: bool, why: str) -> None:
        if is_heard == self._is_heard:
            return
        self._is_heard = is_heard
        host, port = self._address
        if is_heard:
            self._say(f"aircraft are heard from {host}:{port}")
        else:
            self._say(f"NO aircraft are heard from {host}:{port}: {why}: look and listen yourself")


def _address(fields: list[str]) -> int | None:
    """Of a whole message; None for anything else."""
    if len(fields) < _FIELDS or fields[0] != "MSG":
        return None
    try:
        address = int(fields[_HEX], 16)
    except ValueError:
        return None
    return address if 0 <= address <= 0xFFFFFF else None


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
