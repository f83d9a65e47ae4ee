"""Products of an area that are new, searched and brought here one after the other."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from shapely.geometry import LineString, Polygon, box

from geodata.catalogs.cdse import CdseCatalog
from geodata.catalogs.credentials import read_credentials
from geodata.catalogs.fetching import Fetched, fetch_each
from geodata.catalogs.folder import FolderCatalog
from geodata.catalogs.port import Catalog, Offer, Progress
from geodata.catalogs.stac import StacCatalog
from geodata.clock import Clock
from surveillance.errors import WrongUsage

CDSE = "cdse"
_SPAN = re.compile(r"(\d{1,4})([hd])")
_HOURS = {"h": 1, "d": 24}
_LONGEST = timedelta(days=366)
RADAR = {"cdse": ("SENTINEL-1/IW_GRDH_1S",), "stac": ("sentinel-1-grd",), "folder": ()}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for. catalog: cdse, the address of a STAC API, or a folder."""

    shape: Polygon | LineString
    since: datetime
    until: datetime
    catalog: str = CDSE

    @property
    def outline(self) -> Polygon:
        """A catalogue searches by rectangles well enough."""
        return box(*self.shape.buffer(1e-6).bounds)


def parse_since(text: str, now: datetime) -> datetime:
    """`7d`, `12h`: so long ago. Raises WrongUsage."""
    match = _SPAN.fullmatch(text)
    span = timedelta(hours=int(match[1]) * _HOURS[match[2]]) if match else timedelta(0)
    if not timedelta(0) < span <= _LONGEST:
        raise WrongUsage(f"--since {text!r}: give hours or days up to a year, such as 12h or 7d")
    return now - span


@contextmanager
def opened(wanted: Wanted, home: Path, clock: Clock) -> Iterator[tuple[Catalog, tuple[str, ...]]]:
    """The catalogue, and what it calls its radar products. Raises CatalogError, AccessRefused."""
    if wanted.catalog == CDSE:
        who = read_credentials(CDSE, os.environ, home / "credentials.toml")
        with closing(CdseCatalog(who, clock, home / "cdse.token")) as cdse:
            yield cdse, RADAR["cdse"]
    elif "://" in wanted.catalog:
        with closing(StacCatalog(wanted.catalog, clock)) as stac:
            yield stac, RADAR["stac"]
    else:
        yield FolderCatalog(Path(wanted.catalog)), RADAR["folder"]


def bring(
    catalog: Catalog, offers: list[Offer], folder: Path, progress: Progress
) -> Iterator[Fetched]:
    """Each product as soon as it is whole, or has failed. What is here already is not fetched."""
    folder.mkdir(parents=True, exist_ok=True)
    yield from fetch_each(catalog, offers, folder, progress)


def times_told(offer: Offer, looked_at: datetime) -> str:
    """When it was taken, published and looked at."""
    published = "not told" if offer.published_at is None else f"{offer.published_at:%m-%d %H:%M}Z"
    return (
        f"taken {offer.start_at:%Y-%m-%d %H:%M}Z, published {published},"
        f" looked at {looked_at:%m-%d %H:%M}Z"
    )
