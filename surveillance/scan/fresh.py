"""What is searched for in a catalogue: products of an area that are new."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from shapely.geometry import LineString, Polygon, box

from geodata.catalogs.opening import open_catalog
from geodata.catalogs.port import Catalog, Means
from geodata.clock import Clock
from surveillance.errors import WrongUsage
from surveillance.scan.printable import printable

CDSE = "cdse"
# what each catalogue calls radar scenes of the interferometric wide swath, detected
RADAR = {
    "cdse": ("SENTINEL-1/IW_GRDH_1S",),
    "stac": ("sentinel-1-grd",),
    "dhus": ("Sentinel-1/GRD",),
    "folder": ("sentinel-1/grd", "sentinel-1/iw_grdh_1s"),
}
_SPAN = re.compile(r"(\d{1,4})([hd])")
_HOURS = {"h": 1, "d": 24}
_LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for. catalog: as `open_catalog` takes it."""

    shape: Polygon | LineString
    since: datetime
    until: datetime
    catalog: str = CDSE

    @property
    def outline(self) -> Polygon:
        """A catalogue searches by rectangles well enough."""
        return box(*self.shape.buffer(1e-6).bounds)

    def told(self) -> str:
        """Since when and where, for a person."""
        west, south, east, north = self.outline.bounds
        return (
            f"since {self.since:%Y-%m-%d %H:%M}Z between {west:.2f} and {east:.2f} degrees east,"
            f" {south:.2f} and {north:.2f} north, in {printable(self.catalog)}"
        )

    @property
    def collections(self) -> tuple[str, ...]:
        """The radar scenes of its catalogue."""
        return RADAR[self.catalog.partition(":")[0]]


def check_catalog(text: str) -> None:
    """Raises WrongUsage for a kind of catalogue that there is not."""
    if text.partition(":")[0] not in RADAR:
        raise WrongUsage(
            f"--catalog {text[:60]!r}: give cdse, stac:https://…, dhus:https://… or folder:PATH"
        )


def parse_since(text: str, now: datetime) -> datetime:
    """`7d`, `12h`: so long ago. Raises WrongUsage."""
    match = _SPAN.fullmatch(text)
    span = timedelta(hours=int(match[1]) * _HOURS[match[2]]) if match else timedelta(0)
    if not timedelta(0) < span <= _LONGEST:
        raise WrongUsage(f"--since {text!r}: give hours or days up to a year, such as 12h or 7d")
    return now - span


@contextmanager
def opened_catalog(wanted: Wanted, home: Path, clock: Clock) -> Iterator[Catalog]:
    """The catalogue. Raises CatalogError, AccessRefused."""
    catalog = open_catalog(wanted.catalog, Means(clock, os.environ, home))
    try:
        yield catalog
    finally:
        catalog.close()
