"""Offers fetched: one with all its files, or many, of which none keeps the next from coming."""

import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from geodata.catalogs.port import Catalog, Growth, Offer, Progress, silent
from geodata.catalogs.transfer.download import fetch_file
from geodata.catalogs.transfer.outside import file_name
from geodata.catalogs.transfer.web import Web
from geodata.errors import CatalogError, DownloadFailed
from geodata.whole_file import sync_folder

_UNFINISHED = ".files.part"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of an offer: where it is, or why it is not here, in one line."""

    offer: Offer
    path: Path | None
    trouble: str | None


def fetch_each(
    catalog: Catalog,
    offers: Sequence[Offer],
    folder: Path,
    progress: Progress = silent,
    workers: int = 4,
) -> Iterator[Fetched]:
    """Fetch the offers, several at once; each is told as soon as it is whole or has failed.

    progress is called from the threads of the workers. Whoever leaves the loop early gives up
    the rest: what is under way ends at its next bytes, and they are kept for the next time.
    """
    halt = threading.Event()

    def watched(growth: Growth) -> None:
        if halt.is_set():
            raise DownloadFailed(f"{growth.file.name} was given up; what came is kept")
        progress(growth)

    pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="fetch")
    try:
        under_way = {pool.submit(catalog.fetch, o, folder, watched): o for o in offers}
        for one in as_completed(under_way):
            try:
                yield Fetched(under_way[one], one.result(), None)
            except CatalogError as exc:
                yield Fetched(under_way[one], None, str(exc))
    finally:
        halt.set()
        pool.shutdown(cancel_futures=True)


def fetch_offer(web: Web, offer: Offer, folder: Path, progress: Progress) -> Path:
    """The offer's one file, or a folder NAME of its files that is there only when all are.

    Raises CatalogUnavailable, AccessRefused, DownloadFailed, OfferRefused.
    """
    if not offer.files:
        raise DownloadFailed(
            f"{offer.name} cannot be fetched from here: no file of it is offered over https (off"
            " line, or by S3 only); take it from another catalogue"
        )
    if len(offer.files) == 1:
        return fetch_file(web, offer.files[0], folder, progress)
    target = folder / file_name(offer.name, "the name of a product")
    if target.is_dir():
        return target
    unfinished = folder / f"{offer.name}{_UNFINISHED}"
    for file in offer.files:
        fetch_file(web, file, unfinished, progress)
    try:
        os.replace(unfinished, target)
        sync_folder(folder)
    except OSError as exc:
        raise DownloadFailed(f"{target}: {exc.strerror}: all is kept in {unfinished}") from exc
    return target
