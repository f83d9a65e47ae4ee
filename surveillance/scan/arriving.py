"""Scenes that are searched for vessels while they come."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Generic, TypeVar

from detectors.errors import DetectorError
from geodata.catalogs.coming import Coming, Fetched, on_their_way
from geodata.catalogs.port import Catalog, Offer, Progress
from geodata.errors import GeodataError
from geodata.products.arriving import arriving_files
from geodata.products.files import ProductFiles
from surveillance.errors import MizugiwaError
from surveillance.scan.printable import printable

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Brought(Generic[T]):
    """fetched: of the whole and verified product, or why there is none. early: what the search made
    of exactly these bytes while they came; None: it must be searched now. arrived_at: aware UTC."""

    fetched: Fetched
    early: T | None
    arrived_at: datetime


@dataclass(frozen=True, slots=True)
class Way(Generic[T]):
    """How products come. progress: called from other threads. search: what is made of the files of
    one that is still on its way; it only finds, nothing of it may leave before all is verified."""

    folder: Path
    progress: Progress
    now: Callable[[], datetime]
    search: Callable[[ProductFiles], T]


def brought(catalog: Catalog, offers: Sequence[Offer], way: Way[T]) -> Iterator[Brought[T]]:
    """Each product as soon as it is whole and searched, or has failed.

    Products are searched one at a time, in the order of the offers; one that cannot be searched
    before it is whole is told when it is. What is in the folder already is not fetched again.
    """
    way.folder.mkdir(parents=True, exist_ok=True)
    with on_their_way(catalog, offers, way.folder, way.progress, way.now) as coming:
        waiting: list[Coming] = []
        for one in coming:
            early = _early(one, way.search)
            if early is None and not one.is_over:
                waiting.append(one)
            else:
                yield from _settled(one, early)
            for other in [other for other in waiting if other.is_over]:
                waiting.remove(other)
                yield from _settled(other, None)
        for one in waiting:
            yield from _settled(one, None)


def _early(one: Coming, search: Callable[[ProductFiles], T]) -> T | None:
    files = one.offer.files
    if one.offer.is_optical:  # packed pictures that are read twice
        return None
    if len(files) != 1 or not files[0].name.lower().endswith(".zip"):
        return None
    try:
        return search(arriving_files(one.arrival, Path(files[0].name)))
    except (GeodataError, MizugiwaError, DetectorError, OSError) as exc:
        if not one.is_over:  # else it was there before, or what is wrong is told of the whole
            why = f"is searched when it is whole: {printable(str(exc), 200)}"
            print(f"{printable(one.offer.name)} {why}", file=sys.stderr)
        return None


def _settled(one: Coming, early: T | None) -> Iterator[Brought[T]]:
    """Once it is over. What was found in bytes that were found wrong is thrown away."""
    fetched = one.fetched()
    is_good = fetched.path is not None and not one.arrival.is_void
    yield Brought(fetched, early if is_good else None, one.over_at)
    one.arrival.close()
