"""Reading a .tlog: whatever pymavlink reads, torn ends, and files that are none."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymavlink import mavutil
from pymavlink.dialects.v10 import ardupilotmega as mavlink1
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from surveillance.errors import RecordingError
from surveillance.links.tlog.records import packet_record
from surveillance.links.tlog.tape import Tape, read_records, survey
from tests.surveillance.links.signing.test_signed_link import Signer
from tests.surveillance.links.tlog.pipe import Speaker

AT = datetime(2026, 5, 1, 3, tzinfo=UTC)


def write(path: Path, *packets: bytes) -> Path:
    """A record a second."""
    path.write_bytes(
        b"".join(packet_record(AT + timedelta(seconds=n), p) for n, p in enumerate(packets))
    )
    return path


def first_version() -> bytes:
    """A packet of MAVLink 1."""
    codec = mavlink1.MAVLink(None, 3, 1)
    return bytes(mavlink1.MAVLink_heartbeat_message(2, 3, 81, 4, 4, 3).pack(codec))


def test_all_kinds_of_packets_come_back_with_their_times(tmp_path: Path) -> None:
    unknown = bytearray(Speaker(9).heartbeat())
    unknown[7:10] = b"\xff\xff\x70"  # a message that no dialect has
    packets = [
        Speaker().heartbeat(),
        Signer(bytes(32), system=7).heartbeat(),
        first_version(),
        bytes(unknown),
        Speaker(254, 190).heartbeat(mavlink.MAV_TYPE_GCS),
    ]
    path = write(tmp_path / "a.tlog", *packets)
    records = list(read_records(path))
    assert [r.packet for r in records] == packets
    assert [r.at for r in records] == [AT + timedelta(seconds=n) for n in range(5)]
    found = survey(path)
    assert (found.first_at, found.last_at, found.packets) == (AT, AT + timedelta(seconds=4), 5)
    assert found.vehicles == {1: 1, 7: 1, 3: 1}
    assert found.torn_bytes == 0


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 200))
def test_a_torn_end_costs_the_last_record_only(cut: int) -> None:
    speaker = Speaker()
    with TemporaryDirectory() as folder:
        path = write(Path(folder, "a.tlog"), *(speaker.heartbeat() for _ in range(6)))
        whole = path.read_bytes()
        record = len(whole) // 6
        cut = cut % (len(whole) - record) or 1
        path.write_bytes(whole[:-cut])
        left, torn = divmod(len(whole) - cut, record)
        found = survey(path)
        assert (found.packets, found.torn_bytes) == (left, torn)


def test_pymavlink_writes_what_we_read(tmp_path: Path) -> None:
    path = tmp_path / "a.tlog"
    log = mavutil.mavlogfile(str(path), write=True)
    packet = Speaker().heartbeat()
    log.write(int(AT.timestamp() * 1e6).to_bytes(8, "big") + packet)
    log.close()
    (record,) = read_records(path)
    assert (record.at, record.packet) == (AT, packet)


@pytest.mark.parametrize(
    "data",
    [
        b"#!/bin/sh\necho not a recording of any link\n",
        b"\0" * 400,
        random.Random(3).randbytes(4000),
        b"\xff" * 100,
        packet_record(datetime(1971, 1, 1, tzinfo=UTC), Speaker().heartbeat()),
    ],
)
def test_a_foreign_file_is_told_in_one_line(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.tlog"
    path.write_bytes(data)
    with pytest.raises(RecordingError, match="is no recorded link: name a"):
        survey(path)


def test_an_empty_file(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"holds no record of a link \(0 bytes\)"):
        survey(write(tmp_path / "a.tlog"))


def test_a_spoilt_middle_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tlog", Speaker().heartbeat(), Speaker().heartbeat())
    place = path.stat().st_size
    path.write_bytes(path.read_bytes() + b"x" * 300)
    with pytest.raises(RecordingError, match=f"spoilt at byte {place}: .* 2 records before it"):
        survey(path)


def test_nothing_can_be_sent_to_a_tape() -> None:
    tape = Tape()
    tape.put(b"abc")
    assert (tape.read(1.0), tape.read(1.0)) == (b"abc", b"")
    with pytest.raises(OSError, match="hears nothing"):
        tape.write(b"x")
