"""How often a service is asked, how long to wait for it, and when to give up."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Protocol

from geodata.errors import CatalogUnavailable

if TYPE_CHECKING:
    import httpx

TRIES = 8  # in a row without anything gained
LONGEST_WAIT_S = 300.0  # that a service may ask for while a person waits
STALL_S = 120.0  # what brings less than STALL_BYTES in this time
STALL_BYTES = 100_000  # would not end in this life
_FIRST_WAIT_S = 0.5
_BACKOFF_MAX_S = 30.0


class Pace(Protocol):
    """What waits; geodata.clock.Clock is one."""

    def monotonic(self) -> float:
        """Seconds since some moment; they never go back."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class Watched:
    """A pace that looks up every second of a long wait; what `look` raises ends it."""

    def __init__(self, pace: Pace, look: Callable[[], None]) -> None:
        self._pace = pace
        self._look = look

    def monotonic(self) -> float:
        """See Pace."""
        return self._pace.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait, unless `look` raises."""
        until_s = self._pace.monotonic() + seconds
        while (left_s := until_s - self._pace.monotonic()) > 0.0:
            self._look()
            self._pace.sleep(min(left_s, 1.0))


class Rate:
    """At most so many requests a second, by all threads together."""

    def __init__(self, pace: Pace, per_s: float) -> None:
        self._pace = pace
        self._gap_s = 1.0 / per_s
        self._lock = threading.Lock()
        self._next_s = float("-inf")

    def wait(self) -> None:
        """Wait for one's turn."""
        with self._lock:
            now_s = self._pace.monotonic()
            turn_s = max(now_s, self._next_s)
            self._next_s = turn_s + self._gap_s
        if turn_s > now_s:
            self._pace.sleep(turn_s - now_s)

    def hold(self, seconds: float) -> None:
        """Nobody asks for so long: the service said so to one of us."""
        with self._lock:
            self._next_s = max(self._next_s, self._pace.monotonic() + seconds)


class Patience:
    """Waits longer from failure to failure; ends after TRIES of them without a gain between."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._failures = 0

    def gained(self) -> None:
        """Something new arrived: count from the beginning."""
        self._failures = 0

    def wait(self, why: str, retry_after_s: float | None = None) -> None:
        """Wait before the next try. Raises CatalogUnavailable when there shall be none."""
        self._failures += 1
        if self._failures >= TRIES:
            raise CatalogUnavailable(f"{why}; asked {TRIES} times: try again later")
        if retry_after_s is not None and retry_after_s > LONGEST_WAIT_S:
            raise CatalogUnavailable(
                f"{why}; it asks to be left alone for {retry_after_s:.0f} s: try again after that"
            )
        backoff_s = min(_FIRST_WAIT_S * 2.0 ** (self._failures - 1), _BACKOFF_MAX_S)
        wait_s = retry_after_s if retry_after_s is not None else backoff_s
        # many clients that were cut at one moment shall not come back at one moment
        self._pace.sleep(wait_s + backoff_s * random.uniform(0.0, 0.2))


class Speed:
    """Ends what only trickles: it would hold a connection for days."""

    def __init__(self, pace: Pace, done_bytes: int = 0) -> None:
        self._pace = pace
        self._since_s = pace.monotonic()
        self._since_bytes = done_bytes

    def check(self, what: str, done_bytes: int) -> None:
        """Raises CatalogUnavailable when too little came in a while."""
        now_s = self._pace.monotonic()
        if now_s - self._since_s < STALL_S:
            return
        if done_bytes - self._since_bytes < STALL_BYTES:
            raise CatalogUnavailable(
                f"{what} came with {done_bytes - self._since_bytes} bytes in the last"
                f" {now_s - self._since_s:.0f} s: {done_bytes} bytes are kept, try again later"
            )
        self._since_s, self._since_bytes = now_s, done_bytes


def retry_after_s(answer: httpx.Response) -> float | None:
    """What Retry-After asks for, in seconds; None without one that can be read.

    A date in it is compared with the answer's own Date: the two clocks need not agree.
    """
    text = answer.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
        wait_s = (until - parsedate_to_datetime(answer.headers.get("date", ""))).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0.0, wait_s)
