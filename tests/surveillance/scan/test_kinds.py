"""What a scene is, by what it holds."""

from pathlib import Path

import numpy as np
import pytest

from geodata import sentinel1, sentinel2
from geodata.errors import ProductError, RasterError
from geodata.raster.scene import Raster, open_raster
from surveillance.scan.kinds import Look, look_of, open_scene, scenes_in
from tests.geodata.sentinel1.safe_writer import SafeWriter as RadarWriter
from tests.geodata.sentinel2.safe_writer import SafeWriter as OpticalWriter
from tests.geodata.sentinel2.safe_writer import zipped
from tests.surveillance.scan.pictures import BANDS, UTM, save

GREY = np.full((1, 20, 30), 40, np.uint16)
RNG = np.random.default_rng(5)


@pytest.mark.parametrize("is_zip", [False, True])
@pytest.mark.parametrize(
    ("writer", "kind"), [(RadarWriter, sentinel1.Product), (OpticalWriter, sentinel2.Product)]
)
def test_products_are_known_whatever_they_are_called(
    writer: type, kind: type, is_zip: bool, tmp_path: Path
) -> None:
    made = writer().write(tmp_path)
    if is_zip:
        path = zipped(made).rename(tmp_path / "download")
    else:
        path = made.rename(tmp_path / "a.folder")
    ((given,),) = scenes_in([path])
    assert isinstance(open_scene((given,)), kind)


def test_pictures_are_grouped_between_products(tmp_path: Path) -> None:
    product = OpticalWriter().write(tmp_path)
    folder = tmp_path / "bands"
    folder.mkdir()
    bands = [save(folder / f"{band}.tif", GREY, **UTM) for band in BANDS]
    chip = save(tmp_path / "chip.tif", GREY)
    given = [chip, bands[3], product, bands[0]]
    assert scenes_in(given) == [(chip,), (bands[3], bands[0]), (product,)]
    assert scenes_in([folder, product]) == [tuple(bands), (product,)]
    assert isinstance(open_scene(tuple(bands)), Raster)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("s1a-iw-raw-s-vv-20240517t093021-20240517t093053-053918-068d9c.dat", "RAW product"),
        ("measurement/s1a-iw-ocn-vv-20240517t093021-20240517t093053-053918-068d9c.nc", "OCN"),
        ("MTD_MSIL1B.xml", "below L1C"),
        ("xfdumanifest.xml", "Sentinel-3"),
        ("LC08_L1TP_113037_20240517_20240520_02_T1_MTL.txt", "Landsat"),
        ("notes.txt", "no product that is known"),
    ],
)
def test_other_products_are_told_by_name_with_what_is_taken(
    file: str, said: str, tmp_path: Path
) -> None:
    folder = tmp_path / "product"
    (folder / file).parent.mkdir(parents=True)
    (folder / file).write_text("x")
    with pytest.raises(ProductError) as caught:
        open_scene((folder,))
    text = str(caught.value)
    assert said in text and "IW and EW GRD and Sentinel-2 L1C and L2A" in text and "\n" not in text


@pytest.mark.parametrize(
    ("names", "look"),
    [
        (None, Look.RADAR),
        (("VV",), Look.RADAR),
        (("HH", "HV"), Look.RADAR),
        (BANDS, Look.OPTICAL),
        (("B11",), Look.OPTICAL),
    ],
)
def test_what_the_bands_are(names: tuple[str, ...] | None, look: Look, tmp_path: Path) -> None:
    pixels = np.concatenate([GREY] * len(names or "1"))
    assert look_of(open_raster(save(tmp_path / "a.tif", pixels, names=names))) is look


def test_a_grey_picture_in_colours_is_radar_and_a_colourful_one_is_refused(tmp_path: Path) -> None:
    grey = RNG.integers(0, 255, (1, 20, 30)).astype(np.uint8)
    colours = RNG.integers(0, 255, (3, 20, 30)).astype(np.uint8)
    same = save(tmp_path / "grey.png", np.concatenate([grey] * 3), driver="PNG")
    assert look_of(open_raster(same)) is Look.RADAR
    with pytest.raises(RasterError, match="3 bands that nobody named"):
        look_of(open_raster(save(tmp_path / "c.png", colours, driver="PNG")))


def test_a_file_that_is_none_is_told_with_what_is_taken(tmp_path: Path) -> None:
    with pytest.raises(RasterError, match=r"there is no .*taken are Sentinel-1"):
        open_scene((tmp_path / "x.tif",))
    (tmp_path / "x.tif").write_bytes(b"GIF89a")
    with pytest.raises(RasterError, match="is no product and no picture; taken are"):
        open_scene((tmp_path / "x.tif",))
