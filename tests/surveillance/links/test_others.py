"""Other ground stations are noticed: by their own words, and by the vehicle's answers to them."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.clock import Clock
from surveillance.links.connection import Connection
from surveillance.links.signing.codec import Trust
from surveillance.patrol.company import company_check
from tests.surveillance.bench import SimulatedCopter
from tests.surveillance.links.signing.keys import make_key
from tests.surveillance.links.signing.test_signed_link import Signer, signed_link
from tests.surveillance.links.tlog.pipe import Pipe, Speaker

GCS = mavlink.MAV_TYPE_GCS
ARM = mavlink.MAV_CMD_COMPONENT_ARM_DISARM
STREAM = mavlink.MAV_CMD_SET_MESSAGE_INTERVAL


def command(number: int, system: int = 1) -> Any:
    return mavlink.MAVLink_command_long_message(system, 1, number, 0, *[0.0] * 7)


@contextmanager
def link() -> Iterator[tuple[Connection, Pipe]]:
    pipe = Pipe()
    with Connection("pipe", Clock.real(), transport=pipe) as connection:
        yield connection, pipe


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 10.0
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def told(connection: Connection, pipe: Pipe, *packets: bytes) -> list[str]:
    """What is said of these packets."""
    heard: list[Any] = []
    connection.add_listener(heard.append)
    for packet in packets:
        pipe.feed(packet)
    pipe.feed(Speaker().heartbeat())
    until(lambda: bool(heard))
    return connection.news.take()


@pytest.mark.parametrize(("system", "component"), [(254, 190), (255, 191)])
def test_a_station_is_said_once_and_may_stay(system: int, component: int) -> None:
    other = Speaker(system, component)
    with link() as (connection, pipe):
        said = told(connection, pipe, *(other.heartbeat(GCS) for _ in range(3)))
        assert said == [
            f"another ground station (system {system}, component {component}) is on the link: it"
            " can command the vehicle, too"
        ]
        check = company_check(connection)
        assert check.is_good and f"system {system}" in check.text


def test_alone_nothing_is_said() -> None:
    with link() as (connection, pipe):
        packets = [
            Speaker(7).heartbeat(),  # another vehicle
            Speaker(1, 154).heartbeat(mavlink.MAV_TYPE_GIMBAL),
            Speaker(1, 191).pack(command(ARM)),  # the vehicle's own computer
            Speaker(1).pack(mavlink.MAVLink_command_ack_message(ARM, 0, 0, 0, 1, 191)),
            Speaker(1).pack(mavlink.MAVLink_mission_ack_message(255, 190, 0, 0)),
        ]
        assert told(connection, pipe, *packets) == []
        assert company_check(connection).text == "none heard"


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (command(ARM), "it commands component arm disarm"),
        (mavlink.MAVLink_set_mode_message(1, 1, 6), "it changes its mode"),
        (mavlink.MAVLink_param_set_message(1, 1, b"FENCE_ENABLE", 0, 9), "it sets its parameters"),
        (mavlink.MAVLink_mission_count_message(1, 1, 3, 0), "it writes a plan into it"),
        (mavlink.MAVLink_mission_clear_all_message(0, 0, 0), "it writes a plan into it"),
        (mavlink.MAVLink_rc_channels_override_message(1, 1, *[1500] * 8), "it steers it"),
    ],
)
def test_what_it_does_to_our_vehicle_forbids_the_launch(message: Any, words: str) -> None:
    other = Speaker(254, 190)
    with link() as (connection, pipe):
        said = told(connection, pipe, other.pack(message), other.pack(message))
        assert said == [
            "another ground station (system 254, component 190) interferes with the vehicle:"
            f" {words}"
        ]
        check = company_check(connection)
        assert not check.is_good and words in check.text and "start again" in check.text


@pytest.mark.parametrize(
    "message",
    [
        command(STREAM),
        command(mavlink.MAV_CMD_REQUEST_MESSAGE),
        command(ARM, system=7),
        mavlink.MAVLink_param_request_list_message(1, 1),
        mavlink.MAVLink_mission_request_list_message(1, 1, 0),
    ],
)
def test_looking_on_is_no_interference(message: Any) -> None:
    with link() as (connection, pipe):
        assert told(connection, pipe, Speaker(254, 190).pack(message)) == []
        assert company_check(connection).is_good


@pytest.mark.parametrize(
    ("answer", "is_act"),
    [
        (mavlink.MAVLink_mission_request_message(254, 190, 0, 0), True),
        (mavlink.MAVLink_mission_ack_message(254, 190, 0, 0), True),
        (mavlink.MAVLink_mission_ack_message(255, 191, 0, 0), True),
        (mavlink.MAVLink_command_ack_message(ARM, 0, 0, 0, 254, 190), True),
        (mavlink.MAVLink_command_ack_message(STREAM, 0, 0, 0, 254, 190), False),
        (mavlink.MAVLink_mission_count_message(254, 190, 5, 0), False),
    ],
)
def test_the_vehicles_answers_to_another_show_what_that_one_does(answer: Any, is_act: bool) -> None:
    """arducopter-corner-cases, E3: the MISSION_ACK for station 254 is heard by 255."""
    with link() as (connection, pipe):
        said = told(connection, pipe, Speaker().pack(answer))
        assert len(said) == is_act
        assert company_check(connection).is_good is not is_act


def test_our_own_number_used_by_another_forbids_the_launch() -> None:
    with link() as (connection, pipe):
        (text,) = told(connection, pipe, *(Speaker(255, 190).heartbeat(GCS) for _ in range(2)))
        assert "uses our own number, 255" in text
        assert not company_check(connection).is_good


def test_our_own_words_played_back_are_nobody_elses() -> None:
    with link() as (connection, pipe):
        connection.pulse()
        connection.send(command(ARM))
        assert told(connection, pipe, *pipe.written) == []
        assert company_check(connection).is_good


def test_on_a_signed_link_unsigned_commands_of_others_move_nobody(tmp_path: Path) -> None:
    key = make_key(tmp_path)
    with signed_link(tmp_path, key) as (connection, pipe):
        unsigned = Speaker(254, 190)
        signed = Signer(key.secret, system=253)
        packets = [unsigned.pack(command(ARM)), unsigned.heartbeat(GCS), signed.pack(command(ARM))]
        heard: list[Any] = []
        connection.add_listener(heard.append)
        for packet in (*packets, Signer(key.secret).heartbeat()):
            pipe.feed(packet)
        until(lambda: bool(heard))
        said = connection.news.take()
        assert len(said) == 2
        assert "system 254, component 190) is on the link" in said[0]
        assert "system 253, component 1) interferes" in said[1]
        assert connection.guard is not None and Trust.NONE not in connection.guard.refused


def test_two_stations_on_one_vehicle() -> None:
    """The autopilot passes on the other's heartbeat, and we overhear the answer to its command."""
    with SimulatedCopter(20.0) as copter:
        ours, other = (Connection(copter.link, copter.clock) for _ in range(2))
        other._mav.srcSystem = 254
        with ours, other:
            other.pulse()
            until(lambda: bool(ours.others.stations))
            assert ours.others.stations == ((254, 190),)
            other.send(command(ARM))
            until(lambda: bool(ours.others.acts))
            assert "commands component arm disarm" in ours.others.acts[0]
