"""Files of one grid and different bands are one scene, and nothing else is."""

import warnings
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.errors import NotGeoreferencedWarning

from geodata.errors import RasterError
from geodata.raster.grouping import scenes_of
from geodata.raster.scene import open_raster
from tests.geodata.raster.test_scene import BESIDE, GRID, picture, write


def put(folder: Path, names, pixels=None, **grid) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    given = picture() if pixels is None else pixels
    return [write(folder / f"{name}.tif", given, **grid) for name in names]


def test_bands_of_one_grid_are_one_scene_in_any_order(tmp_path):
    blue, red = put(tmp_path / "a", ("B02", "B04"), **GRID)
    other = put(tmp_path / "b", ("B02", "B04"), **{**GRID, "transform": BESIDE})
    assert scenes_of([red, other[0], blue, other[1]]) == [(red, blue), tuple(other)]
    assert open_raster([red, blue]).band_names == ("B04", "B02")


def test_files_of_two_folders_on_one_grid_are_one_scene(tmp_path):
    (blue,) = put(tmp_path / "a", ["B02"], **GRID)
    (red,) = put(tmp_path / "b", ["red_B04"], **GRID)
    assert scenes_of([blue, red]) == [(blue, red)]


def test_two_days_on_one_grid_stay_two(tmp_path):
    days = [put(tmp_path, (f"{day}_B02", f"{day}_B03"), **GRID) for day in ("0517", "0522")]
    assert scenes_of([*days[1], *days[0]]) == [tuple(days[1]), tuple(days[0])]


def test_pictures_without_a_place_are_one_scene_only_beside_each_other(tmp_path):
    chips = put(tmp_path / "a", ("x_VV", "x_VH", "y_VV", "z_VH"))
    assert scenes_of(chips) == [(chips[0], chips[1]), (chips[2],), (chips[3],)]
    far = put(tmp_path / "b", ["x_VH"])
    assert scenes_of([chips[0], *far]) == [(chips[0],), tuple(far)]


def test_names_that_name_no_band_and_files_that_are_none_stand_alone(tmp_path):
    plain = put(tmp_path, ("harbour", "bay"), **GRID)
    many = put(tmp_path, ["two"], picture(2), **GRID)
    broken = tmp_path / "B02.tif"
    broken.write_bytes(b"no picture")
    given = [*plain, broken, tmp_path / "missing.tif", *many]
    assert scenes_of(given) == [(path,) for path in given]


def test_a_band_given_twice_is_told_when_it_is_opened(tmp_path):
    blue, red = put(tmp_path, ("B02", "B04"), **GRID)
    ((first, *others),) = scenes_of([blue, red, blue])
    assert first == blue and sorted(others) == [blue, red]


def draw(place: Path, driver: str, pixels) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        size = {"width": pixels.shape[2], "height": pixels.shape[1], "count": 1, "dtype": "uint8"}
        with rasterio.open(place, "w", driver=driver, **size) as file:
            file.write(pixels)
    return place


@pytest.mark.parametrize("driver", ["PNG", "JPEG", "JP2OpenJPEG"])
def test_a_picture_is_known_by_its_content_not_by_its_name(tmp_path, driver):
    pixels = np.full((1, 40, 50), 90, np.uint8)
    place = draw(tmp_path / "picture.tif", driver, pixels)
    raster = open_raster(place)
    assert (raster.shape, raster.georef) == ((40, 50), None)
    ((first, rows),) = raster.strips()
    assert first == 0 and abs(rows.astype(int) - 90).max() <= 2


@pytest.mark.parametrize("driver", ["PNG", "JPEG", "JP2OpenJPEG"])
def test_a_picture_cut_off_is_told(tmp_path, driver):
    pixels = np.random.default_rng(3).integers(0, 255, (1, 400, 500)).astype(np.uint8)
    place = draw(tmp_path / "picture.png", driver, pixels)
    place.write_bytes(place.read_bytes()[: place.stat().st_size // 2])
    with pytest.raises(RasterError, match="damaged or cut off"):
        list(open_raster(place).strips())


def test_colours_that_a_file_tells_are_bands(tmp_path):
    path = write(
        tmp_path / "red_sea.tif", picture(4), descriptions=("Blue", "green", "Red", "NIR"),
        crs="EPSG:32652", transform=Affine(3.0, 0.0, 399_960.0, 0.0, -3.0, 3_900_000.0),
    )  # fmt: skip
    assert open_raster(path).band_names == ("B02", "B03", "B04", "B08")
    assert open_raster(write(tmp_path / "red.tif", picture(), **GRID)).band_names == ("red",)
