"""What is recorded is read back by pymavlink itself; a broken disk never reaches the flight."""

import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymavlink import mavutil
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.clock import Clock
from surveillance.links.connection import Connection
from surveillance.links.tlog import recorder as module
from surveillance.links.tlog.recorder import Recorder, new_recorder
from tests.surveillance.bench import SimulatedCopter
from tests.surveillance.links.tlog.pipe import Pipe, Speaker

AT = datetime(2026, 5, 1, 3, 0, 0, 250_001, tzinfo=UTC)


class StandingClock(Clock):
    """Always the same time."""

    def now(self) -> datetime:
        return AT


def no_word(text: str) -> None:
    raise AssertionError(text)


def packets(path: Path) -> list[Any]:
    """All messages of a .tlog, as pymavlink reads it."""
    log = mavutil.mavlink_connection(str(path))
    read = []
    while (message := log.recv_msg()) is not None:
        read.append(message)
    log.close()
    return read


def strays(path: Path) -> bytes:
    """The bytes in a .stray file, by its own description."""
    data, out = path.read_bytes(), b""
    while data:
        length = int.from_bytes(data[8:10], "big")
        out += data[10 : 10 + length]
        data = data[10 + length :]
    return out


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 10.0
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def carry(pipe: Pipe, path: Path, sent: int = 0) -> None:
    """Record all that is in the pipe, and `sent` messages of our own."""
    recorder = Recorder(path, Clock.real(), no_word)
    connection = Connection("pipe", Clock.real(), transport=pipe)
    connection.record(recorder)
    with connection:
        for number in range(sent):
            connection.send(mavlink.MAVLink_param_request_read_message(1, 1, b"X", number))
        until(lambda: pipe.is_read)
    recorder.close()


def test_both_ways_and_strangers_are_read_by_pymavlink(tmp_path: Path) -> None:
    heard = [
        Speaker().heartbeat(),
        Speaker(7, 1).heartbeat(),
        Speaker(254, 190).heartbeat(mavlink.MAV_TYPE_GCS),
    ]
    pipe = Pipe()
    for data in heard:
        pipe.feed(data)
    path = tmp_path / "a.tlog"
    carry(pipe, path, sent=3)
    read = packets(path)
    assert all(m.get_type() != "BAD_DATA" for m in read)
    kept = [bytes(m.get_msgbuf()) for m in read]
    assert sorted(kept) == sorted(heard + pipe.written)
    assert [k for k in kept if k in heard] == heard
    assert [k for k in kept if k in pipe.written] == pipe.written
    assert not path.with_suffix(".stray").exists()


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.one_of(st.binary(min_size=1, max_size=40), st.integers(0, 60_000)), max_size=25),
    st.integers(1, 50),
)
def test_every_byte_is_kept_and_the_tlog_stays_whole(parts: list[bytes | int], chunk: int) -> None:
    speaker = Speaker()
    data = b"".join(
        part
        if isinstance(part, bytes)
        else speaker.pack(mavlink.MAVLink_mission_current_message(part))
        for part in parts
    )
    pipe = Pipe([data[at : at + chunk] for at in range(0, len(data), chunk)])
    with TemporaryDirectory() as folder:
        path = Path(folder, "a.tlog")
        recorder = Recorder(path, Clock.real(), no_word)
        connection = Connection("pipe", Clock.real(), transport=pipe)
        connection.record(recorder)
        connection._pulsed = float("-inf")  # no heartbeat of ours in between
        with connection:
            until(lambda: pipe.is_read)
        recorder.close()
        read = packets(path)
        stray = path.with_suffix(".stray")
        lost = strays(stray) if stray.exists() else b""
    assert all(m.get_type() != "BAD_DATA" for m in read)
    assert sum(len(m.get_msgbuf()) for m in read) + len(lost) == len(data)
    if all(isinstance(part, int) for part in parts):
        assert [m.seq for m in read] == parts


def test_a_packet_with_a_bad_checksum_goes_aside(tmp_path: Path) -> None:
    good, bad = Speaker().heartbeat(), bytearray(Speaker().heartbeat())
    bad[12] ^= 0x40
    path = tmp_path / "a.tlog"
    carry(Pipe([bytes(bad) + good + b"\xfd\x10"]), path)  # the last one is torn
    assert [bytes(m.get_msgbuf()) for m in packets(path)] == [good]
    assert strays(path.with_suffix(".stray")) == bytes(bad) + b"\xfd\x10"


def test_a_signing_key_is_kept_nowhere(tmp_path: Path) -> None:
    key = bytes(range(32, 64))
    setup = Speaker(254).pack(mavlink.MAVLink_setup_signing_message(1, 1, list(key), 5))
    broken = setup[:-1] + bytes([setup[-1] ^ 1])
    path = tmp_path / "a.tlog"
    carry(Pipe([setup, broken, Speaker().heartbeat()]), path)
    assert [m.get_type() for m in packets(path)] == ["HEARTBEAT"]
    assert not path.with_suffix(".stray").exists()


def test_times_are_of_the_run(tmp_path: Path) -> None:
    path = tmp_path / "a.tlog"
    recorder = Recorder(path, StandingClock(0.0, AT, 1.0), no_word)
    recorder.packet(Speaker().heartbeat())
    recorder.close()
    assert path.read_bytes()[:8] == round(AT.timestamp() * 1e6 // 4 * 4).to_bytes(8, "big")
    (read,) = packets(path)
    assert abs(read._timestamp - AT.timestamp()) < 5e-6


def test_a_flight_in_simulated_time(tmp_path: Path) -> None:
    with SimulatedCopter(20.0) as copter:
        recorder = Recorder(tmp_path / "a.tlog", copter.clock, no_word)
        connection = Connection(copter.link, copter.clock)
        connection.record(recorder)
        began = copter.clock.now()
        with connection:
            until(lambda: copter.clock.now() - began > timedelta(seconds=20))
        ended = copter.clock.now()
        recorder.close()
    read = packets(recorder.path)
    times = [m._timestamp for m in read]
    assert all(a <= b + 0.1 for a, b in pairwise(times))
    assert began.timestamp() - 1 < times[0] and times[-1] < ended.timestamp() + 1
    assert times[-1] - times[0] > 15.0
    assert {m.get_srcSystem() for m in read} == {1, 255}


def test_the_file_is_ours_alone_and_never_written_over(tmp_path: Path) -> None:
    clock = StandingClock(0.0, AT, 1.0)
    folder = tmp_path / "recordings"
    made = [new_recorder(folder, "heron-1", clock, no_word) for _ in range(3)]
    for recorder in made:
        recorder.close()
    assert [r.path.name for r in made] == [
        "20260501T030000Z-heron-1.tlog",
        "20260501T030000Z-heron-1-2.tlog",
        "20260501T030000Z-heron-1-3.tlog",
    ]
    assert {stat.S_IMODE(r.path.stat().st_mode) for r in made} == {0o600}
    with pytest.raises(FileExistsError):
        Recorder(made[0].path, clock, no_word)


def test_a_full_disk_is_said_once_and_never_raised(tmp_path: Path) -> None:
    said: list[str] = []
    recorder = Recorder(tmp_path / "a.tlog", Clock.real(), said.append)
    full = os.open("/dev/full", os.O_WRONLY)
    os.dup2(full, recorder._tape._file)
    os.close(full)
    for _ in range(3):
        recorder.packet(Speaker().heartbeat())
    until(lambda: bool(said))
    recorder.packet(Speaker().heartbeat())
    recorder.close()
    (text,) = said
    assert "a.tlog has stopped: No space left on device: the flight goes on" in text


def test_half_a_record_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    recorder = Recorder(tmp_path / "a.tlog", Clock.real(), said.append)
    recorder.packet(Speaker().heartbeat())
    until(lambda: recorder.path.stat().st_size > 0)
    whole = recorder.path.read_bytes()
    write = os.write
    monkeypatch.setattr(module.os, "write", lambda file, data: write(file, bytes(data)[:11]))
    limit = len(whole) + 20

    def filling(file: int, data: memoryview) -> int:
        if os.fstat(file).st_size >= limit:
            raise OSError(28, "No space left on device")
        return write(file, bytes(data)[:11])

    monkeypatch.setattr(module.os, "write", filling)
    recorder.packet(Speaker().heartbeat())
    until(lambda: bool(said))
    recorder.close()
    assert recorder.path.read_bytes() == whole


def test_a_disk_that_hangs_does_not_hold_up_whoever_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(module, "MOST_WAITING_BYTES", 1_000)
    monkeypatch.setattr(module, "CLOSE_PATIENCE_S", 0.1)
    recorder = Recorder(tmp_path / "a.tlog", Clock.real(), said.append)
    monkeypatch.setattr(recorder, "_write", lambda: time.sleep(1.0))
    began = time.monotonic()
    for _ in range(100):
        recorder.packet(Speaker().heartbeat())
    recorder.close()
    assert time.monotonic() - began < 0.8
    (text,) = said
    assert "the disk does not take it in time" in text


KILLED = """
import sys, time
from pathlib import Path
from geodata.clock import Clock
from surveillance.links.tlog.recorder import Recorder
from tests.surveillance.links.tlog.pipe import Speaker
recorder, speaker = Recorder(Path(sys.argv[1]), Clock.real(), print), Speaker()
while True:
    recorder.packet(speaker.heartbeat())
    print(time.time(), flush=True)
    time.sleep(0.02)
"""


def test_a_killed_program_loses_a_second_at_most(tmp_path: Path) -> None:
    path = tmp_path / "a.tlog"
    command = [sys.executable, "-c", KILLED, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ) as program:
        assert program.stdout is not None
        first = float(program.stdout.readline())
        last = first
        while last < first + 2.0:
            last = float(program.stdout.readline())
        program.kill()
    read = packets(path)
    assert all(m.get_type() == "HEARTBEAT" for m in read)
    assert read[-1]._timestamp > last - 1.0
