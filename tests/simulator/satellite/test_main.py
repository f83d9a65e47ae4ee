"""The command line: a folder of scenes that can be searched, read, and checked against truth."""

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pystac
import pytest
import rasterio
from pyproj import Geod
from scipy.interpolate import RegularGridInterpolator
from scipy.optimize import least_squares

from geodata.geoid import geoid_m
from simulator.satellite.__main__ import main

WGS84 = Geod(ellps="WGS84")


def run(capsys, *arguments: str) -> list[dict]:
    assert main(list(arguments)) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def features(truth: str, kind: str) -> list[dict]:
    document = json.loads(Path(truth).read_text(encoding="utf-8"))
    return [one for one in document["features"] if one["properties"]["kind"] == kind]


class WrittenGrid:
    """Bilinear places in the geolocation grid as it was written; the test's own reading."""

    def __init__(self, folder: Path) -> None:
        (file,) = folder.glob("annotation/*-vv-*.xml")
        points = ElementTree.parse(file).getroot().findall(".//geolocationGridPoint")
        table = np.array(
            [
                [float(p.findtext(k)) for k in ("line", "pixel", "longitude", "latitude")]
                for p in points
            ]
        )
        lines, pixels = np.unique(table[:, 0]), np.unique(table[:, 1])
        values = table[:, 2:].reshape(len(lines), len(pixels), 2)
        self._at = RegularGridInterpolator(
            (lines, pixels), values, method="linear", bounds_error=False, fill_value=None
        )

    def lonlat(self, px) -> np.ndarray:
        """px: column and row, centres at .5; the product counts centres from 0."""
        return self._at([[px[1] - 0.5, px[0] - 0.5]])[0]

    def pixel(self, lonlat, guess) -> np.ndarray:
        def off(px):
            return (self.lonlat(px) - lonlat) * 1e5

        return least_squares(off, guess, xtol=1e-12, ftol=1e-12).x


@pytest.fixture(scope="module")
def out(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("scenes")
    common = ["--out", str(folder), "--size", "1024x1024"]
    assert main([*common, "--scenario", "okinoshima", "--seed", "3"]) == 0
    assert main([*common, "--at", "179.99,-8.5", "--seed", "3", "--pass", "ascending"]) == 0
    return folder


def test_places_and_pixels_agree_through_the_written_grid(out):
    """Within 5 m, both ways, of each thing: where it truly is, not where shown. The grid lies on
    the ellipsoid, the sea 30 m higher or more: that is 1.36 m for each at 36.3 degrees."""
    checked = 0
    for truth in out.glob("*.truth.geojson"):
        grid = WrittenGrid(truth.with_name(truth.name.replace(".truth.geojson", ".SAFE")))
        for kind in ("vessel", "rock", "platform", "raft", "net", "turbine", "ghost"):
            for one in features(truth, kind):
                lonlat = np.array(one["geometry"]["coordinates"])
                px = one["properties"].get("true_px", one["properties"]["px"])
                if abs(abs(lonlat[0]) - 180.0) < 0.3:
                    continue  # the grid jumps there
                aside_m = abs(geoid_m([lonlat])[0]) / np.tan(np.radians(36.3))
                assert WGS84.inv(*grid.lonlat(px), *lonlat)[2] == pytest.approx(aside_m, abs=5.0)
                off_m = np.hypot(*(grid.pixel(lonlat, px) - px)) * 10.0
                assert off_m == pytest.approx(aside_m, abs=5.0)
                checked += 1
    assert checked > 20


def test_moving_vessels_are_shown_elsewhere(out):
    (truth,) = out.glob("*20260512T0136*.truth.geojson")
    moved = still = 0
    for one in features(truth, "vessel"):
        what = one["properties"]
        shift = np.hypot(*(np.array(what["px"]) - what["true_px"])) * 10.0
        if what["speed_mps"] < 0.1:  # at anchor or adrift
            assert shift < 9.5
            still += 1
        else:
            assert shift <= 90.0 * what["speed_mps"] + 0.5
            moved += shift > 20.0
    assert moved >= 3
    assert still >= 1


def test_the_vessels_of_the_world_are_in_it(out):
    from simulator.scenario import read_scenario
    from simulator.world import World

    world = World(read_scenario("okinoshima"), 3)
    (truth,) = out.glob("*20260512T0136*.truth.geojson")
    listed = {one["properties"]["id"]: one for one in features(truth, "vessel")}
    for state in world.vessels_at(400.0):
        place = world.frame.lonlat(state.east_m, state.north_m)
        found = listed[state.id]
        assert WGS84.inv(*found["geometry"]["coordinates"], place.lon, place.lat)[2] < 0.1
        assert found["properties"]["mmsi"] == state.mmsi
        assert found["properties"]["length_m"] == state.length_m
    (land,) = features(truth, "land")
    assert land["geometry"]["type"] in ("Polygon", "MultiPolygon")


def test_ais_leads_to_the_place(out):
    """The messages before and after, on a straight line, meet the listed place at its time."""
    (truth,) = out.glob("*20260512T0136*.truth.geojson")
    checked = 0
    for one in features(truth, "vessel"):
        what = one["properties"]
        if not what["has_ais"]:
            assert what["ais"] == []
            assert what["mmsi"] is None
            continue
        at = datetime.fromisoformat(what["at"])
        since = [(datetime.fromisoformat(fix["at"]) - at).total_seconds() for fix in what["ais"]]
        lon, lat = (
            np.polyfit(since, [fix[k] for fix in what["ais"]], 1)[1] for k in ("lon", "lat")
        )
        assert WGS84.inv(lon, lat, *one["geometry"]["coordinates"])[2] < 15.0
        checked += 1
    assert checked >= 8


def test_the_folder_is_a_catalogue(out):
    catalogue = pystac.Catalog.from_file(str(out / "catalog.json"))
    items = {item.id: item for item in catalogue.get_items()}
    assert len(items) == 2
    for item in items.values():
        assert item.properties["sar:polarizations"] == ["VV", "VH"]
        assert item.properties["sar:product_type"] == "GRD"
        assert item.datetime.tzinfo is not None
        with rasterio.open(item.assets["vv"].get_absolute_href()) as picture:
            assert picture.shape == (1024, 1024)
            assert len(picture.gcps[0]) == 231
        for asset in item.assets.values():
            path = Path(asset.get_absolute_href())
            assert path.is_file()
            assert path.stat().st_size == asset.extra_fields.get("file:size", path.stat().st_size)
    states = {item.properties["sat:orbit_state"] for item in items.values()}
    assert states == {"ascending", "descending"}


def test_a_footprint_across_the_180th_meridian_comes_in_two_parts(out):
    catalogue = pystac.Catalog.from_file(str(out / "catalog.json"))
    (item,) = [one for one in catalogue.get_items() if one.bbox[1] < 0.0]
    assert item.geometry["type"] == "MultiPolygon"
    west, _, east, _ = item.bbox
    assert 179.0 < west < 180.0
    assert -180.0 < east < -179.0
    for ring in item.geometry["coordinates"]:
        lons = [lon for lon, _ in ring[0]]
        assert max(lons) - min(lons) < 1.0


def test_what_stands_is_the_same_in_every_pass(tmp_path, capsys):
    lines = run(
        capsys, "--out", str(tmp_path), "--size", "1500x1500", "--scenario", "okinoshima",
        "--polarisations", "VV", "--count", "3", "--standing-seed", "5", "--every", "6",
    )  # fmt: skip
    places, vessels, days = [], [], []
    for line in lines:
        standing = [
            (one["properties"]["id"], *one["geometry"]["coordinates"])
            for kind in ("platform", "turbine", "rock", "raft", "net")
            for one in features(line["truth"], kind)
        ]
        places.append(standing)
        vessels.append(
            [one["geometry"]["coordinates"] for one in features(line["truth"], "vessel")]
        )
        (scene,) = features(line["truth"], "scene")
        days.append(datetime.fromisoformat(scene["properties"]["at"]))
    assert len(places[0]) >= 1
    assert places[0] == places[1] == places[2]
    assert vessels[0] != vessels[1] != vessels[2]
    assert [(day - days[0]).days for day in days] == [0, 6, 12]


def test_zip_with_its_sum_in_the_catalogue(tmp_path, capsys):
    import hashlib

    (line,) = run(
        capsys, "--out", str(tmp_path), "--size", "512x400", "--at", "10,55", "--flavour", "zip",
        "--polarisations", "VV", "--time", "2026-03-01T05:30:00+00:00", "--wind", "8@240",
    )  # fmt: skip
    with zipfile.ZipFile(line["product"]) as archive:
        assert archive.testzip() is None
    item = pystac.Item.from_file(line["item"])
    digest = hashlib.sha256(Path(line["product"]).read_bytes()).hexdigest()
    assert item.assets["product"].extra_fields["file:checksum"] == f"1220{digest}"
    assert abs((item.datetime - datetime(2026, 3, 1, 5, 30, tzinfo=UTC)).total_seconds()) < 1.0
    (scene,) = features(line["truth"], "scene")
    assert scene["properties"]["wind_mps"] == 8.0


def test_same_seed_same_bytes(tmp_path, capsys):
    found = []
    for name in ("a", "b"):
        arguments = ["--out", str(tmp_path / name), "--size", "512x400", "--at", "10,55"]
        run(capsys, *arguments, "--seed", "8", "--count", "2")
        root = tmp_path / name
        found.append({p.relative_to(root): p.read_bytes() for p in root.rglob("*") if p.is_file()})
    assert found[0] == found[1]
    assert len([path for path in found[0] if path.suffix == ".tiff"]) == 4


@pytest.mark.parametrize(
    "arguments",
    [
        ["--at", "10"],
        ["--at", "10,95"],
        ["--at", "10,55", "--size", "big"],
        ["--at", "10,55", "--wind", "8"],
        ["--at", "10,55", "--dark", "2"],
        ["--at", "10,55", "--time", "2026-03-01T05:30:00"],
        ["--at", "10,55", "--scenario", "okinoshima"],
        [],
    ],
)
def test_wrong_usage(tmp_path, arguments):
    with pytest.raises(SystemExit) as caught:
        main(["--out", str(tmp_path), *arguments])
    assert caught.value.code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--at", "10,88"], "farther from the pole"),
        (["--at", "10,55", "--size", "10x10"], "each side must lie in"),
        (["--scenario", "atlantis"], "no scenario file atlantis"),
        (["--area", "atlantis.geojson"], "atlantis.geojson"),
    ],
)
def test_what_cannot_be_is_told_in_a_line(tmp_path, capsys, arguments, said):
    assert main(["--out", str(tmp_path), *arguments]) == 1
    told = capsys.readouterr().err.strip().splitlines()
    assert len(told) == 1
    assert said in told[0]


def test_a_thousand_times_as_many_rocks_are_refused(tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--out", str(tmp_path), "--at", "10,55", "--standing", "1000"])
    assert ended.value.code == 2 and "0..100" in capsys.readouterr().err
