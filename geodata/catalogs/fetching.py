"""An offer fetched with all its files."""

import os
from pathlib import Path

from geodata.catalogs.port import Offer, Progress
from geodata.catalogs.transfer.download import fetch_file
from geodata.catalogs.transfer.outside import file_name
from geodata.catalogs.transfer.web import Web
from geodata.errors import DownloadFailed
from geodata.whole_file import sync_folder

_UNFINISHED = ".files.part"


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
