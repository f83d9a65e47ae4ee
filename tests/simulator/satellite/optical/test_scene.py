"""Optical scenes: bands that belong together, vessels where the truth says, clouds as asked."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pystac
import pytest
import rasterio
import shapely
from pyproj import Geod, Transformer

from geodata.position import LonLat
from simulator.errors import SceneError
from simulator.satellite.__main__ import main
from simulator.satellite.optical.bands import BANDS
from simulator.satellite.optical.publish import optical_truth
from simulator.satellite.optical.scene import OpticalScene, OpticalWish, compose_optical

WGS84 = Geod(ellps="WGS84")
WISH = OpticalWish(
    seed=3,
    shape_px=(600, 500),
    centre=LonLat(130.1, 34.2),
    at=datetime(2026, 5, 12, 2, 0, tzinfo=UTC),
    vessels=6,
    cloud_share=0.0,
)


def picture(scene: OpticalScene, band="B03", rows=256) -> np.ndarray:
    return np.concatenate([strip for _, strip in scene.strips(band, rows)]).astype(np.float64)


@pytest.fixture(scope="module")
def scene() -> OpticalScene:
    return compose_optical(WISH)


@pytest.mark.parametrize("rows", [33, 500])
def test_the_height_of_strips_changes_nothing(scene, rows):
    cloudy = compose_optical(replace(WISH, cloud_share=0.2))
    assert (picture(cloudy, rows=rows) == picture(cloudy)).all()
    assert (picture(compose_optical(WISH)) == picture(scene)).all()


def test_places_are_those_of_the_map(scene):
    """Truth -> map -> pixel, with a projection of the test's own."""
    to_map = Transformer.from_crs("EPSG:4326", f"EPSG:{scene.grid.epsg}", always_xy=True)
    assert scene.grid.epsg == 32652
    for feature in optical_truth(scene)["features"][1:]:
        east, north = to_map.transform(*feature["geometry"]["coordinates"])
        corner = scene.grid.transform
        column, row = (east - corner.c) / 10.0, (corner.f - north) / 10.0
        assert feature["properties"]["px"] == pytest.approx([column, row], abs=0.01)


def test_a_hull_covers_its_area_at_its_place(scene):
    """On a calm sea without glitter: light above the sea = (paint - sea) x hull, round the px."""
    calm = compose_optical(replace(WISH, wind_mps=0.5, vessels=8, seed=9))
    band = "B08"
    pixels = picture(calm, band) / 10_000.0
    checked = 0
    for one in calm.seen:
        if one.thing.speed_mps > 0.0 or one.thing.length_m < 40.0:
            continue
        column, row = one.px
        reach = int(one.thing.length_m / 20.0) + 4
        top, left = int(row) - reach, int(column) - reach
        part = pixels[top : top + 2 * reach, left : left + 2 * reach]
        above = np.clip(part - np.median(part) - 0.01, 0.0, None)
        y, x = np.indices(part.shape) + 0.5
        middle = [(above * x).sum() / above.sum() + left, (above * y).sum() / above.sum() + top]
        assert np.hypot(*(np.array(middle) - one.px)) < one.thing.length_m / 20.0
        area_m2 = (above > 0.3 * above.max()).sum() * 100.0
        assert area_m2 < 3.0 * one.thing.length_m * one.thing.width_m + 800.0
        checked += 1
    assert checked >= 1


def test_a_wake_lies_behind_who_moves():
    fast = replace(WISH, wind_mps=0.5, vessels=12, seed=5)
    scene = compose_optical(fast)
    pixels = picture(scene, "B04") / 10_000.0
    checked = 0
    for one in scene.seen:
        if one.thing.speed_mps < 4.0:
            continue
        turn = np.radians(one.thing.heading_deg + scene.grid.north_deg(np.array([one.px]))[0])
        ahead = np.array([np.sin(turn), -np.cos(turn)])
        reach = one.thing.length_m / 20.0 + 7.0

        def light(at):
            column, row = at.astype(int)
            return pixels[row - 1 : row + 2, column - 1 : column + 2].max()

        behind, before = (np.array(one.px) + sign * reach * ahead for sign in (-1.0, 1.0))
        if all(5 < place[0] < 595 and 5 < place[1] < 495 for place in (behind, before)):
            assert light(behind) > light(before) + 0.005
            checked += 1
    assert checked >= 2


def test_who_moves_is_displaced_from_band_to_band():
    scene = compose_optical(replace(WISH, vessels=10, seed=6))
    moved = 0
    for one in scene.seen:
        first, last = (scene._cover(one, BANDS[band]) for band in ("B02", "B04"))
        centres = []
        for cover in (first, last):
            y, x = np.indices(cover.hull.shape)
            weight = cover.hull / cover.hull.sum()
            centres.append([cover.column + (x * weight).sum(), cover.row + (y * weight).sum()])
        way_m = 10.0 * np.hypot(*np.subtract(*centres))
        # a hull is drawn with samples two metres apart
        assert way_m == pytest.approx(one.thing.speed_mps * 1.005, abs=2.1)
        moved += one.thing.speed_mps > 0.0 and way_m > 2.1
    assert moved >= 3


def test_clouds_cover_what_was_asked():
    scene = compose_optical(replace(WISH, cloud_share=0.3, shape_px=(1200, 1200)))
    pixels = picture(scene)
    (whole,) = [f for f in optical_truth(scene)["features"] if f["properties"]["kind"] == "scene"]
    assert 25.0 < whole["properties"]["cloud_pct"] <= 31.0
    bright = (pixels > 2500.0).mean()
    assert 0.05 < bright < 0.32


def test_land_is_green(scene):
    island = shapely.box(130.09, 34.19, 130.10, 34.20)
    green = compose_optical(replace(WISH, land=island))
    column, row = green.grid.pixels(np.array([[130.095, 34.195]]))[0].astype(int)
    near, red = (picture(green, band)[row - 9 : row + 9, column - 9 : column + 9] for band in ("B08", "B04"))  # fmt: skip # noqa: E501
    assert near.mean() > 1.8 * red.mean()
    for one in green.seen:
        assert island.distance(shapely.Point(one.thing.lon, one.thing.lat)) > 0.002


def test_the_command_writes_bands_of_one_grid(tmp_path, capsys):
    assert main(
        ["--out", str(tmp_path), "--sensor", "optical", "--size", "300x256", "--seed", "4",
         "--scenario", "okinoshima", "--clouds", "0.1"]
    ) == 0  # fmt: skip
    line = json.loads(capsys.readouterr().out)
    files = sorted(Path(line["product"]).glob("*.tif"))
    assert [file.stem[-3:] for file in files] == list(BANDS)
    grids = set()
    for file in files:
        with rasterio.open(file) as band:
            grids.add((band.crs.to_epsg(), band.transform, band.shape))
            assert band.dtypes == ("uint16",)
            assert band.read(1).min() > 0
    assert len(grids) == 1
    (item,) = pystac.Catalog.from_file(str(tmp_path / "catalog.json")).get_items()
    assert set(item.assets) == {"b02", "b03", "b04", "b08", "truth"}
    assert Path(item.assets["b08"].get_absolute_href()).is_file()
    truth = json.loads(Path(line["truth"]).read_text())
    assert any(f["properties"]["kind"] == "land" for f in truth["features"])
    assert any(f["properties"]["kind"] == "vessel" for f in truth["features"])


def test_no_map_at_the_pole():
    with pytest.raises(SceneError, match="zones end at 80"):
        compose_optical(replace(WISH, centre=LonLat(0.0, 85.0)))
