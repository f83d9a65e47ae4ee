"""A live stream under its watchdog: it comes back, and nothing old queues up."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from geodata.clock import Clock
from surveillance.model import SourceState
from surveillance.sources.feed import FeedLimits, LiveFeed, StreamNews
from surveillance.sources.video import Picture, StreamCounts
from tests.surveillance.sources import streams

LIMITS = FeedLimits(silent_s=0.4, hung_s=4.0, backoff_s=(0.05, 0.2), floor_s=0.05)


class Camera:
    """A TCP camera that sends a stream to each caller; `gate` holds it back."""

    def __init__(self) -> None:
        self.door = socket.create_server(("127.0.0.1", 0))
        self.url = f"tcp://127.0.0.1:{self.door.getsockname()[1]}"
        self.data = streams.transport_stream(range(12))
        self.calls = 0
        self.stall = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                caller, _ = self.door.accept()
            except OSError:
                return
            self.calls += 1
            with caller:
                caller.sendall(self.data)
                self.stall.wait(10.0)

    def close(self) -> None:
        self.stall.set()
        self.door.close()


@pytest.fixture
def camera() -> Iterator[Camera]:
    camera = Camera()
    yield camera
    camera.close()


def collect(feed: LiveFeed, enough: int, limit_s: float = 15.0) -> list[Picture | StreamNews]:
    """Items until there were `enough` news, or time is up."""
    stop = threading.Timer(limit_s, feed.stop)
    stop.start()
    items: list[Picture | StreamNews] = []
    for item in feed:
        items.append(item)
        if sum(isinstance(i, StreamNews) for i in items) >= enough:
            feed.stop()
    stop.cancel()
    return items


def states(items: list[Picture | StreamNews]) -> list[SourceState]:
    return [i.state for i in items if isinstance(i, StreamNews)]


def test_a_stream_that_stalls_is_silent_within_the_limit(camera: Camera) -> None:
    feed = LiveFeed(camera.url, StreamCounts(), Clock.real(), LIMITS)
    items = collect(feed, enough=2)
    assert states(items) == [SourceState.OK, SourceState.SILENT]
    pictures = [i for i in items if isinstance(i, Picture)]
    assert pictures and all(p.state is not None for p in pictures[:3])
    assert [p.number for p in pictures] == sorted(p.number for p in pictures)


def test_a_camera_that_hangs_up_is_called_again(camera: Camera) -> None:
    camera.stall.set()
    feed = LiveFeed(camera.url, StreamCounts(), Clock.real(), LIMITS)
    items = collect(feed, enough=4)
    assert states(items)[:4] == [
        SourceState.OK, SourceState.LOST, SourceState.OK, SourceState.LOST,
    ]  # fmt: skip
    assert camera.calls >= 2


def test_no_camera_at_all_is_told_once_and_does_not_end_the_watch() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    feed = LiveFeed(f"tcp://127.0.0.1:{port}", StreamCounts(), Clock.real(), LIMITS)
    began = time.monotonic()
    items = collect(feed, enough=9, limit_s=1.0)
    assert states(items) == [SourceState.LOST]
    assert time.monotonic() - began < 3.0


def test_old_pictures_are_dropped_and_counted_while_detection_is_busy(camera: Camera) -> None:
    feed = LiveFeed(camera.url, StreamCounts(), Clock.real(), LIMITS)
    stop = threading.Timer(2.0, feed.stop)
    stop.start()
    numbers = []
    for item in feed:
        if isinstance(item, Picture):
            numbers.append(item.number)
            if len(numbers) == 1:
                time.sleep(1.0)
    assert feed.dropped > 0
    assert len(numbers) + feed.dropped == numbers[-1]
