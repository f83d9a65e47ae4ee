"""What every catalogue answers, and how it is asked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from shapely.geometry import MultiPolygon, Polygon

from geodata.catalogs.transfer.checksum import Checksum
from geodata.catalogs.transfer.patience import Pace
from geodata.errors import OfferRefused


@dataclass(frozen=True, slots=True)
class OfferedFile:
    """One file of an offer.

    name: what it is called on the disk, checked (no folders, no control characters). href: https,
    http of this machine, or file. size_bytes, checksum: None where the catalogue publishes none.
    """

    name: str
    href: str
    size_bytes: int | None = None
    checksum: Checksum | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A product that a catalogue has; times are aware UTC, the footprint is in lon/lat.

    name: the product's own, for example that of its SAFE folder. published_at: None where the
    catalogue does not say. files: empty when it can be seen but not be fetched from here (only by
    S3, or taken off line); usually one archive, else one per band. cloud_pct: share of an optical
    product that lies under cloud, as its maker says; None where nobody says it.
    Raises OfferRefused when it ends before it begins.
    """

    id: str
    name: str
    platform: str
    product_type: str
    start_at: datetime
    stop_at: datetime
    published_at: datetime | None
    footprint: Polygon | MultiPolygon
    files: tuple[OfferedFile, ...]
    cloud_pct: float | None = None

    def __post_init__(self) -> None:
        if self.stop_at < self.start_at:
            raise OfferRefused(f"{self.name} ends before it begins")

    @property
    def is_optical(self) -> bool:
        """Whether it is one of Sentinel-2, by its platform or its type."""
        names = self.platform.lower(), self.product_type.lower()
        return any(name.startswith(("sentinel-2", "s2msi")) for name in names)

    @property
    def hrefs(self) -> tuple[str, ...]:
        """Where its files are."""
        return tuple(file.href for file in self.files)

    @property
    def size_bytes(self) -> int | None:
        """All its files together; None when the size of one is not published, or without files."""
        sizes = [file.size_bytes for file in self.files]
        known = [size for size in sizes if size is not None]
        return sum(known) if known and len(known) == len(sizes) else None

    @property
    def checksum(self) -> Checksum | None:
        """That of its one file; None when none is published or when it has several files."""
        return self.files[0].checksum if len(self.files) == 1 else None


@dataclass(frozen=True, slots=True)
class Growth:
    """A file that grows: its first `done_bytes` bytes can be read at `path` now.

    They are the file's, in order, but nothing is verified before `fetch` returns. size_bytes: None
    while nobody said how long it will be. take: grows by one when the download had to begin anew;
    what was read before is void then.
    """

    file: OfferedFile
    path: Path
    done_bytes: int
    size_bytes: int | None
    take: int


# Called in the thread that downloads, which waits for it: put aside what takes long. Also called
# every second while a service wants to be left alone; what it raises ends the download.
Progress = Callable[[Growth], None]


def silent(growth: Growth) -> None:
    """A progress that nobody watches."""


class Catalog(Protocol):
    """A catalogue. Its methods may be called from several threads at once."""

    def search(
        self,
        area: Polygon | MultiPolygon,
        since: datetime,
        until: datetime,
        collections: Sequence[str],
    ) -> list[Offer]:
        """What was taken of the area (lon/lat) from `since` until `until`, oldest first.

        Offers that cannot be believed are left out and said in the log. Raises
        CatalogUnavailable, AccessRefused, CatalogError.
        """
        ...

    def fetch(self, offer: Offer, folder: Path, progress: Progress = silent) -> Path:
        """The product in `folder`: its one file, or a folder of its files; whole and verified.

        What is on this machine already stays where it is; its own path is returned.
        Goes on where an earlier call was cut. What is there already is not fetched again.
        Raises CatalogUnavailable, AccessRefused, DownloadFailed.
        """
        ...

    def close(self) -> None:
        """End its connections."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a catalogue is built with. home: the folder for the file of credentials and tokens."""

    pace: Pace
    environment: Mapping[str, str]
    home: Path

    @property
    def credentials(self) -> Path:
        """The file that names, passwords and tokens may stand in."""
        return self.home / "catalogs.toml"
