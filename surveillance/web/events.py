"""GET /api/events: the feed as Server-Sent Events."""

import asyncio
import json
from collections.abc import AsyncIterator

from surveillance.station import Feed, Station

CLOCK_S = 1.0  # wall: the page calls a stream frozen that says nothing for 2.5 s
MAX_CLIENTS = 64


class Stream:
    """Serves one feed to several clients and ends them all together."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._ending = asyncio.Event()
        self._clients = 0

    @property
    def is_full(self) -> bool:
        """No more clients, please."""
        return self._clients >= MAX_CLIENTS

    def end(self) -> None:
        """Let every client go; only from the event loop's thread."""
        self._ending.set()

    async def frames(self, last_id: int | None) -> AsyncIterator[bytes]:
        """Events after `last_id` (from now when None), for ever; a clock event each second.

        A client that asks for what is gone, or reads so slowly that the ring overtakes it, gets
        `resync` and goes on with the newest.
        """
        loop = asyncio.get_running_loop()
        bell = asyncio.Event()
        feed = self._station.feed
        position = feed.last_id if last_id is None else last_id
        self._clients += 1
        try:
            with feed.listen(lambda: _ring(loop, bell)):
                next_clock = loop.time()
                while not self._ending.is_set():
                    bell.clear()
                    position, frames = _news(feed, position)
                    for frame in frames:
                        yield frame
                    if loop.time() >= next_clock:
                        next_clock = loop.time() + CLOCK_S
                        yield _frame("clock", self._station.clock_body())
                    if not frames:
                        await self._wait(bell, next_clock - loop.time())
        finally:
            self._clients -= 1

    async def _wait(self, bell: asyncio.Event, timeout_s: float) -> None:
        waits = [asyncio.ensure_future(e.wait()) for e in (bell, self._ending)]
        try:
            await asyncio.wait(
                waits, timeout=max(0.0, timeout_s), return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            for task in waits:
                task.cancel()


def _news(feed: Feed, position: int) -> tuple[int, list[bytes]]:
    """The position after the news, and their frames."""
    events = feed.after(position)
    if events is None:
        newest = feed.last_id
        return newest, [f"id: {newest}\n".encode() + _frame("resync", {"event_id": newest})]
    if not events:
        return position, []
    return events[-1].id, [event.frame for event in events]


def _frame(kind: str, body: dict[str, object]) -> bytes:
    return f"event: {kind}\ndata: {json.dumps(body, separators=(',', ':'))}\n\n".encode()


def _ring(loop: asyncio.AbstractEventLoop, bell: asyncio.Event) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(bell.set)
