"""The files of a product in a zip that is still on its way.

A zip has its list at its end. What comes first is read from the headers between the files, and the
manifest tells which files there will be. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Protocol

from geodata.errors import NotWhole
from geodata.products.files import MAX_FILES, MAX_XML_BYTES, ProductFiles, bare_name, is_plain
from geodata.products.manifest import MANIFEST, sizes_told
from geodata.raster.span import Span

_HEADER = struct.Struct("<4s5H3I2H")
_SIGNATURE = b"PK\x03\x04"
_ENCRYPTED, _SIZES_FOLLOW = 0x1, 0x8
_STORED, _DEFLATED = 0, 8
_LONG, _ZIP64 = 0xFFFFFFFF, 1  # a size that stands in the extra field of this number


class Coming(Protocol):
    """A file of which the first bytes can be read."""

    @property
    def path(self) -> Path:
        """Where."""
        ...

    def wait(self, count: int) -> None:
        """Return when so many are there. Raises NotWhole."""
        ...


@dataclass(frozen=True, slots=True)
class _Member:
    """first: of its bytes in the zip. packed_bytes: how many they are."""

    name: str
    first: int
    packed_bytes: int
    size_bytes: int
    is_packed: bool


@dataclass(frozen=True, slots=True)
class ArrivingFiles(ProductFiles):
    """As ProductFiles. Reading waits until what is wanted is there; NotWhole when it never is."""

    coming: Coming
    _members: Iterator[_Member]
    _known: dict[str, _Member] = field(default_factory=dict)

    def read(self, name: str) -> bytes:
        """See ProductFiles. Raises NotWhole."""
        member = self._member(name)
        if max(member.size_bytes, member.packed_bytes) > MAX_XML_BYTES:
            raise NotWhole(f"{self.where(name)} is larger than any annotation")
        self.coming.wait(member.first + member.packed_bytes)
        body = _bytes(self.coming, member.first, member.packed_bytes)
        if not member.is_packed:
            return body
        try:
            return zlib.decompressobj(-zlib.MAX_WBITS).decompress(body, MAX_XML_BYTES)
        except zlib.error as exc:
            raise NotWhole(f"{self.where(name)} cannot be unpacked: {exc}") from exc

    def as_they_come(self, names: Sequence[str]) -> Iterator[str]:
        """See ProductFiles. Raises NotWhole when one of them never comes."""
        left = set(names)
        while left:
            while left.isdisjoint(self._known):
                self._look_further(min(left))
            name = min(left & set(self._known), key=lambda name: self._known[name].first)
            left.discard(name)
            yield name

    def picture_path(self, name: str) -> Span:
        """See ProductFiles. Raises NotWhole for a picture that the zip has packed."""
        member = self._member(name)
        if member.is_packed:
            raise NotWhole("its pictures are packed in the zip")

        def wait(count: int) -> None:
            self.coming.wait(member.first + min(count, member.size_bytes))

        return Span(self.coming.path, member.first, member.size_bytes, wait)

    def _member(self, name: str) -> _Member:
        while name not in self._known:
            self._look_further(name)
        found = self._known[name]
        if found.size_bytes != self.sizes.get(name, found.size_bytes):
            raise NotWhole(f"{self.where(name)} has not the size that the manifest says")
        return found

    def _look_further(self, wanted: str) -> None:
        member = next(self._members, None)
        if member is None or len(self._known) >= MAX_FILES:
            raise NotWhole(f"{self.where(wanted)} does not come")
        self._known[member.name] = member


def arriving_files(coming: Coming, root: Path) -> ArrivingFiles:
    """The files of the product in a zip, by its manifest, which is waited for.

    root: what the file will be called. Raises NotWhole for what can only be read as a whole.
    """
    members = _members(coming)
    first = next(members, None)
    if first is None:
        raise NotWhole("it is no zip, or an empty one")
    inside = first.name.partition("/")[0] + "/"
    below = (
        replace(member, name=member.name[len(inside) :])
        for member in chain([first], members)
        if member.name.startswith(inside)
    )
    files = ArrivingFiles(bare_name(inside.strip("/")), root, True, inside, {}, coming, below)
    files.sizes.update(sizes_told(files.read(MANIFEST), files.where(MANIFEST)))
    files.sizes[MANIFEST] = len(files.read(MANIFEST))
    return files


def _members(coming: Coming) -> Iterator[_Member]:
    """One after another as they come, until the list at the end."""
    at = 0
    while True:
        coming.wait(at + _HEADER.size)
        head = _HEADER.unpack(_bytes(coming, at, _HEADER.size))
        if head[0] != _SIGNATURE:
            return
        flags, method = head[2], head[3]
        packed, size, name_bytes, extra_bytes = head[7:]
        start = at + _HEADER.size
        first = start + name_bytes + extra_bytes
        coming.wait(first)
        text = _bytes(coming, start, name_bytes + extra_bytes)
        name = text[:name_bytes].decode("utf-8", "replace")
        if flags & (_ENCRYPTED | _SIZES_FOLLOW) or method not in (_STORED, _DEFLATED):
            raise NotWhole("its zip tells the sizes of its files only in the end")
        if not is_plain(name):
            raise NotWhole("its zip holds names that may lead out of it")
        size, packed = _long_sizes(text[name_bytes:], size, packed)
        if not name.endswith("/"):
            yield _Member(name, first, packed, size, method == _DEFLATED)
        at = first + packed


def _long_sizes(extra: bytes, size: int, packed: int) -> tuple[int, int]:
    """The sizes, where they are too long for the header itself."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == _ZIP64:
            longs = iter(struct.unpack_from(f"<{length // 8}Q", extra, at + 4))
            size = next(longs, size) if size == _LONG else size
            packed = next(longs, packed) if packed == _LONG else packed
        at += 4 + length
    return size, packed


def _bytes(coming: Coming, first: int, count: int) -> bytes:
    with coming.path.open("rb") as file:
        file.seek(first)
        body = file.read(count)
    if len(body) < count:
        raise NotWhole("it is shorter than was told")
    return body
