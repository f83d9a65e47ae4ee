"""The logbook: whole pages only, and never of another plan."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from surveillance.errors import LinkRefused, MizugiwaError
from surveillance.model import Realm
from surveillance.patrol.logbook import Logbook, last_page
from surveillance.patrol.order import WithoutLink
from tests.surveillance.bench import circle, make_area, make_mission, make_order

ORDER = replace(
    make_order(make_mission(legs=5), make_area(nofly=(circle("Farm", 300.0, 300.0, 40.0),))),
    sortie=2,
    sorties=3,
    without_link=WithoutLink.GO_ON,
)


def page_file(home: Path) -> Path:
    return home / "logbook" / "heron-1.json"


def test_a_page_says_what_was_flown_how_far_and_within_what(tmp_path: Path) -> None:
    book = Logbook(tmp_path, ORDER)
    book.begin()
    assert last_page(tmp_path, "heron-1").passed == 0
    for count in (1, 2, 4):
        book.passed(count)
    page = last_page(tmp_path, "heron-1")
    assert page.mission == ORDER.mission
    assert page.area.name == ORDER.area.name
    assert page.area.fence.equals_exact(ORDER.area.fence, 1e-9)
    assert [zone.name for zone in page.area.nofly] == ["Farm"]
    assert (page.name, page.sorties, page.passed) == ("heron-1:2", 3, 4)
    assert (page.realm, page.without_link) == (Realm.SIMULATED, WithoutLink.GO_ON)


def test_without_a_flight_there_is_no_page(tmp_path: Path) -> None:
    with pytest.raises(MizugiwaError, match="no sortie of heron-1 was flown from here"):
        last_page(tmp_path, "heron-1")


@pytest.mark.parametrize("suffix", [".plan", ".geojson"])
def test_a_plan_changed_since_is_not_flown(tmp_path: Path, suffix: str) -> None:
    Logbook(tmp_path, ORDER).begin()
    file = page_file(tmp_path).with_suffix(suffix)
    file.write_text(file.read_text().replace("34.7", "34.8", 1))
    with pytest.raises(LinkRefused, match="was changed since the flight"):
        last_page(tmp_path, "heron-1")


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"vehicle": 1}', "\0", '{"passed": -1}', "[" * 50_000]
)
def test_a_broken_page_is_one_clear_line(tmp_path: Path, text: str) -> None:
    Logbook(tmp_path, ORDER).begin()
    page_file(tmp_path).write_text(text)
    with pytest.raises(MizugiwaError, match="cannot read the logbook") as caught:
        last_page(tmp_path, "heron-1")
    assert "\n" not in str(caught.value)


def test_a_page_with_an_unknown_key_is_not_believed(tmp_path: Path) -> None:
    Logbook(tmp_path, ORDER).begin()
    page = json.loads(page_file(tmp_path).read_text()) | {"pased": 3}
    page_file(tmp_path).write_text(json.dumps(page))
    with pytest.raises(MizugiwaError, match="cannot read the logbook"):
        last_page(tmp_path, "heron-1")


def test_a_new_flight_replaces_the_old_one(tmp_path: Path) -> None:
    first = Logbook(tmp_path, ORDER)
    first.begin()
    first.passed(3)
    Logbook(tmp_path, make_order()).begin()
    page = last_page(tmp_path, "heron-1")
    assert (page.passed, page.sortie) == (0, 1)
    assert page.mission == make_order().mission


def test_a_folder_that_cannot_be_written_stops_the_launch(tmp_path: Path) -> None:
    (tmp_path / "logbook").write_text("in the way")
    with pytest.raises(MizugiwaError, match="cannot write the logbook"):
        Logbook(tmp_path, ORDER).begin()
