"""A file that is on its way: whoever reads it is told when the bytes it needs are there."""

from __future__ import annotations

import os
import stat
import threading
from functools import partial
from pathlib import Path

from geodata.catalogs.port import Growth
from geodata.errors import NotWhole

STALLED_S = 30.0  # without a byte; then others are served first


class Arrival:
    """One file of an offer, between the thread that downloads it and one that reads it.

    The bytes are the file's own and in order, but they are verified only in the end: what was made
    of them counts when the download has ended well and `is_void` is still False.
    """

    def __init__(self, stalled_s: float = STALLED_S) -> None:
        self._changed = threading.Condition()
        self._stalled_s = stalled_s
        self._handle = -1
        self._done_bytes = 0
        self._take = 0
        self._has_ended = False
        self.is_void = False

    def grow(self, growth: Growth) -> None:
        """Called by the download for each of its steps."""
        with self._changed:
            is_anew = growth.take != self._take or growth.done_bytes < self._done_bytes
            # what was read of an earlier take is of another version, or was found wrong
            self.is_void = self.is_void or (is_anew and self._done_bytes > 0)
            if self._handle < 0 and growth.done_bytes > 0:
                self._handle = _opened(growth.path)
                self.is_void = self.is_void or self._handle < 0
            self._take, self._done_bytes = growth.take, growth.done_bytes
            self._changed.notify_all()

    def end(self) -> None:
        """The download is over, well or not."""
        with self._changed:
            self._has_ended = True
            self._changed.notify_all()

    def wait(self, count: int) -> None:
        """Return when the first `count` bytes are there. Raises NotWhole when they do not come, or
        when those that came are void."""
        with self._changed:
            while not self.is_void and self._done_bytes < count:
                if self._has_ended:
                    raise NotWhole("the download has ended")
                before = self._done_bytes
                # a service that wants to be left alone is told of without a byte
                if not self._changed.wait_for(partial(self._is_news, before), self._stalled_s):
                    raise NotWhole(f"nothing comes since {self._stalled_s:g} s")
            if self.is_void:
                raise NotWhole("the download began anew")

    def _is_news(self, before: int) -> bool:
        return self.is_void or self._has_ended or self._done_bytes > before

    @property
    def path(self) -> Path:
        """The file by its open handle: its name changes when it is whole. Raises NotWhole."""
        self.wait(1)
        return Path(f"/dev/fd/{self._handle}")

    def close(self) -> None:
        """Let go of the file."""
        with self._changed:
            self.is_void = True
            if self._handle >= 0:
                os.close(self._handle)
            self._handle = -1
            self._changed.notify_all()


def _opened(path: Path) -> int:
    """-1 for a folder, which does not grow, and for a file that cannot be read."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return -1
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        return -1
    return handle
