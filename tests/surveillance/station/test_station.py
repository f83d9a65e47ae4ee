"""The single writer: commits, then acknowledges, then shows; fails closed."""

import time
from concurrent.futures import wait
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from geodata import areas
from geodata.area import read_area
from geodata.clock import Clock
from geodata.position import LonLat
from surveillance.errors import StationError, StoreError, WireError
from surveillance.model import Ellipse, Realm, TrackState, Value
from surveillance.station import Receipt, Station, StationHome
from surveillance.store import Batch, Store
from tests.surveillance.serving import (
    AT,
    REALM,
    YEARS_LATER,
    batch,
    event,
    report,
    sighting,
    station_in,
    telemetry,
)


def give(station: Station, item: Batch) -> Receipt:
    return station.submit(item).result(10.0)


def test_a_receipt_means_committed(tmp_path: Path) -> None:
    with station_in(tmp_path) as station:
        assert give(station, batch("k1", event(1), event(2))) == Receipt(2, False)
        reader = Store(tmp_path / "store.sqlite")
        assert reader.patrol_events(REALM) == [event(1), event(2)]
        reader.close()


def test_a_repetition_changes_nothing(tmp_path: Path) -> None:
    with station_in(tmp_path) as station:
        give(station, batch("k1", event(1), sighting(1)))
        assert give(station, batch("k1", event(1), sighting(1))) == Receipt(2, True)
        with pytest.raises(WireError, match="another request"):
            give(station, batch("k1", event(2)))
        # the same sighting under another key: the outbox may have split a refused request
        assert give(station, batch("k2", sighting(1), sighting(2))) == Receipt(2, False)
        assert len(station.home.store.sightings(REALM)) == 2
        assert station.home.store.patrol_events(REALM) == [event(1)]


def test_repetitions_in_one_commit_are_seen(tmp_path: Path) -> None:
    with station_in(tmp_path) as station:
        receipts = [station.submit(batch(f"k{n % 3}", event(n % 3))) for n in range(30)]
        wait(receipts, 10.0)
        assert sum(not r.result().is_duplicate for r in receipts) == 3
        assert len(station.home.store.patrol_events(REALM)) == 3


def test_sightings_become_a_track_on_the_board_and_in_the_feed(tmp_path: Path) -> None:
    with station_in(tmp_path) as station:
        before = station.picture()["event_id"]
        for number in range(12):
            give(station, batch(f"k{number}", sighting(number)))
        (track,) = station.home.store.tracks(REALM)
        assert track.state is TrackState.CONFIRMED
        assert track.sightings == 12
        picture = station.picture()
        assert [t["id"] for t in picture["tracks"]] == [track.id]
        events = station.feed.after(before)
        assert events is not None
        assert [e.kind for e in events].count("track") == 12
        owners = {owner for _, owner in station.home.store.sightings(REALM)}
        assert owners == {track.id}


def test_a_restart_goes_on_with_the_same_track(tmp_path: Path) -> None:
    with station_in(tmp_path) as station:
        for number in range(8):
            give(station, batch(f"k{number}", sighting(number)))
        give(station, batch("ais", report(431000001), report(431000001, 1, "KAIYO")))
        give(station, batch("tm", telemetry(1.0)))
        old = station.picture()
    with station_in(tmp_path) as station:
        new = station.picture()
        for name in ("tracks", "alerts", "ais", "telemetry", "patrol", "health"):
            assert new[name] == old[name], name
        assert new["event_id"] >= old["event_id"]
        assert give(station, batch("k3", sighting(3))).is_duplicate
        give(station, batch("k8", sighting(8)))
        (track,) = station.home.store.tracks(REALM)
        assert track.id == old["tracks"][0]["id"]
        assert track.sightings == 9


def test_a_failed_commit_leaves_no_trace_in_the_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with station_in(tmp_path) as station:
        give(station, batch("k0", sighting(0)))
        before = station.picture()
        with monkeypatch.context() as broken:

            def full(*_args: object) -> None:
                raise StoreError("cannot write the store: disk full")

            broken.setattr(Store, "commit", full)
            with pytest.raises(StoreError, match="disk full"):
                give(station, batch("k1", sighting(1), event(1)))
        after = station.picture()
        assert (after["tracks"], after["patrol"]) == (before["tracks"], before["patrol"])
        assert give(station, batch("k1", sighting(1), event(1))) == Receipt(2, False)
        (track,) = station.home.store.tracks(REALM)
        assert track.sightings == 2


def test_a_producer_that_hangs_up_does_not_end_the_writer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The web server cancels what it waits for when a request ends early."""
    commit = Store.commit
    with station_in(tmp_path) as station:

        def slow(*args: Any) -> None:
            time.sleep(0.2)
            commit(*args)

        monkeypatch.setattr(Store, "commit", slow)
        gone = [station.submit(batch(f"k{n}", event(n))) for n in range(2)]
        assert all(receipt.cancel() for receipt in gone)
        assert give(station, batch("k2", event(2))) == Receipt(1, False)
        assert station.is_working
        assert len(station.home.store.patrol_events(REALM)) == 3


def test_foreign_realms_are_refused(tmp_path: Path) -> None:
    refusal = pytest.raises(WireError, match="takes no simulated")
    with station_in(tmp_path, Realm.LIVE) as station, refusal:
        station.submit(batch("k", event(1)))


def test_old_news_do_not_replace_new_ones(tmp_path: Path) -> None:
    with station_in(tmp_path) as station:
        give(station, batch("k1", telemetry(5.0), report(1, 5), report(1, 6, "KAIYO")))
        give(station, batch("k2", telemetry(2.0), report(1, 2)))
        (shown,) = station.picture()["telemetry"]
        assert shown["at"].startswith("2026-05-01T03:00:05")
        (vessel,) = station.picture()["ais"]
        assert vessel["name"] == "KAIYO"
        assert vessel["position"] is not None
        assert vessel["at"].startswith("2026-05-01T03:00:06")


def test_in_a_replay_now_is_the_newest_value(tmp_path: Path) -> None:
    with station_in(tmp_path, Realm.REPLAY, YEARS_LATER) as station:
        assert station.now() > AT + timedelta(days=365)
        give(station, batch("k", replace(report(1, 7), realm=Realm.REPLAY)))
        assert station.now() == AT + timedelta(seconds=7)
    with station_in(tmp_path, Realm.REPLAY, YEARS_LATER) as station:
        assert station.now() == AT + timedelta(seconds=7)


@pytest.mark.parametrize("size", [1, 20])
def test_late_sightings_make_one_track_and_one_alert(tmp_path: Path, size: int) -> None:
    """The drone's clock is 20 minutes slow, or its outbox waited as long for the link."""
    area = read_area(areas.path("okinoshima"))
    middle = area.watched[0].shape.representative_point()
    here = LonLat(middle.x, middle.y)
    values: list[list[Value]] = []
    for number in range(60):
        boat = replace(sighting(number), position=here, ellipse=Ellipse(4.0, 3.0, 0.0))
        far = replace(report(431000001, number), position=LonLat(130.3, 34.3))
        values.append([far, boat])
    clock = Clock(time.time(), AT + timedelta(minutes=20), 1.0)
    with station_in(tmp_path, clock=clock) as station:
        for first in range(0, 60, size):
            part = [value for pair in values[first : first + size] for value in pair]
            give(station, batch(f"k{first}", *part))
        assert len(station.home.store.tracks(REALM)) == 1
        assert len(station.home.store.alerts(REALM)) == 1


def test_time_alone_ends_a_track(tmp_path: Path) -> None:
    with station_in(tmp_path) as station:
        before = station.feed.last_id
        give(station, batch("k", sighting(0)))
        station.clock = YEARS_LATER
        deadline = time.monotonic() + 10.0
        while time.monotonic() < deadline and station.home.store.tracks(REALM, is_active=True):
            time.sleep(0.05)
        (track,) = station.home.store.tracks(REALM)
        assert track.state is TrackState.ENDED
        assert station.feed.after(before)


def test_two_stations_never_share_a_folder(tmp_path: Path) -> None:
    with station_in(tmp_path), pytest.raises(StationError, match="another station"):
        StationHome(tmp_path)
    StationHome(tmp_path).close()


def test_a_stopped_station_takes_nothing(tmp_path: Path) -> None:
    with station_in(tmp_path) as station:
        pass
    with pytest.raises(StationError):
        station.submit(batch("k", event(1)))
