"""Windows of a picture are its pixels, also beyond its edges, however it is packed."""

import numpy as np
import pytest
import rasterio
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import RasterError
from geodata.raster.strips import strips
from geodata.raster.tiff import open_tiff
from geodata.raster.windows import cut_windows, read_windows

PICTURE = np.random.default_rng(1).integers(1, 60_000, (90, 130)).astype(np.uint16)
PACKINGS = {
    "plain": {},
    "packed": {"compress": "deflate"},
    "tiled": {"compress": "deflate", "tiled": True, "blockxsize": 32, "blockysize": 32},
}


@pytest.fixture(scope="module", params=PACKINGS)
def file(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("tiff") / "picture.tif"
    with rasterio.open(
        path, "w", width=130, height=90, count=1, dtype="uint16",
        transform=rasterio.Affine(2, 0, 0, 0, -2, 0), **PACKINGS[request.param],
    ) as out:  # fmt: skip
        out.write(PICTURE, 1)
    return path


@given(
    corners=st.lists(st.tuples(st.integers(-60, 160), st.integers(-60, 120)), max_size=5),
    side=st.integers(1, 50),
)
def test_each_window_holds_the_pixels_of_the_picture(file, corners, side):
    wanted = np.zeros((90 + 240, 130 + 240), np.uint16)
    wanted[120:210, 120:250] = PICTURE
    with open_tiff(file) as tiff:
        read = read_windows(tiff, np.array(corners, np.int64).reshape(-1, 2), side)
    assert read.shape == (len(corners), side, side) and read.dtype == np.uint16
    for own, (column, row) in zip(read, corners, strict=True):
        own_wanted = wanted[row + 120 : row + 120 + side, column + 120 : column + 120 + side]
        assert (own == own_wanted).all()


@given(
    corners=st.lists(st.tuples(st.integers(-60, 160), st.integers(-60, 120)), max_size=5),
    side=st.integers(1, 50),
    height=st.integers(1, 100),
)
def test_windows_cut_from_strips_are_the_same(corners, side, height):
    two = np.stack([PICTURE, PICTURE[::-1]])
    places = np.array(corners, np.int64).reshape(-1, 2)
    cut = cut_windows(strips(lambda a, b: two[:, a:b], 90, height, 0), places, side)
    whole = cut_windows([(0, two)], places, side)
    assert cut.shape == (len(corners), 2, side, side) and (cut == whole).all()
    padded = np.pad(PICTURE, 120)
    for own, (column, row) in zip(cut[:, 0], corners, strict=True):
        assert (own == padded[row + 120 :, column + 120 :][:side, :side]).all()


def test_a_file_that_breaks_off_is_an_error(file):
    cut = file.with_name("cut.tif")
    cut.write_bytes(file.read_bytes()[:-6_000])
    with pytest.raises(RasterError, match="cut"), open_tiff(cut) as tiff:
        read_windows(tiff, np.array([[0, 0], [110, 80]]), 20)
