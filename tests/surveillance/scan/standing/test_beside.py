"""A scan beside a list, and beside what was learned."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from geodata.raster.scene import open_raster
from surveillance.cli.main import app
from surveillance.model import Realm
from surveillance.scan.standing.beside import Beside, beside_standing
from surveillance.scan.standing.history import FILE_NAME
from surveillance.scan.standing.layer import Layer
from surveillance.scan.vessel import Found, Kind, Scanned
from tests.surveillance.scan.pictures import UTM, radar_sea, save
from tests.surveillance.scan.scenes import AT, PICTURE
from tests.surveillance.scan.standing.test_match import found, scan


def on_day(days: float, *things: Found) -> Scanned:
    return replace(scan(*things), at=AT + timedelta(days=days))


def taught(folder: Path, days: tuple[float, ...], realm: Realm = Realm.LIVE) -> Beside:
    """The same thing on all these days."""
    beside = beside_standing(None, folder, realm)
    for day in days:
        beside.remembered(on_day(day, found(3.0 * (day % 5.0))))
    return beside


def test_the_fifth_pass_knows_and_a_note_tells_of_the_ones_before(tmp_path: Path) -> None:
    beside = taught(tmp_path, (0.0, 12.0, 24.0))
    fourth = beside.judged(on_day(36.0, found(5.0)))
    assert fourth.found[0].kind is Kind.VESSEL and fourth.found[0].standing is not None
    assert "pass 4 of the 5" in fourth.notes[-1]
    beside.remembered(fourth)
    fifth = beside.judged(on_day(48.0, found(5.0)))
    assert fifth.found[0].kind is Kind.STANDING and fifth.notes == ()


def test_a_vessel_at_anchor_stays_one_through_two_weeks_of_daily_passes(tmp_path: Path) -> None:
    beside = taught(tmp_path, tuple(float(day) for day in range(14)))
    scene = beside.judged(on_day(14.0, found(5.0)))
    assert scene.found[0].kind is Kind.VESSEL and scene.notes == ()


def test_a_drill_teaches_nothing_about_the_sea(tmp_path: Path) -> None:
    taught(tmp_path, (0.0, 12.0, 24.0, 36.0), Realm.EXERCISE)
    live = beside_standing(None, tmp_path, Realm.LIVE).judged(on_day(48.0, found(5.0)))
    assert live.found[0].kind is Kind.VESSEL and live.found[0].standing is None


def test_pictures_without_place_or_time_go_through(tmp_path: Path) -> None:
    beside = beside_standing(None, tmp_path, Realm.LIVE)
    for scene in (PICTURE, replace(scan(found(0.0)), at=None)):
        assert beside.remembered(beside.judged(scene)) == scene
    off = Beside(Layer(()), None, Realm.LIVE)
    assert off.remembered(off.judged(scan())) == scan()


@pytest.mark.parametrize("kind", ["platform", "unheard of"])
def test_a_list_is_asked_for_any_picture_on_a_map(kind: str, tmp_path: Path, home: Path) -> None:
    place = save(tmp_path / "a.tif", radar_sea((160, 200), [(40, 50), (150, 100)])[None], **UTM)
    georef = open_raster(place).georef
    assert georef is not None
    ((lon, lat),) = georef.lonlat([(45.0, 52.0)]).tolist()
    feature = {
        "type": "Feature",
        "properties": {"kind": kind, "length_m": 100.0},
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
    }
    listed = tmp_path / "listed.geojson"
    listed.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    result = CliRunner().invoke(app, ["scan", str(place), "--standing", str(listed)])
    assert result.exception is None, result.stderr
    told = [f["properties"] for f in json.loads(result.stdout)["features"]][:2]
    assert sorted(t["kind"] for t in told) == ["standing", "vessel"]
    assert "1 vessels, 1 standing, 0 ghosts" in result.stderr and "pass 1" not in result.stderr
    assert not (home / FILE_NAME).exists()  # only radar products teach
