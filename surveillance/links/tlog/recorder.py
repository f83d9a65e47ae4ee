"""Keep what goes over a link in a .tlog, without ever holding up the flight.

Whole packets go into the .tlog, of whoever sent them. Bytes that are no packet, or one with a bad
checksum, go beside it into a .stray file, which exists only if there were any: in the .tlog they
would make readers lose step. Packets that bring a signing key are kept nowhere.
"""

import contextlib
import os
import threading
from collections.abc import Callable
from pathlib import Path

from geodata.clock import Clock
from surveillance.links.tlog.records import STRAY_MOST, carries_key, packet_record, stray_record

WRITE_EVERY_S = 0.5  # wall seconds; what a killed program loses
MOST_WAITING_BYTES = 8_000_000  # a disk that hangs must not fill the memory
CLOSE_PATIENCE_S = 5.0
_SAME_SECOND = 100  # recordings of one vehicle that may begin in the same second
_PRIVATE = 0o600


class Recorder:
    """Writes from a thread of its own; `packet` and `stray` only put into memory.

    When the disk fails it says so once and stops; nothing is raised.
    """

    def __init__(self, path: Path, clock: Clock, say: Callable[[str], None]) -> None:
        """Create `path`, which must not exist. Raises OSError.

        say: gets one sentence, from another thread, when the recording has to stop.
        """
        self.path = path
        self._clock = clock
        self._say = say
        self._tape = _Tape(path)
        self._strays: _Tape | None = None
        self._lock = threading.Lock()
        self._waiting: list[tuple[bool, bytes]] = []
        self._waiting_bytes = 0
        self._has_failed = False
        self._halt = threading.Event()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    def packet(self, data: bytes) -> None:
        """Keep one whole packet with the present time of the run. Never waits for the disk."""
        if not carries_key(data):
            self._put(True, data)

    def stray(self, data: bytes) -> None:
        """Keep bytes that were no packet."""
        if data and not carries_key(data):
            self._put(False, data[:STRAY_MOST])

    def close(self) -> None:
        """Write what waits and end. A disk that hangs is left behind after some seconds."""
        self._halt.set()
        self._thread.join(timeout=CLOSE_PATIENCE_S)

    def _put(self, is_packet: bool, data: bytes) -> None:
        with self._lock:
            if self._has_failed:
                return
            record = (packet_record if is_packet else stray_record)(self._clock.now(), data)
            is_full = self._waiting_bytes + len(record) > MOST_WAITING_BYTES
            if not is_full:
                self._waiting.append((is_packet, record))
                self._waiting_bytes += len(record)
        if is_full:
            self._fail("the disk does not take it in time")

    def _run(self) -> None:
        is_over = False
        while not is_over:
            is_over = self._halt.wait(WRITE_EVERY_S)
            try:
                self._write()
            except OSError as exc:
                self._fail(exc.strerror or str(exc))
                break
        self._tape.close()
        if self._strays is not None:
            self._strays.close()

    def _write(self) -> None:
        with self._lock:
            waiting, self._waiting, self._waiting_bytes = self._waiting, [], 0
        packets = b"".join(record for is_packet, record in waiting if is_packet)
        strays = b"".join(record for is_packet, record in waiting if not is_packet)
        if packets:
            self._tape.append(packets)
        if strays:
            self._strays = self._strays or _Tape(self.path.with_suffix(".stray"))
            self._strays.append(strays)

    def _fail(self, why: str) -> None:
        with self._lock:
            if self._has_failed:
                return
            self._has_failed = True
            self._waiting = []
        self._say(f"the recording {self.path} has stopped: {why}: the flight goes on without it")


class _Tape:
    """A file of ours alone that grows by whole records."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _PRIVATE)
        self._size = 0

    def append(self, records: bytes) -> None:
        """Raises OSError; half a record is taken back then."""
        left = memoryview(records)
        try:
            while left:
                left = left[os.write(self._file, left) :]
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(self._file, self._size)
            raise
        self._size += len(records)

    def close(self) -> None:
        """The bytes are on the disk afterwards, if it takes them."""
        with contextlib.suppress(OSError):
            os.fsync(self._file)
        with contextlib.suppress(OSError):
            os.close(self._file)


def new_recorder(folder: Path, stem: str, clock: Clock, say: Callable[[str], None]) -> Recorder:
    """A recorder whose file is named after the present time and `stem`; makes the folder.

    Raises OSError when the folder cannot be written.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{clock.now():%Y%m%dT%H%M%SZ}-{stem}"
    for number in range(1, _SAME_SECOND):
        suffix = "" if number == 1 else f"-{number}"
        with contextlib.suppress(FileExistsError):
            return Recorder(folder / f"{name}{suffix}.tlog", clock, say)
    raise FileExistsError(f"{folder / name}.tlog and {_SAME_SECOND - 2} more exist already")
