"""Late AIS at a station that holds the sightings of a scene: newer versions, nothing lost."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from geodata import areas
from geodata.area import read_area
from geodata.position import LocalFrame, LonLat, distance_m
from surveillance.cli.main import app
from surveillance.model import AisVerdict, AlertState, Ellipse
from surveillance.scan.files import write_found
from surveillance.scan.handing import judgements, sightings
from surveillance.scan.reading import read_found
from surveillance.scan.vessel import Dark, Found, Kind, Said, Scanned
from surveillance.station import Station
from tests.surveillance.nmea import at_anchor
from tests.surveillance.scan.scenes import SCENE, SHIP
from tests.surveillance.serving import AT, REALM, batch, report, served_in, sighting

ZONE = read_area(areas.path("okinoshima")).watched[0].shape.representative_point()
HERE = LonLat(ZONE.x, ZONE.y)
FRAME = LocalFrame(HERE)
PASS_AT = AT + timedelta(seconds=61)
BOAT = 431000777
FAR = LonLat(130.3, 34.3)
PLAIN = replace(SHIP, position=HERE, sigma_m=20.0, dark=None, length_m=60.0)
RING = tuple(
    FRAME.lonlat(*corner) for corner in ((-9e3, -9e3), (9e3, -9e3), (9e3, 9e3), (-9e3, 9e3))
)


def scene_of(*found: Found) -> Scanned:
    return replace(SCENE, at=PASS_AT, looked=RING, found=found)


def log_in(folder: Path, *senders: tuple[int, LonLat]) -> Path:
    """Everybody is heard each half minute."""
    path = folder / f"{'-'.join(str(mmsi) for mmsi, _ in senders)}.nmea"
    times = [PASS_AT + timedelta(seconds=30.0 * n) for n in range(-40, 40)]
    lines = [at_anchor(mmsi, at, place) for at in times for mmsi, place in senders]
    path.write_text("".join(lines), encoding="ascii")
    return path


def watched(station: Station) -> None:
    """A drone sees a boat that lies still in a watched zone; our receiver hears another one."""
    for number in range(60):
        seen = replace(sighting(number), position=HERE, ellipse=Ellipse(4.0, 3.0, 0.0))
        heard = replace(report(431000001, number), position=FAR)
        station.submit(batch(f"k{number}", heard, seen)).result(timeout=10.0)


def rematch(result: Path, log: Path, url: str) -> str:
    command = ["rematch", result, "--ais", log, "--station", url, "--realm", REALM.value]
    ran = CliRunner().invoke(app, [str(word) for word in command])
    assert ran.exception is None, ran.exception
    return ran.stderr


def kept(station: Station) -> dict[str, Any]:
    """All versions of all that the station holds."""
    store = station.home.store
    return {
        "sightings": store.sightings(REALM),
        "judgements": store.judgements(REALM, [one.id for one, _ in store.sightings(REALM)]),
        "tracks": [store.track_versions(REALM, track.id) for track in store.tracks(REALM)],
        "alerts": [store.alert_versions(REALM, alert.id) for alert in store.alerts(REALM)],
    }


@pytest.fixture
def result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MIZUGIWA_HOME", str(tmp_path / "mine"))
    near = [(431000100 + n, FRAME.lonlat(3e3, 1e3 * n)) for n in range(-4, 4)]
    log_in(tmp_path, *near).rename(tmp_path / "early.nmea")
    log_in(tmp_path, *near, (BOAT, HERE)).rename(tmp_path / "late.nmea")
    ships = [replace(PLAIN, position=place, px=(float(mmsi), 9.0)) for mmsi, place in near]
    write_found(tmp_path / "v.geojson", [scene_of(PLAIN, *ships)], AT)
    return tmp_path / "v.geojson"


def test_late_ais_withdraws_the_alert_at_the_station_and_all_versions_stay(
    tmp_path: Path, result: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served_in(tmp_path / "served") as served:
        store = served.station.home.store
        watched(served.station)
        (alert,) = store.alerts(REALM)
        talk = rematch(result, tmp_path / "early.nmea", served.url)
        assert "9 vessels for the station" in talk
        (seen,) = [t for t in store.tracks(REALM) if t.id == alert.track_id]
        assert seen.sightings == 61 and seen.ais is AisVerdict.NONE
        assert store.alerts(REALM) == [alert]
        before = kept(served.station)
        monkeypatch.setattr("surveillance.scan.handing.DRAIN_S", 0.5)
        assert "wait in the outbox" in rematch(result, tmp_path / "late.nmea", "http://127.0.0.1:9")
        assert kept(served.station) == before
        monkeypatch.setattr("surveillance.scan.handing.DRAIN_S", 20.0)
        assert "wait" not in rematch(result, tmp_path / "late.nmea", served.url)
        after = kept(served.station)
        (told,) = [versions for versions in after["tracks"] if versions[0][1].id == seen.id]
        assert (told[-1][1].ais, told[-1][1].mmsi) == (AisVerdict.MATCHED, BOAT)
        assert [a.state for (a, *_) in after["alerts"]] == [AlertState.OPEN]
        assert [versions[-1].state for versions in after["alerts"]] == [AlertState.WITHDRAWN]
        assert str(BOAT) in after["alerts"][0][-1].reasons_en[-1]
        for name in ("judgements", "sightings"):
            assert after[name][: len(before[name])] == before[name]
        mine = _satellite(after["sightings"], HERE)
        said = [j.ais for j in after["judgements"] if j.sighting == mine]
        assert said == [AisVerdict.NONE, AisVerdict.MATCHED]
        rematch(result, tmp_path / "late.nmea", served.url)
        assert kept(served.station) == after


def _satellite(seen: Sequence[Any], place: LonLat) -> str:
    told = [s for s, _ in seen if s.source.startswith("satellite")]
    (name,) = [s.id for s in told if distance_m(s.position, place) < 1.0]
    return str(name)


def test_of_a_track_that_has_ended_the_verdict_is_revised_too(tmp_path: Path, result: Path) -> None:
    with served_in(tmp_path / "served") as served:
        store = served.station.home.store
        rematch(result, tmp_path / "early.nmea", served.url)
        served.station.clock = replace(served.station.clock, at0=AT + timedelta(days=1))
        served.station.submit(batch("x", replace(report(1), at=AT))).result(timeout=10.0)
        assert store.tracks(REALM, is_active=True) == []
        rematch(result, tmp_path / "late.nmea", served.url)
        ended = store.tracks(REALM)
        assert {track.state.value for track in ended} == {"ended"}
        (boat,) = [t for t in ended if t.mmsi == BOAT]
        assert distance_m(boat.position, HERE) < 1.0
        assert {t.ais for t in ended} == {AisVerdict.MATCHED}


def said_at(hour: int, thing: Found) -> Said:
    return Said(PASS_AT + timedelta(hours=hour), thing)


def test_what_a_rematch_reads_is_the_sighting_that_the_scan_handed_over(tmp_path: Path) -> None:
    thing = replace(PLAIN, px=(120.99999, 80.5))
    scene = scene_of(replace(thing, verdicts=(said_at(1, thing),)))
    write_found(tmp_path / "v.geojson", [scene], AT)
    (again,) = read_found(tmp_path / "v.geojson")
    (one,), (same,) = sightings(scene, REALM), sightings(again, REALM)
    assert one.id == same.id
    (said,), (same_said,) = judgements(scene, REALM), judgements(again, REALM)
    assert said.sighting == one.id and said.id == same_said.id


@pytest.mark.parametrize(
    ("p", "mmsi", "kind", "verdict"),
    [
        (0.02, 7, Kind.VESSEL, AisVerdict.MATCHED),
        (0.9, 7, Kind.VESSEL, AisVerdict.NONE),  # switched off: named, and yet not explained
        (0.9, None, Kind.VESSEL, AisVerdict.NONE),
        (0.2, None, Kind.VESSEL, AisVerdict.UNKNOWN),
        (None, None, Kind.VESSEL, AisVerdict.UNKNOWN),
        (None, None, Kind.GHOST, AisVerdict.UNKNOWN),
    ],
)
def test_what_is_said_to_the_station(
    p: float | None, mmsi: int | None, kind: Kind, verdict: AisVerdict
) -> None:
    measured = {} if mmsi is None else {"mmsi": mmsi}
    dark = None if kind is Kind.GHOST else Dark(p)
    newest = replace(PLAIN, kind=kind, dark=dark, measured=measured)
    first = replace(PLAIN, dark=Dark(0.6))
    thing = replace(newest, verdicts=(said_at(1, first), said_at(2, newest)))
    old, new = judgements(scene_of(thing), REALM)
    assert (old.ais, new.ais, new.mmsi, new.p_without) == (AisVerdict.NONE, verdict, mmsi, p)
    assert old.sighting == new.sighting and old.id != new.id
    assert old.known_at < new.known_at and old.at == new.at == PASS_AT


def test_a_ghost_that_never_was_a_vessel_is_not_spoken_of() -> None:
    ghost = replace(PLAIN, kind=Kind.GHOST)
    assert judgements(scene_of(ghost, replace(ghost, verdicts=(said_at(1, ghost),))), REALM) == []
