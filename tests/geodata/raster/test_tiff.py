"""Rows of all kinds of TIFF are the rows that were written."""

import warnings
import zipfile

import numpy as np
import pytest
import rasterio
from rasterio.errors import NotGeoreferencedWarning

import geodata.raster.tiff as tiff_module
from geodata.errors import RasterError
from geodata.raster.span import Span
from geodata.raster.tiff import _RawRows, open_tiff

RNG = np.random.default_rng(5)
PIXELS = RNG.integers(0, 60_000, (157, 211)).astype(np.uint16)

LAYOUTS = {
    "plain": {},
    "single rows": {"blockysize": 1},
    "big-endian": {"ENDIANNESS": "BIG"},
    "bigtiff": {"BIGTIFF": "YES"},
    "deflate": {"compress": "deflate"},
    "tiles": {"tiled": True, "blockxsize": 64, "blockysize": 64, "compress": "deflate"},
    "plain tiles": {"tiled": True, "blockxsize": 64, "blockysize": 64},
}


def write(path, pixels=PIXELS, **layout):
    bands = pixels if pixels.ndim == 3 else pixels[None]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with rasterio.open(
            path, "w", driver="GTiff", width=bands.shape[2], height=bands.shape[1],
            count=len(bands), dtype=bands.dtype, **layout,
        ) as file:  # fmt: skip
            file.write(bands)
    return path


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "float32"])
def test_rows_are_what_was_written(tmp_path, layout, dtype):
    pixels = (PIXELS % 30_000).astype(dtype)
    path = write(tmp_path / "a.tif", pixels, **LAYOUTS[layout])
    with open_tiff(path) as tiff:
        assert (tiff.shape, tiff.bands, tiff.dtype) == ((157, 211), 1, np.dtype(dtype))
        for first, stop in ((0, 157), (13, 14), (150, 157)):
            found = tiff.read(first, stop)
            assert found.dtype == np.dtype(dtype)
            assert (found[0] == pixels[first:stop]).all()


@pytest.mark.parametrize(
    ("layout", "is_raw"),
    [("plain", True), ("single rows", True), ("big-endian", True), ("bigtiff", True),
     ("deflate", False), ("tiles", False), ("plain tiles", False)],
)  # fmt: skip
def test_plain_rows_are_read_without_a_decoder(tmp_path, layout, is_raw):
    path = write(tmp_path / "a.tif", **LAYOUTS[layout])
    with open_tiff(path) as tiff:
        assert (_RawRows.of(tiff.dataset, path) is not None) == is_raw


def test_several_bands(tmp_path):
    pixels = np.stack([PIXELS, PIXELS // 2, PIXELS // 3])
    with open_tiff(write(tmp_path / "a.tif", pixels)) as tiff:
        assert (tiff.read(20, 50, (3, 1)) == pixels[[2, 0], 20:50]).all()


def test_inside_a_zip(tmp_path):
    path = write(tmp_path / "a.tif", compress="deflate")
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, "deep/a.tif")
    with open_tiff(f"/vsizip/{{{tmp_path / 'a.zip'}}}/deep/a.tif") as tiff:
        assert (tiff.read(0, 157)[0] == PIXELS).all()


@pytest.mark.parametrize("layout", ["plain", "deflate"])
def test_a_file_cut_off_is_one_clear_line(tmp_path, layout):
    path = write(tmp_path / "a.tif", **LAYOUTS[layout])
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 2 // 3])
    with pytest.raises(RasterError, match=r"a\.tif.*(again|cut off)") as told, open_tiff(path) as t:
        t.read(0, 157)
    assert "\n" not in str(told.value)


def test_what_only_bears_the_name_is_not_followed(tmp_path):
    write(tmp_path / "real.tif")
    virtual = tmp_path / "a.tif"
    virtual.write_text(
        '<VRTDataset rasterXSize="9" rasterYSize="9"><VRTRasterBand dataType="UInt16" band="1">'
        f"<SimpleSource><SourceFilename>{tmp_path / 'real.tif'}</SourceFilename>"
        "<SourceBand>1</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>"
    )
    with pytest.raises(RasterError, match="no readable TIFF"), open_tiff(virtual):
        pass
    with pytest.raises(RasterError, match="no readable TIFF"), open_tiff(tmp_path / "gone.tif"):
        pass


def test_blocks_that_unpack_to_gigabytes_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(tiff_module, "MAX_BLOCK_BYTES", 2**20)
    pixels = np.zeros((1100, 1000), np.uint8)
    path = write(tmp_path / "a.tif", pixels, compress="deflate", blockysize=1100)
    with pytest.raises(RasterError, match="blocks of 1 MiB; at most 1 MiB"), open_tiff(path):
        pass
    with open_tiff(write(tmp_path / "b.tif", pixels, blockysize=1100)) as plain:
        assert (plain.read(0, 1100) == 0).all()


def test_complex_pixels_are_refused(tmp_path):
    path = write(tmp_path / "a.tif", PIXELS.astype(np.complex64))
    with pytest.raises(RasterError, match="complex64 pixels"), open_tiff(path):
        pass


def test_bands_without_end_are_refused(tmp_path):
    path = write(tmp_path / "a.tif", np.zeros((513, 3, 3), np.uint8))
    with pytest.raises(RasterError, match="has 513 bands; at most 512"), open_tiff(path):
        pass


@pytest.mark.parametrize("layout", ["plain", "single rows", "big-endian", "tiles", "plain tiles"])
def test_rows_within_a_file_that_grows(tmp_path, layout, monkeypatch):
    """Just as many bytes are there as were waited for: nothing beyond them is read."""
    monkeypatch.setattr("geodata.raster.span.HEAD_BYTES", 4_000)
    whole = write(tmp_path / "a.tif", **LAYOUTS[layout]).read_bytes()
    growing = tmp_path / "growing"
    growing.write_bytes(bytes(1_000))
    waited = []

    def wait(count):
        waited.append(count)
        there = growing.stat().st_size - 1_000
        with growing.open("ab") as file:
            file.write(whole[there:count])

    with open_tiff(Span(growing, 1_000, len(whole), wait)) as tiff:
        for first in range(0, 157, 40):
            stop = min(first + 40, 157)
            assert (tiff.read(first, stop)[0] == PIXELS[first:stop]).all()
            (box,) = tiff.read_boxes([(3, first, 9, stop)])
            assert (box == PIXELS[first:stop, 3:9]).all()
    assert waited[0] == 4_000 and len(set(waited)) > 3
    assert max(waited) <= len(whole)
