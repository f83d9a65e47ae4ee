"""Values reach the outbox in order; a full disk in flight loses none of them."""

from collections.abc import Sequence

from geodata.clock import Clock
from surveillance.errors import OutboxError
from surveillance.model import PatrolEvent, Realm, SourceState, Value
from surveillance.patrol.report import Report


class Disk:
    def __init__(self) -> None:
        self.is_full = False
        self.values: list[Value] = []

    def put(self, values: Sequence[Value]) -> None:
        if self.is_full:
            raise OutboxError("no space left")
        self.values.extend(values)


def test_a_full_disk_is_said_once_and_nothing_is_lost() -> None:
    disk, said = Disk(), list[PatrolEvent]()
    report = Report(disk.put, said.append, "heron-1", Realm.SIMULATED, Clock.real())
    report.event("started", "one")
    disk.is_full = True
    report.event("armed", "two")
    report.link(SourceState.OK, "three")
    disk.is_full = False
    report.event("landed", "four")
    kinds = [getattr(value, "kind", "") for value in disk.values]
    assert kinds == ["started", "armed", "notice", "link", "landed"]
    assert [event.kind for event in said].count("notice") == 1
    assert "no space left" in next(e.text for e in said if e.kind == "notice")


def test_what_the_station_said_is_told_but_not_sent_back() -> None:
    disk, said, heard = Disk(), list[PatrolEvent](), list[Value]()
    report = Report(disk.put, said.append, "heron-1", Realm.SIMULATED, Clock.real(), heard.append)
    report.event("started", "one")
    report.event("notice", "the station says: two", is_the_stations=True)
    assert [event.text for event in said] == ["one", "the station says: two"]
    assert heard == said  # the sortie's own record has it
    assert disk.values == said[:1]
