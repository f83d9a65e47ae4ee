"""Every format says the same, and readers of each format can read it."""

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import geopandas
import pystac
import pytest

from surveillance.errors import SettingsError, WrongUsage
from surveillance.scan.coco import coco
from surveillance.scan.files import check_out, write_found
from surveillance.scan.geojson import collection, lines
from surveillance.scan.reading import read_found
from surveillance.scan.stac_item import stac_item
from surveillance.scan.table import table
from surveillance.scan.times import Times
from tests.surveillance.scan.scenes import AT, GHOST, PICTURE, PLATFORM, SCENE, SHIP


def test_geojson_says_what_the_contract_says(tmp_path: Path) -> None:
    out = tmp_path / "v.geojson"
    write_found(out, [SCENE], AT)
    read = geopandas.read_file(out)
    assert list(read["kind"]) == ["vessel", "ghost", "looked"]
    ship, ghost, looked = json.loads(out.read_text())["features"]
    said = ship["properties"]
    assert ship["geometry"]["coordinates"] == [129.1234568, 34.5]
    assert (said["score"], said["sigma_m"], said["length_m"], said["width_m"]) == (
        0.9321, 11.3, 104.4, 17.0,
    )  # fmt: skip
    assert said["at"] == "2026-11-29T09:30:15.250000Z"
    assert (said["heading_deg"], said["bow_known"], said["speed_mps"]) == (37.2, False, None)
    assert said["box_px"] == [115.0, 78.0, 126.0, 83.0]
    assert said["dark"] == {"p": 0.7124, "reasons": {"nearest AIS": 4.25, "distance_m": 1234.568}}
    assert (said["contrast_vv"], said["pulses"]) == (21.333, 3)
    assert ghost["properties"]["parent"] == said["number"] == 0
    assert looked["geometry"]["coordinates"][0][0] == looked["geometry"]["coordinates"][0][-1]
    assert looked["properties"]["notes"] == ["a note"]


def test_a_picture_without_a_place_is_told_in_pixels(tmp_path: Path) -> None:
    (line,) = lines([PICTURE]).splitlines()
    assert json.loads(line)["px"] == [1.5, 2.5]
    out = tmp_path / "v.geojson"
    write_found(out, [PICTURE, SCENE], AT)
    thing, looked, ship, *_ = json.loads(out.read_text())["features"]
    assert thing["geometry"] is None and looked["geometry"] is None
    assert thing["properties"]["px"] == [1.5, 2.5]
    assert looked["properties"]["shape"] == [64, 48]
    assert ship["geometry"]["type"] == "Point"
    read = geopandas.read_file(out)
    assert list(read.geometry.isna()) == [True, True, False, False, False]
    again, placed = read_found(out)
    assert (again.looked, again.at, again.shape) == ((), None, (64, 48))
    assert [(t.position, t.px) for t in again.found] == [(None, (1.5, 2.5))]
    assert placed.found[0].position is not None


def test_a_row_for_each_thing() -> None:
    ship, ghost, pixel = csv.DictReader(io.StringIO(table([SCENE, PICTURE])))
    assert (ship["lon"], ship["p_dark"], ship["length_m"]) == ("129.1234568", "0.7124", "104.4")
    assert json.loads(ship["reasons"])["distance_m"] == 1234.568
    assert (ghost["kind"], ghost["p_dark"], pixel["lon"]) == ("ghost", "", "")


def test_a_scene_named_like_a_formula_stays_a_text() -> None:
    (row,) = csv.DictReader(io.StringIO(table([replace(SCENE, name="=1+1", found=(SHIP,))])))
    assert row["scene"] == "'=1+1"


def test_coco_has_boxes_of_vessels_only() -> None:
    made = coco([SCENE, PICTURE])
    assert [image["id"] for image in made["images"]] == [1, 2]
    assert [(a["image_id"], a["bbox"]) for a in made["annotations"]] == [
        (1, [115.0, 78.0, 11.0, 5.0]),
        (2, [1, 2, 1, 1]),
    ]
    assert made["annotations"][0]["area"] == 55.0
    assert len(coco([replace(SCENE, found=(GHOST,))])["annotations"]) == 0


def test_the_stac_item_is_one() -> None:
    item = pystac.Item.from_dict(stac_item(SCENE, "v", AT))
    assert item.bbox == [129.0, 34.0, 130.0, 35.0]
    assert item.datetime == AT
    assert item.properties["mizugiwa:vessels"] == 1
    assert item.assets["vessels"].href == "v.vessels.geojson"


def test_the_stac_item_of_a_picture_without_a_place_has_no_geometry(tmp_path: Path) -> None:
    item = pystac.Item.from_dict(stac_item(replace(PICTURE, at=AT), "v", AT))
    assert (item.geometry, item.bbox, item.datetime) == (None, None, AT)
    with pytest.raises(SettingsError, match=r"says when chip\.png was taken: say it with --at"):
        write_found(tmp_path / "item.stac.json", [PICTURE], AT)
    assert not list(tmp_path.glob("*.*"))


@pytest.mark.parametrize("name", ["v.shp", "v", "no/v.csv"])
def test_names_that_cannot_be_written_are_told_before_the_work(name: str, tmp_path: Path) -> None:
    with pytest.raises((SettingsError, WrongUsage), match="--out"):
        check_out(tmp_path / name)


def test_what_stands_is_told_in_every_format_and_is_no_vessel() -> None:
    scene = replace(SCENE, found=(SHIP, GHOST, PLATFORM))
    said = {"p": 0.9679, "reasons": {"name": "Alpha", "what": "platform", "distance_m": 4.568}}
    ship, _, platform, _ = (f["properties"] for f in collection([scene])["features"])
    assert (platform["kind"], platform["standing"]) == ("standing", said)
    assert platform["dark"]["p"] == 0.0234 and "standing" not in ship
    line = json.loads(lines([scene]).splitlines()[2])
    assert line["standing"] == said
    row = list(csv.DictReader(io.StringIO(table([scene]))))[2]
    assert (row["kind"], row["p_standing"]) == ("standing", "0.9679")
    assert json.loads(row["standing"]) == said["reasons"]
    made = coco([scene])
    assert [c["name"] for c in made["categories"]] == ["vessel", "standing"]
    assert [a["category_id"] for a in made["annotations"]] == [1, 2]
    about = stac_item(scene, "v.geojson", AT)["properties"]
    assert (about["mizugiwa:vessels"], about["mizugiwa:standing"]) == (1, 1)


def test_from_the_overpass_to_the_picture_in_seconds() -> None:
    after = [AT + timedelta(seconds=s) for s in (3000.0, 3030.0, 3034.54)]
    scene = replace(SCENE, times=Times(AT, *after))
    looked = collection([scene])["features"][-1]["properties"]
    assert (looked["taken_at"], looked["delivered_s"]) == ("2026-11-29T09:30:15.250000Z", 34.5)
    assert looked["published_at"] < looked["arrived_at"] < looked["picture_at"]
    item = pystac.Item.from_dict(stac_item(scene, "v.geojson", AT))
    assert item.properties["mizugiwa:delivered_s"] == 34.5
    untold = replace(scene, times=Times(AT, None, *after[1:]))
    assert collection([untold])["features"][-1]["properties"]["delivered_s"] is None
    assert "delivered_s" not in collection([SCENE])["features"][-1]["properties"]


def test_a_table_tells_the_chip_and_whether_it_is_a_vessel(tmp_path: Path) -> None:
    ship = replace(SHIP, measured={**SHIP.measured, "p_vessel": 0.75, "chip": "=a/x.png"})
    write_found(tmp_path / "v.csv", [replace(SCENE, found=(ship, GHOST))], AT)
    with (tmp_path / "v.csv").open(encoding="utf-8") as file:
        first, second = csv.DictReader(file)
    assert (first["p_vessel"], first["chip"]) == ("0.75", "'=a/x.png")
    assert (second["p_vessel"], second["chip"]) == ("", "")
