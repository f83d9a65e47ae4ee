"""`mizugiwa drift --lost` as a shell sees it."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import MultiPolygon, box

from surveillance.patrol.logbook import Logbook
from surveillance.records.shelf import Shelf
from surveillance.records.sortie import End, Moment, Place, SortieRecord
from tests.surveillance.bench import FRAME, make_area, make_mission, make_order
from tests.surveillance.report.kept import AT, kept

AWAY = FRAME.lonlat(400.0, 0.0)
WIND = ("--wind", "8@270")


def silent() -> SortieRecord:
    heard = Moment(at=AT, place=Place(lon=AWAY.lon, lat=AWAY.lat))
    return kept(end=End.FAILED, landing=None, last_heard=heard)


@pytest.fixture
def shelf(home: Path) -> Shelf:
    shelf = Shelf(home)
    shelf.folder.mkdir()
    shelf.write(silent())
    return shelf


def test_the_record_gives_place_time_and_object(
    mizugiwa: Any, shelf: Shelf, tmp_path: Path
) -> None:
    files = [tmp_path / name for name in ("d.geojson", "next.geojson", "lost.html")]
    code, out, err = mizugiwa(
        "drift", "--lost", "heron-1", *WIND, "--hours", "2", "--json",
        "--out", files[0], "--search-out", files[1], "--preview", files[2],
    )  # fmt: skip
    assert code == 0, err
    found = json.loads(out)
    assert (found["object"], found["stand_in"]) == ("drone", "debris of a fishing vessel")
    assert found["at"] == AT.isoformat().replace("+00:00", "Z")
    assert found["middle"][0] > AWAY.lon + 0.003  # downwind, to the east
    assert "assumed: it came down where it was last heard" in err
    assert "no land is known" in err
    assert all(file.stat().st_size > 300 for file in files)
    start = json.loads(files[0].read_text())["features"][0]["geometry"]["coordinates"]
    assert start == pytest.approx([AWAY.lon, AWAY.lat], abs=1e-6)


def test_without_hours_it_drifts_until_now(
    mizugiwa: Any, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = f"{(AT + timedelta(hours=3)).isoformat()}"
    monkeypatch.setattr(
        "surveillance.settings.Settings.make_clock",
        lambda self: type("Still", (), {"now": lambda self: AT + timedelta(hours=3)})(),
    )
    code, out, err = mizugiwa("drift", "--lost", "heron-1", *WIND, "--json")
    assert code == 0, err
    assert json.loads(out)["until"] == begun.replace("+00:00", "Z")


def test_it_strands_on_the_land_of_its_own_area(mizugiwa: Any, shelf: Shelf, home: Path) -> None:
    shore = FRAME.geometry_to_lonlat(box(480.0, -3_000.0, 3_000.0, 3_000.0))
    area = replace(make_area(), land=MultiPolygon([shore]))
    Logbook(home, make_order(make_mission(), area)).begin()
    code, out, err = mizugiwa("drift", "--lost", "heron-1", *WIND, "--hours", "4", "--json")
    assert code == 0, err
    assert "no land" not in err
    assert json.loads(out)["stranded"] > 0.6


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--lost", "heron-9", *WIND), 1, "no sortie of 'heron-9' is recorded"),
        (("--lost", "heron-1", "--hours", "2"), 2, "needs the wind"),
        (("129.4,34.7", "--lost", "heron-1", *WIND), 2, "leave them out"),
        (WIND, 2, "or --lost VEHICLE"),
        (("129.4,34.7", *WIND, "--hours", "2"), 2, "or --lost VEHICLE"),
    ],
)
def test_bad_questions(
    mizugiwa: Any, shelf: Shelf, words: tuple[str, ...], code: int, told: str
) -> None:
    ended, out, err = mizugiwa("drift", *words)
    assert (ended, out) == (code, "")
    assert told in err.splitlines()[-1]  # before it: what the record says
