"""Whole Sentinel-2 products: every flavour gives the same scene, every damage one clear line."""

from datetime import UTC, datetime

import numpy as np
import pytest
from pyproj import Transformer

from geodata.errors import ProductError
from geodata.sentinel2.product import open_product
from tests.geodata.sentinel1.safe_writer import manifest_text
from tests.geodata.sentinel2.safe_writer import (
    COLUMNS,
    EPSG,
    FINE,
    NORTH,
    ROWS,
    WEST,
    SafeWriter,
    picture,
    zipped,
)

FLAVOURS = {
    "L2A": SafeWriter(),
    "L1C": SafeWriter(level="L1C"),
    "tiff": SafeWriter(end="tif"),
    "zip": SafeWriter(),
}


@pytest.fixture(scope="module", params=FLAVOURS)
def flavour(request, tmp_path_factory):
    writer = FLAVOURS[request.param]
    root = writer.write(tmp_path_factory.mktemp("product"))
    return writer, zipped(root) if request.param == "zip" else root


def test_what_the_metadata_say(flavour):
    writer, path = flavour
    product = open_product(path)
    assert (product.name, product.level) == (writer.name, writer.level)
    assert product.shape == (ROWS, COLUMNS)
    assert product.at == datetime(2024, 5, 17, 2, 15, 33, 271_000, tzinfo=UTC)
    assert (product.sun_zenith_deg, product.sun_azimuth_deg) == (20.25, 139.5)
    assert product.radiometry.platform == "Sentinel-2B"
    expected = Transformer.from_crs(EPSG, 4326, always_xy=True).transform(WEST + 25.0, NORTH - 15.0)
    assert product.georef.lonlat([[2.5, 1.5]])[0] == pytest.approx(expected, abs=1e-12)
    classes = {"SCL", "CLDPRB"} if writer.level == "L2A" else set()
    assert set(product.layers) == {*FINE, "B05", "B06", "B07", "B8A", "B11", "B12", *classes}


@pytest.mark.parametrize(("height", "halo"), [(64, 0), (7, 3), (240, 0), (51, 60)])
def test_bands_of_both_resolutions_come_in_strips_at_10_m(flavour, height, halo):
    writer, path = flavour
    names = ["B08", "B11", *(["SCL", "CLDPRB"] if writer.level == "L2A" else [])]
    told = np.stack([
        p if p.shape == (ROWS, COLUMNS) else p.repeat(2, axis=0).repeat(2, axis=1)
        for p in map(picture, names)
    ])  # fmt: skip
    tops = 0
    for first, pixels in open_product(path).strips(names, height, halo):
        assert pixels.dtype == np.uint16
        assert first == max(0, tops * height - halo)
        assert (pixels == told[:, first : tops * height + height + halo]).all()
        tops += 1
    assert tops == -(-ROWS // height)


def test_reflectance_has_the_offset_of_its_band(tmp_path):
    product = open_product(SafeWriter().write(tmp_path))
    dn = np.array([[0, 1001, 2500]], np.uint16)
    blue, infrared = product.reflectance("B02", dn), product.reflectance("B08", dn)
    assert np.isnan(blue[0, 0]) and blue.dtype == np.float32
    assert blue[0, 1:] == pytest.approx([0.0, 0.1499], abs=1e-6)  # band 1: -1001
    assert infrared[0, 1:] == pytest.approx([-0.0006, 0.1493], abs=1e-6)  # band 7: -1007


def test_old_products_have_no_offset_and_new_ones_must(tmp_path):
    old = SafeWriter(baseline="02.14", offsets=None)
    product = open_product(old.write(tmp_path))
    dn = np.array([2500], np.uint16)
    assert product.reflectance("B02", dn)[0] == pytest.approx(0.25)
    new = SafeWriter(offsets=None).write(tmp_path)
    with pytest.raises(ProductError, match=r"has no offsets although its baseline is 05\.10"):
        open_product(new)


def one_line(caught) -> None:
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("MTD_MSIL2A.xml", "has neither MTD_MSIL1C.xml nor MTD_MSIL2A.xml"),
        ("MTD_TL.xml", "MTD_TL.xml is missing"),
        ("*_B04_*", "lacks the bands B04"),
    ],
)
def test_a_missing_file_is_named(tmp_path, file, said):
    root = SafeWriter().write(tmp_path)
    for found in root.rglob(file):
        found.unlink()
    with pytest.raises(ProductError, match=said) as caught:
        open_product(root)
    one_line(caught)


def test_a_file_of_another_size_than_the_manifest_says_is_named(tmp_path):
    root = SafeWriter().write(tmp_path)
    (root / "manifest.safe").write_text(manifest_text(root))
    assert open_product(root / "manifest.safe").level == "L2A"
    blue = next(root.rglob("*_B02_10m.jp2"))
    blue.write_bytes(blue.read_bytes() + b"x")
    with pytest.raises(ProductError, match=r"B02_10m\.jp2 has .* but the manifest says") as caught:
        open_product(root)
    one_line(caught)


def test_products_of_many_tiles_are_refused(tmp_path):
    with pytest.raises(ProductError, match="holds 2 tiles; products of one are read"):
        open_product(SafeWriter(granules=2).write(tmp_path))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("EPSG:32652", "EPSG:3857", "no UTM zone"),
        ("<NROWS>240", "<NROWS>-1", "must lie in"),
        ("SENSING_TIME", "SEEN", "SENSING_TIME is missing"),
        ("ZENITH_ANGLE", "HIGH", "ZENITH_ANGLE is missing"),
    ],
)
def test_odd_metadata_are_named(tmp_path, old, new, said):
    with pytest.raises(ProductError, match=f"MTD_TL.xml: .*{said}") as caught:
        open_product(SafeWriter(tile_edit=(old, new)).write(tmp_path))
    one_line(caught)


def test_an_offset_of_no_band_is_refused(tmp_path):
    root = SafeWriter().write(tmp_path)
    text = root / "MTD_MSIL2A.xml"
    text.write_text(text.read_text().replace('band_id="12"', 'band_id="13"'))
    with pytest.raises(ProductError, match="offset is for band '13'"):
        open_product(root)


@pytest.mark.parametrize("end", ["jp2", "tif"])
def test_a_picture_cut_off_is_one_clear_line(tmp_path, end):
    root = SafeWriter(end=end).write(tmp_path)
    for file in root.rglob(f"*_B03_10m.{end}"):
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(ProductError, match="B03_10m") as caught:
        list(open_product(root).strips(["B02", "B03"], 100))
    one_line(caught)


def test_a_picture_of_another_size_or_of_nothing_is_refused(tmp_path):
    small = SafeWriter(pictures={"B02": np.ones((20, 20), np.uint16)}).write(tmp_path)
    with pytest.raises(ProductError, match="20 x 20 pixels of uint16; the metadata say 200 x 240"):
        list(open_product(small).strips(["B02"]))
    nothing = {band: np.zeros((ROWS, COLUMNS), np.uint16) for band in FINE}
    empty = SafeWriter(level="L1C", end="tif", pictures=nothing).write(tmp_path)
    with pytest.raises(ProductError, match="every pixel is zero"):
        list(open_product(empty).strips(FINE))


def test_a_layer_that_is_not_there_is_named(tmp_path):
    product = open_product(SafeWriter(level="L1C").write(tmp_path))
    with pytest.raises(ProductError, match="has no layer SCL: it has B02, B03"):
        next(product.strips(["SCL"]))
