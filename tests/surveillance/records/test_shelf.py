"""The folder of records: every sortie its own file, damage is said."""

import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveillance.errors import RecordError
from surveillance.model import Realm
from surveillance.records.shelf import Shelf
from surveillance.records.sortie import End, Event, Moment, Place, Planned, SortieRecord

AT = datetime(2026, 5, 1, 3, 1, tzinfo=UTC)
HOME = Place(lon=129.45, lat=34.7)
PLANNED = Planned(
    area="bench", home=HOME, way=(HOME, HOME), fence=(HOME,), highest_m=30.0, speed_mps=14.0,
    duration_s=120.0, waypoints=3, plan_sha256="0" * 64,
)  # fmt: skip


def record(shelf: Shelf, **more: object) -> SortieRecord:
    name = shelf.reserve("heron 1", 1, AT)
    values = {"realm": Realm.LIVE, "vehicle": "heron 1", "kind": "copter", "sortie": 1} | more
    kept = SortieRecord(id=name, sorties=1, began_at=AT, planned=PLANNED, **values)  # type: ignore[arg-type]
    shelf.write(kept)
    return kept


def test_two_sorties_of_one_second_are_two_records(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    first, second = record(shelf), record(shelf, end=End.LANDED)
    assert shelf.names() == ["20260501T030100Z-heron_1-1", "20260501T030100Z-heron_1-1-2"]
    assert [shelf.read(n) for n in shelf.names()] == [first, second] == list(shelf.all())
    assert shelf.read("last") == second


def test_a_name_that_was_only_held_is_no_record(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.reserve("heron-1", 1, AT)
    assert shelf.names() == []
    with pytest.raises(RecordError, match="no sortie is recorded"):
        shelf.read("last")


@pytest.mark.parametrize("name", ["../settings", "nothing", ""])
def test_no_other_file_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "settings.json").write_text("{}")
    record(Shelf(tmp_path))
    with pytest.raises(RecordError, match="no record is called"):
        Shelf(tmp_path).read(name)


@pytest.mark.parametrize("text", ["{", "{}", '{"version": 2}', "\0", "[" * 10_000])
def test_a_damaged_record_is_one_clear_line(tmp_path: Path, text: str) -> None:
    shelf = Shelf(tmp_path)
    kept = record(shelf)
    shelf.place(kept.id).write_text(text)
    with pytest.raises(RecordError, match="is damaged") as caught:
        shelf.read(kept.id)
    assert "\n" not in str(caught.value)


@given(
    text=st.text(),
    seconds=st.one_of(st.none(), st.integers(0, 90_000)),
    amount=st.floats(0, 1e5, allow_nan=False),
)
def test_what_is_written_is_read(
    text: str, seconds: int | None, amount: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    shelf = Shelf(tmp_path_factory.mktemp("records"))
    moment = None if seconds is None else Moment(at=AT.fromtimestamp(seconds, UTC), place=HOME)
    events = (Event(at=AT, kind="notice", text=text.encode("utf-8", "ignore").decode()),)
    kept = record(shelf, landing=moment, highest_m=amount, events=events)
    assert shelf.read(kept.id) == kept


def test_a_record_names_people_and_is_its_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0o002)
    try:
        shelf = Shelf(tmp_path)
        held = shelf.place(shelf.reserve("heron-1", 1, AT))
        assert stat.S_IMODE(held.stat().st_mode) == 0o600
        kept = shelf.place(record(shelf).id)
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    finally:
        os.umask(before)
