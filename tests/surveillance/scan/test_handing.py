"""Vessels of a scene at the station: kept until acknowledged, once each, and never live."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from bench.overpass import fly
from geodata import areas
from geodata.area import read_area
from geodata.position import LocalFrame, LonLat
from surveillance import wire
from surveillance.cli.main import app
from surveillance.errors import WrongUsage
from surveillance.model import Realm, SatellitePass, TrackState
from surveillance.outbox import Outbox
from surveillance.scan.handing import Handover, realm_of, sightings
from surveillance.scan.passes.making import Looking
from surveillance.scan.vessel import Kind, Scanned
from tests.surveillance.scan.scenes import GHOST, PICTURE, SCENE, SHIP
from tests.surveillance.serving import AT, PLACE, REALM, batch, served_in, sighting, station_in

HOURS_AGO = AT - timedelta(hours=3)


def scene_of(*metres: tuple[float, float]) -> Scanned:
    """Of a satellite that passed the tests' station three hours before its present."""
    frame = LocalFrame(PLACE)
    found = [
        replace(SHIP, position=frame.lonlat(*place), px=(100.0 * n, 5.0), sigma_m=30.0)
        for n, place in enumerate(metres)
    ]
    return replace(SCENE, at=HOURS_AGO, found=(*found, GHOST))


def test_each_vessel_is_one_sighting_and_a_ghost_none() -> None:
    one, other = sightings(scene_of((0.0, 0.0), (300.0, 0.0)), REALM)
    assert one.at == other.at == HOURS_AGO and one.id != other.id
    assert one.source == "satellite Sentinel-1" and one.label == "vessel"
    assert one.length_m == SHIP.length_m and one.box_px == SHIP.box_px
    assert one.ellipse.semi_major_m == pytest.approx(30.0 * 2.4477, rel=1e-3)
    assert sightings(PICTURE, REALM) == []
    assert sightings(replace(SCENE, found=(replace(SHIP, kind=Kind.GHOST),)), REALM) == []


def test_scanned_again_it_is_the_same_sighting_and_in_another_realm_another() -> None:
    (one,) = sightings(scene_of((0.0, 0.0)), REALM)
    (again,) = sightings(scene_of((4.0, 0.0)), REALM)  # AIS has moved it since
    (live,) = sightings(scene_of((0.0, 0.0)), Realm.LIVE)
    assert one.id == again.id != live.id


def test_the_seconds_to_its_own_line_are_in_the_error() -> None:
    late = replace(SHIP, at=HOURS_AGO + timedelta(seconds=10.0), sigma_m=30.0)
    for speed, sigma_m in ((None, 50.0), (0.0, 30.0)):
        scene = replace(SCENE, at=HOURS_AGO, found=(replace(late, speed_mps=speed),))
        (one,) = sightings(scene, REALM)
        assert one.ellipse.semi_minor_m == pytest.approx(sigma_m * 2.4477, rel=1e-3)


@pytest.mark.parametrize(
    ("station", "catalog", "since", "realm"),
    [
        (Realm.LIVE, None, None, Realm.REPLAY),
        (Realm.LIVE, "folder:mirror", "7d", Realm.REPLAY),
        (Realm.LIVE, "cdse", "7d", Realm.LIVE),
        (Realm.LIVE, None, "7d", Realm.LIVE),
        (Realm.SIMULATED, None, None, Realm.SIMULATED),
        (Realm.EXERCISE, "cdse", "7d", Realm.EXERCISE),
    ],
)
def test_a_file_is_never_live_by_itself(
    station: Realm, catalog: str | None, since: str | None, realm: Realm
) -> None:
    assert realm_of(station, catalog, since) is realm


def test_a_chip_goes_along_as_evidence(tmp_path: Path) -> None:
    assert cv2.imwrite(str(tmp_path / "a.png"), np.full((8, 8, 3), 90, np.uint8))
    ship = replace(SHIP, measured={"chip": "a.png"})
    lost = replace(SHIP, px=(9.0, 9.0), measured={"chip": "gone.png"})
    outbox = Outbox(tmp_path / "scan.sqlite")
    assert Handover(outbox, REALM, tmp_path).put(replace(SCENE, found=(ship, lost))) == 2
    picture, values = outbox.next_request("scan"), None
    assert picture is not None and picture.kind == "evidence"
    assert picture.body.startswith(b"\xff\xd8\xff")
    outbox.remove(picture)
    values = outbox.next_request("scan")
    assert values is not None and values.count == 2
    assert picture.key.encode() in values.body
    outbox.close()


def test_the_pass_goes_with_its_vessels_also_when_it_has_none(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "scan.sqlite")
    empty = replace(scene_of(), found=())
    assert Handover(outbox, REALM).put(empty, Looking(AT)) == 0
    request = outbox.next_request("scan")
    assert request is not None and request.count == 1
    (value,) = json.loads(request.body)["values"]
    assert value["kind"] == "pass"
    one = wire.decode(value)
    assert isinstance(one, SatellitePass)
    assert (one.scene, one.source, one.vessels) == (SCENE.name, "satellite Sentinel-1", 0)
    outbox.close()


def test_history_does_not_move_what_is_seen_now_and_raises_no_alert(tmp_path: Path) -> None:
    """A vessel lies where another one passed three hours ago: the same place, another thing."""
    with station_in(tmp_path) as station:
        for number in range(12):
            station.submit(batch(f"live-{number}", sighting(number))).result(timeout=10.0)
        (live,) = station.home.store.tracks(REALM, is_active=True)
        old = sightings(scene_of((20.0, 0.0), (400.0, 0.0)), REALM)
        station.submit(batch("scene", *old)).result(timeout=10.0)
        station.submit(batch("scene-again", *old)).result(timeout=10.0)
        tracks = station.home.store.tracks(REALM)
        (same,) = [track for track in tracks if track.id == live.id]
        assert (same.position, same.at, same.sightings) == (live.position, live.at, live.sightings)
        past = [track for track in tracks if track.id != live.id]
        assert len(past) == 2 and all(track.at == HOURS_AGO for track in past)
        # while something is seen now, history is shown as what has ended
        assert all(track.state is TrackState.ENDED for track in past)
        assert station.home.store.alerts(REALM) == []


def test_neighbours_in_two_batches_stay_two(tmp_path: Path) -> None:
    with station_in(tmp_path) as station:
        one, other = sightings(scene_of((0.0, 0.0), (25.0, 0.0)), REALM)
        station.submit(batch("first", one)).result(timeout=10.0)
        station.submit(batch("second", other)).result(timeout=10.0)
        tracks = station.home.store.tracks(REALM)
        assert len(tracks) == 2 and {track.sightings for track in tracks} == {1}
        assert all(track.state is TrackState.TENTATIVE for track in tracks)


@pytest.mark.long
def test_a_scan_reaches_the_station_and_waits_while_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole way, twice: the station holds each vessel once."""
    monkeypatch.setenv("MIZUGIWA_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("surveillance.scan.handing.DRAIN_S", 1.0)
    middle = read_area(areas.path("okinoshima")).shape.centroid
    overpass = fly(
        tmp_path / "pass", 3, (700, 700), vessels=8, wind_mps=3.0,
        centre=LonLat(middle.x, middle.y), taken_at=HOURS_AGO,
    )  # fmt: skip
    command = ["scan", str(overpass.path), "--realm", "simulated", f"--out={tmp_path / 'v.csv'}"]
    gone = CliRunner().invoke(app, [*command, "--station", "http://127.0.0.1:9"])
    assert gone.exception is None and "wait in the outbox" in gone.stderr
    monkeypatch.setattr("surveillance.scan.handing.DRAIN_S", 20.0)
    with served_in(tmp_path / "served", REALM) as served:
        sent = CliRunner().invoke(app, [*command, "--station", served.url])
        assert sent.exception is None and "wait" not in sent.stderr
        kept = served.station.home.store.sightings(REALM)
        (shown,) = served.client.get("/api/picture").json()["passes"]
    vessels = len((tmp_path / "v.csv").read_text(encoding="utf-8").splitlines()) - 1
    assert 0 < len(kept) <= vessels
    assert shown["scene"] == overpass.path.stem and shown["limits"]["patches"]
    assert len({one.id for one, _ in kept}) == len(kept)
    assert len({track for _, track in kept}) == len(kept)
    assert {one.source for one, _ in kept} == {"satellite S1A"}


def test_a_realm_without_a_station_is_wrong(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["scan", str(tmp_path), "--realm", "live"])
    assert isinstance(result.exception, WrongUsage)
