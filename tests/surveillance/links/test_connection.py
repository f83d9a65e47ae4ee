"""Our heartbeat tells the vehicle that somebody is at work: it must stop when nobody is."""

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
