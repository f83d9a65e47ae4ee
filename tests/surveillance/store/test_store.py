"""The store: versions kept, nothing half written, everything found again."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.position import LonLat
from surveillance.errors import StoreError
from surveillance.model import (
    AisReport,
    AisVerdict,
    Alert,
    AlertState,
    Ellipse,
    Footprint,
    Judgement,
    PatrolEvent,
    Realm,
    Sighting,
    SourceHealth,
    SourceState,
    Telemetry,
    Track,
    TrackState,
)
from surveillance.picture import Changes
from surveillance.store import Batch, EvidenceFolder, Store

AT = datetime(2026, 5, 1, 3, 0, tzinfo=UTC)
REALM = Realm.SIMULATED
PLACE = LonLat(130.1, 34.24)


def sighting(number: int, tracklet: str | None = None) -> Sighting:
    return Sighting(
        f"s{number}", AT + timedelta(seconds=number), REALM, "heron-1", PLACE,
        Ellipse(30.0, 10.0, 45.0), "vessel", 0.9, tracklet=tracklet,
    )  # fmt: skip


def track(name: str, seconds: float = 0.0, state: TrackState = TrackState.CONFIRMED) -> Track:
    return Track(
        name, AT + timedelta(seconds=seconds), AT, REALM, PLACE, 1.0, 2.0,
        tuple(float(n) for n in range(16)), 3, state, AisVerdict.NONE,
    )  # fmt: skip


def alert(name: str, state: AlertState = AlertState.OPEN) -> Alert:
    return Alert(
        name, AT, REALM, "stopped", "high", "t1", PLACE, state, "stopped", "停止", ("a", "b"),
        known_at=AT,
    )  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "store.sqlite")
    yield opened
    opened.close()


def test_every_value_comes_back_as_it_went_in(store: Store) -> None:
    telemetry = [
        Telemetry(
            AT + timedelta(seconds=n), REALM, "heron-1", PLACE, 100.0, 110.0, 12.5, 14.0, "AUTO",
            True, waypoint=n,
        )
        for n in (0, 2, 1)
    ]  # fmt: skip
    reports = [
        AisReport("a1", AT, REALM, "rx", 431000001, PLACE, 12.0, 3.0, None, "<b>EVIL</b>", 70),
        AisReport("a2", AT - timedelta(hours=2), REALM, "rx", 431000002),
    ]
    health = [
        SourceHealth(AT, REALM, "rx", "ais", state, "word")
        for state in (SourceState.SILENT, SourceState.OK)
    ]
    patrol = [PatrolEvent(AT, REALM, "heron-1", "check", f"記録 {n}") for n in range(5)]
    footprint = Footprint(AT, REALM, "heron-1", (PLACE, LonLat(130.2, 34.24), LonLat(130.2, 34.3)))
    values = (*telemetry, *reports, *health, *patrol, footprint, sighting(1, "k"), sighting(2))
    store.commit(REALM, [Batch("k1", "d1", "p", values)], Changes(assigned={"s1": "t1"}), AT)

    assert store.latest_telemetry(REALM) == [telemetry[1]]
    assert store.recent_ais(REALM, timedelta(hours=1)) == [reports[0]]
    assert store.recent_ais(REALM, timedelta(hours=3)) == reports[::-1]
    assert store.latest_health(REALM) == [health[1]]
    assert store.patrol_events(REALM, 2) == patrol[3:]
    assert store.patrol_events(REALM) == patrol
    assert store.footprints(REALM) == [footprint]
    assert store.sightings(REALM) == [(sighting(1, "k"), "t1"), (sighting(2), None)]
    assert store.tracklets(REALM) == {"k": "t1"}
    assert store.digests(["k1", "k2"]) == {"k1": "d1"}
    assert store.known_ids([sighting(1), sighting(9), reports[0]]) == {"s1", "a1"}


def test_versions_are_kept_and_the_latest_is_shown(store: Store) -> None:
    later = AT + timedelta(seconds=9)
    store.commit(REALM, [], Changes(tracks=(track("t1"), track("t2")), alerts=(alert("x"),)), AT)
    newer = track("t1", 5.0, TrackState.ENDED)
    gone = alert("x", AlertState.WITHDRAWN)
    store.commit(REALM, [], Changes(tracks=(newer,), alerts=(gone,)), later)
    assert store.tracks(REALM) == [track("t2"), newer]
    assert store.tracks(REALM, is_active=True) == [track("t2")]
    assert store.alerts(REALM) == [gone]
    assert store.alerts(REALM, is_open=True) == []
    assert store.track_versions(REALM, "t1") == [(AT, track("t1")), (later, newer)]
    assert store.alert_versions(REALM, "x") == [alert("x"), gone]


def test_a_sighting_belongs_to_the_track_it_was_given_last(store: Store) -> None:
    batch = Batch("k", "d", "p", (sighting(1, "a"), sighting(2, "a")))
    store.commit(REALM, [batch], Changes(assigned={"s1": "t1", "s2": "t1"}), AT)
    store.commit(REALM, [], Changes(assigned={"s1": "t2"}), AT)
    assert [owner for _, owner in store.sightings(REALM)] == ["t2", "t1"]


def test_every_judgement_stays_and_finds_the_track_of_its_sighting(store: Store) -> None:
    first, second = (
        Judgement(
            f"j{n}", AT, REALM, "satellite S1A", "s1", AT + timedelta(hours=n), AisVerdict.UNKNOWN,
            PLACE, Ellipse(30.0, 10.0, 45.0),
        )
        for n in (1, 2)
    )  # fmt: skip
    tracks = (track("t1"), track("t2"), track("t1", 5.0, TrackState.ENDED))
    sightings = (sighting(1), sighting(2))
    store.commit(
        REALM, [Batch("k", "d", "p", (*sightings, first))],
        Changes(tracks, assigned={"s1": "t2", "s2": "t9"}), AT,
    )  # fmt: skip
    store.commit(REALM, [Batch("l", "d", "p", (second,))], Changes(assigned={"s1": "t1"}), AT)
    assert store.judgements(REALM, ["s1", "s2"]) == [first, second]
    assert store.judgements(Realm.LIVE, ["s1"]) == []
    assert store.owners(REALM, ["s1", "s2", "s3"]) == {"s1": tracks[2]}
    assert store.known_ids([first, replace(first, id="j9")]) == {"j1"}


def test_realms_never_mix(store: Store) -> None:
    store.commit(REALM, [], Changes(tracks=(track("t1"),)), AT)
    assert store.tracks(Realm.LIVE) == []
    live = replace(sighting(1), realm=Realm.LIVE)
    with pytest.raises(StoreError, match="live"):
        store.commit(REALM, [Batch("k", "d", "p", (sighting(2), live))], Changes(), AT)
    assert store.sightings(REALM) == []


def test_a_commit_is_all_or_nothing(store: Store) -> None:
    store.commit(REALM, [Batch("k", "d", "p", (sighting(1),))], Changes(), AT)
    changes = Changes(tracks=(track("t1"),), assigned={"s2": "t1"})
    with pytest.raises(StoreError):
        store.commit(REALM, [Batch("new", "d", "p", (sighting(2), sighting(1)))], changes, AT)
    assert store.digests(["new"]) == {}
    assert store.tracks(REALM) == []
    assert [s.id for s, _ in store.sightings(REALM)] == ["s1"]


def test_everything_survives_a_reopening(tmp_path: Path) -> None:
    first = Store(tmp_path / "store.sqlite")
    first.commit(REALM, [Batch("k", "d", "p", (sighting(1),))], Changes((track("t1"),)), AT)
    first.close()
    again = Store(tmp_path / "store.sqlite")
    again.tidy()
    assert again.tracks(REALM) == [track("t1")]
    again.close()


def test_a_store_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StoreError, match="version 99"):
        Store(path)


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite").write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreError, match="cannot open"):
        Store(tmp_path / "store.sqlite")


@settings(max_examples=25, deadline=None)
@given(st.datetimes(timezones=st.just(UTC)))
def test_any_time_survives(at: datetime) -> None:
    store = Store(Path(":memory:"))
    store.commit(REALM, [], Changes(tracks=(replace(track("t"), at=at),)), at)
    assert store.track_versions(REALM, "t") == [(at, replace(track("t"), at=at))]
    store.close()


def test_evidence_is_found_by_its_bytes_only(tmp_path: Path) -> None:
    folder = EvidenceFolder(tmp_path / "evidence")
    sha, is_new = folder.put(b"picture")
    assert is_new
    assert folder.put(b"picture") == (sha, False)
    found = folder.find(sha)
    assert found is not None
    assert found.read_bytes() == b"picture"
    for name in ("", "..", "../../store.sqlite", sha.upper(), sha[:-1], "0" * 64, sha + "\n"):
        assert folder.find(name) is None
    (tmp_path / "evidence" / "unfinished-1").write_bytes(b"half")
    assert folder.sweep() == 1
    assert folder.find(sha) is not None


def test_a_full_disk_is_not_filled_further_by_trying_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = EvidenceFolder(tmp_path / "evidence")

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    for _ in range(3):
        with pytest.raises(StoreError, match="No space left"):
            folder.put(b"picture")
    assert not list((tmp_path / "evidence").glob("unfinished-*"))
