"""Optical scenes: products and pictures, on a map and off it."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from shapely.geometry import box

from geodata.coast import Land
from geodata.errors import RasterError
from geodata.raster.scene import open_raster
from geodata.sentinel2.product import open_product
from surveillance.scan.optical import cloud_shares, product_bands, raster_bands, scan_optical
from surveillance.scan.pictures.places import PictureSettings
from surveillance.scan.plain import properties_of
from surveillance.scan.table import table
from surveillance.scan.vessel import Scanned
from tests.geodata.sentinel2.safe_writer import COLUMNS, NORTH, ROWS, WEST, SafeWriter
from tests.surveillance.scan.pictures import BANDS, MERCATOR, UTM, optical_sea, save

SHIPS = [(40, 60), (130, 150)]
MIDDLES = [(52.0, 62.0), (142.0, 152.0)]
FOAM = np.array([900, 880, 680, 430], np.uint16)
SEA = optical_sea((ROWS, COLUMNS), SHIPS)
ASKED = PictureSettings(threads=1)


def scan(path: Path, land: Land | None = None, tile_px: int = 512) -> Scanned:
    raster = open_raster(path)
    return scan_optical(raster_bands(raster, ASKED), land, ASKED, tile_px=tile_px)


def places(scanned: Scanned) -> list[tuple[float, float]]:
    return sorted(thing.px for thing in scanned.found)


def assert_both(scanned: Scanned) -> None:
    assert len(scanned.found) == 2
    for px, middle in zip(places(scanned), MIDDLES, strict=True):
        assert px == pytest.approx(middle, abs=2.0)


@pytest.fixture(scope="module")
def on_utm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(tmp_path_factory.mktemp("a") / "a.tif", SEA, names=BANDS, **UTM)


@pytest.mark.parametrize("level", ["L1C", "L2A"])
def test_a_product_gives_vessels_with_place_time_and_clouds(level: str, tmp_path: Path) -> None:
    """The product's own cloud layer says that one ship is wholly under cloud: it stays."""
    clouds = np.zeros((ROWS // 2, COLUMNS // 2), np.uint8)
    clouds[:50] = 100
    offset = 1000 + np.array([1, 2, 3, 7])[:, None, None]
    pictures = dict(zip(BANDS, (SEA + offset).astype(np.uint16), strict=True))
    writer = SafeWriter(level=level, end="tif", pictures={**pictures, "CLDPRB": clouds})
    product = open_product(writer.write(tmp_path))
    scanned = scan_optical(product_bands(product), None, ASKED)
    assert_both(scanned)
    assert scanned.sensor == f"Sentinel-2B {level}" and scanned.at == product.at
    first, second = sorted(scanned.found, key=lambda thing: thing.px)
    assert 0.0 <= first.measured["cloud_p"] <= 1.0 and first.measured["water_p"] > 0.9
    told = [thing.measured.get("cloud_product_p") for thing in (first, second)]
    assert told == ([1.0, 0.0] if level == "L2A" else [None, None])
    for thing in (first, second):
        ((lon, lat),) = product.georef.lonlat([thing.px])
        assert thing.position is not None and thing.sigma_m is not None
        assert (thing.position.lon, thing.position.lat) == pytest.approx((lon, lat), abs=1e-9)
        assert thing.length_m == pytest.approx(240.0, abs=20.0)
        assert not thing.is_bow_known and thing.heading_deg == pytest.approx(90.0, abs=3.0)


def test_a_web_map_has_true_metres(tmp_path: Path) -> None:
    scanned = scan(save(tmp_path / "a.tif", SEA, names=BANDS, **MERCATOR))
    assert_both(scanned)
    assert [thing.length_m for thing in scanned.found] == [pytest.approx(240 * 0.842, abs=18)] * 2


def test_the_axis_is_that_on_the_ground(on_utm: Path, tmp_path: Path) -> None:
    """The same picture turned by a quarter on its map."""
    turned = np.ascontiguousarray(np.rot90(SEA, axes=(1, 2)))
    # column and row change places: east goes up the rows
    lying = Affine(0.0, -10.0, WEST + 10.0 * COLUMNS, -10.0, 0.0, NORTH)
    grid = {"crs": UTM["crs"], "transform": lying}
    turned_found = scan(save(tmp_path / "a.tif", turned, names=BANDS, **grid))
    for one, other in zip(
        sorted(scan(on_utm).found, key=lambda t: t.px[0]),
        sorted(turned_found.found, key=lambda t: -t.px[1]),
        strict=True,
    ):
        assert one.heading_deg == pytest.approx(90.0, abs=3.0)
        assert other.heading_deg == pytest.approx(90.0, abs=3.0)
        assert one.position is not None and other.position is not None
        assert one.position.lon == pytest.approx(other.position.lon, abs=4e-4)
        assert one.position.lat == pytest.approx(other.position.lat, abs=4e-4)


@pytest.mark.parametrize("quarters", [0, 1])
def test_a_wake_makes_a_bow_of_the_axis(quarters: int, tmp_path: Path) -> None:
    """Foam to the east of one ship, so that it goes west; the picture may lie on its side."""
    sea = SEA.copy()
    sea[:, 60:64, 64:100] = np.maximum(sea[:, 60:64, 64:100], FOAM[:, None, None])
    turned = np.ascontiguousarray(np.rot90(sea, quarters, axes=(1, 2)))
    lying = Affine(0.0, -10.0, WEST + 10.0 * COLUMNS, -10.0, 0.0, NORTH) if quarters else None
    grid = UTM if lying is None else {"crs": UTM["crs"], "transform": lying}
    scanned = scan(save(tmp_path / "a.tif", turned, names=BANDS, **grid))
    (bowed,) = [thing for thing in scanned.found if thing.is_bow_known]
    (axis_only,) = [thing for thing in scanned.found if not thing.is_bow_known]
    assert bowed.heading_deg == pytest.approx(270.0, abs=3.0)
    assert bowed.measured["heading_from"] == "wake" and bowed.measured["wake_sigmas"] > 6.0
    assert axis_only.heading_deg == pytest.approx(90.0, abs=3.0)
    assert "heading_from" not in axis_only.measured
    first, second = (properties_of(thing, 0, scanned) for thing in (bowed, axis_only))
    assert (first["bow_known"], second["bow_known"]) == (True, False)
    rows = {row["bow_known"]: row for row in csv.DictReader(io.StringIO(table([scanned])))}
    assert rows["True"]["heading_from"] == "wake" and rows["False"]["heading_from"] == ""


def test_without_a_place_everything_is_in_pixels(tmp_path: Path) -> None:
    scanned = scan(save(tmp_path / "a.tif", SEA, names=BANDS))
    assert_both(scanned)
    assert scanned.looked == () and "lengths are in pixels" in " ".join(scanned.notes)
    for thing in scanned.found:
        assert (thing.position, thing.length_m, thing.heading_deg) == (None, None, None)
        assert thing.measured["length_px"] == pytest.approx(24.0, abs=2.0)


def test_land_is_left_out_without_a_buffer(on_utm: Path) -> None:
    georef = open_raster(on_utm).georef
    assert georef is not None
    (west, _), (east, _) = georef.lonlat([(0.0, 80.0), (70.0, 80.0)])
    scanned = scan(on_utm, Land(box(west - 0.1, 30.0, east, 40.0)))
    assert places(scanned) == [pytest.approx(MIDDLES[1], abs=2.0)]


@pytest.mark.parametrize("tile_px", [pytest.param(64, marks=pytest.mark.long), 128])
def test_the_same_for_any_window(on_utm: Path, tile_px: int) -> None:
    def told(scanned: Scanned) -> list[object]:
        return [(t.px, t.box_px, t.position, t.length_m, t.heading_deg) for t in scanned.found]

    assert told(scan(on_utm, tile_px=tile_px)) == told(scan(on_utm))


def test_missing_bands_are_named_and_eight_bits_are_too_few(tmp_path: Path) -> None:
    three = open_raster(save(tmp_path / "a.tif", SEA[:3], names=BANDS[:3]))
    with pytest.raises(RasterError, match=r"need B02, B03, B04, B08: give the file of B08, too"):
        raster_bands(three, ASKED)
    flat = open_raster(save(tmp_path / "b.tif", (SEA // 64).astype(np.uint8), names=BANDS))
    with pytest.raises(RasterError, match="8 bits"):
        raster_bands(flat, ASKED)


def test_clouds_are_means_over_the_box_in_any_strips() -> None:
    layer = np.random.default_rng(1).integers(0, 101, (1, 40, 30)).astype(np.uint16)
    boxes = [(2.0, 3.0, 9.0, 14.0), (0.5, 30.2, 4.0, 40.0), (10.0, 15.0, 30.0, 16.0)]
    expected = [layer[0, 3:14, 2:9], layer[0, 30:40, :4], layer[0, 15:16, 10:30]]
    for height in (1, 7, 40):
        cut = ((n, layer[:, n : n + height]) for n in range(0, 40, height))
        assert cloud_shares(cut, boxes) == pytest.approx([e.mean() / 100.0 for e in expected])
