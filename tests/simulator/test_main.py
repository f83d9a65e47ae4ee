"""`python -m simulator` as its users start it: a child process."""

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from geodata.clock import Clock
from simulator.__main__ import main

ROOT = Path(__file__).parents[2]
SPEEDUP = 8.0


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A simulator and what its ready line says; at the end it must stop cleanly."""
    truth = tmp_path_factory.mktemp("simulator") / "truth.jsonl"
    child = start("okinoshima", "--seed", "3", "--speedup", str(SPEEDUP), "--truth", str(truth),
                  "--mavlink-port", "0", "--video-port", "0", "--ais-port", "0")  # fmt: skip
    assert child.stdout is not None
    yield json.loads(child.stdout.readline())
    child.send_signal(signal.SIGTERM)
    out, err = child.communicate(timeout=20)
    assert (child.returncode, out, err) == (0, "", "")


def start(*arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "simulator", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def connect(address: str) -> socket.socket:
    port = int(address.rpartition(":")[2])
    return socket.create_connection(("127.0.0.1", port), timeout=20.0)


def refused(*arguments: str) -> tuple[int, str]:
    child = start(*arguments)
    out, err = child.communicate(timeout=60)
    assert out == ""
    return child.returncode, err


def test_the_ready_line_names_all_doors(running: dict[str, Any]) -> None:
    assert running["ready"] is True
    assert running["seed"] == 3
    assert running["mavlink"].startswith("tcp:127.0.0.1:")
    assert running["video"].startswith("tcp://127.0.0.1:")
    assert Path(running["area"]).name == "okinoshima.geojson"
    clock = Clock.parse(running["clock"])
    assert clock.speedup == SPEEDUP
    assert 0.0 <= time.time() - clock.wall0 < 60.0


def test_the_autopilot_sends_heartbeats(running: dict[str, Any]) -> None:
    with connect(running["mavlink"]) as station:
        received = station.recv(4096)
    assert received[0] == 0xFD  # MAVLink 2


def test_the_receiver_sends_ais_with_simulated_time(running: dict[str, Any]) -> None:
    with connect(running["ais"]) as listener, listener.makefile("r", newline="") as lines:
        line = lines.readline()
    assert line.startswith("\\c:")
    assert line.endswith("\r\n")
    heard_at = int(line[3 : line.index(",")])
    now = Clock.parse(running["clock"]).now().timestamp()
    assert abs(now - heard_at) < 5.0 * SPEEDUP


def test_the_camera_streams_and_the_truth_knows_each_picture(running: dict[str, Any]) -> None:
    with connect(running["video"]) as viewer:
        data = b""
        while len(data) < 200_000:
            piece = viewer.recv(65_536)
            assert piece
            data += piece
    assert data[0] == data[188] == 0x47  # transport stream packets
    kinds: dict[str, list[dict[str, Any]]] = {}
    # the world runs on while its file is read: what stands after the last line end is half a line
    whole_lines = Path(running["truth"]).read_text(encoding="utf-8").rpartition("\n")[0]
    for line in whole_lines.splitlines():
        kinds.setdefault((entry := json.loads(line))["kind"], []).append(entry)
    assert len(kinds["scenario"]) == 1
    assert kinds["frame"]
    assert kinds["copter"]
    epoch = datetime.fromisoformat(kinds["scenario"][0]["epoch"])
    for frame in kinds["frame"]:
        after_s = (datetime.fromisoformat(frame["t"]) - epoch).total_seconds()
        assert after_s == pytest.approx(frame["number"] / 2.0, abs=1e-6)


def test_a_port_in_use_is_refused_in_one_line(running: dict[str, Any]) -> None:
    port = running["ais"].rpartition(":")[2]
    code, err = refused("okinoshima", "--ais-port", port, "--mavlink-port", "0")
    assert code == 1
    assert err.startswith(f"simulator: cannot open port {port} for AIS: Address already in use")
    assert err.count("\n") == 1


def test_wrong_arguments_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["simulator", str(tmp_path / "nowhere.yaml")])
    assert main() == 1
    err = capsys.readouterr().err
    assert err.startswith("simulator: no scenario file")
    assert err.count("\n") == 1
    for option in ("--speedup=0", "--speedup=nan", "--seed=-1", "--ais-port=70000"):
        monkeypatch.setattr(sys, "argv", ["simulator", "okinoshima", option])
        with pytest.raises(SystemExit) as caught:
            main()
        assert caught.value.code == 2
        assert option.partition("=")[0] in capsys.readouterr().err


def test_a_signing_key_that_is_none_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "key").write_bytes(b"\0\1\2")
    for name, words in (("nowhere", "cannot be read"), ("key", "neither a line of text nor 32")):
        key = str(tmp_path / name)
        monkeypatch.setattr(sys, "argv", ["simulator", "okinoshima", "--signing-key", key])
        assert main() == 1
        err = capsys.readouterr().err
        assert err.startswith(f"simulator: signing key {key} ") and words in err
        assert err.count("\n") == 1
