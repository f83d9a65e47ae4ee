"""MISB ST 0601 packets from bytes, strictly: what fails its checksum is dropped and counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from surveillance.sources import klv_tags as tags
from surveillance.sources.klv_tags import READERS, FieldValue, WrongWidth

UAS_KEY = bytes.fromhex("060e2b34020b01010e01030101000000")
MAX_SET_BYTES = 65_536  # a set that claims more is a broken length, not a set
_MAX_LENGTH_BYTES = 4
_MAX_TAG_BYTES = 4
_CHECKSUM_ITEM = b"\x01\x02"  # tag 1, two bytes: always the last item


@dataclass(frozen=True, slots=True)
class KlvPacket:
    """One set whose checksum was right.

    `fields` holds the items we can read, by tag: degrees, metres, metres per second; None where
    the sender put the code for "error". `unknown` holds every other item's bytes.
    """

    fields: Mapping[int, FieldValue]
    unknown: Mapping[int, bytes]

    @property
    def at(self) -> datetime | None:
        at = self.fields.get(tags.TIME)
        return at if isinstance(at, datetime) else None

    def number(self, tag: int) -> float | None:
        value = self.fields.get(tag)
        return float(value) if isinstance(value, int | float) else None


@dataclass(frozen=True, slots=True)
class KlvBatch:
    """The packets found in some bytes, and what had to be left out."""

    packets: tuple[KlvPacket, ...]
    bad_checksum: int
    malformed: int
    skipped_bytes: int


class _Broken(ValueError):
    """The bytes do not follow the rules of BER or of the set."""


def parse_klv(data: bytes) -> KlvBatch:
    """Every valid ST 0601 set in `data`, in order. Never raises.

    The key is looked for anywhere. After a broken set the search goes on right behind its key,
    because a wrong length may have claimed the next, good set.
    """
    packets: list[KlvPacket] = []
    bad_checksum = malformed = used = 0
    at = data.find(UAS_KEY)
    while at >= 0:
        resume = at + len(UAS_KEY)
        try:
            start, end = _set_bounds(data, resume)
            if not _checksum_right(data, at, end):
                bad_checksum += 1
            else:
                packets.append(_read_set(data[start : end - 4]))
                used += end - at
                resume = end
        except _Broken:
            malformed += 1
        at = data.find(UAS_KEY, resume)
    return KlvBatch(tuple(packets), bad_checksum, malformed, len(data) - used)


def _set_bounds(data: bytes, offset: int) -> tuple[int, int]:
    length, start = _read_length(data, offset)
    end = start + length
    if length > MAX_SET_BYTES or length < len(_CHECKSUM_ITEM) + 2 or end > len(data):
        raise _Broken
    return start, end


def _checksum_right(data: bytes, start: int, end: int) -> bool:
    """Running 16-bit sum of the set from its key up to the checksum's own length byte."""
    if data[end - 4 : end - 2] != _CHECKSUM_ITEM:
        return False
    body = data[start : end - 2]
    total = (sum(body[0::2]) << 8) + sum(body[1::2])
    return total & 0xFFFF == int.from_bytes(data[end - 2 : end], "big")


def _read_set(body: bytes) -> KlvPacket:
    fields: dict[int, FieldValue] = {}
    unknown: dict[int, bytes] = {}
    for tag, raw in _items(body):
        reader = READERS.get(tag)
        if reader is None:
            unknown[tag] = raw
            continue
        if not raw:  # a zero-length item: the sender says "not known now"
            fields[tag] = None
            continue
        try:
            fields[tag] = reader.read(raw)
        except WrongWidth:
            unknown[tag] = raw
    return KlvPacket(fields, unknown)


def _items(body: bytes) -> Iterator[tuple[int, bytes]]:
    offset = 0
    while offset < len(body):
        tag, offset = _read_tag(body, offset)
        length, offset = _read_length(body, offset)
        if offset + length > len(body):
            raise _Broken
        yield tag, body[offset : offset + length]
        offset += length


def _read_tag(data: bytes, offset: int) -> tuple[int, int]:
    """BER-OID: seven bits a byte, the top bit says that more follows."""
    tag = 0
    for index in range(offset, min(offset + _MAX_TAG_BYTES, len(data))):
        tag = tag << 7 | data[index] & 0x7F
        if data[index] < 0x80:
            return tag, index + 1
    raise _Broken


def _read_length(data: bytes, offset: int) -> tuple[int, int]:
    """BER length, short or long form; the indefinite form is not allowed in ST 0601."""
    if offset >= len(data):
        raise _Broken
    first = data[offset]
    if first < 0x80:
        return first, offset + 1
    width = first & 0x7F
    end = offset + 1 + width
    if width == 0 or width > _MAX_LENGTH_BYTES or end > len(data):
        raise _Broken
    return int.from_bytes(data[offset + 1 : end], "big"), end
