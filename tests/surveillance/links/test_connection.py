"""Our heartbeat tells the vehicle that somebody is at work: it must stop when nobody is."""

import threading
import time

import pytest

from geodata.clock import Clock
from surveillance.errors import LinkError
from surveillance.links import connection as module
from surveillance.links.connection import Connection
from tests.surveillance.bench import SimulatedCopter
from tests.surveillance.radio import Radio


def heartbeats(radio: Radio) -> int:
    return sum(message.get_type() == "HEARTBEAT" for message in radio.heard_up)


def test_the_heartbeat_stops_when_the_program_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PULSE_FLOOR_S", 0.3)
    with (
        SimulatedCopter(20.0) as copter,
        Radio(copter.autopilot.port) as radio,
        Connection(radio.link, copter.clock) as connection,
    ):
        for _ in range(10):
            connection.pulse()
            time.sleep(0.05)
        alive = heartbeats(radio)
        assert alive >= 5  # once a second of the clock, 20 times a second on the wall
        time.sleep(0.6)  # nobody pulses
        stopped = heartbeats(radio)
        time.sleep(0.4)
        assert heartbeats(radio) == stopped
        connection.pulse()
        time.sleep(0.3)
        assert heartbeats(radio) > stopped
    sent = next(m for m in radio.heard_up if m.get_type() == "HEARTBEAT")
    assert (sent.get_srcSystem(), sent.get_srcComponent()) == (255, 190)


def test_waiting_for_an_answer_is_not_hanging(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PULSE_FLOOR_S", 0.3)
    with (
        SimulatedCopter(20.0) as copter,
        Radio(copter.autopilot.port) as radio,
        Connection(radio.link, copter.clock) as connection,
        connection.listen("LOG_DATA") as box,
    ):
        assert box.get(0.8) is None
        before = heartbeats(radio)
        assert box.get(0.3) is None
        assert heartbeats(radio) > before


class Slow:
    """A transport that breaks while somebody writes to it."""

    def __init__(self) -> None:
        self.is_up = True
        self.faults: list[str] = []
        self._is_writing = threading.Event()

    def open(self) -> None:
        self.is_up = True

    def read(self, wait_s: float) -> bytes:
        self._is_writing.wait(1.0)
        raise ConnectionError("broken")

    def write(self, data: bytes) -> None:
        self._is_writing.set()
        time.sleep(0.2)
        if not self.is_up:
            self.faults.append("closed under the writer")
        self._is_writing.clear()

    def close(self) -> None:
        self.is_up = False


def test_a_broken_link_is_not_closed_under_a_writer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A socket that vanishes between two lines would end the heartbeat's thread for good."""
    slow = Slow()
    monkeypatch.setattr(module, "transport_for", lambda link: slow)
    with Connection("tcp:127.0.0.1:1", Clock.real()) as connection:
        connection.pulse()
        connection.send(module._heartbeat())
    assert slow.faults == []


def test_nobody_listening_names_link_and_remedy() -> None:
    connection = Connection("tcp:127.0.0.1:1", Clock.real())
    with pytest.raises(LinkError, match=r"nothing answers at tcp:127.0.0.1:1 .* --connect"):
        connection.start()


def test_mailboxes_take_their_types_only() -> None:
    with (
        SimulatedCopter(20.0) as copter,
        Connection(copter.link, copter.clock) as connection,
        connection.listen("HEARTBEAT") as box,
    ):
        first = box.get(2.0)
        assert first is not None
        assert first.get_type() == "HEARTBEAT"
        box.drain()
        assert connection.strangers == {}
