"""Whole products: every flavour gives the same scene, every damage one clear line."""

import shutil
import tracemalloc
import zipfile

import numpy as np
import pytest

from geodata.errors import ProductError
from geodata.sentinel1.product import open_product
from tests.geodata.sentinel1.safe_writer import NAME, SMALL, SafeWriter, write_picture, zipped
from tests.geodata.sentinel1.scene_model import SceneModel

FLAVOURS = {
    "folder": SafeWriter(),
    "old": SafeWriter(is_old=True),
    "cog": SafeWriter(is_cog=True),
    "zip": SafeWriter(),
    "zip of cog": SafeWriter(is_cog=True),
    "manifest": SafeWriter(),
}


@pytest.fixture(scope="module", params=FLAVOURS)
def flavour(request, tmp_path_factory):
    root = FLAVOURS[request.param].write(tmp_path_factory.mktemp("product"))
    if request.param == "manifest":
        return root / "manifest.safe"
    return zipped(root) if "zip" in request.param else root


@pytest.fixture
def folder(tmp_path):
    return SafeWriter().write(tmp_path)


def test_every_flavour_is_the_same_scene(flavour):
    product = open_product(flavour, sea_height_m=0.0)
    assert (product.name, product.platform, product.mode) == (NAME, "S1A", "IW")
    assert product.polarisations == ("VV", "VH")
    assert product.shape == (SMALL.rows, SMALL.columns)
    px = np.array([[350.0, 200.0], [0.0, 0.0], [700.0, 420.0]])
    assert np.abs(product.georef.lonlat(px) - SMALL.places(px)).max() < 1e-6
    for polarisation in product.polarisations:
        whole = np.vstack([p for _, p in product.strips(polarisation, height=100)])
        assert (whole == SafeWriter().picture(polarisation)).all()
        centre = [[350.5, 200.5]]
        expected = (100.0**2 - 600.0) / (500.0 + 0.05 * 350) ** 2
        assert product.calibrations[polarisation].sigma0(centre, [100])[0] == pytest.approx(
            expected
        )


@pytest.mark.parametrize(("height", "halo"), [(1, 0), (64, 10), (100, 130), (1000, 40)])
def test_strips_of_any_height_are_rows_of_the_picture(flavour, height, halo):
    product, told = open_product(flavour), SafeWriter().picture("VV")
    for index, (first, pixels) in enumerate(product.strips("VV", height, halo)):
        assert first == max(0, index * height - halo)
        assert pixels.dtype == np.uint16 and pixels.flags.writeable
        assert (pixels == told[first : index * height + height + halo]).all()


@pytest.mark.parametrize("is_cog", [False, True])
def test_a_tall_picture_takes_no_more_memory_than_a_low_one(tmp_path, is_cog):
    """Two strips at a time, whatever the height of the picture: 16,000 x 25,000 stay far below
    1 GB with strips of 1,024 rows."""
    peaks = {}
    for rows in (2_000, 8_000):
        model = SceneModel(rows=rows, columns=600, lattice=(4, 5))
        writer = SafeWriter(model, ("VV",), is_cog=is_cog, is_old=True)
        product = open_product(writer.write(tmp_path, f"scene{rows}"))
        tracemalloc.start()
        for _ in product.strips("VV", 256, 40):
            pass
        peaks[rows] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    strip_bytes = (256 + 80) * 600 * 2
    assert peaks[8_000] < 4 * strip_bytes
    assert peaks[8_000] < 1.3 * peaks[2_000]


def test_border_of_a_strip(tmp_path):
    picture = SafeWriter().picture("VV").copy()
    picture[:, :200] = 3
    picture[:50] = 0
    product = open_product(SafeWriter(pictures={"VV": picture}).write(tmp_path))
    for first, pixels in product.strips("VV", 60):
        valid = product.valid_columns("VV", first, pixels)
        rows = np.arange(first, first + len(pixels))
        assert (valid[rows < 50] == 0).all()
        assert (valid[rows >= 50, 0] >= 200).all() and (valid[rows >= 50, 0] < 330).all()
        assert (valid[rows >= 50, 1] >= 696).all()


@pytest.mark.parametrize(("height", "halo"), [(1000, 0), (37, 0), (100, 20), (9, 40)])
def test_clean_strips_are_the_same_for_any_strips(tmp_path, height, halo):
    rng = np.random.default_rng(6)
    picture = SafeWriter().picture("VV").copy()
    for row in range(len(picture)):
        picture[row, : rng.integers(0, 250)] = 4
        picture[row, 700 - rng.integers(0, 250) :] = 4
    picture[-30:] = 3
    product = open_product(SafeWriter(pictures={"VV": picture}).write(tmp_path))
    (_, whole), = product.strips("VV", 420, is_clean=True)  # fmt: skip
    assert (whole[-30:] == 0).all() and not (whole == 4).any()
    assert ((whole == picture) | (whole == 0)).all()
    assert (whole[:, 350] == picture[:, 350])[:-30].all()
    for index, (first, pixels) in enumerate(product.strips("VV", height, halo, is_clean=True)):
        assert (pixels == whole[first : index * height + height + halo]).all()


def one_line(caught) -> str:
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    "part",
    [
        "annotation/s1a-iw-grd-vv-20240517t084112-20240517t084113-053912-068dba-001.xml",
        "annotation/calibration/noise-s1a-iw-grd-vh-20240517t084112-20240517t084113-053912-068dba-002.xml",
        "measurement/s1a-iw-grd-vh-20240517t084112-20240517t084113-053912-068dba-002.tiff",
    ],
)
def test_a_missing_or_a_shortened_file_is_named(folder, part):
    file = folder / part
    whole = file.read_bytes()
    file.write_bytes(whole[:-100])
    with pytest.raises(ProductError, match="but the manifest says") as caught:
        open_product(folder)
    assert part in one_line(caught)
    file.unlink()
    with pytest.raises(ProductError, match="is missing: download") as caught:
        open_product(folder)
    assert part in one_line(caught)


@pytest.mark.parametrize("writer", [SafeWriter(is_old=True), SafeWriter(is_old=True, is_cog=True)])
def test_a_picture_cut_off_is_one_clear_line(tmp_path, writer):
    root = writer.write(tmp_path)
    picture = next((root / "measurement").glob("*vv*"))
    picture.write_bytes(picture.read_bytes()[: picture.stat().st_size // 2])
    with pytest.raises(ProductError, match=r"-001(-cog)?\.tiff.*again") as caught:
        list(open_product(root).strips("VV", 50))
    one_line(caught)


def test_a_picture_of_another_size_is_refused(tmp_path):
    root = SafeWriter(is_old=True).write(tmp_path)
    write_picture(next((root / "measurement").glob("*vv*")), np.ones((9, 9), np.uint16), {})
    with pytest.raises(ProductError, match=r"9 x 9 pixels of uint16; .* 700 x 420"):
        list(open_product(root).strips("VV"))


def test_a_picture_of_nothing_is_refused(tmp_path):
    nothing = np.zeros((SMALL.rows, SMALL.columns), np.uint16)
    product = open_product(SafeWriter(pictures={"VH": nothing}).write(tmp_path))
    assert len(list(product.strips("VV", 100))) == 5
    with pytest.raises(ProductError, match="every pixel is zero"):
        list(product.strips("VH", 100))


@pytest.mark.parametrize("kind", ["SLC_", "OCN_", "RAW_"])
def test_another_product_is_refused_by_its_name(tmp_path, kind):
    root = SafeWriter().write(tmp_path, NAME.replace("GRDH", kind))
    with pytest.raises(ProductError, match=f"is a IW {kind[:3]} product; only IW and EW GRD"):
        open_product(root)


def test_another_product_is_refused_whatever_its_name(tmp_path):
    root = SafeWriter(kind="SLC").write(tmp_path, "scene")
    with pytest.raises(ProductError, match="is a IW SLC product"):
        open_product(root)


def test_what_is_no_product_is_refused(tmp_path):
    (tmp_path / "a.txt").write_text("hello")
    for path, said in [
        (tmp_path, "holds no annotation"),
        (tmp_path / "a.txt", "is no product"),
        (tmp_path / "gone", "there is no"),
    ]:
        with pytest.raises(ProductError, match=said) as caught:
            open_product(path)
        one_line(caught)


@pytest.mark.parametrize(
    "name", ["../evil.xml", "a/../../evil.xml", "/etc/evil", "c:\\evil", "a\x01b", "a//b"]
)
def test_a_zip_with_names_that_lead_out_is_refused(folder, name):
    packed = zipped(folder)
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr(name, "x")
    with pytest.raises(ProductError, match="may lead out of the product") as caught:
        open_product(packed)
    one_line(caught)


def test_a_zip_that_unfolds_to_gigabytes_is_refused(tmp_path, folder):
    bomb = tmp_path / "bomb.zip"
    name = "annotation/s1a-iw-grd-vv-20240517t084112-20240517t084113-053912-068dba-001.xml"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in folder.rglob("*.*"):
            inside = file.relative_to(folder).as_posix()
            if inside not in (name, "manifest.safe"):
                archive.write(file, inside)
        archive.writestr(name, b" " * (60 * 2**20))
    with pytest.raises(ProductError, match="larger than 48 MiB"):
        open_product(bomb)


def test_a_zip_of_very_many_files_is_refused(tmp_path):
    packed = tmp_path / "many.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(5_001):
            archive.writestr(f"annotation/{number}.xml", "")
    with pytest.raises(ProductError, match="holds 5001 files"):
        open_product(packed)


def test_a_broken_zip_is_refused(folder):
    packed = zipped(folder)
    packed.write_bytes(packed.read_bytes()[:5_000])
    with pytest.raises(ProductError, match="no readable zip"):
        open_product(packed)


def test_a_link_out_of_the_product_is_not_followed(tmp_path, folder):
    annotation = next((folder / "annotation").glob("*vv*.xml"))
    shutil.move(annotation, tmp_path / "elsewhere.xml")
    annotation.symlink_to(tmp_path / "elsewhere.xml")
    with pytest.raises(ProductError, match="is missing"):
        open_product(folder)


def test_one_polarisation_twice_is_refused(folder):
    shutil.rmtree(folder)
    root = SafeWriter(polarisations=("VV", "VV"), is_old=True).write(folder.parent)
    with pytest.raises(ProductError, match="has VV twice"):
        open_product(root)
