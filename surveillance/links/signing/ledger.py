"""The time in our signatures: it only ever rises, over restarts and clocks that were set back.

A vehicle refuses a signature whose time is not above the last one it saw. The time is in units of
10 microseconds since 2015-01-01 UTC, as MAVLink counts it.
"""

import contextlib
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from geodata.clock import Clock
from surveillance.errors import SettingsError

SAVE_EVERY_S = 1.0  # wall seconds
_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_UNIT = timedelta(microseconds=10)
_MOST = 2**48 - 1
MINUTE = 6_000_000


def units(at: datetime) -> int:
    """The time of a signature for an aware time.

    >>> units(datetime(2015, 1, 1, 0, 1, tzinfo=UTC)) == MINUTE
    True
    """
    return (at - _EPOCH) // _UNIT


class Ledger:
    """The highest time used or seen with one key, in memory and, a little ahead, on disk."""

    def __init__(self, path: Path, clock: Clock, say: Callable[[str], None]) -> None:
        """Go on above what `path` holds; a missing file is made. Raises SettingsError.

        say: gets one sentence, from another thread, when the disk does not take it any more.
        """
        self._path = path
        self._clock = clock
        self._say = say
        self._lock = threading.Lock()
        self._last = self._read()
        self._halt = threading.Event()
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._save()
        except OSError as exc:
            raise SettingsError(
                f"the time of signatures cannot be kept in {path}: {exc.strerror}: free the disk or"
                " mend the rights of the folder"
            ) from exc
        self._thread = threading.Thread(target=self._run, name="signing-time", daemon=True)
        self._thread.start()

    @property
    def last(self) -> int:
        """The highest time so far."""
        with self._lock:
            return self._last

    def next(self) -> int:
        """A time above all earlier ones, and not before the present of the run."""
        with self._lock:
            self._last = max(self._last + 1, units(self._clock.now()))
            return self._last

    def saw(self, time_units: int) -> None:
        """Somebody with our key has used this time: ours must be above it."""
        with self._lock:
            self._last = max(self._last, time_units)

    def close(self) -> None:
        """Write the last word; a disk that hangs is left behind."""
        self._halt.set()
        self._thread.join(timeout=5.0)

    def _run(self) -> None:
        is_over = has_failed = False
        while not is_over:
            is_over = self._halt.wait(SAVE_EVERY_S)
            try:
                self._save()
            except OSError as exc:
                if not has_failed:
                    has_failed = True
                    self._say(
                        f"the time of signatures cannot be kept in {self._path} ({exc.strerror}):"
                        " set the computer's clock right before the next flight"
                    )

    def _save(self) -> None:
        """What may be used until the next time we write goes to the disk beforehand."""
        ahead = round(2.0 * SAVE_EVERY_S * self._clock.speedup / _UNIT.total_seconds())
        used = max(self.last, units(self._clock.now())) + ahead
        with contextlib.suppress(SettingsError):
            used = max(used, self._read())  # another program may fly with the same key
        beside = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        with contextlib.suppress(FileNotFoundError):
            beside.unlink()
        file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(file, "w") as opened:
            opened.write(f"{used}\n")
            opened.flush()
            os.fsync(file)
        beside.replace(self._path)

    def _read(self) -> int:
        try:
            text = self._path.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return 0
        except (OSError, UnicodeDecodeError) as exc:
            raise SettingsError(f"{self._path} cannot be read: {exc}: {_REMEDY}") from exc
        if not (text.isdecimal() and len(text) < 20 and int(text) <= _MOST):
            raise SettingsError(f"{self._path} holds no time of signatures: {_REMEDY}")
        return int(text)


_REMEDY = "if this computer's clock is right, delete it"
