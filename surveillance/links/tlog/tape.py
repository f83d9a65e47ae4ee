"""A recorded link as a transport: it says what was said then, and hears nothing."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from geodata.clock import Clock
from surveillance.errors import RecordingError
from surveillance.links.tlog.records import TIME_BYTES, time_of

_MARK_1, _MARK_2 = 0xFE, 0xFD
_HEAD_1, _HEAD_2 = 6, 10
_CHECKSUM, _SIGNATURE = 2, 13
_SIGNED_FLAG = 1
_HEARTBEAT = 0
_NO_AUTOPILOT = 8  # MAV_AUTOPILOT_INVALID: ground stations, cameras, gimbals
_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Record:
    """One packet and when it was recorded."""

    at: datetime
    packet: bytes


@dataclass(frozen=True, slots=True)
class Contents:
    """What a .tlog holds. vehicles: MAVLink system numbers of autopilots, with their heartbeats.

    torn_bytes: at the end, of a record that was not written whole.
    """

    first_at: datetime
    last_at: datetime
    packets: int
    vehicles: Counter[int]
    torn_bytes: int


def read_records(path: Path) -> Iterator[Record]:
    """The records of a .tlog, up to the last whole one.

    Raises RecordingError where something else than a record begins, OSError.
    """
    with path.open("rb") as file:
        for number in range(1, 2**63):
            place = file.tell()
            record = _next(file)
            if record is None:
                return
            if record == b"":
                raise RecordingError(_foreign(path, number, place))
            assert isinstance(record, Record)
            yield record


def survey(path: Path) -> Contents:
    """Look through a whole .tlog.

    Raises RecordingError for a file that is none or breaks off into something else, OSError.
    """
    size = path.stat().st_size
    vehicles: Counter[int] = Counter()
    first_at = last_at = None
    packets = whole = 0
    for record in read_records(path):
        first_at, last_at = first_at or record.at, record.at
        packets += 1
        whole += TIME_BYTES + len(record.packet)
        if (system := _autopilot(record.packet)) is not None:
            vehicles[system] += 1
    if first_at is None or last_at is None:
        raise RecordingError(
            f"{path} holds no record of a link ({size} bytes): name a .tlog file of a flight"
        )
    return Contents(first_at, last_at, packets, vehicles, size - whole)


class Tape:
    """A transport that gives the packet which was put in last, once."""

    def __init__(self) -> None:
        self._packet = b""

    def put(self, packet: bytes) -> None:
        """What the next `read` gives."""
        self._packet = packet

    def open(self) -> None:
        """Nothing to open."""

    def read(self, wait_s: float) -> bytes:
        """The packet; never waits."""
        packet, self._packet = self._packet, b""
        return packet

    def write(self, data: bytes) -> None:
        """Raises OSError: nobody is there."""
        raise ConnectionError("a recording hears nothing")

    def close(self) -> None:
        """Nothing to close."""


@dataclass
class Hand:
    """Where a replay stands."""

    at: datetime


@dataclass(frozen=True)
class RecordedClock(Clock):
    """The time of the record that is played, not of the wall."""

    hand: Hand = field(compare=False)

    def now(self) -> datetime:
        """When it was recorded."""
        return self.hand.at


def _next(file: BinaryIO) -> Record | bytes | None:
    """The next record; None at the end, also of a torn one; b"" for something else."""
    stamped, mark = file.read(TIME_BYTES), file.read(3)
    if not stamped or len(mark) < 3:
        return None
    length = _length(mark)
    try:
        at = time_of(stamped)
    except OverflowError:
        return b""
    if length is None or not _EARLIEST <= at < _LATEST:
        return b""
    packet = mark + file.read(length - len(mark))
    return Record(at, packet) if len(packet) == length else None


def _length(mark: bytes) -> int | None:
    """Bytes of the packet that begins so; None when it is none."""
    if mark[0] == _MARK_1:
        return _HEAD_1 + mark[1] + _CHECKSUM
    if mark[0] == _MARK_2:
        return _HEAD_2 + mark[1] + _CHECKSUM + (_SIGNATURE if mark[2] & _SIGNED_FLAG else 0)
    return None


def _autopilot(packet: bytes) -> int | None:
    """The system number in the heartbeat of an autopilot; None for other packets."""
    if packet[0] == _MARK_2:
        number, system, payload = packet[7:10], packet[5], packet[_HEAD_2:]
    else:
        number, system, payload = packet[5:6], packet[3], packet[_HEAD_1:]
    is_heartbeat = int.from_bytes(number, "little") == _HEARTBEAT and len(payload) > 5
    return system if is_heartbeat and payload[5] != _NO_AUTOPILOT else None


def _foreign(path: Path, number: int, place: int) -> str:
    if number == 1:
        return f"{path} is no recorded link: name a .tlog file, as patrol leaves in recordings"
    return (
        f"{path} is spoilt at byte {place}: no record begins there; {number - 1} records before it"
        " are whole: cut the file there to replay them"
    )
