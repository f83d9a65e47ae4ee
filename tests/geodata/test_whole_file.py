"""A file is whole or not there; who may read it is decided by the umask, or by us."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from geodata.whole_file import write_whole


@pytest.fixture(params=[0o002, 0o022, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def test_what_names_nobody_follows_the_umask(tmp_path: Path, umask: int) -> None:
    write_whole(tmp_path / "area", b"1")
    write_whole(tmp_path / "area", b"2")
    assert stat.S_IMODE((tmp_path / "area").stat().st_mode) == 0o666 & ~umask
    assert (tmp_path / "area").read_bytes() == b"2"


def test_what_is_private_is_private(tmp_path: Path, umask: int) -> None:
    write_whole(tmp_path / "record", b"1", is_private=True)
    assert stat.S_IMODE((tmp_path / "record").stat().st_mode) == 0o600


def test_a_disk_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_whole(tmp_path / "area", b"1")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(tmp_path / "area", b"2")
    assert [file.name for file in tmp_path.iterdir()] == ["area"]
    assert (tmp_path / "area").read_bytes() == b"1"
