"""A signed link against pymavlink's own signing, which stands for the vehicle, and its forgers."""

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.clock import Clock
from surveillance.errors import LinkError, LinkRefused
from surveillance.links.connection import OWN_COMPONENT, OWN_SYSTEM, Connection
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.signing.codec import SigningCodec, Trust
from surveillance.links.signing.guard import make_guard
from surveillance.links.signing.key import SigningKey
from surveillance.links.signing.ledger import MINUTE, Ledger, units
from surveillance.links.tlog.recorder import Recorder
from tests.surveillance.links.signing.keys import make_key
from tests.surveillance.links.tlog.pipe import Pipe, Speaker

QUAD = mavlink.MAV_TYPE_QUADROTOR
NOW = units(Clock.real().now())


class Signer(Speaker):
    """Signs as pymavlink does."""

    def __init__(
        self, secret: bytes, time_units: int = NOW, link: int = 0, system: int = 1
    ) -> None:
        super().__init__(system, 1)
        self.codec.signing.secret_key = secret
        self.codec.signing.timestamp = time_units
        self.codec.signing.link_id = link
        self.codec.signing.sign_outgoing = True


@contextmanager
def signed_link(
    folder: Path, key: SigningKey, clock: Clock | None = None
) -> Iterator[tuple[Connection, Pipe]]:
    pipe, clock = Pipe(), clock or Clock.real()
    connection = Connection("pipe", clock, transport=pipe)
    with closing(Ledger(folder / "time", clock, connection.news.tell)) as ledger:
        connection.sign(make_guard(key, ledger, OWN_SYSTEM, OWN_COMPONENT))
        with connection:
            yield connection, pipe


def until(condition: Callable[[], bool], wait_s: float = 5.0) -> None:
    end = time.monotonic() + wait_s
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def admitted(connection: Connection, pipe: Pipe, *packets: bytes) -> list[Any]:
    """The messages of these packets that reach the listeners."""
    heard: list[Any] = []
    connection.add_listener(heard.append)
    for packet in packets:
        pipe.feed(packet)
    later = units(Clock.real().now()) + MINUTE
    end = Signer(connection.guard.codec.signing.secret_key, later, link=9)  # type: ignore[union-attr]
    pipe.feed(end.pack(mavlink.MAVLink_param_value_message(b"END", 0.0, 9, 1, 0)))
    until(lambda: any(m.get_type() == "PARAM_VALUE" for m in heard))
    return [m for m in heard if m.get_type() != "PARAM_VALUE"]


def test_what_we_send_satisfies_pymavlink(tmp_path: Path) -> None:
    key = make_key(tmp_path)
    with signed_link(tmp_path, key) as (connection, pipe):
        for number in range(20):
            connection.send(mavlink.MAVLink_param_request_read_message(1, 1, b"X", number))
    vehicle = mavlink.MAVLink(None, 1, 1)
    vehicle.signing.secret_key = key.secret
    read = [m for data in pipe.written for m in vehicle.parse_buffer(data) or []]
    assert len(read) == len(pipe.written) >= 20
    assert all(m.get_signed() for m in read)
    assert vehicle.signing.goodsig_count == len(read)
    times = [int.from_bytes(data[-12:-6], "little") for data in pipe.written]
    assert times == sorted(set(times))
    assert abs(times[0] - NOW) < 60 * MINUTE


def test_two_sittings_are_one_rising_row(tmp_path: Path) -> None:
    key = make_key(tmp_path)
    vehicle = mavlink.MAVLink(None, 1, 1)
    vehicle.signing.secret_key = key.secret
    for seconds in (0.0, -86_400.0):  # the second with a clock a day back
        clock = Clock(seconds * -1.0, Clock.real().at0, 1.0)
        with signed_link(tmp_path, key, clock) as (connection, pipe):
            connection.send(mavlink.MAVLink_param_request_read_message(1, 1, b"X", 1))
        for data in pipe.written:
            (message,) = vehicle.parse_buffer(data)
            assert message.get_signed()


def test_only_the_key_speaks_for_the_vehicle(tmp_path: Path) -> None:
    key = make_key(tmp_path)
    good, other = Signer(key.secret), Signer(hashlib.sha256(b"other").digest())
    changed = bytearray(good.heartbeat())
    changed[-1] ^= 1
    with signed_link(tmp_path, key) as (connection, pipe):
        first = good.heartbeat()
        heard = admitted(
            connection, pipe,
            first, Speaker().heartbeat(), other.heartbeat(), bytes(changed), first,
            good.heartbeat(),
        )  # fmt: skip
        assert [m.get_seq() for m in heard] == [1, 2]
        assert connection.guard is not None and connection.guard.is_confirmed
        assert connection.guard.refused == {Trust.NONE: 1, Trust.FORGED: 2, Trust.OLD: 1}
        assert sorted(connection.news.take()) == [
            "messages with a wrong signature come in the name of system 1: they are ignored, and"
            " somebody may be imitating the vehicle",
            "messages without a signature come in the name of system 1: they are ignored, and"
            " somebody may be imitating the vehicle",
        ]


def test_a_forged_packet_from_the_future_does_not_shut_the_vehicle_out(tmp_path: Path) -> None:
    """pymavlink alone remembers its time before it looks at the signature."""
    key = make_key(tmp_path)
    forged = Signer(bytes(32), NOW + 10**9).heartbeat()
    good = Signer(key.secret)
    plain = mavlink.MAVLink(None, 255, 190)
    plain.robust_parsing = True
    plain.signing.secret_key = key.secret
    kinds = [
        plain.parse_buffer(data)[0].get_type() for data in (forged, Signer(key.secret).heartbeat())
    ]
    assert kinds == ["BAD_DATA", "BAD_DATA"]  # the true one, too
    with signed_link(tmp_path, key) as (connection, pipe):
        assert len(admitted(connection, pipe, forged, good.heartbeat())) == 1
        connection.send(mavlink.MAVLink_param_request_read_message(1, 1, b"X", 1))
        assert int.from_bytes(pipe.written[-1][-12:-6], "little") < NOW + 10**8


def test_a_link_opened_anew_does_not_believe_what_is_older_than_a_minute(tmp_path: Path) -> None:
    key = make_key(tmp_path)
    now = units(Clock.real().now())
    with signed_link(tmp_path, key) as (connection, pipe):
        old = Signer(key.secret, now - 2 * MINUTE, link=3).heartbeat()
        fresh = Signer(key.secret, now - MINUTE // 2, link=4).heartbeat()
        connection.send(mavlink.MAVLink_param_request_read_message(1, 1, b"X", 1))
        heard = admitted(connection, pipe, old, fresh)
    assert [m.get_link_id() for m in heard] == [4]


def test_unsigned_radios_are_no_offence_and_no_sign_of_life(tmp_path: Path) -> None:
    status = mavlink.MAVLink_radio_status_message(200, 190, 100, 10, 10, 0, 0)
    with signed_link(tmp_path, make_key(tmp_path)) as (connection, pipe):
        assert (
            admitted(connection, pipe, Speaker(1, 1).pack(status), Speaker(51, 68).pack(status))
            == []
        )
        assert connection.guard is not None and not connection.guard.refused


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_changed_bit_anywhere_is_never_trusted(data: st.DataObject) -> None:
    secret = bytes(range(32))
    packet = bytearray(Signer(secret).heartbeat())
    place = data.draw(st.integers(0, 8 * len(packet) - 1))
    packet[place // 8] ^= 1 << place % 8

    class NoLedger:
        last = 0

        def saw(self, time_units: int) -> None:
            raise AssertionError("a bad signature moved the time")

    codec = SigningCodec(255, 190, SigningKey(secret), NoLedger())  # type: ignore[arg-type]
    for message in codec.parse_buffer(bytes(packet)) or []:
        is_message = message.get_type() != "BAD_DATA" and message.get_msgId() >= 0
        assert not (is_message and codec.trust(message) is Trust.GOOD)


@pytest.mark.parametrize(
    ("speaker", "words"),
    [
        (Speaker(), "heron-1 does not sign its messages.* mizugiwa sign"),
        (Signer(bytes(32)), "heron-1 signs with another key than ours"),
    ],
)
def test_a_vehicle_that_does_not_sign_is_refused_with_the_remedy(
    tmp_path: Path, speaker: Speaker, words: str
) -> None:
    with signed_link(tmp_path, make_key(tmp_path), Clock.real()) as (connection, pipe):
        vehicle = MavlinkVehicle(connection, "heron-1")
        pipe.feed(speaker.heartbeat())
        with pytest.raises(LinkRefused, match=words):
            vehicle.identify(patience_s=0.5)


def test_silence_is_still_silence(tmp_path: Path) -> None:
    with (
        signed_link(tmp_path, make_key(tmp_path)) as (connection, _),
        pytest.raises(LinkError, match="no vehicle speaks there"),
    ):
        MavlinkVehicle(connection, "heron-1").identify(patience_s=0.5)


def test_everything_is_recorded_whoever_signed_it(tmp_path: Path) -> None:
    key = make_key(tmp_path)
    packets = [
        Speaker().heartbeat(),
        Signer(key.secret).heartbeat(),
        Signer(hashlib.sha256(b"other").digest()).heartbeat(),
    ]
    recorder = Recorder(tmp_path / "a.tlog", Clock.real(), lambda text: None)
    pipe = Pipe(packets)
    connection = Connection("pipe", Clock.real(), transport=pipe)
    connection.record(recorder)
    with closing(Ledger(tmp_path / "time", Clock.real(), connection.news.tell)) as ledger:
        connection.sign(make_guard(key, ledger, OWN_SYSTEM, OWN_COMPONENT))
        with connection:
            until(lambda: pipe.is_read)
    recorder.close()
    kept = recorder.path.read_bytes()
    assert all(packet in kept for packet in packets)
    assert key.secret not in kept
