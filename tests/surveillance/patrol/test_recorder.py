"""The record of a sortie while it is flown: what is heard is in it, a full disk ends nothing."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.clock import Clock
from geodata.position import LonLat
from geodata.whole_file import write_whole
from surveillance.errors import RecordError
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.readings import Readings
from surveillance.model import LinkState, PatrolEvent, Realm, Telemetry
from surveillance.papers.check import Check
from surveillance.papers.papers import read_papers
from surveillance.patrol.dive.gates import Touched
from surveillance.patrol.dive.outcome import DiveOutcome
from surveillance.patrol.limits import Breach
from surveillance.patrol.progress import Outcome
from surveillance.patrol.recorder import Recorder
from surveillance.patrol.report import Report
from surveillance.records.shelf import Shelf
from surveillance.records.sortie import Dived, End, People, SortieRecord
from tests.surveillance.bench import EPOCH, HOME, make_order
from tests.surveillance.papers.desk import PAPERS
from tests.surveillance.patrol.dive.bench import make_dive

CHECKS = (Check("battery", True, "98 %"), Check("permit", None, "not asked for"))


def clock(later: timedelta = timedelta()) -> Clock:
    """It stands still, near enough, at noon in Japan, or so much later."""
    return Clock(time.time(), EPOCH + later, 1.0)


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

    def full(place: Path, text: bytes, is_private: bool) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("surveillance.records.shelf.write_whole", full)
    recorder.hear(event("waypoint", "waypoint 1 of 3 reached"))
    monkeypatch.setattr("surveillance.records.shelf.write_whole", write_whole)
    recorder.hear(event("landed", "landed"))
    assert [e.kind for e in kept().events] == ["started", "waypoint", "landed"]


def second(tmp_path: Path) -> Recorder:
    """The program that finds the flight of `begun` in the air."""
    return Recorder(Shelf(tmp_path), make_order(), None, clock(timedelta(minutes=5)))


def test_a_flight_that_goes_on_keeps_what_was_known(
    begun: tuple[Recorder, Callable[[], SortieRecord]], tmp_path: Path
) -> None:
    first, kept = begun
    first.hear(state(33.0, 71.0))
    first.passed(2)
    first.broke([Breach("fence", "fence", 5.0)])
    first.hear(event("notice", "outside"))  # and then it is killed
    recorder = second(tmp_path)
    recorder.take_up()
    recorder.hear(event("notice", "found in the air"))
    record = kept()
    assert record.last_heard is not None and record.last_heard.place == record.planned.home
    assert (record.battery_end_pct, record.highest_m, record.waypoints_reached) == (71.0, 33.0, 2)
    assert [broken.amount_m for broken in record.limits_broken] == [5.0]
    recorder.broke([Breach("ceiling", "ceiling", 9.0)])
    recorder.broke([Breach("ceiling", "ceiling", 9.0), Breach("fence", "fence", 1.0)])
    recorder.end(
        outcome(breaches=[Breach("ceiling", "ceiling", 9.0), Breach("fence", "fence", 1.0)])
    )
    assert [broken.amount_m for broken in kept().limits_broken] == [5.0, 9.0, 1.0]


@pytest.mark.parametrize(
    ("how", "goes_on"),
    [
        ({"has_left": True, "landed": False}, True),
        ({"landed": False}, True),
        ({"is_circling": True, "landed": False}, True),
        ({}, False),
    ],
)
def test_only_a_flight_that_may_be_in_the_air_goes_on(
    begun: tuple[Recorder, Callable[[], SortieRecord]],
    tmp_path: Path,
    how: dict[str, object],
    goes_on: bool,
) -> None:
    first, kept = begun
    first.end(outcome(**how))
    closed = kept()
    recorder = second(tmp_path)
    recorder.take_up()
    assert (recorder.name == closed.id) is goes_on
    record = kept()
    assert record.end is (End.OPEN if goes_on else closed.end)
    assert (record.ended_at is None) is goes_on


def test_an_older_flight_of_the_same_plan_is_not_gone_on_with(
    begun: tuple[Recorder, Callable[[], SortieRecord]], tmp_path: Path
) -> None:
    """Interrupted long ago; since then the sortie was flown to its end."""
    later = second(tmp_path)
    later.begin(CHECKS)
    later.end(outcome())
    recorder = second(tmp_path)
    recorder.take_up()
    assert recorder.name is None


class Heard(MavlinkVehicle):
    """A vehicle as a recorder sees it, told from here."""

    def __init__(self) -> None:
        self.listeners: list[Callable[[object], None]] = []
        self.connection = self  # type: ignore[assignment]
        self._readings = Readings()

    def add_listener(self, listener: Callable[[object], None]) -> None:
        self.listeners.append(listener)

    def tell(self, **readings: object) -> None:
        self._readings = replace(self._readings, **readings)  # type: ignore[arg-type]
        for listener in self.listeners:
            listener(None)


def watched(recorder: Recorder) -> Heard:
    vehicle = Heard()
    report = Report(lambda values: None, lambda said: None, "heron-1", Realm.LIVE, clock())
    recorder.watch(vehicle, report)
    return vehicle


GROUND, AIR = mavlink.MAV_LANDED_STATE_ON_GROUND, mavlink.MAV_LANDED_STATE_IN_AIR


def test_only_what_was_heard_to_change_is_a_moment(
    begun: tuple[Recorder, Callable[[], SortieRecord]], tmp_path: Path
) -> None:
    first, kept = begun
    vehicle = watched(first)
    vehicle.tell(heartbeats=1, armed=True)
    vehicle.tell(landed_state=GROUND)
    vehicle.tell(landed_state=AIR, position=HOME)
    first.hear(event("waypoint", "1"))
    took_off = kept().take_off
    assert took_off is not None and took_off.place is not None
    # a second program: the heartbeat comes before anything that says how high it is
    recorder = second(tmp_path)
    vehicle = watched(recorder)
    recorder.take_up()
    vehicle.tell(heartbeats=1, armed=True)
    assert recorder._landing is None
    vehicle.tell(landed_state=AIR)
    recorder.hear(event("waypoint", "2"))
    assert (kept().take_off, kept().landing) == (took_off, None)
    vehicle.tell(landed_state=GROUND, position=HOME)
    recorder.hear(event("landed"))
    landing = kept().landing
    assert landing is not None and landing.at >= took_off.at


def test_one_that_stands_when_it_is_found_was_not_heard_to_land(
    begun: tuple[Recorder, Callable[[], SortieRecord]], tmp_path: Path
) -> None:
    recorder = second(tmp_path)
    vehicle = watched(recorder)
    recorder.take_up()
    vehicle.tell(heartbeats=1, heights=1)
    recorder.hear(event("refused"))
    assert (begun[1]().take_off, begun[1]().landing) == (None, None)


def test_a_killed_program_leaves_a_place_of_the_last_seconds(
    begun: tuple[Recorder, Callable[[], SortieRecord]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No event for a minute: the record is written now and then all the same."""
    recorder, kept = begun
    now_s, writes = [1000.0], []
    monkeypatch.setattr(Clock, "monotonic", lambda self: now_s[0])
    monkeypatch.setattr(
        "surveillance.records.shelf.write_whole",
        lambda place, text, is_private: (writes.append(now_s[0]), write_whole(place, text)),
    )
    recorder.hear(event("waypoint", "waypoint 1 of 3 reached"))
    began = EPOCH + timedelta(seconds=5)
    for tick in range(120):
        now_s[0] += 0.5
        at = began + timedelta(seconds=tick * 0.5)
        recorder.hear(replace(state(20.0, 60.0 - tick / 2), at=at))
        heard = kept().last_heard
        old_s = (at - heard.at).total_seconds() if heard is not None else tick * 0.5
        assert old_s <= 10.0
    assert 5 <= len(writes) - 1 <= 6
    assert kept().battery_end_pct is not None and kept().battery_end_pct < 10.0


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
