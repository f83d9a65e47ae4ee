"""The live stream, read back by another program's demultiplexer and decoder."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import av
import av.error
import numpy as np
import pytest

from geodata.clock import Clock
from simulator.errors import DoorError
from simulator.video import VideoServer

SIZE = (320, 240)
FPS = 2.0
CLOCK = Clock(time.time(), datetime(2026, 5, 12, 1, 30, tzinfo=UTC), 8.0)
LIVE = {"flags": "low_delay", "fpsprobesize": "0", "probesize": "200000"}


def picture(number: int, noise: float = 2.0) -> np.ndarray:
    """Grey of a level that tells its number, with noise."""
    rng = np.random.default_rng(number)
    shades = rng.normal(40.0 + 6.0 * number, noise, (SIZE[1], SIZE[0], 3))
    return np.clip(shades, 0, 255).astype(np.uint8)


def at(number: int) -> datetime:
    return CLOCK.at0 + timedelta(seconds=number / FPS)


class Reader:
    """Reads a stream in a thread: pts and grey level of pictures, pts and bytes of KLV."""

    def __init__(self, url: str) -> None:
        self.pictures: list[tuple[int, float]] = []
        self.klv: list[tuple[int, bytes]] = []
        self._thread = threading.Thread(target=self._read, args=(url,))
        self._thread.start()

    def _read(self, url: str) -> None:
        try:
            with av.open(url, options=LIVE, timeout=(10.0, 10.0)) as stream:
                for packet in stream.demux():
                    if packet.stream.type == "data" and packet.size:
                        self.klv.append((packet.pts or 0, bytes(packet)))
                    elif packet.stream.type == "video":
                        for frame in packet.decode():
                            grey = float(frame.to_ndarray(format="rgb24").mean())
                            self.pictures.append((frame.pts, grey))
        except av.error.FFmpegError:
            pass  # the server went away: what was read before counts

    def join(self) -> None:
        self._thread.join(10.0)
        assert not self._thread.is_alive()


def wait_for(what: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


@pytest.fixture
def server() -> Iterator[VideoServer]:
    video = VideoServer(0, SIZE, FPS, CLOCK)
    yield video
    video.close()


def test_pictures_and_klv_come_in_order_with_equal_times(server: VideoServer) -> None:
    reader = Reader(server.url)
    wait_for(lambda: server.viewers == 1)
    for number in range(12):
        server.send(picture(number), bytes([number]) * 100, at(number), at(number + 1))
    wait_for(lambda: len(reader.pictures) == 12)
    server.close()
    reader.join()
    times = [server.ticks_of(at(number)) for number in range(12)]
    assert [pts for pts, _ in reader.pictures] == times
    assert [pts for pts, _ in reader.klv] == times
    assert [raw for _, raw in reader.klv] == [bytes([number]) * 100 for number in range(12)]
    assert np.diff(times).tolist() == [45_000] * 11  # 90 kHz of simulated time
    greys = [grey for _, grey in reader.pictures]
    assert greys == pytest.approx([40.0 + 6.0 * number for number in range(12)], abs=2.0)


@pytest.mark.parametrize("noise", [2.0, 70.0])  # 70: more than one elementary packet each
def test_a_picture_is_there_before_the_next_is_sent(server: VideoServer, noise: float) -> None:
    reader = Reader(server.url)
    wait_for(lambda: server.viewers == 1)
    for number in range(8):  # what a reader wants to see before it believes in a stream
        server.send(picture(number, noise), b"k" * 90, at(number), at(number + 1))
    wait_for(lambda: len(reader.pictures) == 8)
    for number in range(8, 12):
        server.send(picture(number, noise), b"k" * 90, at(number), at(number + 1))
        wait_for(lambda n=number: len(reader.pictures) == n + 1)  # type: ignore[misc]
    server.close()
    reader.join()


def test_pictures_may_be_left_out_and_their_times_stay_right(server: VideoServer) -> None:
    reader = Reader(server.url)
    wait_for(lambda: server.viewers == 1)
    slots = [0, 1, 2, 5, 6, 11, 12, 13]
    for slot, following in zip(slots, [*slots[1:], 14], strict=True):
        server.send(picture(slot), b"k" * 50, at(slot), at(following))
    wait_for(lambda: len(reader.pictures) == len(slots))
    server.close()
    reader.join()
    assert [pts for pts, _ in reader.pictures] == [server.ticks_of(at(slot)) for slot in slots]


def test_a_broken_promise_is_refused(server: VideoServer) -> None:
    with socket.create_connection(("127.0.0.1", server.port)):
        wait_for(lambda: server.viewers == 1)
        server.send(picture(0), b"k", at(0), at(1))
        with pytest.raises(ValueError, match="does not follow"):
            server.send(picture(1), b"k", at(2), at(3))


def test_a_promise_ends_with_the_last_viewer(server: VideoServer) -> None:
    with socket.create_connection(("127.0.0.1", server.port)):
        wait_for(lambda: server.viewers == 1)
        server.send(picture(0), b"k", at(0), at(1))
    for number in range(1, 200):
        server.send(picture(number % 20), b"k", at(number), at(number + 1))
        if not server.viewers:
            break
        time.sleep(0.01)
    assert server.viewers == 0
    reader = Reader(server.url)
    wait_for(lambda: server.viewers == 1)
    for number in range(300, 308):  # not what was promised, but nobody was told
        server.send(picture(number - 300), b"k" * 50, at(number), at(number + 1))
    wait_for(lambda: len(reader.pictures) == 8)
    server.close()
    reader.join()
    assert reader.pictures[0][0] == server.ticks_of(at(300))


def test_a_late_viewer_begins_with_a_whole_picture(server: VideoServer) -> None:
    first = Reader(server.url)
    wait_for(lambda: server.viewers == 1)
    for number in range(3):
        server.send(picture(number), b"k" * 50, at(number), at(number + 1))
    late = Reader(server.url)
    wait_for(lambda: server.viewers == 2)
    for number in range(3, 12):
        server.send(picture(number), b"k" * 50, at(number), at(number + 1))
    wait_for(lambda: len(first.pictures) == 12 and len(late.pictures) == 9)
    server.close()
    first.join()
    late.join()
    assert late.pictures[0] == (server.ticks_of(at(3)), pytest.approx(58.0, abs=2.0))
    assert len(late.klv) == 9


def test_a_viewer_that_does_not_read_is_dropped(server: VideoServer) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as idle:
        idle.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        wait_for(lambda: server.viewers == 1)
        for number in range(400):
            server.send(picture(number % 20, 70.0), b"k", at(number), at(number + 1))
            if server.dropped_viewers:
                break
        assert server.dropped_viewers == 1
        assert server.viewers == 0


def test_a_port_in_use_is_named(server: VideoServer) -> None:
    with pytest.raises(DoorError, match=f"cannot open port {server.port} for video"):
        VideoServer(server.port, SIZE, FPS, CLOCK)
