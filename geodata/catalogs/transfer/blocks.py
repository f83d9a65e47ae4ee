"""A large file by several connections: blocks come side by side and are told in their order."""

import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from geodata.catalogs.transfer.patience import Patience, Speed, Watched, retry_after_s
from geodata.catalogs.transfer.ranges import is_plain, read_span, strong_validator
from geodata.catalogs.transfer.web import Ask, Web, cut, refusal
from geodata.errors import CatalogError, DownloadFailed

BLOCK_BYTES = 8 * 1024 * 1024
CONNECTIONS = 4
_AHEAD = CONNECTIONS + 2  # blocks in memory at most


class NoRanges(Exception):
    """The server sends something else than the range it was asked for: ask it for the whole."""


class Halted(Exception):
    """Nobody waits for the block any more."""


@dataclass(slots=True)
class Block:
    """Bytes from `first` on, of one version of the file; trouble: why the rest did not come."""

    first: int
    body: bytearray
    validator: str | None = None
    size_bytes: int | None = None
    trouble: CatalogError | None = None
    refused: int = 0  # how often our token was, since the last byte


@dataclass(frozen=True, slots=True)
class Source:
    """A file of known length on a server; validator: of the version that is wanted, if known."""

    web: Web
    href: str
    size_bytes: int
    validator: str | None


@contextmanager
def blocks(source: Source, first: int) -> Iterator[Iterator[Block]]:
    """The blocks from the byte `first` to the end, in order; one with a trouble is the last.

    A connection that is cut is taken up within its block. Raises NoRanges while they are told.
    """
    halt = threading.Event()
    pool = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="block")
    try:
        yield _in_order(pool, source, first, halt)
    finally:
        halt.set()
        pool.shutdown(cancel_futures=True)


def _in_order(
    pool: ThreadPoolExecutor, source: Source, first: int, halt: threading.Event
) -> Iterator[Block]:
    starts = deque(range(first, source.size_bytes, BLOCK_BYTES))
    under_way: deque[Future[Block]] = deque()
    while starts or under_way:
        while starts and len(under_way) < _AHEAD:
            first = starts.popleft()
            stop = min(first + BLOCK_BYTES, source.size_bytes)
            under_way.append(pool.submit(_fetch, source, (first, stop), halt))
        yield under_way.popleft().result()


def _fetch(source: Source, span: tuple[int, int], halt: threading.Event) -> Block:
    block = Block(span[0], bytearray())

    def look() -> None:
        if halt.is_set():
            raise Halted

    patience = Patience(Watched(source.web.pace, look))
    try:
        while len(block.body) < span[1] - span[0]:
            before = len(block.body)
            why, wait_s = _ask(source, block, span, halt)
            if len(block.body) > before:
                patience.gained()
            if why is not None:
                source.web.hold(min(wait_s or 0.0, 60.0))
                patience.wait(f"{why} at byte {span[0] + len(block.body)}", wait_s)
    except CatalogError as exc:
        block.trouble = exc
    return block


def _ask(
    source: Source, block: Block, span: tuple[int, int], halt: threading.Event
) -> tuple[str | None, float | None]:
    """One exchange for what is missing of a block: why it did not bring all, how long to wait."""
    start = span[0] + len(block.body)
    wish = {"Range": f"bytes={start}-{span[1] - 1}"}
    condition = {"If-Range": source.validator} if source.validator else {}
    try:
        with source.web.stream(Ask("GET", source.href, {**wish, **condition})) as answer:
            host = answer.url.host
            if answer.status_code == 206:
                _take(answer, block, span, (halt, Speed(source.web.pace, len(block.body))))
                return (None if span[0] + len(block.body) == span[1] else f"{host} ended"), None
            if answer.is_success or answer.status_code == 416:
                raise NoRanges
            if answer.status_code in (404, 410):
                raise DownloadFailed(f"{host} has it no more ({answer.status_code})")
            if answer.status_code == 401 and block.refused < 2 and source.web.renew(answer):
                block.refused += 1
                return f"{host} wants a newer token", 0.0
            return refusal(answer), retry_after_s(answer)
    except httpx.TransportError as exc:
        return cut(source.href, exc), None


def _take(
    answer: httpx.Response,
    block: Block,
    span: tuple[int, int],
    watch: tuple[threading.Event, Speed],
) -> None:
    """Add the body to the block, when it is the missing part of the same version."""
    said, validator = read_span(answer), strong_validator(answer)
    start = span[0] + len(block.body)
    if said is None or said.first != start or said.last >= span[1] or not is_plain(answer):
        raise NoRanges
    if block.body and (validator, said.size_bytes) != (block.validator, block.size_bytes):
        raise NoRanges  # another version came in between: begin with the whole of it
    block.validator, block.size_bytes = validator, said.size_bytes
    halt, speed = watch
    for chunk in answer.iter_raw():
        if halt.is_set():
            raise Halted
        if len(block.body) + len(chunk) > span[1] - span[0]:
            raise DownloadFailed(f"{answer.url.host} sends more than it was asked for")
        block.body += chunk
        block.refused = 0
        speed.check(answer.url.host, len(block.body))
