"""Products in a folder of this machine: SAFE folders, zips, GeoTIFFs, a static STAC catalogue."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

from rasterio.errors import RasterioError
from shapely.geometry import MultiPolygon, Polygon

from geodata.catalogs.port import Growth, Means, Offer, OfferedFile, Progress, silent
from geodata.catalogs.reading.geotiff import read_geotiff
from geodata.catalogs.reading.items import read_item
from geodata.catalogs.reading.safe import MANIFEST, read_safe
from geodata.catalogs.transfer.outside import MAX_JSON_BYTES, read_json
from geodata.errors import CatalogError, DownloadFailed, OfferRefused

_log = logging.getLogger(__name__)

_MAX_DEPTH = 5  # folders below the first
_MOST_ENTRIES = 50_000
_TIFFS = (".tif", ".tiff")
_CHUNK = 4 * 1024 * 1024


class FolderCatalog:
    """The products below a folder. Nothing is copied and nothing outside it is named."""

    def __init__(self, root: Path) -> None:
        """Raises CatalogError when there is no such folder."""
        if not root.is_dir():
            raise CatalogError(f"{root} is no folder: name the one that holds the products")
        self._root = root.resolve()

    def search(
        self,
        area: Polygon | MultiPolygon,
        since: datetime,
        until: datetime,
        collections: Sequence[str] = (),
    ) -> list[Offer]:
        """See the port. A product is of a collection that names its family, platform or type."""
        offers = [
            offer
            for offer in self.offers()
            if offer.start_at < until
            and offer.stop_at >= since
            and _is_of(offer, collections)
            and offer.footprint.intersects(area)
        ]
        return sorted(offers, key=lambda offer: offer.start_at)

    def fetch(self, offer: Offer, folder: Path, progress: Progress = silent) -> Path:
        """See the port; `folder` is not used. A published checksum is verified."""
        if not offer.files:
            raise DownloadFailed(f"{offer.name} has no file below {self._root}")
        paths = [self._path(file) for file in offer.files]
        for file, path in zip(offer.files, paths, strict=True):
            _verify(file, path)
            size = path.stat().st_size if path.is_file() else 0
            progress(Growth(file, path, size, size, 1))
        return paths[0] if len(paths) == 1 else _alone(offer.name, paths)

    def close(self) -> None:
        """See the port; there is nothing to end."""

    def offers(self) -> list[Offer]:
        """All that is there; those of a STAC catalogue first, what is in both once."""
        found: list[Offer] = []
        known: set[str] = set()
        for offer in (*self._listed(), *self._seen()):
            if known.isdisjoint(offer.hrefs):
                found.append(offer)
                known.update(offer.hrefs)
        return found

    def _seen(self) -> Iterator[Offer]:
        """Products that lie there, whatever a catalogue says."""
        for path in self._walk():
            try:
                if path.is_dir() or path.suffix == ".zip":
                    yield read_safe(path)
                else:
                    yield read_geotiff(path)
            except (OfferRefused, OSError, RasterioError) as exc:
                _log.warning("left out: %s: %s", path, exc)

    def _walk(self) -> Iterator[Path]:
        layer, count = [self._root], 0
        for _ in range(_MAX_DEPTH + 1):
            below: list[Path] = []
            for folder in layer:
                for path in sorted(folder.iterdir()):
                    count += 1
                    if count > _MOST_ENTRIES:
                        _log.warning("%s has too many files: the rest is left out", self._root)
                        return
                    if path.name.startswith(".") or path.name.endswith(".part"):
                        continue
                    if path.is_symlink() and not path.resolve().is_relative_to(self._root):
                        _log.warning("left out: %s leads out of the folder", path)
                        continue
                    if path.is_dir() and (path / MANIFEST).is_file():
                        yield path
                    elif path.is_dir() and not path.is_symlink():
                        below.append(path)
                    elif path.suffix.lower() in (*_TIFFS, ".zip"):
                        yield path
            layer = below

    def _listed(self) -> Iterator[Offer]:
        """The items of a static STAC catalogue, from its catalog.json or collection.json on."""
        waiting = [self._root / "catalog.json", self._root / "collection.json"]
        done: set[Path] = set()
        while waiting and len(done) < _MOST_ENTRIES:
            path = waiting.pop(0)
            if path in done or not path.is_file():
                continue
            done.add(path)
            try:
                document = _read_document(path)
                if document.get("type") == "Feature":
                    yield read_item(document, partial(self._locate, path))
                waiting += self._links(document.get("links"), path)
            except (OfferRefused, OSError) as exc:
                _log.warning("left out: %s: %s", path, exc)

    def _links(self, links: object, at: Path) -> Iterator[Path]:
        for link in links if isinstance(links, list) else []:
            if isinstance(link, dict) and link.get("rel") in ("child", "item"):
                path = self._inside(str(link.get("href", "")), at)
                if path is not None:
                    yield path

    def _locate(self, at: Path, href: str) -> str | None:
        path = self._inside(href, at)
        if path is not None and path.name == MANIFEST:
            path = path.parent  # an item may name the product by its manifest
        return path.as_uri() if path is not None and path.exists() else None

    def _inside(self, href: str, at: Path) -> Path | None:
        """The path of a relative, absolute or file address; None outside the folder."""
        try:
            parts = urlsplit(href)
        except ValueError:
            return None
        if parts.scheme not in ("", "file") or parts.netloc or "\x00" in unquote(href):
            return None
        path = (at.parent / unquote(parts.path)).resolve()
        return path if path.is_relative_to(self._root) else None

    def _path(self, file: OfferedFile) -> Path:
        path = self._inside(file.href, self._root / MANIFEST)
        if path is None or not path.exists():
            raise DownloadFailed(f"{file.name} is not below {self._root} (any more)")
        return path


def build(place: str | None, means: Means) -> FolderCatalog:
    """The catalogue of the folder `place`. Raises CatalogError."""
    if not place:
        raise CatalogError("which folder? folder:PATH")
    return FolderCatalog(Path(place).expanduser())


def _alone(name: str, paths: Sequence[Path]) -> Path:
    """The folder of the files, when it holds no raster but them. Raises DownloadFailed."""
    folder = paths[0].parent
    rasters = {path for path in folder.iterdir() if path.suffix.lower() in (*_TIFFS, ".jp2")}
    if rasters != set(paths):
        raise DownloadFailed(f"the files of {name} are not alone in {folder}: give them their own")
    return folder


def _read_document(path: Path) -> dict[str, object]:
    with path.open("rb") as file:
        return read_json(file.read(MAX_JSON_BYTES + 1), str(path))


def _is_of(offer: Offer, collections: Sequence[str]) -> bool:
    """SENTINEL-1, sentinel-1a, IW_GRDH_1S, SENTINEL-1/IW_GRDH_1S; no collections: any."""
    family = offer.platform[:-1] if offer.platform.startswith("sentinel") else offer.platform
    kind = offer.product_type.lower()
    names = {family, offer.platform.lower(), kind, f"{family}/{kind}"}
    return not collections or any(name.lower() in names for name in collections)


def _verify(file: OfferedFile, path: Path) -> None:
    size = path.stat().st_size
    if path.is_file() and file.size_bytes not in (None, size):
        raise DownloadFailed(f"{path} has {size} bytes, {file.size_bytes} are published of it")
    if file.checksum is None or not path.is_file():
        return
    hasher = file.checksum.hasher()
    with path.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            hasher.update(chunk)
    if hasher.hexdigest() != file.checksum.hex:
        raise DownloadFailed(f"{path} has not the checksum that is published of it")
