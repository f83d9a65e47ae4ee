"""A station that finds a drone elsewhere than it says: kept, shown, and told once."""

from datetime import timedelta
from pathlib import Path

from geodata.position import LonLat
from surveillance.model import AisReport, Ellipse, PatrolEvent, Sighting, Value
from surveillance.store import Store
from tests.surveillance.serving import AT, REALM, batch, station_in

SHIPS = [(130.110, 34.255), (130.115, 34.256), (130.120, 34.254), (130.113, 34.252)]
OFF_LON = 0.002  # 184 m to the east


def heard(second: int) -> list[Value]:
    at = AT + timedelta(seconds=second)
    return [
        AisReport(f"a{n}-{second}", at, REALM, "rx", 431_000_001 + n, LonLat(*place), 0.0, 0.0)
        for n, place in enumerate(SHIPS)
    ]


def seen(second: int, off_lon: float) -> list[Value]:
    """All four in one picture, all shifted alike."""
    at, ellipse = AT + timedelta(seconds=second), Ellipse(60.0, 30.0, 90.0)
    return [
        Sighting(
            f"s{n}-{second}",
            at,
            REALM,
            "heron-1",
            LonLat(lon + off_lon, lat),
            ellipse,
            "vessel",
            0.9,
            tracklet=f"t{n}",
        )
        for n, (lon, lat) in enumerate(SHIPS)
    ]


def test_it_is_kept_and_shown_once(tmp_path: Path) -> None:
    with station_in(tmp_path) as station:
        before = station.picture()["event_id"]
        for second in range(30):
            # pulled away by a little more in each picture
            off_lon = OFF_LON * min(1.0, second / 15.0)
            station.submit(batch(f"k{second}", *heard(second), *seen(second, off_lon))).result(10.0)
        shown = station.picture()["patrol"]
        told = [e for e in station.feed.after(before) or () if e.kind == "patrol"]
    with_event = Store(tmp_path / "store.sqlite")
    (kept,) = with_event.patrol_events(REALM)
    with_event.close()
    assert isinstance(kept, PatrolEvent)
    assert (kept.vehicle, kept.kind) == ("heron-1", "notice")
    assert kept.text.startswith("its place is off by about ")
    assert "4 ships with AIS" in kept.text
    assert [e["text"] for e in shown] == [kept.text]
    assert len(told) == 1


def test_a_sound_one_is_told_nothing_of(tmp_path: Path) -> None:
    with station_in(tmp_path) as station:
        for second in range(30):
            values = (*heard(second), *seen(second, 0.0002))
            station.submit(batch(f"k{second}", *values)).result(10.0)
        assert station.picture()["patrol"] == []
