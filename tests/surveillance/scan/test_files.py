"""Every format says the same, and readers of each format can read it."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import geopandas
import pystac
import pytest

from surveillance.errors import SettingsError, WrongUsage
from surveillance.scan.coco import coco
from surveillance.scan.files import check_out, write_found
from surveillance.scan.geojson import collection, lines
from surveillance.scan.stac_item import stac_item
from surveillance.scan.table import table
from tests.surveillance.scan.scenes import AT, GHOST, PICTURE, SCENE, SHIP


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
    write_found(tmp_path / "v.jsonl", [PICTURE], AT)
    with pytest.raises(SettingsError, match=r"no place on the earth: write it as \.jsonl"):
        write_found(tmp_path / "v.geojson", [PICTURE], AT)
    assert collection([PICTURE])["features"] == []


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
    with pytest.raises(ValueError, match="no place"):
        stac_item(PICTURE, "v", AT)


@pytest.mark.parametrize("name", ["v.shp", "v", "no/v.csv"])
def test_names_that_cannot_be_written_are_told_before_the_work(name: str, tmp_path: Path) -> None:
    with pytest.raises((SettingsError, WrongUsage), match="--out"):
        check_out(tmp_path / name)
