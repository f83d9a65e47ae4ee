"""The key file: what other ground stations derive from it, and who may not read it."""

import hashlib
import os
from pathlib import Path

import pytest

from surveillance.errors import SettingsError
from surveillance.links.signing.key import read_key
from tests.surveillance.links.signing.keys import PASSPHRASE, key_file


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_passphrase_is_hashed_as_the_other_ground_stations_do(tmp_path: Path, end: str) -> None:
    key = read_key(key_file(tmp_path, (PASSPHRASE + end).encode()))
    assert key.secret == hashlib.sha256(PASSPHRASE.encode("utf-8")).digest()


def test_a_passphrase_of_32_letters_is_a_passphrase(tmp_path: Path) -> None:
    text = "x" * 32
    assert read_key(key_file(tmp_path, text.encode())).secret == hashlib.sha256(b"x" * 32).digest()


def test_32_bytes_are_the_key(tmp_path: Path) -> None:
    secret = bytes(range(200, 232))
    assert read_key(key_file(tmp_path, secret)).secret == secret


def test_the_key_shows_nowhere(tmp_path: Path) -> None:
    key = read_key(key_file(tmp_path))
    shown = f"{key!r} {key} {key.name}"
    assert key.secret.hex() not in shown
    assert repr(key.secret)[2:-1] not in shown
    assert key.name not in hashlib.sha256(key.secret).hexdigest()
    assert len(key.name) == 12


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601, 0o666])
def test_a_file_that_others_may_use_is_refused(tmp_path: Path, mode: int) -> None:
    path = key_file(tmp_path)
    path.chmod(mode)
    with pytest.raises(SettingsError, match=rf"open to others \(mode {mode:04o}\): chmod 600"):
        read_key(path)


def test_a_file_of_somebody_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = key_file(tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    with pytest.raises(SettingsError, match="belongs to another user"):
        read_key(path)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "0 characters"),
        (b"short\n", "5 characters"),
        (b"\0" * 31, "31 bytes that are no text"),
        (b"two lines\nof text", "17 bytes that are no text"),
        (b"x" * 2000, "longer than 1024 bytes"),
    ],
)
def test_what_is_no_key_is_refused_in_one_line(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(SettingsError, match=words) as refused:
        read_key(key_file(tmp_path, data))
    assert "\n" not in str(refused.value)
    assert not data or data.decode("latin-1") not in str(refused.value)


def test_no_file_and_no_regular_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read: No such file"):
        read_key(tmp_path / "none")
    with pytest.raises(SettingsError, match="is not a file"):
        read_key(tmp_path)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o600)
    with pytest.raises(SettingsError, match="is not a file"):
        read_key(pipe)
