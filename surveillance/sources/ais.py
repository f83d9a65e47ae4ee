"""What vessels say of themselves: AIS messages to reports. Every field is hostile input.

AIS codes for "not available" become None here and are never seen again; knots become m/s.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import uuid4

import pyais
from pyais.exceptions import AISBaseException

from geodata.errors import PositionError
from geodata.position import LonLat
from surveillance.model import AisReport, Realm
from surveillance.sources.nmea import Message, NmeaReader

KNOT_MPS = 1852.0 / 3600.0
# a receiver's clock that is further off is wrong: the time of arrival is nearer to the truth
TRUSTED = timedelta(seconds=60)

_POSITIONS = frozenset({1, 2, 3, 18, 19, 27})
_NAMES = frozenset({5, 19, 24})
# shorter ones are cut off; type 5 is sent two bits short by many transmitters
_LEAST_BITS = {1: 168, 2: 168, 3: 168, 5: 420, 18: 168, 19: 312, 24: 160, 27: 96}


class Timing(Protocol):
    """Decides when a message was received."""

    def time(self, given: datetime | None, counts: Counter[str]) -> datetime:
        """The time to use for a message that says `given`."""


class Arrival:
    """Times of a running receiver: its own when near the clock, else the time of arrival."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now

    def time(self, given: datetime | None, counts: Counter[str]) -> datetime:
        """The given time when it can be true, else now."""
        now = self._now()
        if given is not None and abs(given - now) > TRUSTED:
            counts["time not trusted"] += 1
        elif given is not None:
            return given
        return now


class Recorded:
    """Times of a log: a message without one is as old as the one before it."""

    def __init__(self, first: datetime) -> None:
        """first: the first time in the log, or the time of reading when it has none."""
        self._last = first

    def time(self, given: datetime | None, counts: Counter[str]) -> datetime:
        """The given time, else the last one that was given."""
        if given is None:
            counts["no time given"] += 1
        self._last = given or self._last
        return self._last


class AisReader:
    """Makes reports of lines. `counts`: what was read, used and dropped, by reason."""

    def __init__(self, realm: Realm, source: str, timing: Timing) -> None:
        self._realm = realm
        self._source = source
        self._timing = timing
        self._nmea = NmeaReader()

    @property
    def counts(self) -> Counter[str]:
        """Lines, messages, reports, and drops by reason."""
        return self._nmea.counts

    def take(self, line: bytes) -> AisReport | None:
        """The report that this line completes, if it does."""
        message = self._nmea.take(line)
        if message is None:
            return None
        kind = _kind(message)
        if kind not in _LEAST_BITS:
            return self._drop(f"type {kind} not used")
        if message.bits < _LEAST_BITS[kind]:
            return self._drop("message too short")
        try:
            decoded = pyais.decode(*message.sentences, error_if_checksum_invalid=True)
        except AISBaseException:
            return self._drop("undecodable message")
        fields: dict[str, Any] = decoded.asdict(enum_as_int=True)
        if not 1 <= fields["mmsi"] <= 999_999_999:
            return self._drop("impossible MMSI")
        self.counts["reports"] += 1
        moving = _moving(fields) if kind in _POSITIONS else {}
        described = _described(fields) if kind in _NAMES else {}
        return AisReport(
            id=uuid4().hex,
            at=self._timing.time(message.at, self.counts),
            realm=self._realm,
            source=self._source,
            mmsi=fields["mmsi"],
            **moving,
            **described,
        )

    def finish(self) -> None:
        """Count what stays incomplete at the end of the input."""
        self._nmea.finish()

    def _drop(self, reason: str) -> AisReport | None:
        self.counts[reason] += 1
        return None


def _kind(message: Message) -> int:
    """The message type: the first six bits."""
    code = message.sentences[0].split(b",")[5][0] - 48
    return code - 8 if code > 40 else code


def _moving(fields: dict[str, Any]) -> dict[str, Any]:
    is_long_range = fields["msg_type"] == 27
    speed = fields["speed"]
    unknown_speed = 63 if is_long_range else 102.25
    course, heading = fields["course"], fields.get("heading")
    return {
        "position": _place(fields["lon"], fields["lat"]),
        "speed_mps": None if speed >= unknown_speed else round(speed * KNOT_MPS, 3),
        "course_deg": float(course) if course < 360 else None,
        "heading_deg": float(heading) if heading is not None and heading < 360 else None,
    }


def _place(lon: float, lat: float) -> LonLat | None:
    try:
        return LonLat(lon, lat)
    except PositionError:  # 181 and 91 mean: not available
        return None


def _described(fields: dict[str, Any]) -> dict[str, Any]:
    length = (fields.get("to_bow") or 0) + (fields.get("to_stern") or 0)
    beam = (fields.get("to_port") or 0) + (fields.get("to_starboard") or 0)
    name = (fields.get("shipname") or "").strip()
    return {
        "name": name or None,
        "ship_type": fields.get("ship_type") or None,
        "length_m": float(length) if length else None,
        "beam_m": float(beam) if beam else None,
    }
