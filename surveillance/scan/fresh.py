"""What is searched for in a catalogue: products of an area that are new."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from shapely.geometry import LineString, Polygon, box

from geodata.catalogs.opening import open_catalog
from geodata.catalogs.port import Catalog, Means, Offer
from geodata.clock import Clock
from surveillance.errors import WrongUsage
from surveillance.scan.levels import each_once
from surveillance.scan.printable import printable

CDSE = "cdse"


class Sensor(StrEnum):
    """Whose scenes are looked for."""

    RADAR = "radar"
    OPTICAL = "optical"
    BOTH = "both"


# what each catalogue calls radar scenes of the interferometric wide swath, detected, and optical
# scenes above the atmosphere and at the ground
COLLECTIONS: dict[str, dict[Sensor, tuple[str, ...]]] = {
    "cdse": {
        Sensor.RADAR: ("SENTINEL-1/IW_GRDH_1S",),
        Sensor.OPTICAL: ("SENTINEL-2/S2MSI1C", "SENTINEL-2/S2MSI2A"),
    },
    "stac": {
        Sensor.RADAR: ("sentinel-1-grd",),
        Sensor.OPTICAL: ("sentinel-2-l1c", "sentinel-2-l2a"),
    },
    "dhus": {
        Sensor.RADAR: ("Sentinel-1/GRD",),
        Sensor.OPTICAL: ("Sentinel-2/S2MSI1C", "Sentinel-2/S2MSI2A"),
    },
    "folder": {
        Sensor.RADAR: ("sentinel-1/grd", "sentinel-1/iw_grdh_1s"),
        Sensor.OPTICAL: (
            "sentinel-2/s2msi1c", "sentinel-2/s2msi2a", "sentinel-2-l1c", "sentinel-2-l2a",
        ),
    },
}  # fmt: skip
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
    sensor: Sensor = Sensor.RADAR

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
        """Those scenes, as its catalogue calls them."""
        called = COLLECTIONS[self.catalog.partition(":")[0]]
        return tuple(name for sensor in called if self._wants(sensor) for name in called[sensor])

    def _wants(self, sensor: Sensor) -> bool:
        return self.sensor in (sensor, Sensor.BOTH)


def check_catalog(text: str) -> None:
    """Raises WrongUsage for a kind of catalogue that there is not."""
    if text.partition(":")[0] not in COLLECTIONS:
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


def scenes_of(
    catalog: Catalog, wanted: Wanted, say: Callable[[str], None]
) -> tuple[list[Offer], str]:
    """What it has, oldest first, each thing once; and how much that is, for a person.

    say: takes a line for what a person should know: clouds, which drop nothing, and what is left
    out because another product shows it. Raises CatalogError and its kinds.
    """
    found = catalog.search(wanted.outline, wanted.since, wanted.until, wanted.collections)
    offers, doubles = each_once(found)
    for offer in doubles:
        say(f"{printable(offer.name)} is left out: its L2A, which tells clouds, is looked at")
    count = f"{len(offers)} scenes {wanted.told()}"
    say(count)
    for offer in offers:
        if offer.cloud_pct is not None:
            say(f"{printable(offer.name)}: {cloud_text(offer.cloud_pct)}")
    return offers, count


def cloud_text(cloud_pct: float) -> str:
    """For a person."""
    return f"{cloud_pct:.0f} % of it lie under cloud, its catalogue says"


@contextmanager
def opened_catalog(wanted: Wanted, home: Path, clock: Clock) -> Iterator[Catalog]:
    """The catalogue. Raises CatalogError, AccessRefused."""
    catalog = open_catalog(wanted.catalog, Means(clock, os.environ, home))
    try:
        yield catalog
    finally:
        catalog.close()
