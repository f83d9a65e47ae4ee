"""Scenes of one file or many, real ones and broken ones."""

import json
import warnings

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.control import GroundControlPoint
from rasterio.errors import NotGeoreferencedWarning

import geodata.raster.strips as strips_module
from geodata.errors import RasterError
from geodata.raster.georeference import MapGeoref, PointsGeoref
from geodata.raster.scene import open_raster

GRID = {"crs": "EPSG:32652", "transform": Affine(10.0, 0.0, 399_960.0, 0.0, -10.0, 3_900_000.0)}
BESIDE = Affine(10.0, 0.0, 399_970.0, 0.0, -10.0, 3_900_000.0)
RNG = np.random.default_rng(4)


def write(path, pixels, **more):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        descriptions = more.pop("descriptions", None)
        with rasterio.open(
            path, "w", driver="GTiff", width=pixels.shape[2], height=pixels.shape[1],
            count=len(pixels), dtype=pixels.dtype, **more,
        ) as file:  # fmt: skip
            file.write(pixels)
            if descriptions:
                file.descriptions = descriptions
    return path


def picture(bands=1, rows=90, columns=70, dtype=np.uint16):
    return RNG.integers(1, 250, (bands, rows, columns)).astype(dtype)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "float32"])
def test_one_file_with_all_bands(tmp_path, dtype):
    pixels = picture(3, dtype=dtype)
    path = write(tmp_path / "a.tif", pixels, descriptions=("B02", "B03", "B08"), nodata=7, **GRID)
    raster = open_raster(path)
    assert (raster.name, raster.shape, raster.dtype) == ("a", (90, 70), np.dtype(dtype))
    assert raster.band_names == ("B02", "B03", "B08")
    for first, rows in raster.strips(40, 5, ["B08", "B02"]):
        assert (rows == pixels[[2, 0], first : first + rows.shape[1]]).all()
        assert (raster.valid(rows, ["B08", "B02"]) == (rows != 7).all(axis=0)).all()
    assert (raster.read((10, 20), (30, 70)) == pixels[:, 10:20, 30:70]).all()


def test_strips_of_a_wide_picture_are_low(tmp_path, monkeypatch):
    monkeypatch.setattr(strips_module, "STRIP_BYTES", 3 * 70 * 2 * 11)
    raster = open_raster(write(tmp_path / "a.tif", picture(3), **GRID))
    assert [pixels.shape[1] for _, pixels in raster.strips()] == [11] * 8 + [2]
    assert next(raster.strips(names=["1"]))[1].shape == (1, 33, 70)


def test_files_of_one_grid_are_one_scene(tmp_path):
    pixels = {name: picture() for name in ("B02", "B03", "B04")}
    paths = [write(tmp_path / f"T52_{n}.tif", p, **GRID) for n, p in pixels.items()]
    raster = open_raster(paths)
    assert raster.band_names == ("B02", "B03", "B04") and raster.name == tmp_path.name
    whole = np.concatenate([rows for _, rows in raster.strips(17)], axis=1)
    assert (whole == np.concatenate(list(pixels.values()))).all()


@pytest.mark.parametrize(
    ("other", "grid", "said"),
    [
        (picture(rows=80), GRID, "size"),
        (picture(dtype=np.uint8), GRID, "kind of numbers"),
        (picture(), GRID | {"crs": "EPSG:32653"}, "reference system"),
        (picture(), GRID | {"transform": BESIDE}, "place"),
    ],
)
def test_files_of_several_grids_are_refused(tmp_path, other, grid, said):
    paths = [
        write(tmp_path / "B02.tif", picture(), **GRID),
        write(tmp_path / "B03.tif", other, **grid),
    ]
    with pytest.raises(RasterError, match=f"B03.tif and .*B02.tif differ in {said}"):
        open_raster(paths)


def test_a_band_that_comes_twice_is_refused(tmp_path):
    paths = [write(tmp_path / f"{n}_B02.tif", picture(), **GRID) for n in "ab"]
    with pytest.raises(RasterError, match="both have band B02"):
        open_raster(paths)


def test_a_picture_without_a_place(tmp_path):
    raster = open_raster(write(tmp_path / "harbour.tif", picture()))
    assert raster.georef is None and raster.band_names == ("harbour",)


def test_control_points_are_not_fitted_by_an_affine(tmp_path):
    column, row = np.meshgrid(np.linspace(0, 70, 4), np.linspace(0, 90, 4))
    points = [
        GroundControlPoint(row=r, col=c, x=130.0 + 1e-4 * c + 1e-6 * c * c, y=35.0 - 1e-4 * r, z=0)
        for c, r in zip(column.ravel(), row.ravel(), strict=True)
    ]
    path = write(tmp_path / "a.tif", picture(), gcps=points, crs="EPSG:4326")
    georef = open_raster(path).georef
    assert isinstance(georef, PointsGeoref)
    told = [[p.x, p.y] for p in points]
    assert np.abs(georef.lonlat([[p.col, p.row] for p in points]) - told).max() < 1e-8


def test_a_map_of_no_size_is_refused(tmp_path):
    flat = GRID | {"transform": Affine(10.0, 0.0, 399_960.0, 10.0, 0.0, 3_900_000.0)}
    with pytest.raises(RasterError, match="its pixels have no size on the map"):
        open_raster(write(tmp_path / "a.tif", picture(), **flat))


def test_names_of_bands_that_are_no_text_are_refused(tmp_path):
    path = write(tmp_path / "a.tif", picture(2), descriptions=("B02", "B03"), **GRID)
    path.write_bytes(path.read_bytes().replace(b">B03<", b">\xb503<"))
    with pytest.raises(RasterError, match="damaged: save it anew"):
        open_raster(path)


def test_windows_outside_and_bands_not_there_are_refused(tmp_path):
    raster = open_raster(write(tmp_path / "a.tif", picture()))
    with pytest.raises(RasterError, match="do not lie in a, which has 90 rows and 70 columns"):
        raster.read((80, 91), (0, 70))
    with pytest.raises(RasterError, match="has no band B99: it has a"):
        raster.read((0, 9), (0, 7), ["B99"])


def test_what_is_no_picture_is_refused(tmp_path):
    (tmp_path / "a.tif").write_text("hello")
    with pytest.raises(RasterError, match=r"a\.tif is no readable TIFF"):
        open_raster(tmp_path / "a.tif")
    with pytest.raises(RasterError, match="0 files were given"):
        open_raster([])


@pytest.mark.parametrize("port", ["algiers", "busan", "casablanca", "hedland"])
def test_boxes_of_real_vessels_lie_where_their_geojson_puts_them(data_dir, port):
    folder = data_dir / "optical" / "sen2ships" / port
    raster = open_raster(sorted(folder.glob("B*.tiff")))
    assert raster.band_names[:4] == ("B02", "B03", "B04", "B08") and raster.name == port
    assert isinstance(raster.georef, MapGeoref)
    features = json.loads((folder / "vessels.geojson").read_text())["features"]
    for feature in features:
        left, top, wide, high = feature["properties"]["bbox_px"]
        found = raster.georef.lonlat([[left + wide / 2.0, top + high / 2.0]])[0]
        assert found == pytest.approx(feature["geometry"]["coordinates"], abs=2e-6)
    latitude = raster.georef.lonlat([[100.0, 100.0]])[0, 1]
    spacing = raster.georef.spacing_m([[100.0, 100.0]])[0]
    assert spacing == pytest.approx(10.0 * np.cos(np.radians(latitude)), rel=1e-2)


def test_a_real_radar_chip(data_dir):
    folder = data_dir / "sar" / "sentinel1_geotiff"
    radar = open_raster(folder / "Spain_7370579_S1Hand.tif")
    assert radar.band_names == ("VV", "VH") and radar.dtype == np.float32
    assert radar.georef is not None
    assert radar.georef.spacing_m([[256.0, 256.0]])[0] == pytest.approx([7.9, 10.0], abs=0.1)
    optical = open_raster(folder / "Spain_7370579_S2Hand.tif")
    assert optical.band_names[:2] == ("B01", "B02") and "B8A" in optical.band_names
    _, pixels = next(optical.strips())
    assert (optical.valid(pixels) == (pixels != 0).all(axis=0)).all()
