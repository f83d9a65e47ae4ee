"""Checksums as catalogues publish them."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

# By strength: of several the first is taken. BLAKE3 is not in the standard library; who publishes
# it publishes MD5 beside it.
_BY_STRENGTH = ("sha512", "sha3_256", "sha256", "sha1", "md5")
_DIGEST_BYTES = {"sha512": 64, "sha3_256": 32, "sha256": 32, "sha1": 20, "md5": 16}
# https://github.com/multiformats/multicodec: how STAC's file:checksum names them
_MULTIHASH = {0x11: "sha1", 0x12: "sha256", 0x13: "sha512", 0x16: "sha3_256", 0xD5: "md5"}


class Hasher(Protocol):
    """What hashlib makes."""

    def update(self, data: bytes | memoryview, /) -> None:
        """Take more bytes in."""

    def hexdigest(self) -> str:
        """The digest so far, in small hexadecimal digits."""
        ...


@dataclass(frozen=True, slots=True)
class Checksum:
    """A digest of a file: the name that hashlib knows its algorithm by, and small hex digits."""

    algorithm: str
    hex: str

    def hasher(self) -> Hasher:
        """A new hasher of the algorithm."""
        return hashlib.new(self.algorithm, usedforsecurity=False)


def read_checksum(algorithm: str, digest: str) -> Checksum | None:
    """The checksum, None when its algorithm is unknown here or its digest has not its length.

    >>> read_checksum("MD5", "D41D8CD98F00B204E9800998ECF8427E")
    Checksum(algorithm='md5', hex='d41d8cd98f00b204e9800998ecf8427e')
    """
    name = algorithm.strip().lower().replace("sha-", "sha").replace("sha3-", "sha3_")
    length = _DIGEST_BYTES.get(name)
    digest = digest.strip().lower()
    if length is None or not re.fullmatch(rf"[0-9a-f]{{{2 * length}}}", digest):
        return None
    return Checksum(name, digest)


def read_multihash(text: str) -> Checksum | None:
    """The checksum of STAC's `file:checksum` (a multihash in hex), None when it is unknown here.

    >>> read_multihash("d50110d41d8cd98f00b204e9800998ecf8427e")
    Checksum(algorithm='md5', hex='d41d8cd98f00b204e9800998ecf8427e')
    """
    if not re.fullmatch(r"(?:[0-9a-fA-F]{2}){3,80}", text):
        return None
    octets = bytes.fromhex(text)
    code, rest = _varint(octets)
    length, digest = _varint(rest)
    name = _MULTIHASH.get(code)
    return read_checksum(name, digest.hex()) if name and length == len(digest) else None


def _varint(octets: bytes) -> tuple[int, bytes]:
    value = 0
    for place, octet in enumerate(octets[:9]):
        value |= (octet & 0x7F) << (7 * place)
        if octet < 0x80:
            return value, octets[place + 1 :]
    return -1, b""


def strongest(found: Iterable[Checksum]) -> Checksum | None:
    """The one that is hardest to deceive, None of none."""
    return min(found, key=lambda one: _BY_STRENGTH.index(one.algorithm), default=None)
