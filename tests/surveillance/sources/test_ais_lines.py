"""Running receivers: lines, silence, lost connections; and what to tell the station."""

import os
import socket
import threading
import time
import tty
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from geodata.clock import Clock
from surveillance.errors import AisError, WrongUsage
from surveillance.model import AisReport, Realm, SourceHealth, SourceState, Value
from surveillance.sources.ais_health import AisHealth
from surveillance.sources.ais_lines import Address, live_lines, parse_source
from surveillance.sources.ais_reading import read_receiver

AT = datetime(2026, 5, 1, tzinfo=UTC)
LINE = b"!AIVDM,1,1,,A,13HOI:0P0000VOHLCnHQKwvL05Ip,0*23\r\n"


@contextmanager
def reading(source: Address | Path, clock: Clock | None = None) -> Iterator[list[Value]]:
    values: list[Value] = []
    halt = threading.Event()
    counts: list[Counter[str]] = []

    def run() -> None:
        lines = live_lines(source, halt)
        wall = clock or Clock.real()
        counts.append(read_receiver("rx", lines, Realm.SIMULATED, values.extend, wall))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield values
    halt.set()
    thread.join(10.0)
    assert not thread.is_alive()
    assert counts


def wait_for(check: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10.0
    while not check():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def reports(values: list[Value]) -> int:
    return sum(isinstance(v, AisReport) for v in values)


def states(values: list[Value]) -> list[SourceState]:
    return [v.state for v in values if isinstance(v, SourceHealth)]


def test_tcp_is_taken_up_again() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as door,
        reading(Address("tcp", "127.0.0.1", door.getsockname()[1])) as values,
    ):
        link, _ = door.accept()
        link.sendall(LINE[:20])
        time.sleep(0.05)
        link.sendall(LINE[20:] + LINE)
        wait_for(lambda: reports(values) == 2)
        link.close()
        wait_for(lambda: SourceState.LOST in states(values))
        link, _ = door.accept()
        link.sendall(LINE)
        wait_for(lambda: reports(values) == 3)
        wait_for(lambda: states(values)[-1:] == [SourceState.OK])
        link.close()


def test_udp_datagrams_are_lines() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with reading(Address("udp", "127.0.0.1", port)) as values:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            time.sleep(0.2)
            sender.sendto(LINE.strip(), ("127.0.0.1", port))
            sender.sendto(LINE + LINE, ("127.0.0.1", port))
            wait_for(lambda: reports(values) == 3)
        with pytest.raises(AisError, match=str(port)):
            next(live_lines(Address("udp", "127.0.0.1", port), threading.Event()))


def test_a_serial_port() -> None:
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    with reading(Path(os.ttyname(theirs))) as values:
        time.sleep(0.2)
        os.write(ours, LINE + LINE)
        wait_for(lambda: reports(values) == 2)
    os.close(ours)
    os.close(theirs)


def test_a_silent_receiver_says_so_by_the_clock_of_the_run() -> None:
    clock = Clock(time.time(), AT, 200.0)  # a minute in 0.3 s
    with (
        socket.create_server(("127.0.0.1", 0)) as door,
        reading(Address("tcp", "127.0.0.1", door.getsockname()[1]), clock) as values,
    ):
        link, _ = door.accept()
        wait_for(lambda: SourceState.SILENT in states(values))
        link.sendall(LINE)
        wait_for(lambda: SourceState.OK in states(values))
        link.close()


def test_health_is_said_at_each_change_and_every_ten_seconds() -> None:
    health = AisHealth("rx", Realm.LIVE, AT)
    said: list[tuple[int, str]] = []
    for second in range(140):
        now = AT + timedelta(seconds=second)
        if second < 30:
            health.hear(now)
        word = health.word(now, is_lost=second >= 120)
        if word is not None:
            said.append((second, word.state.value))
    assert said == [
        *((s, "ok") for s in range(0, 89, 10)),
        *((s, "silent") for s in range(89, 120, 10)),
        (120, "lost"), (130, "lost"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["tcp://", "tcp://host", "tcp://h:0", "tcp://h:70000", "http://h:1"]
)
def test_addresses_that_can_be_none_are_said(text: str) -> None:
    with pytest.raises(WrongUsage, match="expected tcp://HOST:PORT"):
        parse_source(text)


def test_a_file_that_is_not_there_is_said() -> None:
    with pytest.raises(AisError, match="/no/such/file: check the path"):
        parse_source("/no/such/file")


def test_addresses_are_understood() -> None:
    assert parse_source("tcp://[::1]:10110") == Address("tcp", "::1", 10110)
    assert parse_source("udp://:10110") == Address("udp", "", 10110)
    assert parse_source("-") == Path("-")
