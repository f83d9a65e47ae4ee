"""The limits as a layer, a picture and an asset: each cell is in one class and on the map."""

import json
from dataclasses import replace
from pathlib import Path

import cv2
import geopandas
import numpy as np
import pystac
import pytest
import shapely
from shapely.geometry import shape

from geodata.position import LonLat
from surveillance.errors import SettingsError
from surveillance.scan.files import check_out, write_found
from surveillance.scan.unseen.layer import layer
from surveillance.scan.unseen.limits import Silent, SilentSaid
from surveillance.scan.vessel import Scanned
from tests.surveillance.scan.scenes import AT, PICTURE, SCENE
from tests.surveillance.scan.unseen.limits import limits_of

LEAST = [[8.0, 10.0, np.nan, 14.9], [24.0, 25.0, 60.0, 50.0], [8.0, np.nan, np.nan, 49.0]]
SILENT = Silent(431000001, "みずほ丸", LonLat(129.005, 34.985), 7.0, 8.04)


def seen(**changed: object) -> Scanned:
    limits = replace(limits_of(LEAST, **changed), told=(SilentSaid(AT, (SILENT,)),))
    return replace(SCENE, unseen=limits)


def areas(scene: Scanned) -> dict[object, shapely.Geometry]:
    features = [f for f in layer([scene])["features"] if f["properties"]["kind"] == "unseen"]
    assert len({str(f["properties"]["least_from_m"]) for f in features}) == len(features)
    return {f["properties"]["least_from_m"]: shape(f["geometry"]) for f in features}


def test_each_cell_lies_in_the_area_of_its_class() -> None:
    found = areas(seen())
    expected = {0.0: 2, 10.0: 2, 15.0: 1, 25.0: 2, 50.0: 2, None: 3}  # an edge is of the longer
    assert {name: round(area.area / 1e-4) for name, area in found.items()} == expected
    whole = shapely.union_all(list(found.values()))
    assert whole.area == pytest.approx(12e-4) and whole.is_valid
    assert found[25.0].covers(shapely.Point(129.015, 34.985))
    assert found[None].covers(shapely.Point(129.025, 34.995))


def test_across_180_degrees_an_area_is_on_both_sides() -> None:
    found = areas(seen(west=179.98))
    assert sum(area.area for area in found.values()) == pytest.approx(12e-4)
    west, south, east, north = shapely.union_all(list(found.values())).bounds
    assert west == -180.0 and east == 180.0 and north - south < 0.04
    assert all(area.area < 4e-4 for area in found.values())


def test_the_layer_can_be_read_and_says_who_kept_silent(tmp_path: Path) -> None:
    out = tmp_path / "x.unseen.geojson"
    check_out(out)
    write_found(out, [seen()], AT)
    read = geopandas.read_file(out)
    assert set(read["kind"]) == {"unseen", "silent"}
    (silent,) = (f["properties"] for f in json.loads(out.read_text())["features"]
                 if f["properties"]["kind"] == "silent")  # fmt: skip
    assert (silent["mmsi"], silent["least_m"], silent["reason"]) == (431000001, 8.0, "sensor limit")


def test_the_picture_shows_the_classes(tmp_path: Path) -> None:
    out = tmp_path / "x.unseen.png"
    write_found(out, [seen(west=179.98)], AT)
    drawn = cv2.imread(str(out))
    assert drawn.shape[0] > 1000 and drawn.shape[1] > 1500
    for colour in ("#f3f8d8", "#c3e3bb", "#7cc3c0", "#3f8db8", "#27479b", "#8c8c8c"):
        blue_green_red = [int(colour[n : n + 2], 16) for n in (5, 3, 1)]
        assert (drawn == blue_green_red).all(axis=2).mean() > 0.01


def test_a_stac_item_has_it_as_an_asset(tmp_path: Path) -> None:
    write_found(tmp_path / "x.stac.json", [seen()], AT)
    item = pystac.Item.from_file(str(tmp_path / "x.stac.json"))
    assert set(item.assets) == {"vessels", "unseen"}
    for asset in item.assets.values():
        assert geopandas.read_file(tmp_path / Path(asset.href).name).size


def test_what_has_no_limits_says_so(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"chip\.png: what it could not show is not known"):
        write_found(tmp_path / "x.unseen.geojson", [PICTURE], AT)
    with pytest.raises(SettingsError, match="a picture is of one radar scene, these are 2"):
        write_found(tmp_path / "x.unseen.png", [seen(), seen()], AT)
    assert not list(tmp_path.glob("x*"))
