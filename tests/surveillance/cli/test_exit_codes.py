"""One rule for all commands.

Exit code 2: a word of the command line can never be right, by itself or beside another. 1: a file,
a name, a machine or the network is not as it should be. 3: a safety rule refuses the plan or the
patrol. Each is told in one line on stderr; stdout stays empty.
"""

from pathlib import Path

import pytest
import typer

from geodata import areas
from mission_planner.formats import write_plan
from surveillance.cli import main, serve
from surveillance.cli.main import COMMANDS
from surveillance.errors import AssetsMissing
from tests.surveillance.bench import make_mission

AT = "--at 2026-05-01T06:00+09:00"
ADRIFT = f"drift 130.1,34.2 {AT} --hours 2"
YES = "--yes --confirm heron-1:1"
RULE = [
    # wrong words: what is wrong, and what would be right
    (2, "", ("which command?", "--help")),
    (2, "fly", ("'fly'", "--help")),
    (2, "demo --speedup 99", ("'--speedup'", "less than or equal to 10")),
    (2, "demo --port 70000", ("'--port'", "65535")),
    (2, "area import {}/good.geojson --name a/b", ("'a/b'", "letters, digits")),
    (2, "area show", ("argument", "show --help")),
    (2, "plan okinoshima --pattern zigzag", ("'zigzag'", "auto, corridor, loop", "sector")),
    (2, "plan okinoshima --standoff nan", ("standoff is nan m", "0..50000 m")),
    (2, "plan okinoshima --wind strong", ("'strong'", "SPEED@FROM", "such as")),
    (2, "plan okinoshima --home 34.2382,130.1068", ("'--home'", "130.1068", "-90..90", "swapped")),
    (2, "plan okinoshima --out x.doc", ("x.doc", ".plan, .waypoints")),
    (2, "plan okinoshima --vehicle heron-1 --vehicle heron-1", ("'heron-1'", "twice")),
    (2, "plan okinoshima --light dusk --sun 110", ("'110'", "AZIMUTH,ELEVATION")),
    (2, f"plan okinoshima --wind 5@0 --forecast x.csv {AT}", ("leave out --wind",)),
    (2, "plan okinoshima --extent 500", ("--extent", "name the --pattern")),
    (2, "plan okinoshima --depth 3", ("heron-1 flies", "for a sub")),
    (2, "plan --areas okinoshima --engine magic", ("'magic'", "own, pyvrp")),
    (2, "check {}/good.plan --area okinoshima --wind 5", ("'5'", "SPEED@FROM")),
    (2, "check {}/good.plan", ("'--area'", "check --help")),
    (2, "weather x.csv --area okinoshima --place 130.1,34.2", ("leave out --place",)),
    (2, "weather x.csv", ("--place LON,LAT", "--area AREA")),
    (2, ADRIFT, ("wind", "--wind SPEED@FROM or --forecast FILE")),
    (2, f"{ADRIFT} --object kite", ("'kite'", "known: ", "package")),
    (2, f"drift 130.1,34.2 {AT} --hours 999 --wind 5@0", ("999 h", "240")),
    (2, f"patrol {{}}/good.plan --connect foo:bar {YES}", ("'foo:bar'", "tcp:HOST:PORT")),
    (2, f"patrol {{}}/good.plan --connect tcp:127.0.0.1:65536 {YES}", (":65536'", "65535")),
    (2, "patrol {}/good.plan --station garbage", ("--station", "'garbage'", "such as http://")),
    (2, "investigate 200,34", ("200,34", "-180")),
    (2, "clear --now", ("--now", "clear --help")),
    (2, "ditch --vehicle", ("'--vehicle'", "requires an argument")),
    (2, "sign heron-1", ("which key?", "--signing-key FILE")),
    (2, "sign heron-1 --connect serial:", ("'serial:'", "serial:DEVICE:BAUD")),
    (2, "resume --system 999", ("'--system'", "254")),
    (2, "resume --connect udp:127.0.0.1", ("'udp:127.0.0.1'", "udpin:HOST:PORT")),
    (2, "recall now", ("now", "recall --help")),
    (2, "status --jsn", ("--jsn", "--json")),
    (2, "replay x.tlog --speed 0", ("'--speed'", "0.1")),
    (2, "watch tcp://127.0.0.1", ("tcp://127.0.0.1", "tcp://HOST:PORT")),
    (2, "watch tcp://127.0.0.1:9 --telemetry x.klv", ("--telemetry", "video file")),
    (2, "scan x.SAFE --land x.geojson --area okinoshima", ("--land", "--area", "choose one")),
    (2, "score t.csv f.csv --metric xview3 --near 50", ("--near", "200 m only")),
    (2, "standing --out x.shp", ("x.shp", ".geojson")),
    (2, "scan x.SAFE --out x.shp", ("x.shp", ".geojson, .jsonl, .csv")),
    (2, "scan x.SAFE --realm live", ("--realm", "--station")),
    (2, "rematch x.csv --ais x.nmea", ("x.csv", ".geojson")),
    (2, "watch x.mp4 --land x.geojson --area okinoshima", ("--land", "--area", "choose one")),
    (2, "ais tcp://127.0.0.1:99999", ("99999", "tcp://HOST:PORT")),
    (2, "serve --host abc", ("'abc'", "127.0.0.1")),
    (2, "serve --realm play", ("'--realm'", "'play'", "'exercise'")),
    (2, "report notification {}/good.plan", ("--at", "say when it begins")),
    (2, "report flight-log --form daily", ("'--form'", "'daily_inspection'")),
    (2, "doctor --jsn", ("--jsn", "--json")),
    # files, names, machines, the network
    (1, "demo --headless --scenario nope", ("'nope'", "okinoshima")),
    (1, "demo --headless --scenario {}/good.plan", ("good.plan", "unknown key", "remove")),
    (1, "demo --report {}/nowhere/r.json", ("nowhere/r.json", "folder that exists")),
    (1, "area show nope", ("'nope'", "okinoshima")),
    (1, "plan okinoshima --vehicle gull", ("'gull'", "the fleet has: heron-1")),
    (1, "plan {}/nothing.geojson", ("nothing.geojson", "No such file")),
    (1, "check {}/nothing.plan --area okinoshima", ("nothing.plan", "No such file")),
    (1, "weather {}/nothing.csv --area okinoshima", ("nothing.csv",)),
    (1, f"{ADRIFT} --forecast {{}}/nothing.csv", ("nothing.csv",)),
    (1, f"patrol {{}}/good.plan --connect tcp:127.0.0.1:1 {YES}", ("tcp:127.0.0.1:1", "--connect")),
    (1, "investigate 130.1,34.2", ("no patrol runs", "mizugiwa patrol")),
    (1, "clear", ("no patrol runs", "mizugiwa patrol")),
    (1, "ditch", ("no patrol runs", "mizugiwa patrol")),
    (1, "sign gull", ("'gull'", "the fleet has: heron-1")),
    (1, "resume --vehicle gull", ("'gull'", "the fleet has: heron-1")),
    (1, "recall", ("no patrol runs", "mizugiwa patrol")),
    (1, "replay {}/nothing.tlog", ("nothing.tlog",)),
    (1, "score {}/nothing.geojson {}/good.geojson", ("nothing.geojson",)),
    (1, "scan {}/nothing.SAFE", ("nothing.SAFE",)),
    (1, "rematch {}/nothing.geojson --ais {}/x.nmea", ("nothing.geojson", "No such file")),
    (1, "scan x.SAFE --standing {}/nothing.geojson", ("nothing.geojson", "No such file")),
    (1, "standing", ("nothing is learned", "mizugiwa scan")),
    (1, "watch {}/nothing.mp4", ("nothing.mp4", "give a file")),
    (1, "ais nofile", ("nofile", "check the path")),
    (1, "serve --area nope", ("'nope'", "okinoshima")),
    (1, "report incident", ("no sortie is recorded", "fly one first")),
    # safety rules
    (3, "plan okinoshima --wind 99@0", ("99 m/s", "up to 12 m/s")),
    (3, "patrol {}/good.plan --yes", ("no --confirm", "--confirm heron-1:1")),
    (3, "patrol {}/good.plan --realm replay", ("replay", "--realm live")),
    (3, "sign heron-1 --connect tcp:192.0.2.1:5760", ("tcp:192.0.2.1", "cable")),
    (3, "serve --host 0.0.0.0", ("0.0.0.0", "no users", "127.0.0.1")),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A plan and an area that are right."""
    (tmp_path / "good.geojson").write_bytes(areas.path("okinoshima").read_bytes())
    write_plan(make_mission(), tmp_path / "good.plan")
    return tmp_path


@pytest.mark.parametrize(("code", "line", "words"), RULE, ids=[f"{c[0]} {c[1]}" for c in RULE])
def test_a_wrong_word_is_2_what_is_not_there_1_a_safety_rule_3(
    mizugiwa, folder: Path, code: int, line: str, words: tuple[str, ...]
) -> None:
    ended, out, err = mizugiwa(*line.replace("{}", str(folder)).split())
    assert (ended, err.count("\n")) == (code, 1), err
    assert err.startswith("mizugiwa: ")
    for word in words:
        assert word in err
    assert out == "" or not line  # without any word the help is what was asked for


def test_the_table_has_all_commands() -> None:
    wrong, missing = (
        {line.split()[0] for code, line, _ in RULE if code == wanted and line} for wanted in (2, 1)
    )
    assert wrong - {"fly"} == set(COMMANDS)
    # these two tell what there is, on stdout, whatever it is
    assert missing == set(COMMANDS) - {"status", "doctor"}


def test_a_wrong_word_is_said_before_what_is_missing_on_this_machine(mizugiwa, monkeypatch) -> None:
    def missing() -> Path:
        raise AssetsMissing("the map needs leaflet.js, which is missing: run `make assets`")

    monkeypatch.setattr(serve, "vendor_folder", missing)
    assert mizugiwa("serve", "--host", "abc")[0] == 2
    assert mizugiwa("serve", "--host", "0.0.0.0")[0] == 3
    assert mizugiwa("serve")[0] == 1


@pytest.mark.parametrize("given", ["environment", "file"])
def test_a_setting_that_is_no_word_of_the_command_line_is_1(
    mizugiwa, home: Path, folder: Path, monkeypatch, given: str
) -> None:
    if given == "file":
        (home / "settings.toml").write_text('station = "garbage"\n')
    else:
        monkeypatch.setenv("MIZUGIWA_STATION", "garbage")
    code, _, err = mizugiwa("patrol", folder / "good.plan")
    assert (code, "garbage" in err, err.count("\n")) == (1, True, 1)


@pytest.mark.parametrize(
    ("cause", "words", "code"),
    [(KeyboardInterrupt(), "stopped", 130), (EOFError(), "not answered", 1)],
)
def test_an_end_by_a_person_is_told(
    cause: BaseException,
    words: str,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def abort(**_: object) -> None:
        raise typer.Abort from cause

    monkeypatch.setattr(main, "app", abort)
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == code
    assert words in capsys.readouterr().err
