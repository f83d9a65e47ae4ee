"""A product is read while it comes, and never further than its bytes are there."""

import zipfile
from pathlib import Path

import numpy as np
import pytest

from geodata.errors import NotWhole
from geodata.products.arriving import arriving_files
from geodata.sentinel1.product import open_product, product_of
from tests.geodata.sentinel1.safe_writer import SafeWriter, zipped


class Stepwise:
    """A file of which there is just as much as was waited for."""

    def __init__(self, whole: Path, folder: Path, most: int | None = None) -> None:
        self._bytes = whole.read_bytes()
        self._most = len(self._bytes) if most is None else most
        self.path = folder / "growing.part"
        self.path.touch()
        self.there = 0

    def wait(self, count: int) -> None:
        if count > self._most:
            raise NotWhole("the download has ended")
        with self.path.open("ab") as file:
            file.write(self._bytes[self.there : count])
        self.there = max(self.there, count)


def repacked(archive: Path, place: Path, is_packed: bool = False, is_late: bool = False) -> Path:
    """The names sorted as is usual, or with the annotations at the end."""
    kind = zipfile.ZIP_DEFLATED if is_packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(place, "w", kind) as new:
        for name in sorted(old.namelist(), reverse=is_late):
            new.writestr(name, old.read(name))
    return place


@pytest.fixture(params=[False, True], ids=["plain", "cog"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    made = zipped(SafeWriter(is_cog=request.param).write(tmp_path / "made"))
    return repacked(made, tmp_path / made.name)


@pytest.fixture(autouse=True)
def short_heads(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pictures are smaller than the head of a real one."""
    monkeypatch.setattr("geodata.raster.span.HEAD_BYTES", 20_000)


def test_it_is_the_same_scene_read_as_it_comes(archive: Path, tmp_path: Path) -> None:
    whole = open_product(archive)
    coming = Stepwise(archive, tmp_path)
    product = product_of(arriving_files(coming, archive))
    assert (product.name, product.shape) == (whole.name, whole.shape)
    assert product.polarisations == whole.polarisations == ("VV", "VH")
    begun = coming.there
    assert begun < 0.5 * archive.stat().st_size
    order = list(whole.as_they_come())
    assert order == ["VV", "VH"]
    for polarisation in product.as_they_come():  # in a zip as their names are sorted
        order.remove(polarisation)
        there = []
        for (first, pixels), (_, true) in zip(
            product.strips(polarisation, 64), whole.strips(polarisation, 64), strict=True
        ):
            there.append(coming.there)
            assert (pixels == true).all(), first
        assert there == sorted(there)
        if polarisation == "VH":
            assert there[-1] < 0.8 * archive.stat().st_size
    assert order == []
    assert np.isfinite(product.georef.lonlat([[3.0, 3.0]])).all()


def test_what_does_not_come_is_told(archive: Path, tmp_path: Path) -> None:
    coming = Stepwise(archive, tmp_path, most=archive.stat().st_size // 2)
    product = product_of(arriving_files(coming, archive))
    with pytest.raises(NotWhole, match="has ended"):
        list(product.strips("VV", 64))


def test_annotations_may_come_last(archive: Path, tmp_path: Path) -> None:
    late = repacked(archive, tmp_path / "late.zip", is_late=True)
    whole = open_product(archive)
    product = product_of(arriving_files(Stepwise(late, tmp_path), late))
    pairs = zip(product.strips("VV"), whole.strips("VV"), strict=True)
    assert all((a == b).all() for (_, a), (_, b) in pairs)


def test_packed_pictures_wait_for_the_whole(archive: Path, tmp_path: Path) -> None:
    packed = repacked(archive, tmp_path / "packed.zip", is_packed=True)
    product = product_of(arriving_files(Stepwise(packed, tmp_path), packed))
    with pytest.raises(NotWhole, match="packed in the zip"):
        next(product.strips("VV"))


@pytest.mark.parametrize("body", [b"", b"no zip at all" * 10, b"PK\x05\x06" + bytes(40)])
def test_what_is_no_zip_waits_for_the_whole(body: bytes, tmp_path: Path) -> None:
    odd = tmp_path / "odd.zip"
    odd.write_bytes(body)
    with pytest.raises(NotWhole):
        arriving_files(Stepwise(odd, tmp_path), odd)


def test_sizes_that_follow_wait_for_the_whole(archive: Path, tmp_path: Path) -> None:
    body = bytearray(archive.read_bytes())
    body[6] |= 0x8
    odd = tmp_path / "odd.zip"
    odd.write_bytes(body)
    with pytest.raises(NotWhole, match="only in the end"):
        arriving_files(Stepwise(odd, tmp_path), odd)


def test_names_that_lead_out_are_not_followed(archive: Path, tmp_path: Path) -> None:
    odd = tmp_path / "odd.zip"
    odd.write_bytes(archive.read_bytes().replace(b"annotation/s1a", b"../../tion/s1a"))
    with pytest.raises(NotWhole, match="lead out"):
        arriving_files(Stepwise(odd, tmp_path), odd)
