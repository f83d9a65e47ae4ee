"""Events for the page: one ring that all listeners read, so a slow one costs no memory.

Event numbers start at the wall time in milliseconds: they grow across restarts (nobody publishes
1000 events per second for long), so a number from before a restart is known to be missing.
"""

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

RING = 4096
PORTION = 256  # a slow listener keeps no more than these from being freed
THIN_S = 0.2  # wall seconds between two thinned events of one thing


@dataclass(frozen=True, slots=True)
class Event:
    """One event; frame: its bytes in the format of Server-Sent Events."""

    id: int
    kind: str
    frame: bytes


class Feed:
    """Keeps the last events and wakes who waits for more. Any thread may use it."""

    def __init__(self, ring: int = RING, first_id: int | None = None) -> None:
        self._lock = threading.Lock()
        self._size = ring
        self._ring: list[Event | None] = [None] * ring
        self._before_first = int(time.time() * 1000) if first_id is None else first_id - 1
        self._last_id = self._before_first
        self._listeners: set[Listener] = set()
        self._thinned: dict[tuple[str, str], float] = {}
        self._held: dict[tuple[str, str], Mapping[str, Any]] = {}

    @property
    def last_id(self) -> int:
        """Number of the newest event."""
        return self._last_id

    def publish(self, kind: str, body: Mapping[str, Any]) -> None:
        """Add an event and wake every listener."""
        # ASCII only: some readers take U+2028 or U+0085 in a name for the end of a line
        data = json.dumps(body, separators=(",", ":"))
        with self._lock:
            number = self._last_id + 1
            frame = f"id: {number}\nevent: {kind}\ndata: {data}\n\n".encode()
            self._ring[number % self._size] = Event(number, kind, frame)
            self._last_id = number
            listeners = list(self._listeners)
        for listener in listeners:
            listener.wake()

    def publish_newest(self, kind: str, key: str, body: Mapping[str, Any]) -> None:
        """Like `publish`, at most once in THIN_S for one key: the newest state wins.

        A state that must wait goes out with `flush`.
        """
        name = (kind, key)
        if name not in self._held and time.monotonic() - self._thinned.get(name, 0.0) >= THIN_S:
            self._thinned[name] = time.monotonic()
            self.publish(kind, body)
        else:
            self._held[name] = body

    def flush(self) -> None:
        """Publish the held states that are due; only the thread that publishes may call it."""
        now = time.monotonic()
        for name in [n for n in self._held if now - self._thinned[n] >= THIN_S]:
            self._thinned[name] = now
            self.publish(name[0], self._held.pop(name))
        if len(self._thinned) > RING:
            self._thinned = {n: at for n, at in self._thinned.items() if now - at < THIN_S}

    def after(self, last_id: int) -> list[Event] | None:
        """The next few events after that number (at most PORTION), none when it is the newest.

        None when some of them are gone, or the number is none of ours.
        """
        with self._lock:
            oldest = max(self._before_first + 1, self._last_id - self._size + 1)
            if last_id < oldest - 1 or last_id > self._last_id:
                return None
            numbers = range(last_id + 1, min(self._last_id, last_id + PORTION) + 1)
            found = [self._ring[number % self._size] for number in numbers]
        return [event for event in found if event is not None]

    def listen(self, wake: Callable[[], None]) -> "Listener":
        """A listener whose `wake` is called from any thread at each event."""
        listener = Listener(self, wake)
        with self._lock:
            self._listeners.add(listener)
        return listener

    def forget(self, listener: "Listener") -> None:
        """Wake this listener no more."""
        with self._lock:
            self._listeners.discard(listener)


class Listener:
    """Somebody who is woken at each event; a context manager that ends it."""

    def __init__(self, feed: Feed, wake: Callable[[], None]) -> None:
        self._feed = feed
        self.wake = wake

    def __enter__(self) -> "Listener":
        return self

    def __exit__(self, *_exc: object) -> None:
        self._feed.forget(self)
