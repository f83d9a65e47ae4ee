"""A running patrol, asked and commanded from another terminal, in processes of their own."""

import io
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from mission_planner.formats import write_plan
from surveillance.cli import in_flight
from surveillance.control.calls import Switchboard
from surveillance.control.door import Door
from surveillance.errors import LinkRefused, MizugiwaError, StationError
from tests.surveillance.bench import FRAME, SimulatedCopter, make_mission

SPEEDUP = 10.0
PLACE = FRAME.lonlat(-150.0, 150.0)


def mizugiwa(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "surveillance", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60.0)


@contextmanager
def patrol(copter: SimulatedCopter, home: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A patrol of six legs in a process of its own."""
    plan = tmp_path / "bench.plan"
    write_plan(make_mission(legs=6, leg_m=300.0), plan)
    command = [
        *(sys.executable, "-m", "surveillance", "patrol", str(plan), "--connect", copter.link),
        *("--realm", "simulated", "--station", "http://127.0.0.1:9", "--without-link", "go-on"),
        *("--yes", "--confirm", "heron-1:1"),
    ]
    env = os.environ | {"MIZUGIWA_CLOCK": str(copter.clock), "MIZUGIWA_HOME": str(home)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=env, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def until(is_so: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The first status of which it is so."""
    end = time.monotonic() + 60.0
    while time.monotonic() < end:
        states = json.loads(mizugiwa("status", "--json").stdout)
        if states and "mode" in states[0] and is_so(states[0]):
            return dict(states[0])
    raise AssertionError("the patrol never came so far")


def test_a_patrol_is_watched_sent_to_look_and_recalled(home: Path, tmp_path: Path) -> None:
    with SimulatedCopter(SPEEDUP) as copter, patrol(copter, home, tmp_path) as flown:
        state = until(lambda state: state["mode"] == "AUTO" and state["alt_home_m"] > 25.0)
        assert (state["vehicle"], state["sortie"], state["realm"]) == ("heron-1", 1, "simulated")
        assert state["waypoints"] == 6
        place = f"{PLACE.lon:.6f},{PLACE.lat:.6f}"
        nobody = mizugiwa("investigate", place, "--radius", "80")
        assert nobody.returncode == 3
        assert "orbit of 80 m" in nobody.stderr and "use --yes" in nobody.stderr
        going = mizugiwa("investigate", place, "--radius", "80", "--yes")
        assert going.returncode == 0, going.stderr
        assert "heron-1 looks closer: orbit of 80 m" in going.stdout
        until(lambda state: state["is_looking"])
        assert "looking closer" in mizugiwa("status").stdout
        back = mizugiwa("recall", "--vehicle", "heron-1")
        assert back.stdout.strip() == "heron-1 is on its way home (mode RTL)"
        out, err = flown.communicate(timeout=60.0)
    assert flown.returncode == 0, err[-2000:]
    assert json.loads(out)["landed"] is True
    assert "looking closer" in err and "recalled by" in err
    assert mizugiwa("status").stderr == "no patrol runs on this machine\n"


def test_without_a_patrol_there_is_one_clear_line(home: Path) -> None:
    said = mizugiwa("recall")
    assert said.returncode == 1
    assert said.stderr == (
        "mizugiwa: no patrol runs on this machine: launch one with mizugiwa patrol\n"
    )


@pytest.fixture
def asked(home: Path) -> Iterator[list[dict[str, Any]]]:
    """What reaches a patrol that answers everything with yes."""
    board, calls = Switchboard(), []
    done = threading.Event()

    def answer() -> None:
        while not done.wait(0.01):
            for call in board.waiting():
                calls.append(dict(call.fields))
                call.answer(text="yes")

    with Door(home, "heron-1", board):
        board.watched()
        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield calls
        done.set()
        thread.join()


def station_with(alerts: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = httpx.Response(200, json=alerts, request=httpx.Request("GET", "http://station"))
    monkeypatch.setattr(httpx, "get", lambda url, timeout: answer)


def alert(name: str) -> dict[str, Any]:
    return {"id": name, "position": {"lon": 129.45, "lat": 34.7}}


def test_an_alert_is_found_by_the_beginning_of_its_id(
    asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    station_with({"alerts": [alert("a118"), alert("b119")]}, monkeypatch)
    in_flight.investigate_command("a118", radius=150.0, yes=True)
    assert (asked[0]["lon"], asked[0]["lat"], asked[0]["radius_m"]) == (129.45, 34.7, 150.0)
    assert asked[0]["go"] is True
    for wrong in ("", "c"):
        with pytest.raises(MizugiwaError, match="there are: a118, b119"):
            in_flight.investigate_command(wrong, radius=150.0, yes=True)


@pytest.mark.parametrize("said", [{}, [], {"alerts": [{"id": "a"}]}, {"alerts": [3]}])
def test_a_station_that_tells_no_alerts_is_named(
    asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, said: Any
) -> None:
    station_with(said, monkeypatch)
    with pytest.raises(StationError, match="does not tell its alerts"):
        in_flight.investigate_command("a", radius=150.0, yes=True)
    assert asked == []


def test_a_ditching_is_asked_first_and_nobody_at_a_terminal_says_no(
    asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(LinkRefused, match="use --yes"):
        in_flight.ditch_command()
    assert [call.get("go") for call in asked] == [None]


@pytest.mark.parametrize("is_wanted", [True, False])
def test_a_ditching_needs_a_yes(
    asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, is_wanted: bool
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(in_flight.typer, "confirm", lambda text, err: is_wanted)
    if is_wanted:
        in_flight.ditch_command()
    else:
        with pytest.raises(LinkRefused, match="not confirmed"):
            in_flight.ditch_command()
    assert [call.get("go") for call in asked] == [None, True][: 1 + is_wanted]
