"""A written product, read with parsers of its own: the layout, the grid, the tables."""

import zipfile
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import rasterio
from pyproj import Geod
from scipy.interpolate import RectBivariateSpline

from geodata.position import LonLat
from simulator.errors import SceneError
from simulator.satellite.radar.image import Image, take
from simulator.satellite.safe.grid import lay_grid
from simulator.satellite.safe.identity import Identity
from simulator.satellite.safe.product import write_product

WGS84 = Geod(ellps="WGS84")
LIGHT_MPS = 299_792_458.0
SHAPE = (3000, 300)  # wide enough for the seam of two swaths
AT = datetime(2026, 5, 12, 21, 15, 30, 250000, tzinfo=UTC)


@pytest.fixture(scope="module")
def image() -> Image:
    return take(LonLat(130.1, 34.2), "descending", 36.3, SHAPE)


def identity(image: Image, is_cog: bool = False) -> Identity:
    return Identity(image, AT, ("VV", "VH"), "0A1B", is_cog)


def strips(polarisation):
    """A ramp, so that the place of each row can be told."""
    for first in range(0, SHAPE[1], 128):
        rows = np.arange(first, min(first + 128, SHAPE[1]))
        level = {"VV": 100, "VH": 10}[polarisation]
        yield first, np.repeat((level + rows)[:, None], SHAPE[0], axis=1).astype(np.uint16)


@pytest.fixture(scope="module")
def folder(image, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("scene")
    return write_product(out, identity(image), lay_grid(image), strips)


def read(folder: Path, pattern: str) -> ElementTree.Element:
    (file,) = folder.glob(pattern)
    return ElementTree.parse(file).getroot()


def numbers(element: ElementTree.Element, path: str) -> np.ndarray:
    return np.array([float(one.text) for one in element.iterfind(path)])


def row_of(element: ElementTree.Element, path: str) -> np.ndarray:
    found = element.find(path)
    values = np.array(found.text.split(), np.float64)
    assert len(values) == int(found.get("count"))
    return values


def times_s(element: ElementTree.Element, path: str) -> np.ndarray:
    texts = [one.text for one in element.iterfind(path)]
    stamps = [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in texts]
    return np.array([(at - AT).total_seconds() for at in stamps])


def test_names_are_those_of_real_products(folder):
    assert folder.name.startswith("S1A_IW_GRDH_1SDV_20260512T2115")
    files = sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())
    stem = "s1a-iw-grd-v{}-20260512t211530-20260512t211530-*-*-00{}"
    for text in (stem.format("v", 1), stem.format("h", 2)):
        (one,) = (folder / "annotation").glob(f"{text}.xml")
        for name in (
            f"annotation/calibration/calibration-{one.name}",
            f"annotation/calibration/noise-{one.name}",
            f"measurement/{one.stem}.tiff",
        ):
            assert name in files
    assert "manifest.safe" in files
    assert len(files) == 9


def test_the_grid_places_pixels_to_a_metre(folder, image):
    """A cubic spline through the written nodes, against the geometry, at random pixels."""
    root = read(folder, "annotation/s1a-iw-grd-vv-*.xml")
    points = root.find("geolocationGrid/geolocationGridPointList")
    assert points.get("count") == "231" == str(len(points))
    line, pixel = numbers(points, "*/line"), numbers(points, "*/pixel")
    assert (line.max(), pixel.max()) == (SHAPE[1] - 1, SHAPE[0] - 1)
    axes = np.unique(line), np.unique(pixel)
    rng = np.random.default_rng(1)
    px = np.column_stack([rng.uniform(0.5, side - 0.5, 500) for side in SHAPE])
    found = [
        RectBivariateSpline(*axes, numbers(points, f"*/{name}").reshape(11, 21), s=0).ev(
            px[:, 1] - 0.5, px[:, 0] - 0.5
        )
        for name in ("longitude", "latitude", "incidenceAngle", "slantRangeTime")
    ]
    assert WGS84.inv(*found[:2], *image.lonlat(px).T)[2].max() < 0.05
    assert found[2] == pytest.approx(image.incidence_deg(px), abs=1e-4)
    assert found[3] * LIGHT_MPS / 2.0 == pytest.approx(image.slant_range_m(px[:, 0]), abs=0.05)
    assert times_s(points, "*/azimuthTime") == pytest.approx(image.row_time_s(line + 0.5), abs=1e-6)


def test_orbit_and_grid_agree(folder):
    """Each node is abeam of the written state vectors at its written time and range."""
    root = read(folder, "annotation/s1a-iw-grd-vh-*.xml")
    orbit = root.find("generalAnnotation/orbitList")
    at = times_s(orbit, "*/time")
    states = {
        what: np.column_stack([numbers(orbit, f"*/{what}/{axis}") for axis in "xyz"])
        for what in ("position", "velocity")
    }
    points = root.find("geolocationGrid/geolocationGridPointList")
    node_at = times_s(points, "*/azimuthTime")
    fitted = {
        what: np.column_stack([np.polyval(np.polyfit(at / 80, v, 9), node_at / 80) for v in axes.T])
        for what, axes in states.items()
    }
    lon, lat = numbers(points, "*/longitude"), numbers(points, "*/latitude")
    a, e2 = 6378137.0, 0.00669437999014
    n = a / np.sqrt(1 - e2 * np.sin(np.radians(lat)) ** 2)
    x, y = (n * np.cos(np.radians(lat)) * f(np.radians(lon)) for f in (np.cos, np.sin))
    sight = np.column_stack([x, y, n * (1 - e2) * np.sin(np.radians(lat))]) - fitted["position"]
    doppler = (sight * fitted["velocity"]).sum(-1) / np.linalg.norm(fitted["velocity"], axis=-1)
    assert np.abs(doppler).max() < 0.05
    range_m = numbers(points, "*/slantRangeTime") * LIGHT_MPS / 2.0
    assert np.linalg.norm(sight, axis=-1) == pytest.approx(range_m, abs=0.05)


def test_ground_range_becomes_slant_range_and_back(folder, image):
    root = read(folder, "annotation/s1a-iw-grd-vv-*.xml")
    one = root.find("coordinateConversion/coordinateConversionList/coordinateConversion")
    ground = np.arange(0, SHAPE[0]) * 10.0
    slant = np.polyval(row_of(one, "grsrCoefficients")[::-1], ground - float(one.findtext("gr0")))
    assert slant == pytest.approx(image.slant_range_m(np.arange(SHAPE[0]) + 0.5), abs=1e-3)
    back = np.polyval(row_of(one, "srgrCoefficients")[::-1], slant - float(one.findtext("sr0")))
    assert back == pytest.approx(ground, abs=0.05)


def test_swaths_join_without_a_gap(folder):
    root = read(folder, "annotation/s1a-iw-grd-vv-*.xml")
    seams = root.find("swathMerging/swathMergeList")
    assert [one.findtext("swath") for one in seams] == ["IW1", "IW2"]
    first = numbers(seams, "*/swathBoundsList/swathBounds/firstRangeSample")
    last = numbers(seams, "*/swathBoundsList/swathBounds/lastRangeSample")
    assert first[0] == 0
    assert last[-1] == SHAPE[0] - 1
    assert first[1] == last[0] + 1
    pulses = {
        one.findtext("swath"): float(one.findtext("prf"))
        for one in root.iterfind("generalAnnotation/downlinkInformationList/*")
    }
    assert pulses == pytest.approx({"IW1": 1717.129, "IW2": 1451.627}, abs=1e-3)


def test_the_tables_cover_the_picture(folder, image):
    table = read(folder, "annotation/calibration/calibration-*-vv-*.xml")
    vectors = table.findall("calibrationVectorList/calibrationVector")
    assert {int(one.findtext("line")) for one in vectors} == {0, SHAPE[1] - 1}
    for one in vectors:
        columns = row_of(one, "pixel")
        assert (columns[0], columns[-1]) == (0, SHAPE[0] - 1)
        line = float(one.findtext("line"))
        px = np.column_stack([columns + 0.5, np.full(len(columns), line + 0.5)])
        beta = row_of(one, "betaNought") / np.sqrt(np.sin(np.radians(image.incidence_deg(px))))
        assert row_of(one, "sigmaNought") == pytest.approx(beta, rel=1e-5)
        assert 500.0 < row_of(one, "sigmaNought").min() < 700.0
    table = read(folder, "annotation/calibration/noise-*-vv-*.xml")
    for one in table.iterfind("noiseRangeVectorList/noiseRangeVector"):
        assert row_of(one, "pixel")[-1] == SHAPE[0] - 1
        assert (row_of(one, "noiseRangeLut") > 0.0).all()
    along = table.findall("noiseAzimuthVectorList/noiseAzimuthVector")
    assert [one.findtext("swath") for one in along] == ["IW1", "IW2"]
    assert row_of(along[0], "line")[-1] == SHAPE[1] - 1
    assert (row_of(along[0], "noiseAzimuthLut") >= 1.0).all()


def test_the_manifest_lists_every_file_with_its_sum(folder):
    import hashlib

    root = read(folder, "manifest.safe")
    listed = {}
    for one in root.iterfind("dataObjectSection/dataObject/byteStream"):
        path = folder / one.find("fileLocation").get("href")
        assert int(one.get("size")) == path.stat().st_size
        assert one.findtext("checksum") == hashlib.md5(path.read_bytes()).hexdigest()
        listed[path.resolve()] = True
    there = {p.resolve() for p in folder.rglob("*") if p.is_file() and p.name != "manifest.safe"}
    assert set(listed) == there


@pytest.mark.parametrize("is_cog", [False, True])
def test_rasterio_reads_pixels_and_control_points(image, tmp_path, is_cog):
    folder = write_product(tmp_path, identity(image, is_cog), lay_grid(image), strips)
    assert folder.name.endswith("_COG.SAFE" if is_cog else "_0A1B.SAFE")
    (file,) = folder.glob(f"measurement/*-vh-*-002{'-cog' if is_cog else ''}.tiff")
    with rasterio.open(file) as picture:
        assert (picture.width, picture.height, picture.dtypes) == (*SHAPE, ("uint16",))
        assert (picture.read(1)[:, 7] == 10 + np.arange(SHAPE[1])).all()
        points, crs = picture.gcps
        assert (len(points), crs.to_epsg()) == (231, 4326)
        tiles = picture.profile.get("tiled", False), picture.compression
        assert tiles == ((True, rasterio.enums.Compression.deflate) if is_cog else (False, None))
    last = points[-1]
    expected = image.lonlat(np.array([[SHAPE[0] - 0.5, SHAPE[1] - 0.5]]))[0]
    assert (last.col, last.row) == (SHAPE[0] - 1, SHAPE[1] - 1)
    assert WGS84.inv(last.x, last.y, *expected)[2] < 0.01


def test_a_zip_holds_the_same_files(image, folder, tmp_path):
    packed = write_product(tmp_path, identity(image), lay_grid(image), strips, is_zip=True)
    assert packed.name == f"{folder.name}.zip"
    assert list(tmp_path.iterdir()) == [packed]
    with zipfile.ZipFile(packed) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            assert archive.read(name) == (folder.parent / name).read_bytes()
        assert len(archive.namelist()) == 9


def test_nothing_is_written_over(image, folder):
    with pytest.raises(SceneError, match="is there already"):
        write_product(folder.parent, identity(image), lay_grid(image), strips)


def test_a_disk_that_refuses_leaves_nothing_behind(image, tmp_path):
    def failing(polarisation):
        yield from strips(polarisation)
        raise OSError(28, "No space left on device")

    with pytest.raises(SceneError, match="No space left"):
        write_product(tmp_path, identity(image), lay_grid(image), failing)
    assert list(tmp_path.iterdir()) == []
