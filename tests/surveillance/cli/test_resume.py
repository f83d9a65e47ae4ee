"""A patrol interrupted in the middle goes on after a battery swap, with everything restarted."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from geodata.position import distance_m
from mission_planner.formats import read_mission
from mission_planner.formats.qgc_plan import write_plan
from mission_planner.mission import CMD_WAYPOINT
from surveillance.control.calls import Switchboard
from surveillance.control.door import Door
from surveillance.records.shelf import Shelf
from surveillance.records.sortie import End, SortieRecord
from tests.surveillance.bench import SimulatedCopter, make_mission
from tests.surveillance.radio import Radio

AFTER = 2  # way points
LAUNCH = ("--station", "http://127.0.0.1:9", "--yes", "--confirm", "heron-1:1")


def start(copter: SimulatedCopter, home: Path, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "surveillance", *words, "--connect", copter.link, *LAUNCH]
    env = os.environ | {"MIZUGIWA_CLOCK": str(copter.clock), "MIZUGIWA_HOME": str(home)}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=env, stdout=pipe, stderr=pipe, text=True)


def passed(home: Path) -> int:
    page = home / "logbook" / "heron-1.json"
    return int(json.loads(page.read_text())["passed"]) if page.exists() else 0


def interrupted(copter: SimulatedCopter, home: Path, plan: Path) -> None:
    """A patrol whose program is killed in flight."""
    first = start(copter, home, "patrol", str(plan), "--realm", "simulated")
    end = time.monotonic() + 60.0
    while passed(home) < AFTER and time.monotonic() < end and first.poll() is None:
        time.sleep(0.02)
    first.kill()
    first.communicate()


def test_after_a_battery_swap_it_flies_the_rest(home: Path, tmp_path: Path) -> None:
    plan = tmp_path / "bench.plan"
    write_plan(make_mission(legs=5, leg_m=200.0), plan)
    with SimulatedCopter(25.0) as copter:
        interrupted(copter, home, plan)  # laptop and vehicle lose their power at once
    done = passed(home)
    assert done >= AFTER
    check_interrupted(Shelf(home).read("last"))
    with SimulatedCopter(25.0) as copter:
        second = start(copter, home, "resume")
        out, err = second.communicate(timeout=60.0)
    assert second.returncode == 0, err[-2000:]
    document = json.loads(out)
    assert document["landed"] is True
    assert document["realm"] == "simulated"
    assert document["violations"] == 0
    assert document["waypoints_reached"] == document["waypoints"] == 5 - done + 1
    assert {r.end for r in Shelf(home).all()} == {End.OPEN, End.LANDED}
    assert Shelf(home).read("last").id == document["record"]
    rest = read_mission(home / "logbook" / "heron-1.plan")
    begins = next(item for item in rest.items[1:] if item.command == CMD_WAYPOINT)
    whole = [i for i in make_mission(legs=5, leg_m=200.0).items if i.command == CMD_WAYPOINT][1:]
    assert begins.position is not None
    expected = whole[done - 1].position
    assert expected is not None
    assert distance_m(begins.position, expected) < 0.1
    again = subprocess.run(
        [sys.executable, "-m", "surveillance", "resume"],
        env=os.environ | {"MIZUGIWA_HOME": str(home)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert again.returncode == 3
    assert "nothing is left to fly" in again.stderr


def check_interrupted(record: SortieRecord) -> None:
    """Nobody wrote its end, and all that was known by then is there."""
    assert (record.end, record.ended_at) == (End.OPEN, None)
    assert record.take_off is not None
    assert record.waypoints_reached >= AFTER
    assert [e.kind for e in record.events].count("waypoint") >= AFTER


@pytest.mark.long
def test_in_air_it_is_watched_on_and_a_failure_is_in_its_record(home: Path, tmp_path: Path) -> None:
    plan = tmp_path / "bench.plan"
    write_plan(make_mission(legs=6, leg_m=250.0), plan)
    with SimulatedCopter(25.0) as copter, Radio(copter.autopilot.port) as radio:
        interrupted(copter, home, plan)
        copter.link, direct = radio.link, copter.link
        second = start(copter, home, "resume", "--in-air")
        while not any("found in the air" in e.text for e in Shelf(home).read("last").events):
            assert second.poll() is None
            time.sleep(0.02)
        radio.is_silent = True
        _, err = second.communicate(timeout=120.0)
        assert second.returncode == 1, err[-2000:]
        failed = Shelf(home).read("last")
        assert failed.end is End.FAILED and "no link to heron-1" in failed.end_text
        copter.link = direct
        third = start(copter, home, "resume", "--in-air")
        out, err = third.communicate(timeout=60.0)
    if third.returncode == 0:  # else it had landed by itself meanwhile
        assert json.loads(out)["record"] == failed.id
        assert Shelf(home).read("last").end is End.LANDED
    else:
        assert "not in the air" in err
        assert Shelf(home).read("last") == failed
    assert len(Shelf(home).names()) == 1


def test_a_vehicle_that_never_flew_has_nothing_to_resume(home: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "surveillance", "resume"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 1
    assert said.stderr == (
        "mizugiwa: no sortie of heron-1 was flown from here: launch one with mizugiwa patrol\n"
    )


def test_in_air_never_commands_a_vehicle_that_is_watched_already(home: Path) -> None:
    board = Switchboard()
    board.watched()
    with Door(home, "heron-1", board):
        said = subprocess.run(
            [sys.executable, "-m", "surveillance", "resume", "--in-air"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert list(board.waiting()) == []  # nothing was asked of it
    assert said.returncode == 3
    assert said.stderr == "mizugiwa: heron-1 is watched already: mizugiwa status shows it\n"
