"""`mizugiwa scan` as a person types it."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import geopandas
import pystac
import pytest
from typer.testing import CliRunner

from bench.overpass import Overpass, fly
from geodata import areas
from geodata.area import read_area
from geodata.position import LonLat
from surveillance.cli.main import app
from surveillance.errors import ScanFailed, WrongUsage

SHAPE = (700, 700)


@pytest.fixture(scope="module")
def overpass(tmp_path_factory: pytest.TempPathFactory) -> Overpass:
    return fly(tmp_path_factory.mktemp("pass"), 3, SHAPE, vessels=12, wind_mps=3.0)


def scan(*arguments: object) -> tuple[str, str, BaseException | None]:
    result = CliRunner().invoke(app, ["scan", *map(str, arguments)])
    return result.stdout, result.stderr, result.exception


def test_geojson_on_stdout_and_words_on_stderr(overpass: Overpass) -> None:
    out, talk, error = scan(overpass.path)
    assert error is None
    features = json.loads(out)["features"]
    kinds = [feature["properties"]["kind"] for feature in features]
    assert kinds.count("looked") == 1 and kinds.count("vessel") >= 3
    assert f"{overpass.path.stem}: {kinds.count('vessel')} vessels" in talk
    assert "no land was given" in talk


def test_files_of_every_format(overpass: Overpass, tmp_path: Path) -> None:
    names = ("v.geojson", "v.jsonl", "v.csv", "v.coco.json", "item.stac.json")
    out, _, error = scan(overpass.path, *(f"--out={tmp_path / name}" for name in names))
    assert error is None and out == ""
    found = [json.loads(line) for line in (tmp_path / "v.jsonl").read_text().splitlines()]
    item = pystac.Item.from_file(tmp_path / "item.stac.json")
    asset = tmp_path / item.assets["vessels"].href
    assert json.loads(asset.read_text()) == json.loads((tmp_path / "v.geojson").read_text())
    assert len(found) == len((tmp_path / "v.csv").read_text().splitlines()) - 1 > 2


def test_a_broken_scene_is_left_out_and_the_next_goes_on(
    overpass: Overpass, tmp_path: Path
) -> None:
    broken = tmp_path / "S1A_BROKEN.SAFE"
    broken.mkdir()
    out, talk, error = scan(broken, overpass.path)
    assert isinstance(error, ScanFailed) and "1 of 2 scenes" in str(error)
    assert "S1A_BROKEN.SAFE is left out: " in talk
    assert json.loads(out)["features"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--land", "x.geojson", "--area", "okinoshima"), "choose one"),
        (("--out", "v.shp"), ".geojson"),
        (("--since", "week"), "12h or 7d"),
        (("--since", "7d", "another"), "name one"),
        (("--catalog", "cdse"), "with --since"),
        (("--since", "7d", "--catalog", "nowhere"), "cdse, stac:"),
    ],
)
def test_wrong_words_are_told_before_the_work(
    arguments: tuple[str, ...], words: str, overpass: Overpass
) -> None:
    out, _, error = scan(overpass.path, *arguments)
    assert isinstance(error, WrongUsage) and words in str(error)
    assert out == ""


@pytest.fixture()
def off_okinoshima(tmp_path: Path) -> Overpass:
    """Taken just now, over an area that comes with the product."""
    middle = read_area(areas.path("okinoshima")).shape.centroid
    place = LonLat(middle.x, middle.y)
    return fly(tmp_path / "mirror", 3, SHAPE, vessels=8, centre=place, taken_at=datetime.now(UTC))


def test_a_folder_is_searched_for_what_is_new(
    off_okinoshima: Overpass, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIZUGIWA_HOME", str(tmp_path / "home"))
    mirror = off_okinoshima.path.parent
    out, talk, error = scan("okinoshima", "--since", "2h", "--catalog", f"folder:{mirror}")
    assert error is None
    (looked,) = [f for f in json.loads(out)["features"] if f["properties"]["kind"] == "looked"]
    assert looked["properties"]["scene"] == off_okinoshima.path.stem
    assert "1 scenes since" in talk and "taken " in looked["properties"]["notes"][-1]
    elsewhere = tmp_path / "elsewhere.geojson"
    square = [[10.0, 50.0], [10.1, 50.0], [10.1, 50.1], [10.0, 50.0]]
    feature = {
        "type": "Feature",
        "properties": {"kind": "area"},
        "geometry": {"type": "Polygon", "coordinates": [square]},
    }
    elsewhere.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    out, talk, error = scan(elsewhere, "--since", "2h", "--catalog", f"folder:{mirror}")
    assert error is None and json.loads(out)["features"] == [] and "0 scenes" in talk


def test_nothing_new_replaces_an_older_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIZUGIWA_HOME", str(tmp_path / "home"))
    (tmp_path / "mirror").mkdir()
    out = tmp_path / "v.geojson"
    out.write_text("old")
    _, talk, error = scan(
        "okinoshima", "--since", "2h", f"--catalog=folder:{tmp_path / 'mirror'}", f"--out={out}"
    )
    assert error is None
    read = json.loads(out.read_text())
    assert read["features"] == [] and geopandas.read_file(out).empty
    (note,) = read["notes"]
    assert note.startswith("0 scenes since ") and note in talk
    assert "degrees east" in note and f"folder:{tmp_path / 'mirror'}" in note


def test_what_is_done_is_told_though_the_next_scene_has_no_name(
    overpass: Overpass, tmp_path: Path
) -> None:
    odd = tmp_path / os.fsdecode(b"S1A_\xff\x1b[31m.SAFE")
    odd.mkdir()
    out, talk, error = scan(overpass.path, odd)
    assert isinstance(error, ScanFailed) and json.loads(out)["features"]
    assert "rename it" in talk and "\x1b" not in talk


def test_the_land_of_an_area_is_said_to_be_all_that_is_known(overpass: Overpass) -> None:
    _, talk, error = scan(overpass.path, "--area", "okinoshima", "--sea-height", "35")
    assert error is None
    assert "of the vessels from" in talk and "of the water looked at" in talk
    assert "land is known only as area" in talk
