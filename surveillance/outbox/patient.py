"""An outbox for live sources: a full disk must not end the watch."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Sequence

from surveillance.errors import OutboxError
from surveillance.model import Value
from surveillance.outbox.box import Outbox

KEPT_BYTES = 256 * 1024 * 1024  # of evidence pictures kept in memory
KEPT_CALLS = 20_000  # about an hour of a busy camera

Entry = Sequence[Value] | bytes


class PatientOutbox:
    """Puts into an outbox; what it cannot write waits in memory, in order, and is tried again.

    One thread puts. When memory is used up the oldest go, and `lost` counts them: that is said,
    too.
    """

    def __init__(self, outbox: Outbox, say: Callable[[str], None]) -> None:
        """say: shows one line to the person."""
        self._outbox = outbox
        self._say = say
        self._waiting: deque[Entry] = deque()
        self._bytes = 0
        self._is_failing = False
        self.lost = 0

    def put(self, values: Sequence[Value]) -> str:
        """Keep the values for the station; the key is empty while they are in memory only."""
        return self._take(list(values))

    def put_evidence(self, jpeg: bytes) -> str:
        """Keep a picture for the station and return its sha256."""
        self._take(jpeg)
        return hashlib.sha256(jpeg).hexdigest()

    def flush(self) -> None:
        """Write what waits. Raises OutboxError when the disk still refuses it."""
        while self._waiting:
            self._write(self._waiting[0])
            self._forget()

    def _take(self, entry: Entry) -> str:
        try:
            self.flush()
            key = self._write(entry)
        except OutboxError as exc:
            if not self._is_failing:
                self._is_failing = True
                self._say(f"kept in memory only until the disk takes it: {exc}")
            self._remember(entry)
            return ""
        if self._is_failing:
            self._is_failing = False
            self._say("the disk takes everything again; nothing waits in memory")
        return key

    def _write(self, entry: Entry) -> str:
        if isinstance(entry, bytes):
            return self._outbox.put_evidence(entry)
        return self._outbox.put(entry)

    def _remember(self, entry: Entry) -> None:
        self._waiting.append(entry)
        self._bytes += len(entry) if isinstance(entry, bytes) else 0
        while len(self._waiting) > KEPT_CALLS or self._bytes > KEPT_BYTES:
            self._forget()
            self.lost += 1
            if self.lost == 1:
                self._say("memory is used up as well: the oldest sightings are being lost")

    def _forget(self) -> None:
        gone = self._waiting.popleft()
        self._bytes -= len(gone) if isinstance(gone, bytes) else 0
