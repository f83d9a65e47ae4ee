"""Radar pictures without annotation: on a map, with a scale, and with neither."""

from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from shapely.geometry import box

from geodata.coast import Land
from geodata.errors import RasterError
from geodata.raster.scene import open_raster
from surveillance.scan.pictures.amplitude import scan_amplitude
from surveillance.scan.pictures.places import PictureSettings
from surveillance.scan.vessel import Scanned
from tests.surveillance.scan.pictures import MERCATOR, UTM, radar_sea, save

SHIPS = [(40, 50), (150, 100)]
SEA = radar_sea((160, 200), SHIPS)[None]
MIDDLES = [(45.0, 52.0), (155.0, 102.0)]


def scan(path: Path, land: Land | None = None, **asked: float) -> Scanned:
    return scan_amplitude(open_raster(path), land, PictureSettings(**asked))  # type: ignore[arg-type]


def assert_both(scanned: Scanned) -> None:
    assert [thing.px for thing in scanned.found] == [pytest.approx(m, abs=1.0) for m in MIDDLES]


def test_without_a_map_lengths_are_in_pixels_and_named_so(tmp_path: Path) -> None:
    scanned = scan(save(tmp_path / "a.tif", SEA))
    assert_both(scanned)
    assert scanned.looked == ()
    for thing in scanned.found:
        assert thing.position is None and thing.length_m is None and thing.heading_deg is None
        assert thing.measured["length_px"] == pytest.approx(10.0, abs=1.5)
        assert abs((thing.measured["axis_px_deg"] - 90.0 + 90.0) % 180.0 - 90.0) < 5.0
    told = " ".join(scanned.notes)
    assert "ghosts are not told apart" in told and "lengths are in pixels" in told


def test_a_scale_gives_metres(tmp_path: Path) -> None:
    scanned = scan(save(tmp_path / "a.tif", SEA), pixel_size_m=12.0)
    assert_both(scanned)
    for thing in scanned.found:
        assert thing.length_m == pytest.approx(120.0, abs=18.0) and thing.position is None
        assert "length_px" not in thing.measured
    assert "in pixels;" not in " ".join(scanned.notes)


@pytest.mark.parametrize(("grid", "metre"), [(UTM, 10.0), (MERCATOR, 8.42)])
def test_a_map_gives_places_and_true_metres(
    grid: dict[str, object], metre: float, tmp_path: Path
) -> None:
    path = save(tmp_path / "a.tif", SEA, **grid)
    scanned = scan(path)
    assert_both(scanned)
    georef = open_raster(path).georef
    assert georef is not None and len(scanned.looked) >= 4
    for thing in scanned.found:
        ((lon, lat),) = georef.lonlat([thing.px])
        assert thing.position is not None
        assert (thing.position.lon, thing.position.lat) == pytest.approx((lon, lat), abs=1e-9)
        assert thing.length_m == pytest.approx(10.0 * metre, rel=0.15)
        assert thing.heading_deg is not None and abs(thing.heading_deg - 90.0) < 5.0


def test_oblong_pixels_bend_no_axis_and_no_length(tmp_path: Path) -> None:
    """A ship along the diagonal of pixels of 10 x 20 m lies at atan(10 / 20) from north."""
    sea = radar_sea((200, 200), [])
    for n in range(14):
        sea[80 + n, 78 + n : 82 + n] = 1500
    oblong = Affine(10.0, 0.0, 399_960.0, 0.0, -20.0, 3_900_000.0)
    grid = {"crs": "EPSG:32652", "transform": oblong}
    (thing,) = scan(save(tmp_path / "a.tif", sea[None], **grid)).found
    assert thing.heading_deg == pytest.approx(180.0 - 26.6, abs=6.0)
    assert thing.length_m == pytest.approx(14 * np.hypot(10.0, 20.0), rel=0.2)


def test_land_is_left_out(tmp_path: Path) -> None:
    path = save(tmp_path / "a.tif", SEA, **UTM)
    georef = open_raster(path).georef
    assert georef is not None
    (west, _), (east, _) = georef.lonlat([(0.0, 80.0), (80.0, 80.0)])
    (thing,) = scan(path, Land(box(west - 0.1, 30.0, east, 40.0))).found
    assert thing.px == pytest.approx(MIDDLES[1], abs=1.0)


@pytest.mark.parametrize("kind", ["uint8", "float32", "decibel"])
def test_the_same_ships_in_any_numbers(kind: str, tmp_path: Path) -> None:
    numbers = {
        "uint8": (SEA // 6).astype(np.uint8),
        "float32": (SEA * 0.0123).astype(np.float32),
        "decibel": (20.0 * np.log10(np.maximum(SEA, 1) / 1000.0)).astype(np.float32),
    }[kind]
    scanned = scan(save(tmp_path / "a.tif", numbers))
    assert_both(scanned)
    assert ("its numbers are taken for decibels" in scanned.notes) == (kind == "decibel")


def test_no_value_is_no_sea(tmp_path: Path) -> None:
    """A border of the value that says there is none shines on nothing."""
    sea = SEA.copy()
    sea[:, :, 175:] = 65535
    assert_both(scan(save(tmp_path / "a.tif", sea, nodata=65535)))


@pytest.mark.parametrize(
    ("pixels", "said"),
    [
        (np.zeros((1, 40, 40), np.uint16), "every pixel of .* is zero"),
        (np.full((1, 40, 40), np.nan, np.float32), "no pixel has a value"),
        (SEA.astype(np.int16) - 300, "negative numbers down to"),
    ],
)
def test_what_is_no_amplitude_is_told(pixels: object, said: str, tmp_path: Path) -> None:
    with pytest.raises(RasterError, match=said):
        scan(save(tmp_path / "a.tif", pixels))  # type: ignore[arg-type]
