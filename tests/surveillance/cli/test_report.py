"""`mizugiwa report` as a shell sees it."""

import json
from pathlib import Path
from typing import Any

import pytest

from mission_planner.formats import write_plan
from surveillance.control.calls import Switchboard
from surveillance.control.door import Door
from surveillance.model import Realm
from surveillance.records.shelf import Shelf
from surveillance.records.sortie import End
from tests.surveillance.bench import make_mission
from tests.surveillance.papers.desk import PAPERS
from tests.surveillance.report.kept import kept, said


@pytest.fixture
def shelf(home: Path) -> Shelf:
    shelf = Shelf(home)
    shelf.folder.mkdir()
    return shelf


def test_a_flight_log_in_all_formats(mizugiwa: Any, shelf: Shelf, tmp_path: Path) -> None:
    shelf.write(kept())
    shelf.write(kept(1))
    code, out, _ = mizugiwa("report", "flight-log")
    document = json.loads(out)
    assert code == 0
    assert list(document) == ["flight_record", "daily_inspection", "maintenance"]
    assert len(document["flight_record"]["flights"]) == 2
    for suffix, more in ((".html", ()), (".json", ()), (".csv", ("--form", "flight_record"))):
        file = tmp_path / f"log{suffix}"
        code, out, err = mizugiwa("report", "flight-log", "--out", file, *more)
        assert (code, out, err) == (0, "", f"written: {file}\n")
        assert file.stat().st_size > 500


def test_since_and_until(mizugiwa: Any, shelf: Shelf) -> None:
    for hours in (0, 24, 48):
        shelf.write(kept(hours))
    _, out, _ = mizugiwa(
        "report", "flight-log", "--since", "2026-05-02T00:00+09:00",
        "--until", "2026-05-02T23:59+09:00", "--form", "flight_record",
    )  # fmt: skip
    (flight,) = json.loads(out)["flights"]
    assert flight["date"] == "2026-05-02"


def test_simulated_sorties_are_in_no_live_log(mizugiwa: Any, shelf: Shelf, tmp_path: Path) -> None:
    shelf.write(kept())
    shelf.write(kept(1, realm=Realm.SIMULATED))
    _, out, _ = mizugiwa("report", "flight-log", "--form", "flight_record")
    assert len(json.loads(out)["flights"]) == 1
    file = tmp_path / "log.html"
    mizugiwa("report", "flight-log", "--realm", "simulated", "--out", file)
    assert "simulated: no aircraft flew" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "code", "said_words"),
    [
        (("flight-log",), 1, "no live sortie is recorded"),
        (("incident",), 1, "no sortie is recorded"),
        (("incident", "nothing"), 1, "no record is called 'nothing'"),
        (("notification",), 1, "no sortie is recorded"),
        (("notification", "x.plan"), 2, "say when it begins"),
        (("flight-log", "--form", "diary"), 2, "diary"),
        (("flight-log", "--since", "2026-05-01"), 2, "no time zone"),
    ],
)
def test_bad_input_is_said(
    mizugiwa: Any, shelf: Shelf, words: tuple[str, ...], code: int, said_words: str
) -> None:
    found, out, err = mizugiwa("report", *words)
    assert (found, out) == (code, "")
    assert said_words in err


def test_two_aircraft_are_two_logs(mizugiwa: Any, shelf: Shelf) -> None:
    shelf.write(kept())
    shelf.write(kept(1, vehicle="swift-1"))
    code, _, err = mizugiwa("report", "flight-log")
    assert (code, "choose --vehicle: heron-1, swift-1" in err) == (1, True)
    assert mizugiwa("report", "flight-log", "--vehicle", "swift-1")[0] == 0


def test_a_notification_of_a_plan(mizugiwa: Any, home: Path, tmp_path: Path) -> None:
    plan = tmp_path / "bench.plan"
    write_plan(make_mission(), plan)
    (home / "papers.toml").write_text(PAPERS)
    at = ("--at", "2026-05-01T12:00+09:00")
    code, out, err = mizugiwa("report", "notification", plan, *at)
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert told["begin_at"] == "2026-05-01T03:00:00Z"
    assert (told["pilot"], told["registration"]) == ("Tanaka Ichiro", "JU3226TEST01")
    shape = tmp_path / "area.geojson"
    assert mizugiwa("report", "notification", plan, *at, "--out", shape)[0] == 0
    kinds = [f["properties"]["kind"] for f in json.loads(shape.read_text())["features"]]
    assert kinds == ["area", "route"]


def test_an_incident_draft_of_a_sortie(mizugiwa: Any, shelf: Shelf, tmp_path: Path) -> None:
    shelf.write(kept(events=(said(30.0, "link_lost", "nothing heard for 5 s"),)))
    code, out, _ = mizugiwa("report", "incident")
    assert code == 0
    assert json.loads(out)["grounds"][0]["what"] == "link lost"
    file = tmp_path / "draft.pdf"
    code, _, err = mizugiwa("report", "incident", "--out", file)
    assert (code, file.exists()) == (2, False)
    assert "none of .html .json .csv" in " ".join(err.split())


def test_records_are_listed(mizugiwa: Any, shelf: Shelf) -> None:
    shelf.write(kept())
    _, out, _ = mizugiwa("report", "list")
    assert json.loads(out)["record"] == kept().id


def test_inspections_come_from_a_file(mizugiwa: Any, home: Path, shelf: Shelf) -> None:
    shelf.write(kept())
    (home / "inspections.toml").write_text("[[inspection]]\nvehicel = 'heron-1'\n")
    code, _, err = mizugiwa("report", "flight-log")
    assert (code, "unknown key 'inspection.0.vehicel'" in err) == (1, True)


def test_a_sortie_in_flight_is_not_told_as_interrupted(
    mizugiwa: Any, home: Path, shelf: Shelf
) -> None:
    shelf.write(kept())
    shelf.write(kept(1, end=End.OPEN, ended_at=None, landing=None))
    board = Switchboard()
    with Door(home, "heron-1", board):
        code, _, err = mizugiwa("report", "incident")
        assert (code, "is still flown" in err) == (1, True)
        _, out, _ = mizugiwa("report", "flight-log", "--form", "flight_record")
        assert len(json.loads(out)["flights"]) == 1
    _, out, _ = mizugiwa("report", "flight-log", "--form", "flight_record")
    assert len(json.loads(out)["flights"]) == 2
    assert "was interrupted" in json.loads(mizugiwa("report", "incident")[1])["summary"][0]


def test_doctor_looks_at_the_papers(mizugiwa: Any, home: Path) -> None:
    def papers() -> dict[str, str]:
        found = json.loads(mizugiwa("doctor", "--json")[1])
        (one,) = (f for f in found if f["what"] == "papers")
        return dict(one)

    assert papers()["state"] == "off"
    (home / "papers.toml").write_text(PAPERS)
    assert papers()["state"] == "ok"
    (home / "papers.toml").write_text(PAPERS.replace("heron-1", "heron-9"))
    assert "nothing is recorded of heron-1" in papers()["found"]
    (home / "papers.toml").write_text("x = 1")
    assert (papers()["state"], "unknown key 'x'" in papers()["found"]) == ("wrong", True)


def test_doctor_prints_long_paths_whole(mizugiwa: Any, home: Path) -> None:
    _, out, _ = mizugiwa("doctor")
    assert len(str(home)) > 40
    assert str(home) in out
    assert all(line.startswith(("ok ", "off ", "wrong ", "    ")) for line in out.splitlines())


def test_a_list_without_records_says_so(mizugiwa: Any, home: Path) -> None:
    code, out, err = mizugiwa("report", "list")
    assert (code, out) == (0, "")
    assert err == f"no sortie is recorded in {home}: mizugiwa patrol keeps one\n"
