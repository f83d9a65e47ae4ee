"""Offers that are on their way: each can be read while it comes, and is told when it is whole."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from geodata.catalogs.arrival import Arrival
from geodata.catalogs.port import Catalog, Growth, Offer, Progress
from geodata.errors import CatalogError, DownloadFailed

# All connections work for the one that is read; the next begins while that one is looked at, and
# one that a service keeps waiting does not keep all others waiting.
WORKERS = 2


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of an offer: where it is, or why it is not here, in one line."""

    offer: Offer
    path: Path | None
    trouble: str | None


class Coming:
    """An offer that is fetched, or waits for its turn."""

    def __init__(self, offer: Offer, now: Callable[[], datetime]) -> None:
        self.offer = offer
        self.over_at = now()  # when it was over, once it is
        self._now = now
        self.arrival = Arrival()
        self._result: Future[Path] = Future()

    @property
    def is_over(self) -> bool:
        """Whether it is whole and verified, or has failed."""
        return self._result.done()

    def fetched(self) -> Fetched:
        """What became of it, when it is over: waits for that."""
        try:
            return Fetched(self.offer, self._result.result(), None)
        except CatalogError as exc:
            return Fetched(self.offer, None, str(exc))

    def fetch(self, catalog: Catalog, folder: Path, progress: Progress) -> None:
        """In a thread of its own."""

        def grown(growth: Growth) -> None:
            self.arrival.grow(growth)
            progress(growth)

        try:
            path = catalog.fetch(self.offer, folder, grown)
            self.over_at = self._now()
            self._result.set_result(path)
        except BaseException as exc:  # whoever waits for it is told
            self._result.set_exception(exc)
        finally:
            self.arrival.end()


@contextmanager
def on_their_way(
    catalog: Catalog,
    offers: Sequence[Offer],
    folder: Path,
    progress: Progress,
    now: Callable[[], datetime],
    workers: int = WORKERS,
) -> Iterator[list[Coming]]:
    """The offers, fetched in their order. progress is called from the threads that fetch.

    Whoever leaves early gives up the rest: what is under way ends at its next bytes, and they are
    kept for the next time.
    """
    halt = threading.Event()

    def watched(growth: Growth) -> None:
        if halt.is_set():
            raise DownloadFailed(f"{growth.file.name} was given up; what came is kept")
        progress(growth)

    coming = [Coming(offer, now) for offer in offers]
    pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="fetch")
    try:
        for one in coming:
            pool.submit(one.fetch, catalog, folder, watched)
        yield coming
    finally:
        halt.set()
        pool.shutdown(cancel_futures=True)
        for one in coming:
            one.arrival.close()
