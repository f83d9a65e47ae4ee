"""Bad input of every kind gets one clear line and the exit code of its rule, see test_exit_codes.

What a person meets first runs as the real command; the hostile variants run in forks of one.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from geodata import areas
from mission_planner.formats import write_plan
from tests.surveillance.bench import make_mission
from tests.surveillance.sources import streams

ROOT = Path(__file__).parents[3]
RUBBISH = bytes((i * i * 7 + i // 3) % 256 for i in range(5000))
KINDS = ("geojson", "plan", "waypoints", "toml", "mp4", "ts", "jpg", "nmea", "yaml", "klv")
LAUNCH = ("--yes", "--confirm", "heron-1:1")
PRELOADED = ("plan", "check", "patrol", "watch", "ais", "serve", "demo", "doctor")


@dataclass(frozen=True, slots=True)
class Ended:
    """What a shell sees of a command."""

    code: int
    out: str
    err: str


Command = Callable[..., Ended]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One good file of most kinds, and bad ones of all kinds."""
    here = tmp_path_factory.mktemp("bad")
    for kind in KINDS:
        (here / f"empty.{kind}").write_bytes(b"")
        (here / f"rubbish.{kind}").write_bytes(RUBBISH)
        (here / f"folder.{kind}").mkdir()
    (here / "text.mp4").write_text("this is no video\n" * 50)
    (here / "flight.ts").write_bytes(streams.transport_stream(range(3)))
    write_plan(make_mission(), here / "good.plan")
    _areas(here)
    _keys(here)
    return here


def _areas(here: Path) -> None:
    built_in = json.loads(areas.path("okinoshima").read_text(encoding="utf-8"))

    def write(name: str, change: Callable[[dict[str, Any]], object]) -> None:
        document = json.loads(json.dumps(built_in))
        change(document)
        (here / f"{name}.geojson").write_text(json.dumps(document))

    def cross(document: dict[str, Any]) -> None:
        west, south, east, north = 130.08, 34.23, 130.12, 34.25
        bow = [[west, south], [east, north], [east, south], [west, north], [west, south]]
        of_kind(document, "area")["geometry"]["coordinates"] = [bow]

    def of_kind(document: dict[str, Any], kind: str) -> Any:
        return next(f for f in document["features"] if f["properties"]["kind"] == kind)

    def keep(*left_out: str) -> Callable[[dict[str, Any]], object]:
        return lambda document: document.update(
            features=[f for f in document["features"] if f["properties"]["kind"] not in left_out]
        )

    def swap(document: dict[str, Any]) -> None:
        for feature in document["features"]:
            feature["geometry"]["coordinates"] = _swapped(feature["geometry"]["coordinates"])

    def set_kind(document: dict[str, Any]) -> None:
        document["features"][1]["properties"]["kind"] = "arae"

    write("crossing", cross)
    write("swapped", swap)
    write("kind", set_kind)
    write("no_home", keep("home"))
    write("no_land", keep("land"))
    write("ceiling", lambda d: of_kind(d, "area")["properties"].update(max_alt_m="high"))
    write("nan", lambda d: of_kind(d, "home")["geometry"].update(coordinates=[float("nan"), 34]))
    write("null", lambda d: of_kind(d, "home").update(geometry=None))
    write("no_list", lambda d: d.update(features=None))


def _swapped(place: list[Any]) -> list[Any]:
    return [_swapped(p) for p in place] if isinstance(place[0], list) else place[1::-1]


def _keys(here: Path) -> None:
    """Files that are right but for one unknown key."""
    fleet = (ROOT / "mission_planner" / "fleet.toml").read_text(encoding="utf-8")
    header = re.search(r"^\[.*\]$", fleet, re.MULTILINE)
    assert header is not None
    tired = re.sub(r"battery_wh = .*", "battery_wh = 15.0", fleet)
    (here / "tired.toml").write_text(tired)
    (here / "key.toml").write_text(fleet.replace(header[0], f"{header[0]}\nwings = 2", 1))
    scenario = (ROOT / "simulator" / "scenarios" / "okinoshima.yaml").read_text(encoding="utf-8")
    (here / "key.yaml").write_text(f"{scenario}\ncolour: red\n")
    for name, text in (("key", b"colour = 'blue'\n"), ("torn", b"[oops\n"), ("rubbish", RUBBISH)):
        (here / f"{name}.home").mkdir()
        (here / f"{name}.home" / "settings.toml").write_bytes(text)
    (here / "folder.home" / "settings.toml").mkdir(parents=True)
    for place in ("store.sqlite", "outbox/patrol-heron-1.sqlite"):
        file = here / "torn_store.home" / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(RUBBISH)


@pytest.fixture(scope="module")
def taken() -> Iterator[str]:
    """A port that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield str(server.getsockname()[1])


def _environment(folder: Path) -> dict[str, str]:
    return {"MIZUGIWA_HOME": str(folder / "home"), "MIZUGIWA_STATION": "http://127.0.0.1:9"}


@pytest.fixture(scope="module")
def real(folder: Path, taken: str) -> Command:
    """Runs `python -m MODULE ...`; {} is the folder of files, {port} the port in use."""

    def run(module: str, *arguments: str) -> Ended:
        ended = subprocess.run(
            [sys.executable, "-m", module, *_filled(arguments, folder, taken)],
            cwd=ROOT, env={**os.environ, **_environment(folder)}, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    return run


@pytest.fixture(scope="module")
def forked(folder: Path, taken: str) -> Iterator[Command]:
    """The same command in a fork of a process that has imported it already."""
    modules = [f"surveillance.cli.{name}" for name in PRELOADED]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.surveillance.cli.launcher", *modules, "simulator.simulation"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as launcher:  # fmt: skip
        assert launcher.stdin is not None
        assert launcher.stdout is not None

        def run(module: str, *arguments: str, **environment: str) -> Ended:
            job = {
                "module": module,
                "arguments": _filled(arguments, folder, taken),
                "environment": {
                    **_environment(folder),
                    **{k: _filled((v,), folder, taken)[0] for k, v in environment.items()},
                },
                "out": str(folder / "stdout"),
                "err": str(folder / "stderr"),
            }
            print(json.dumps(job), file=launcher.stdin, flush=True)
            code = int(launcher.stdout.readline())
            return Ended(code, Path(job["out"]).read_text(), Path(job["err"]).read_text())

        yield run
        launcher.stdin.close()


def _filled(arguments: tuple[str, ...], folder: Path, port: str) -> list[str]:
    return [a.replace("{}", str(folder)).replace("{port}", port) for a in arguments]


def assert_one_line(ended: Ended, program: str, code: int, words: tuple[str, ...]) -> None:
    """One line on stderr that names the matter and the remedy; nothing on stdout."""
    assert ended.out == ""
    assert ended.err.count("\n") == 1, ended.err
    assert ended.err.startswith(f"{program}: ")
    assert "Traceback" not in ended.err
    for word in words:
        assert word in ended.err
    assert ended.code == code


FIRST_MET = [
    (1, "surveillance", "plan {}/crossing.geojson", ("feature", "(area)", "130.1", "redraw it")),
    (1, "surveillance", "plan {}/swapped.geojson", ("feature 1", "130.0965", "swapped")),
    (2, "surveillance", "plan okinoshima --home 34.2382,130.1068", ("130.1068", "swapped")),
    (3, "surveillance", "plan okinoshima --fleet {}/tired.toml",
     (" km from home", "20 %", "battery", "launch nearer")),
    (1, "surveillance", "watch {}/text.mp4", ("text.mp4", "must be a video or a picture")),
    (1, "surveillance", "serve --port {port}", ("port", "in use", "--port")),
    (1, "simulator", "okinoshima --ais-port {port} --video-port 0 --mavlink-port 0",
     ("port", "in use", "choose another")),
    (1, "surveillance", "plan okinoshima --vehicle gull", ("'gull'", "the fleet has: heron-1")),
    (1, "surveillance", "plan okinoshima --fleet {}/key.toml", ("heron-1", "'wings'", "remove")),
    (1, "simulator", "{}/key.yaml", ("key.yaml", "unknown key colour", "remove")),
    (1, "surveillance", "plan {}/kind.geojson", ("feature 2", "'arae'", "known kinds: area")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "module", "line", "words"), FIRST_MET, ids=[c[2] for c in FIRST_MET]
)
def test_what_people_get_wrong_first(
    real: Command, code: int, module: str, line: str, words: tuple[str, ...]
) -> None:
    program = "simulator" if module == "simulator" else "mizugiwa"
    assert_one_line(real(module, *line.split()), program, code, words)


TSUNAMI = "x" * 5000  # longer than any file system allows
REFUSALS = [
    (1, "area import {}/crossing.geojson", ("redraw it",)),
    (1, "serve --area {}/crossing.geojson", ("redraw it",)),
    (1, "plan {}/empty.geojson", ("empty.geojson", "not GeoJSON")),
    (1, "plan {}/rubbish.geojson", ("rubbish.geojson", "not GeoJSON")),
    (1, "plan {}/folder.geojson", ("folder.geojson", "directory")),
    (1, "plan {}/nothing.geojson", ("nothing.geojson", "No such file")),
    (1, "plan {}/nan.geojson", ("home", "nan")),
    (1, "plan {}/null.geojson", ("home", "geometry")),
    (1, "plan {}/no_list.geojson", ("no list of features",)),
    (1, "plan {}/ceiling.geojson", ("max_alt_m", "'high'", "metres")),
    (1, "plan {}/no_home.geojson", ("no home", "--home LON,LAT")),
    (1, "plan {}/no_land.geojson --pattern loop", ("no island", "--land FILE")),
    (1, f"plan {TSUNAMI}", ("name too long", "check")),
    (1, "plan okinoshima --land {}/empty.geojson", ("empty.geojson", "give polygons")),
    (1, "plan okinoshima --land {}/rubbish.geojson", ("rubbish.geojson", "give polygons")),
    (1, "plan okinoshima --land {}/folder.geojson", ("folder.geojson", "give polygons")),
    (1, "plan okinoshima --land {}/nothing.geojson", ("nothing.geojson", "No such file")),
    (1, "plan okinoshima --land {}/good.plan", ("good.plan", "give polygons")),
    (1, "plan okinoshima --out {}/nowhere/x.plan", ("nowhere/x.plan", "No such file")),
    (1, "plan okinoshima --out {}/folder.plan", ("folder.plan", "directory")),
    (2, "plan okinoshima --out x.unknown", (".plan, .waypoints, .kml", "'.unknown'")),
    (2, "plan okinoshima --standoff nan", ("standoff", "0..50000 m")),
    (2, "plan okinoshima --altitude inf", ("altitude", "1..10000 m")),
    (3, "plan okinoshima --wind 99@0", ("99 m/s", "up to 12 m/s")),
    (1, "plan okinoshima --fleet {}/empty.toml", ("empty.toml", "[vehicle.NAME]")),
    (1, "plan okinoshima --fleet {}/rubbish.toml", ("rubbish.toml", "UTF-8")),
    (1, "plan okinoshima --fleet {}/folder.toml", ("folder.toml", "directory")),
    (1, "check {}/empty.plan --area okinoshima", ("empty.plan", "not JSON")),
    (1, "check {}/rubbish.plan --area okinoshima", ("rubbish.plan", "text")),
    (1, "check {}/folder.plan --area okinoshima", ("folder.plan", "directory")),
    (1, "check {}/empty.waypoints --area okinoshima", ("empty.waypoints", "QGC WPL 110")),
    (1, "check {}/text.mp4 --area okinoshima", (".plan, .waypoints, .txt, .kml",)),
    (1, "check {}/good.plan --area nope", ("'nope'", "area import FILE")),
    (3, "patrol {}/good.plan --yes", ("no --confirm", "--confirm heron-1:1")),
    (3, "patrol {}/good.plan", ("terminal", "--confirm heron-1:1")),
    (3, "patrol {}/good.plan --realm replay", ("replay", "--realm live")),
    (1, "patrol {}/good.plan --vehicle gull", ("'gull'", "heron-1")),
    (1, "patrol {}/rubbish.plan", ("rubbish.plan", "text")),
    (1, "patrol {}/good.plan --connect tcp:127.0.0.1:1 " + " ".join(LAUNCH),
     ("tcp:127.0.0.1:1", "--connect")),
    (2, "patrol {}/good.plan --connect foo:bar " + " ".join(LAUNCH),
     ("'foo:bar'", "tcp:HOST:PORT")),
    (2, "patrol {}/good.plan --station garbage", ("'garbage'", "http://")),
    (2, "serve --host abc", ("'abc'", "127.0.0.1")),
    (3, "serve --host 0.0.0.0", ("0.0.0.0", "no users", "127.0.0.1")),
    (1, "serve --area nope", ("'nope'", "okinoshima")),
    (1, "demo --headless --scenario nope", ("'nope'", "okinoshima")),
    (1, "demo --headless --port {port}", ("port", "in use", "--port")),
    (1, "demo --headless --report {}/nowhere/r.json", ("nowhere/r.json", "folder")),
    (1, "ais nofile", ("nofile", "check the path")),
    (1, "ais {}/empty.nmea --out -", ("empty.nmea", "!AIVDM")),
    (1, "ais {}/rubbish.nmea --out -", ("rubbish.nmea", "!AIVDM")),
    (1, "ais {}/folder.nmea --out -", ("folder.nmea", "folder")),
    (1, "ais {}/rubbish.nmea --out {}/nowhere/x", ("nowhere/x", "No such file")),
    (2, "ais tcp://127.0.0.1:99999", ("99999", "tcp://HOST:PORT")),
    (1, "ais udp://no.such.host.invalid:9", ("no.such.host.invalid",)),
    (1, "watch {}/empty.mp4", ("empty.mp4", "must be a video or a picture")),
    (1, "watch {}/rubbish.mp4", ("rubbish.mp4", "must be a video or a picture")),
    (1, "watch {}/empty.jpg", ("empty.jpg", "no picture")),
    (1, "watch {}/rubbish.jpg", ("rubbish.jpg", "no picture")),
    (1, "watch {}/folder.mp4", ("folder.mp4", "no picture")),
    (1, "watch {}/nothing.mp4", ("nothing.mp4", "give a file")),
    (1, f"watch {TSUNAMI}", ("name too long", "check")),
    (1, "watch {}/flight.ts --land {}/rubbish.geojson", ("rubbish.geojson", "give polygons")),
    (1, "watch {}/flight.ts --land {}/nothing.geojson", ("nothing.geojson", "No such file")),
    (1, "watch {}/flight.ts --telemetry {}/rubbish.klv", ("rubbish.klv", "ST 0601")),
    (1, "watch {}/flight.ts --telemetry {}/folder.klv", ("folder.klv", "directory")),
    (1, "watch {}/flight.ts --out {}/nowhere/x.jsonl", ("nowhere/x.jsonl", "No such file")),
    (2, "watch tcp://127.0.0.1", ("tcp://127.0.0.1", "tcp://HOST:PORT")),
    (2, "watch tcp://127.0.0.1:99999", ("99999", "tcp://HOST:PORT")),
]  # fmt: skip


@pytest.mark.parametrize(("code", "line", "words"), REFUSALS, ids=[c[1][:80] for c in REFUSALS])
def test_hostile_input(forked: Command, code: int, line: str, words: tuple[str, ...]) -> None:
    assert_one_line(forked("surveillance", *line.split()), "mizugiwa", code, words)


@pytest.mark.parametrize(("line", "words"), [
    ("nope", ("no scenario file nope", "okinoshima")),
    ("{}/empty.yaml", ("empty.yaml", "table of keys")),
    ("{}/rubbish.yaml", ("rubbish.yaml",)),
    ("{}/folder.yaml", ("folder.yaml", "okinoshima")),
    (TSUNAMI, ("cannot read", "too long")),
    ("okinoshima --ais-port 0 --video-port 0 --mavlink-port 0 --truth {}/nowhere/t.jsonl",
     ("nowhere/t.jsonl", "No such file")),
], ids=["unknown", "empty", "rubbish", "folder", "long", "truth"])  # fmt: skip
def test_hostile_input_of_the_simulator(forked: Command, line: str, words: tuple[str, ...]) -> None:
    assert_one_line(forked("simulator", *line.split()), "simulator", 1, words)


@pytest.mark.parametrize(("home", "words"), [
    ("{}/key.home", ("settings.toml", "unknown key 'colour'", "remove")),
    ("{}/torn.home", ("settings.toml", "cannot be read", "line 1")),
    ("{}/rubbish.home", ("settings.toml", "cannot be read")),
    ("{}/folder.home", ("settings.toml", "not a file")),
    ("{}/empty.plan", ("empty.plan is a file", "MIZUGIWA_HOME")),
    ("{}/empty.plan/below", ("empty.plan is a file", "MIZUGIWA_HOME")),
    ("/proc/nothing", ("/proc/nothing", "MIZUGIWA_HOME")),
    (f"/{TSUNAMI}", ("too long", "MIZUGIWA_HOME")),
], ids=["key", "torn", "rubbish", "folder", "file", "below", "read-only", "long"])  # fmt: skip
@pytest.mark.parametrize("line", ["serve --port 0", "ais {}/rubbish.nmea", "watch {}/flight.ts"])
def test_a_folder_that_cannot_be_used(
    forked: Command, home: str, line: str, words: tuple[str, ...]
) -> None:
    ended = forked("surveillance", *line.split(), MIZUGIWA_HOME=home)
    assert_one_line(ended, "mizugiwa", 1, words)


@pytest.mark.parametrize(("line", "words"), [
    ("serve --port 0", ("store.sqlite",)),
    ("patrol {}/good.plan --connect tcp:127.0.0.1:1 " + " ".join(LAUNCH),
     ("patrol-heron-1.sqlite",)),
    ("doctor", ("patrol-heron-1.sqlite",)),
], ids=["store", "outbox", "doctor"])  # fmt: skip
def test_a_store_that_is_none(forked: Command, line: str, words: tuple[str, ...]) -> None:
    ended = forked("surveillance", *line.split(), MIZUGIWA_HOME="{}/torn_store.home")
    assert_one_line(ended, "mizugiwa", 1, words)


def test_a_refused_plan_file_of_another_program(forked: Command, data_dir: Path) -> None:
    name = "mavsdk_qgroundcontrol_sample_wrong_overall_version.plan"
    plan = str(data_dir / "mavlink" / "plans" / name)
    ended = forked("surveillance", "check", plan, "--area", "okinoshima")
    assert_one_line(ended, "mizugiwa", 1, (name, "version is 42", "version 1"))


def test_a_plan_that_breaks_a_limit_is_listed_and_refused(forked: Command) -> None:
    ended = forked("surveillance", "check", "{}/good.plan", "--area", "okinoshima", "--json")
    assert ended.code == 3
    assert json.loads(ended.out)["violations"]
    assert ended.err.startswith("mizugiwa: ")
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize("command", ["watch", "ais"])
def test_a_receiver_that_is_off_is_said_and_tried_again(folder: Path, command: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "surveillance", command, "tcp://127.0.0.1:1",
         "--out", str(folder / "found.jsonl")],
        cwd=ROOT, env={**os.environ, **_environment(folder)}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as child:  # fmt: skip
        assert child.stderr is not None
        first = child.stderr.readline()
        time.sleep(0.5)
        is_still_trying = child.poll() is None
        child.send_signal(signal.SIGTERM)
        out, rest = child.communicate(timeout=30)
    assert "tcp://127.0.0.1:1" in first
    assert "Connection refused" in first
    assert "trying again" in first
    assert is_still_trying
    assert "Connection refused" not in rest  # once is enough
    assert (child.returncode, out) == (0, "")
