"""The patrol command from end to end: what it prints, what it keeps, how it refuses."""

import json
import os
import signal
import socket
import threading
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from pymavlink import mavutil

from geodata.position import LonLat, distance_m
from mission_planner.errors import PlanRefused
from mission_planner.formats import write_plan, write_waypoints
from surveillance.cli.patrol import patrol_command
from surveillance.errors import LinkError, LinkRefused, MizugiwaError, PapersError
from surveillance.model import Realm
from surveillance.outbox import Outbox
from surveillance.papers.items import names
from surveillance.records.shelf import Shelf
from surveillance.records.sortie import End, SortieRecord
from tests.surveillance.bench import FRAME, HOME, SimulatedCopter, make_mission
from tests.surveillance.papers.desk import PAPERS

# the simulated battery has no level for its failsafe, as it comes from the factory
NOT_ASKED = {*names(), "weather", "remote id transmitter", "battery level", "aircraft"}
STATION = "http://127.0.0.1:9"  # nobody is there: a patrol flies all the same


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    path = tmp_path / "bench.plan"
    write_plan(make_mission(), path)
    return path


def fly(
    copter: SimulatedCopter, monkeypatch: pytest.MonkeyPatch, plan: Path, papers: Path | None = None
) -> None:
    monkeypatch.setenv("MIZUGIWA_CLOCK", str(copter.clock))
    monkeypatch.setattr("surveillance.cli.cockpit.DRAIN_S", 0.1)
    patrol_command(
        str(plan),
        connect=copter.link,
        station=STATION,
        yes=True,
        confirm="heron-1:1",
        realm=Realm.SIMULATED,
        papers=papers,
    )


def test_a_flight_prints_one_document_and_keeps_everything(
    plan_file: Path, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with SimulatedCopter(40.0) as copter:
        fly(copter, monkeypatch, plan_file)
    out, err = capsys.readouterr()
    document: dict[str, Any] = json.loads(out)
    assert document["landed"] is True
    assert (document["waypoints"], document["waypoints_reached"]) == (3, 3)
    assert document["violations"] == 0
    assert 50.0 < document["battery_left_pct"] < 100.0
    checks = {check["name"]: check["is_good"] for check in document["checks"]}
    assert len(checks) == len(document["checks"])
    assert False not in checks.values()
    assert {name for name, is_good in checks.items() if is_good is None} == NOT_ASKED
    good = ("identity", "firmware", "fence", "plan hash", "battery failsafe")
    assert all(checks[name] for name in good)
    told = err.splitlines()  # sentences: what a program wants is on stdout
    begins = ("sortie 1 of 1: 3 waypoints", "heron-1 is armed", "landed and disarmed", "landed, 3")
    assert [b for line in told for b in begins if line[9:].startswith(b)] == list(begins)
    assert not any(line.startswith("{") for line in told)
    assert_recorded(Path(document["recording"]), home, told)
    check_record(Shelf(home).read(document["record"]), document, plan_file)
    outbox = Outbox(home / "outbox" / "patrol-heron-1.sqlite")
    assert outbox.pending() > 50  # telemetry and events wait for a station
    outbox.close()


def check_record(record: SortieRecord, document: dict[str, Any], plan_file: Path) -> None:
    """It says what was flown, when and where."""
    assert record.end is End.LANDED
    assert record.take_off is not None and record.landing is not None
    armed_at = next(e.at for e in record.events if e.kind == "armed")
    landed_at = next(e.at for e in record.events if e.kind == "landed")
    assert armed_at <= record.take_off.at < record.landing.at <= landed_at + timedelta(seconds=3)
    rally = FRAME.lonlat(20.0, 20.0)  # nearer than home when it turned back
    for moment, there in ((record.take_off, HOME), (record.landing, rally)):
        assert moment.place is not None
        assert distance_m(LonLat(moment.place.lon, moment.place.lat), there) < 5.0
    assert record.planned.plan_sha256 == sha256(plan_file.read_bytes()).hexdigest()
    assert (record.waypoints_reached, record.limits_broken) == (3, ())
    assert record.highest_m == pytest.approx(30.0, abs=2.0)
    assert [c.model_dump() for c in record.checks] == document["checks"]
    assert {s.kind: s.state for s in record.specials}["night"] == "no"
    assert record.people.aircraft is None  # nobody was asked for papers


def assert_recorded(path: Path, home: Path, told: list[str]) -> None:
    """The whole sortie is in a .tlog: the upload, the arming and the landing."""
    assert path.parent == home / "recordings"
    assert path.name.startswith("20260501T03") and path.name.endswith("Z-heron-1.tlog")
    assert [line[9:] for line in told if "is kept in" in line] == [
        f"everything on the link is kept in {path}"
    ]
    log = mavutil.mavlink_connection(str(path))
    read = list(iter(log.recv_msg, None))
    log.close()
    assert {"BAD_DATA"}.isdisjoint(m.get_type() for m in read)
    said = [(m.get_srcSystem(), m.get_type()) for m in read]
    assert said.count((255, "MISSION_ITEM_INT")) >= 10
    assert (1, "MISSION_ACK") in said and (255, "COMMAND_LONG") in said
    armed = [bool(m.base_mode & 128) for m in read if m.get_type() == "HEARTBEAT" and m.type == 2]
    assert armed[0] is False and True in armed and armed[-1] is False


def test_a_flight_without_a_place_for_its_recording(
    plan_file: Path, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "recordings").write_text("in the way")
    with SimulatedCopter(40.0) as copter:
        fly(copter, monkeypatch, plan_file)
    out, err = capsys.readouterr()
    document = json.loads(out)
    assert document["landed"] is True
    assert document["recording"] is None
    assert err.count("this flight is not recorded") == 1


def test_a_signal_in_flight_hands_the_drone_to_itself(
    plan_file: Path, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with SimulatedCopter(20.0) as copter:

        def end_when_flying() -> None:
            while copter.autopilot.state.alt_m < 10.0 and not done.wait(0.02):
                pass
            os.kill(os.getpid(), signal.SIGTERM)

        done = threading.Event()
        thread = threading.Thread(target=end_when_flying, daemon=True)
        thread.start()
        try:
            with pytest.raises(MizugiwaError, match="flies on by itself"):
                fly(copter, monkeypatch, plan_file)
        finally:
            done.set()
            thread.join()
        assert copter.autopilot.state.armed
        assert copter.autopilot.state.mode == "AUTO"
    document = json.loads(capsys.readouterr().out)
    assert document["landed"] is False
    assert document["is_watched"] is False
    record = Shelf(home).read("last")
    assert (record.end, record.landing) == (End.LEFT, None)


@pytest.mark.parametrize(
    ("yes", "confirm", "words"),
    [
        (True, None, "--yes with no --confirm launches nothing"),
        (True, "heron-2:1", "this launch is --confirm heron-1:1"),
        (True, "heron-1:2", "this launch is --confirm heron-1:1"),
        (False, None, "nobody is at a terminal"),
        (False, "heron-1:1", "nobody is at a terminal"),
    ],
)
def test_a_launch_needs_both_options_or_a_person(
    plan_file: Path, home: Path, yes: bool, confirm: str | None, words: str
) -> None:
    with pytest.raises(LinkRefused, match=words):
        patrol_command(str(plan_file), yes=yes, confirm=confirm, connect="tcp:127.0.0.1:9")


def test_nothing_listening_is_one_clear_line(plan_file: Path, home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(LinkError, match=f"nothing answers at tcp:127.0.0.1:{port} .*--connect"):
        patrol_command(
            str(plan_file), yes=True, confirm="heron-1:1", connect=f"tcp:127.0.0.1:{port}"
        )


def test_an_open_port_without_a_vehicle_is_told_apart(
    plan_file: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIZUGIWA_CLOCK", "0.0,2026-05-01T00:00:00+00:00,50.0")
    monkeypatch.setattr("surveillance.cli.cockpit.DRAIN_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as server:
        link = f"tcp:127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(LinkError, match="no vehicle speaks there"):
            patrol_command(
                str(plan_file),
                yes=True,
                confirm="heron-1:1",
                connect=link,
                realm=Realm.SIMULATED,
            )


def test_waypoints_without_a_fence_are_refused(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "bench.waypoints"
    write_waypoints(make_mission(), path)
    with pytest.raises(PlanRefused, match="has no fence"):
        patrol_command(str(path), yes=True, confirm="heron-1:1")


def test_a_plan_that_leaves_its_fence_is_refused(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "far.plan"
    write_plan(make_mission(leg_m=900.0), path)
    with pytest.raises(PlanRefused, match="outside the fence"):
        patrol_command(str(path), yes=True, confirm="heron-1:1")


@pytest.mark.parametrize("realm", [None, Realm.LIVE, Realm.EXERCISE])
def test_the_clock_of_a_simulated_run_is_refused_in_real_life(
    plan_file: Path, home: Path, monkeypatch: pytest.MonkeyPatch, realm: Realm | None
) -> None:
    """It was left in the environment: a time-out of 5 s would be one of 0.6 s."""
    monkeypatch.setenv("MIZUGIWA_CLOCK", "0.0,2026-05-01T00:00:00+00:00,8.0")
    with pytest.raises(LinkRefused, match="MIZUGIWA_CLOCK"):
        patrol_command(str(plan_file), yes=True, confirm="heron-1:1", realm=realm)


def test_a_replay_cannot_be_flown(plan_file: Path, home: Path) -> None:
    with pytest.raises(LinkRefused, match="replay"):
        patrol_command(str(plan_file), realm=Realm.REPLAY)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("T11:30:00", "T01:30:00", "emergency airspace: last looked up"),
        ("applies = []", 'applies = ["night"]', "permit: night is not permitted"),
    ],
)
def test_papers_that_do_not_hold_stop_the_launch(
    plan_file: Path, home: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, words: str
) -> None:
    """Given by name they are asked for in a simulated run, too."""
    papers = plan_file.with_name("papers.toml")
    papers.write_text(PAPERS.replace(old, new))
    with SimulatedCopter(40.0) as copter:
        with pytest.raises(LinkRefused, match=words):
            fly(copter, monkeypatch, plan_file, papers)
        assert not copter.autopilot.state.armed


def test_papers_that_are_no_papers_are_one_clear_line(plan_file: Path, home: Path) -> None:
    (home / "papers.toml").write_text("[aircraft.heron-1]\nregistraton = 'JU1'\n")
    with pytest.raises(PapersError, match=r"unknown key 'aircraft\.heron-1\.registraton'"):
        patrol_command(str(plan_file), yes=True, confirm="heron-1:1", connect="tcp:127.0.0.1:9")


def test_a_live_flight_needs_papers(
    plan_file: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MIZUGIWA_CLOCK", raising=False)
    monkeypatch.setattr("surveillance.cli.cockpit.DRAIN_S", 0.1)
    with SimulatedCopter(1.0) as copter:
        with pytest.raises(LinkRefused, match="registration: nothing is recorded of heron-1"):
            patrol_command(
                str(plan_file),
                connect=copter.link,
                station=STATION,
                yes=True,
                confirm="heron-1:1",
                realm=Realm.LIVE,
            )
        assert not copter.autopilot.state.armed
    assert Shelf(home).names() == []
