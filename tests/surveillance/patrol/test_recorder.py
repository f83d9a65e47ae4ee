"""The record of a sortie while it is flown: what is heard is in it, a full disk ends nothing."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from geodata.clock import Clock
from geodata.position import LonLat
from surveillance.errors import RecordError
from surveillance.model import LinkState, PatrolEvent, Realm, Telemetry
from surveillance.papers.check import Check
from surveillance.papers.papers import read_papers
from surveillance.patrol.dive.gates import Touched
from surveillance.patrol.dive.outcome import DiveOutcome
from surveillance.patrol.limits import Breach
from surveillance.patrol.progress import Outcome
from surveillance.patrol.recorder import Recorder
from surveillance.records.shelf import Shelf
from surveillance.records.sortie import Dived, End, People, SortieRecord
from surveillance.whole_file import write_whole
from tests.surveillance.bench import EPOCH, HOME, make_order
from tests.surveillance.papers.desk import PAPERS
from tests.surveillance.patrol.dive.bench import make_dive

CHECKS = (Check("battery", True, "98 %"), Check("permit", None, "not asked for"))


def clock() -> Clock:
    """It stands still, near enough, at noon in Japan."""
    return Clock(time.time(), EPOCH, 1.0)


def event(kind: str, text: str = "") -> PatrolEvent:
    return PatrolEvent(EPOCH, Realm.LIVE, "heron-1", kind, text)


def state(height_m: float, battery_pct: float | None = 80.0) -> Telemetry:
    return Telemetry(
        EPOCH, Realm.LIVE, "heron-1", HOME, height_m, height_m, 0.0, 0.0, "AUTO", True, battery_pct
    )


def outcome(**more: object) -> Outcome:
    values = {
        "waypoints": 3, "waypoints_reached": 2, "duration_s": 60.0, "battery_left_pct": 0.0,
        "landed": True, "has_left": False, "link_losses": 1, "breaches": (),
    }  # fmt: skip
    return Outcome(**values | more)  # type: ignore[arg-type]


@pytest.fixture
def begun(tmp_path: Path) -> tuple[Recorder, Callable[[], SortieRecord]]:
    shelf = Shelf(tmp_path)
    (tmp_path / "papers.toml").write_text(PAPERS)
    recorder = Recorder(shelf, make_order(), read_papers(tmp_path, None), clock())
    recorder.hear(event("started", "sortie 1 of 1"))
    recorder.begin(CHECKS)
    return recorder, lambda: shelf.read("last")


def test_nothing_is_written_before_the_launch(tmp_path: Path) -> None:
    recorder = Recorder(Shelf(tmp_path), make_order(), None, clock())
    recorder.hear(event("refused", "not ready"))
    recorder.fail("not ready")
    assert recorder.name is None
    assert not (tmp_path / "records").exists()


def test_what_is_known_at_the_launch_is_there_at_once(
    begun: tuple[Recorder, Callable[[], SortieRecord]],
) -> None:
    kept = begun[1]()
    assert kept.end is End.OPEN
    assert [e.kind for e in kept.events] == ["started"]
    assert [(c.name, c.is_good) for c in kept.checks] == [("battery", True), ("permit", None)]
    people = kept.people
    assert people.pilot is not None and people.pilot.name == "Tanaka Ichiro"
    assert people.aircraft is not None and people.aircraft.registration == "JU3226TEST01"
    assert [p.number for p in people.permits] == ["P-2026-1"]
    way = kept.planned.way
    assert (way[0], way[-1]) == (kept.planned.home, kept.planned.home)
    assert len(way) == 5  # home, three way points, home: no samples between them
    assert len(kept.planned.fence) == 4


def test_what_happens_is_there_when_it_happens(
    begun: tuple[Recorder, Callable[[], SortieRecord]],
) -> None:
    recorder, kept = begun
    for height in (10.0, 33.0, 20.0):
        recorder.hear(state(height))
    recorder.hear(state(15.0, None))
    recorder.hear(event("check", "battery: 98 %"))
    recorder.hear(event("link_lost", "nothing heard"))
    now = kept()
    assert (now.highest_m, now.battery_end_pct) == (33.0, 80.0)
    assert [e.kind for e in now.events] == ["started", "link_lost"]
    assert now.link_losses == (EPOCH,)
    assert now.last_heard is not None and now.last_heard.place == now.planned.home
    recorder.hear(replace(state(20.0), link=LinkState.LOST, position=LonLat(129.6, 34.7)))
    recorder.hear(event("link_back"))
    assert kept().last_heard == now.last_heard


@pytest.mark.parametrize(
    ("more", "end"),
    [
        ({}, End.LANDED),
        ({"landed": False}, End.FAILED),
        ({"landed": False, "has_left": True}, End.LEFT),
        ({"landed": False, "is_circling": True}, End.CIRCLING),
    ],
)
def test_the_end(
    begun: tuple[Recorder, Callable[[], SortieRecord]], more: dict[str, object], end: End
) -> None:
    recorder, kept = begun
    recorder.hear(state(10.0))
    at = EPOCH + timedelta(seconds=30)
    breach = Breach("fence", "fence", 12.34, at, LonLat(129.5, 34.7))
    recorder.end(outcome(breaches=(breach,), **more))
    record = kept()
    assert record.end is end
    assert record.battery_end_pct == 0.0  # an empty battery is not an unknown one
    (broken,) = record.limits_broken
    assert (broken.kind, broken.amount_m, broken.at) == ("fence", 12.3, at)
    assert broken.place is not None and broken.place.lon == 129.5
    assert record.ended_at is not None


def test_a_failure_is_in_the_record(begun: tuple[Recorder, Callable[[], SortieRecord]]) -> None:
    recorder, kept = begun
    recorder.passed(2)
    recorder.broke([Breach("fence", "fence", 5.0), Breach("ceiling", "ceiling", 9.0)])
    recorder.hear(event("waypoint", "waypoint 2 of 3 reached"))
    assert (kept().end, kept().waypoints_reached) == (End.OPEN, 2)  # if it were killed now
    recorder.fail("no link for 9 min")
    record = kept()
    assert (record.end, record.end_text) == (End.FAILED, "no link for 9 min")
    assert record.waypoints_reached == 2
    assert [broken.amount_m for broken in record.limits_broken] == [5.0, 9.0]


def test_without_a_record_nothing_is_launched(tmp_path: Path) -> None:
    (tmp_path / "records").write_text("in the way")
    recorder = Recorder(Shelf(tmp_path), make_order(), None, clock())
    with pytest.raises(RecordError, match="cannot write the record of the sortie"):
        recorder.begin(CHECKS)


def test_a_disk_that_fills_in_flight_ends_nothing(
    begun: tuple[Recorder, Callable[[], SortieRecord]], monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder, kept = begun

    def full(place: Path, text: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("surveillance.records.shelf.write_whole", full)
    recorder.hear(event("waypoint", "waypoint 1 of 3 reached"))
    monkeypatch.setattr("surveillance.records.shelf.write_whole", write_whole)
    recorder.hear(event("landed", "landed"))
    assert [e.kind for e in kept().events] == ["started", "waypoint", "landed"]


def test_a_dive_has_a_record_without_the_papers_of_an_aircraft(tmp_path: Path) -> None:
    shelf, order = Shelf(tmp_path), make_dive().plan
    (tmp_path / "papers.toml").write_text(PAPERS.replace("heron-1", "orca"))
    recorder = Recorder(shelf, order, read_papers(tmp_path, None), clock())
    recorder.begin(CHECKS)
    begun = shelf.read("last")
    assert not begun.is_flight
    assert (begun.end, begun.dive) == (End.OPEN, None)
    assert begun.people == People() and begun.specials == ()
    recorder.hear(event("dived", "under water, 1.1 m"))
    recorder.end_dive(dived(gates={"depth": Touched(2, 0.84)}, commanded=("SURFACE",)))
    ended = shelf.read("last")
    assert ended.end is End.SURFACED
    assert ended.dive == Dived(
        deepest_m=6.2, under_water_s=61.3, farthest_m=None, farthest_error_m=None,
        commanded=("SURFACE",),
    )  # fmt: skip
    (broken,) = ended.limits_broken
    assert (broken.kind, broken.name, broken.amount_m) == ("gate", "depth", 0.8)
    assert [e.kind for e in ended.events] == ["dived"]


@pytest.mark.parametrize(
    ("changed", "end"),
    [({"surfaced": False}, End.FAILED), ({"has_left": True, "surfaced": False}, End.LEFT),
     ({"surfaced": False, "has_dived": False}, End.SURFACED)],
)  # fmt: skip
def test_how_a_dive_ends(tmp_path: Path, changed: dict[str, object], end: End) -> None:
    shelf = Shelf(tmp_path)
    recorder = Recorder(shelf, make_dive().plan, None, clock())
    recorder.begin(CHECKS)
    recorder.end_dive(dived(**changed))
    assert shelf.read("last").end is end


def dived(**more: object) -> DiveOutcome:
    values = {
        "surfaced": True, "has_dived": True, "has_left": False, "duration_s": 90.0,
        "under_water_s": 61.29, "deepest_m": 6.21, "farthest": None, "last": None, "gates": {},
        "commanded": (), "battery_left_pct": 71.0, "link_losses": 0,
    }  # fmt: skip
    return DiveOutcome(**values | more)  # type: ignore[arg-type]
