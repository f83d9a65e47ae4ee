"""Key files for tests."""

from pathlib import Path

from surveillance.links.signing.key import SigningKey, read_key

PASSPHRASE = "correct horse battery staple 水際"


def key_file(folder: Path, data: bytes = PASSPHRASE.encode(), name: str = "key") -> Path:
    """A file that is ours alone."""
    path = folder / name
    path.write_bytes(data)
    path.chmod(0o600)
    return path


def make_key(folder: Path) -> SigningKey:
    """The key of the passphrase above."""
    return read_key(key_file(folder))
