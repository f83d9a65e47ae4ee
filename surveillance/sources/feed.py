"""A live stream under a watchdog: it comes back after a loss, and old pictures never queue up."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace

from geodata.clock import Clock
from surveillance.errors import VideoError
from surveillance.model import SourceState
from surveillance.sources.video import Picture, StreamCounts, Timeouts, VideoStream

_QUEUE = 4  # pictures; more would only be older


@dataclass(frozen=True, slots=True)
class StreamNews:
    """The stream changed its state."""

    state: SourceState
    text: str


@dataclass(frozen=True, slots=True)
class FeedLimits:
    """Seconds of the run's clock.

    silent_s: age of the last picture at which the stream counts as silent; hung_s: age at which a
    reader that does not even fail is given up; backoff_s: first and longest wait before trying
    again. At a speed-up no limit falls under `floor_s` of wall time: a busy computer is no loss.
    """

    silent_s: float = 2.0
    hung_s: float = 20.0
    backoff_s: tuple[float, float] = (0.5, 10.0)
    floor_s: float = 1.0


class LiveFeed:
    """Pictures of a live stream, read by a thread of its own; iterate in one other thread.

    The iteration ends after `stop`. `dropped` counts pictures left out because detection was
    still busy with an older one.
    """

    def __init__(
        self, source: str, counts: StreamCounts, clock: Clock, limits: FeedLimits | None = None
    ) -> None:
        self._source = source
        self._counts = counts
        self._clock = clock
        self._limits = limits or FeedLimits()
        self._changed = threading.Condition()
        self._pictures: deque[Picture] = deque()
        self._news: deque[StreamNews] = deque()
        self._stopped = False
        self._generation = 0
        self._number = 0
        self._last_wall = time.monotonic()
        self._state: SourceState | None = None
        self.dropped = 0

    def stop(self) -> None:
        """End the iteration and the reading; safe from any thread and from a signal handler."""
        self._stopped = True

    def __iter__(self) -> Iterator[Picture | StreamNews]:
        self._start_reader()
        while not self._stopped:
            with self._changed:
                if not self._pictures and not self._news:
                    self._changed.wait(0.2)
                news = list(self._news)
                self._news.clear()
                picture = self._pictures.popleft() if self._pictures else None
            yield from news
            if picture is not None:
                yield picture
            else:
                yield from self._watchdog()

    def _watchdog(self) -> Iterator[StreamNews]:
        age = time.monotonic() - self._last_wall
        if self._state is SourceState.OK and age > self._wall(self._limits.silent_s):
            self._state = SourceState.SILENT
            yield StreamNews(SourceState.SILENT, f"no picture from {self._source}")
        if age > self._wall(self._limits.hung_s):
            self._tell(SourceState.LOST, f"{self._source} hangs; opened again")
            self._start_reader()

    def _wall(self, seconds: float) -> float:
        return max(self._clock.wall_seconds(seconds), self._limits.floor_s)

    def _start_reader(self) -> None:
        with self._changed:
            self._generation += 1
            self._last_wall = time.monotonic()
            generation = self._generation
        # a daemon: a read that hangs inside the library must not keep the process alive
        threading.Thread(target=self._read, args=(generation,), daemon=True, name="video").start()

    def _read(self, generation: int) -> None:
        first, longest = self._limits.backoff_s
        wait = first
        while self._current(generation):
            seen = self._number
            try:
                self._read_once(generation)
                reason = f"{self._source} ended"
            except VideoError as exc:
                reason = str(exc)
            if not self._current(generation):
                return
            self._tell(SourceState.LOST, reason)
            wait = first if self._number > seen else min(wait * 2.0, longest)
            time.sleep(self._clock.wall_seconds(wait))

    def _read_once(self, generation: int) -> None:
        limits = self._limits
        timeouts = Timeouts(self._wall(limits.hung_s / 2), self._wall(limits.hung_s / 2))
        stream = VideoStream(self._source, self._counts, self._clock.now(), timeouts=timeouts)
        try:
            for picture in stream:
                if not self._current(generation):
                    return
                self._put(picture)
        finally:
            stream.close()

    def _put(self, picture: Picture) -> None:
        with self._changed:
            self._number += 1
            self._last_wall = time.monotonic()
            if self._state is not SourceState.OK:
                self._state = SourceState.OK
                self._news.append(StreamNews(SourceState.OK, f"pictures from {self._source}"))
            self._pictures.append(replace(picture, number=self._number))
            while len(self._pictures) > _QUEUE:
                self._pictures.popleft()
                self.dropped += 1
            self._changed.notify()

    def _tell(self, state: SourceState, text: str) -> None:
        with self._changed:
            if self._state is not state:
                self._state = state
                self._news.append(StreamNews(state, text))
            self._changed.notify()

    def _current(self, generation: int) -> bool:
        return not self._stopped and generation == self._generation
