"""A scene is searched while it comes, and counts only when all of it is verified."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from shapely.geometry import box

from bench.overpass import AT, SEA
from geodata.catalogs.port import Growth, Offer, OfferedFile, Progress, silent
from geodata.errors import DownloadFailed
from geodata.products.files import ProductFiles
from geodata.sentinel1.product import open_product, product_of
from simulator.satellite.publish import publish
from simulator.satellite.scene import Wish, compose
from surveillance.scan.arriving import Brought, Way, brought
from surveillance.scan.radar import scan_radar
from surveillance.scan.vessel import Scanned

NOW = datetime(2026, 5, 12, 22, 30, tzinfo=UTC)
STEPS = 20


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pass")
    wish = Wish(3, (320, 256), SEA, AT, vessels=4, wind_mps=3.0)
    return publish(folder, compose(wish), is_zip=True).product


@pytest.fixture(autouse=True)
def short_heads(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pictures are smaller than the head of a real one."""
    monkeypatch.setattr("geodata.raster.span.HEAD_BYTES", 20_000)


def offer_of(archive: Path, name: str = "S1A_SCENE") -> Offer:
    file = OfferedFile(f"{name}.zip", "https://there/zip", archive.stat().st_size)
    return Offer(name, name, "sentinel-1a", "IW_GRDH_1S", NOW, NOW, NOW, box(0, 0, 1, 1), (file,))


class Slow:
    """A catalogue that keeps the end of a file back until somebody searches its beginning.

    trouble: how the download ends. anew: it begins once more after it was all there.
    """

    def __init__(self, archive: Path) -> None:
        self.body = archive.read_bytes()
        self.searched = threading.Event()
        self.trouble: str | None = None
        self.anew = False
        self.first = 0  # bytes that an earlier run has left

    def search(self, *args: object) -> list[Offer]:
        raise NotImplementedError

    def close(self) -> None:
        """Nothing to end."""

    def fetch(self, offer: Offer, folder: Path, progress: Progress = silent) -> Path:
        (file,) = offer.files
        part = folder / f"{file.name}.part"
        part.write_bytes(self.body[: self.first])
        self._pour(part, file, progress, self.first)
        if self.anew:
            part.write_bytes(b"")
            self._pour(part, file, progress, 0, take=2)
        if self.trouble:
            part.unlink()
            raise DownloadFailed(self.trouble)
        return part.rename(folder / file.name)

    def _pour(
        self, part: Path, file: OfferedFile, progress: Progress, first: int, take: int = 1
    ) -> None:
        step = len(self.body) // STEPS
        for at in range(first, len(self.body), step):
            if at + step >= len(self.body):
                assert self.searched.wait(60.0), "nobody searched before the last byte came"
            with part.open("ab") as opened:
                opened.write(self.body[at : at + step])
            done = min(at + step, len(self.body))
            progress(Growth(file, part, done, len(self.body), take))


def run(
    catalog: Slow, offers: list[Offer], folder: Path, search: Callable[[ProductFiles], Scanned]
) -> list[Brought[Scanned]]:
    return list(brought(catalog, offers, Way(folder, silent, lambda: NOW, search)))


def searching(catalog: Slow) -> Callable[[ProductFiles], Scanned]:
    def search(files: ProductFiles) -> Scanned:
        product = product_of(files)
        next(product.strips(next(product.as_they_come()), 16))
        catalog.searched.set()  # some rows were read, and the last byte is not there yet
        return scan_radar(product, None)

    return search


@pytest.mark.parametrize("first", [0, 50_000])
def test_it_is_searched_before_the_last_byte_and_the_same_is_found(
    archive: Path, tmp_path: Path, first: int
) -> None:
    catalog = Slow(archive)
    catalog.first = first
    (one,) = run(catalog, [offer_of(archive)], tmp_path, searching(catalog))
    assert one.fetched.path == tmp_path / "S1A_SCENE.zip" and one.arrived_at == NOW
    later = scan_radar(open_product(archive), None)
    assert one.early is not None and len(later.found) > 0
    assert one.early.found == later.found


def test_what_was_found_in_wrong_bytes_is_thrown_away(archive: Path, tmp_path: Path) -> None:
    catalog = Slow(archive)
    catalog.trouble = "has not the checksum that is published"
    (one,) = run(catalog, [offer_of(archive)], tmp_path, searching(catalog))
    assert one.early is None and one.fetched.path is None
    assert one.fetched.trouble == catalog.trouble


def test_a_product_that_is_fetched_anew_is_searched_anew(archive: Path, tmp_path: Path) -> None:
    catalog = Slow(archive)
    catalog.anew = True
    (one,) = run(catalog, [offer_of(archive)], tmp_path, searching(catalog))
    assert one.early is None and one.fetched.path is not None


def test_one_that_cannot_be_searched_early_keeps_nobody_waiting(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    catalog = Slow(archive)
    odd = offer_of(archive, "S1A_PACKED")

    def search(files: ProductFiles) -> Scanned:
        if "PACKED" in str(files.root):
            raise DownloadFailed("packed")
        return searching(catalog)(files)

    first, second = run(catalog, [odd, offer_of(archive)], tmp_path, search)
    by_name = {one.fetched.offer.name: one for one in (first, second)}
    assert by_name["S1A_PACKED"].early is None and by_name["S1A_PACKED"].fetched.path
    assert by_name["S1A_SCENE"].early is not None
    assert "S1A_PACKED is searched when it is whole: packed" in capsys.readouterr().err


def test_a_mistake_of_the_search_is_not_hidden(archive: Path, tmp_path: Path) -> None:
    catalog = Slow(archive)

    def search(files: ProductFiles) -> Scanned:
        catalog.searched.set()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(catalog, [offer_of(archive)], tmp_path, search)
