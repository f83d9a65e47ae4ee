"""The key that we and a vehicle share, from a file that nobody else may read.

The file holds a passphrase, whose SHA-256 is the key as in QGroundControl, Mission Planner and
MAVProxy (the end of the line does not count), or the 32 bytes of the key themselves. A file of
exactly 32 bytes that are no printable text is the key; anything else must be text.
"""

import hashlib
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from surveillance.errors import SettingsError

KEY_BYTES = 32
FEWEST_CHARACTERS = 8  # anybody who hears a packet can try passphrases at home
_MOST_BYTES = 1024
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class SigningKey:
    """32 secret bytes. They show in no text; `name` is what may be said and kept."""

    secret: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """A short name that gives nothing away, the same wherever this key is used."""
        return hashlib.sha256(b"name of a signing key\0" + self.secret).hexdigest()[:12]


def read_key(path: Path) -> SigningKey:
    """The key in a file. Raises SettingsError when the file is not ours alone, or holds no key."""
    data = _private_bytes(path)
    text = _text(data)
    if text is None:
        if len(data) != KEY_BYTES:
            raise SettingsError(
                f"signing key {path}: {len(data)} bytes that are no text; write a passphrase, or"
                f" the {KEY_BYTES} bytes of a key"
            )
        return SigningKey(data)
    if len(text) < FEWEST_CHARACTERS:
        raise SettingsError(
            f"signing key {path}: a passphrase of {len(text)} characters; take at least"
            f" {FEWEST_CHARACTERS}, better many more"
        )
    return SigningKey(hashlib.sha256(text.encode()).digest())


def _private_bytes(path: Path) -> bytes:
    try:
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as exc:
        raise SettingsError(
            f"signing key {path} cannot be read: {exc.strerror}: name the file with --signing-key"
        ) from exc
    try:
        _check_private(path, os.fstat(file))
        data = os.read(file, _MOST_BYTES + 1)
    finally:
        os.close(file)
    if len(data) > _MOST_BYTES:
        raise SettingsError(
            f"signing key {path} is longer than {_MOST_BYTES} bytes: that is no key or passphrase"
        )
    return data


def _check_private(path: Path, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise SettingsError(f"signing key {path} is not a file: name the file that holds it")
    if found.st_uid != os.geteuid():
        raise SettingsError(
            f"signing key {path} belongs to another user (number {found.st_uid}):"
            " make a copy of your own, with chmod 600"
        )
    if found.st_mode & _OTHERS:
        raise SettingsError(
            f"signing key {path} is open to others (mode {stat.S_IMODE(found.st_mode):04o}):"
            f" chmod 600 {path}, and take a new key if somebody may have read it"
        )


def _text(data: bytes) -> str | None:
    """The passphrase in the file; None for bytes that are no text of one line."""
    try:
        text = data.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() else None
