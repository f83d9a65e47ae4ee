"""Each kind of scene gives the pixels that its files hold."""

import numpy as np
import pytest
import rasterio

from geodata.raster.scene import open_raster
from surveillance.scan.chips.source import picture_windows

CORNERS = np.array([[10, 20], [-5, 50]])
RNG = np.random.default_rng(2)


def raster(path, bands, dtype="uint16", nodata=None):
    pixels = RNG.integers(1, 200, (len(bands), 70, 60)).astype(dtype)
    with rasterio.open(
        path, "w", width=60, height=70, count=len(bands), dtype=dtype, nodata=nodata,
        transform=rasterio.Affine(10, 0, 0, 0, -10, 0), crs="EPSG:3857",
    ) as out:  # fmt: skip
        out.write(pixels)
        out.descriptions = bands
    return pixels


def test_three_colours_are_one_panel_in_their_order(tmp_path):
    pixels = raster(tmp_path / "s.tif", ("B02", "B03", "B04", "B08"))
    ((name, read),) = picture_windows(open_raster(tmp_path / "s.tif"))(CORNERS, 16).items()
    assert name == "B04 B03 B02" and read.shape == (2, 16, 16, 3)
    assert (read[0] == np.moveaxis(pixels[[2, 1, 0], 20:36, 10:26], 0, -1)).all()
    assert not read[1, :, :5].any() and (read[1, :, 5:, 2] == pixels[0, 50:66, :11]).all()


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_other_bands_stand_side_by_side_and_no_data_is_0(tmp_path, dtype):
    pixels = raster(tmp_path / "s.tif", ("VV", "VH"), dtype, nodata=7)
    read = picture_windows(open_raster(tmp_path / "s.tif"))(CORNERS, 16)
    assert list(read) == ["VV", "VH"]
    here = pixels[:, 20:36, 10:26]
    wanted = np.where((here == 7).any(axis=0), 0, here)
    assert (np.stack([read["VV"][0], read["VH"][0]]) == wanted).all()
