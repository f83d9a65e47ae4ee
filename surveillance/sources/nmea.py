r"""Lines of an AIS log or receiver, taken apart: checksums, times, parts put together.

What is in the way is counted by its reason and dropped; nothing here raises for bad input.

Times come from a tag block (`\c:1334337317*58\!AIVDM...`), from a `$PGHP` line before the
sentence, or from fields after its checksum (`!AIVDM,...*30,r003669946,1325394001`).
"""

import re
from collections import Counter, OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from operator import xor

MAX_LINE = 2048
MAX_WAITING = 256  # messages of several parts that are not complete yet
MAX_PARTS = 9
_FIRST_YEAR, _LAST_YEAR = 1995, 2100

_SENTENCE = re.compile(
    rb"!(?P<talker>[!-)+\--~]{2})VDM,(?P<total>\d),(?P<number>\d),(?P<seq>\d?),(?P<channel>[A-Z0-9]?),"
    rb"(?P<payload>[0-W`-w]*),(?P<fill>[0-5])\*(?P<sum>[0-9A-Fa-f]{2})(?P<rest>.*)"
)
_UNIX_TIME = re.compile(rb"\d{10}(?:\.\d+|\d{3})?")  # seconds, or milliseconds


@dataclass(frozen=True, slots=True)
class Message:
    """One complete AIS message. at: when it was received, None when nothing says so."""

    sentences: tuple[bytes, ...]
    bits: int
    at: datetime | None


@dataclass(slots=True)
class _Waiting:
    total: int
    parts: dict[int, re.Match[bytes]]
    at: datetime | None


def checksum(body: bytes) -> int:
    """The NMEA checksum: all bytes between the start mark and `*`, joined by exclusive or."""
    return reduce(xor, body, 0)


def first_time(lines: Iterable[bytes]) -> datetime | None:
    """The first time that the lines of a log give; None when they give none."""
    reader = NmeaReader()
    messages = (reader.take(line) for line in lines)
    return next((m.at for m in messages if m is not None and m.at is not None), None)


class NmeaReader:
    """Makes messages of lines. `counts`: lines, messages, and drops by reason."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._waiting: OrderedDict[tuple[bytes, ...], _Waiting] = OrderedDict()
        self._announced: tuple[datetime, int] | None = None

    def take(self, line: bytes) -> Message | None:
        """The message that this line completes, if it does."""
        line = line.strip()
        if not line or line.startswith(b"#"):
            return None
        self.counts["lines"] += 1
        if len(line) > MAX_LINE:
            return self._drop("line too long")
        tagged, line = self._tag_time(line)
        announced, self._announced = self._announced, None
        if line.startswith(b"$PGHP,"):
            self._announced = self._gatehouse(line)
            return None
        start = line.find(b"!")
        if start >= 0 and line[start + 3 : start + 7] == b"VDO,":
            return self._drop("own transmission")
        if start < 0 or line[start + 3 : start + 7] != b"VDM,":
            return self._drop("no AIS sentence")
        match = _SENTENCE.fullmatch(line[start:])
        if match is None:
            return self._drop("malformed sentence")
        body = line[start + 1 : start + match.end("fill")]
        if checksum(body) != int(match["sum"], 16):
            return self._drop("wrong checksum")
        at = tagged or _trailing_time(match["rest"])
        if at is None and announced is not None and announced[1] == int(match["sum"], 16):
            at = announced[0]
        return self._assemble(match, at)

    def finish(self) -> None:
        """Count the messages that stay incomplete."""
        self.counts["part of a message missing"] += len(self._waiting)
        self._waiting.clear()

    def _drop(self, reason: str) -> Message | None:
        self.counts[reason] += 1
        return None

    def _assemble(self, match: re.Match[bytes], at: datetime | None) -> Message | None:
        total, number = int(match["total"]), int(match["number"])
        if not 1 <= number <= total:
            return self._drop("malformed sentence")
        if total == 1:
            return self._complete([match], at)
        key = (match["talker"], match["total"], match["seq"], match["channel"])
        waiting = self._waiting.get(key)
        if waiting is not None and (number in waiting.parts or number == 1):
            self._drop("part of a message missing")  # a new message with the same number began
            del self._waiting[key]
            waiting = None
        if waiting is None:
            waiting = self._waiting[key] = _Waiting(total, {}, at)
            if len(self._waiting) > MAX_WAITING:
                self._waiting.popitem(last=False)
                self._drop("part of a message missing")
        waiting.parts[number] = match
        waiting.at = waiting.at or at
        if len(waiting.parts) < total:
            return None
        del self._waiting[key]
        return self._complete([waiting.parts[n] for n in range(1, total + 1)], waiting.at)

    def _complete(self, parts: list[re.Match[bytes]], at: datetime | None) -> Message | None:
        bits = sum(6 * len(part["payload"]) - int(part["fill"]) for part in parts)
        if not all(part["payload"] for part in parts):
            return self._drop("empty message")
        self.counts["messages"] += 1
        return Message(tuple(p.group()[: p.end("sum")] for p in parts), bits, at)

    def _tag_time(self, line: bytes) -> tuple[datetime | None, bytes]:
        """Time of a leading tag block, and the line after it."""
        if not line.startswith(b"\\"):
            return None, line
        block, mark, rest = line[1:].partition(b"\\")
        body, star, given = block.rpartition(b"*")
        if not mark or not star:
            return None, line
        if not re.fullmatch(rb"[0-9A-Fa-f]{2}", given) or int(given, 16) != checksum(body):
            self.counts["tag block ignored"] += 1
            return None, rest
        fields = dict(part.partition(b":")[::2] for part in body.split(b","))
        return _unix_time(fields.get(b"c", b"")), rest

    def _gatehouse(self, line: bytes) -> tuple[datetime, int] | None:
        """Time of a $PGHP line, and the checksum of the sentence it announces."""
        body, _, given = line[1:].partition(b"*")
        try:
            if checksum(body) != int(given[:2], 16):
                raise ValueError("wrong checksum")
            fields = body.split(b",")
            year, month, day, hour, minute, second, milli = (int(f) for f in fields[2:9])
            at = datetime(year, month, day, hour, minute, second, milli * 1000, UTC)
            return (at, int(fields[-1], 16)) if _FIRST_YEAR <= year <= _LAST_YEAR else None
        except ValueError:
            self.counts["time line ignored"] += 1
            return None


def _trailing_time(rest: bytes) -> datetime | None:
    return _unix_time(rest.rpartition(b",")[2]) if rest.startswith(b",") else None


def _unix_time(text: bytes) -> datetime | None:
    if not _UNIX_TIME.fullmatch(text):
        return None
    seconds = float(text)
    if b"." not in text and len(text) == 13:
        seconds /= 1000.0
    at = datetime.fromtimestamp(seconds, UTC)
    return at if _FIRST_YEAR <= at.year <= _LAST_YEAR else None
