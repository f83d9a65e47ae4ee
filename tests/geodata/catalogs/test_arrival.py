"""Who reads a file while it comes waits for its bytes, and is told when they are void."""

import threading
from pathlib import Path

import pytest

from geodata.catalogs.arrival import Arrival
from geodata.catalogs.port import Growth, OfferedFile
from geodata.errors import NotWhole

FILE = OfferedFile("scene.zip", "https://there/scene.zip", 100)


@pytest.fixture
def part(tmp_path: Path) -> Path:
    path = tmp_path / "scene.zip.part"
    path.write_bytes(bytes(range(100)))
    return path


def growth(part: Path, done: int, take: int = 1) -> Growth:
    return Growth(FILE, part, done, 100, take)


def test_a_reader_is_woken_when_its_bytes_are_there(part: Path) -> None:
    arrival, woken = Arrival(), threading.Event()

    def read() -> None:
        arrival.wait(50)
        woken.set()

    reader = threading.Thread(target=read)
    reader.start()
    arrival.grow(growth(part, 49))
    assert not woken.wait(0.1)
    arrival.grow(growth(part, 50))
    assert woken.wait(10.0)
    reader.join()
    part.rename(part.with_name("scene.zip"))  # as when it is whole
    assert arrival.path.read_bytes()[:3] == b"\0\1\2"
    arrival.close()
    with pytest.raises(NotWhole):
        arrival.wait(1)


def test_what_was_cut_before_goes_on(part: Path) -> None:
    arrival = Arrival()
    arrival.grow(growth(part, 30, take=0))
    arrival.grow(growth(part, 40, take=0))
    arrival.wait(40)
    assert not arrival.is_void


@pytest.mark.parametrize("later", [(0, 1), (10, 2), (60, 2)])
def test_a_download_that_begins_anew_voids_what_was_read(
    part: Path, later: tuple[int, int]
) -> None:
    arrival = Arrival()
    arrival.grow(growth(part, 0, take=0))
    arrival.grow(growth(part, 50))
    arrival.wait(50)
    arrival.grow(growth(part, *later))
    assert arrival.is_void
    with pytest.raises(NotWhole, match="anew"):
        arrival.wait(1)


def test_nobody_waits_for_what_has_ended_or_stalls(part: Path) -> None:
    arrival = Arrival(stalled_s=0.05)
    with pytest.raises(NotWhole, match=r"nothing comes since 0.05 s"):
        arrival.wait(1)
    arrival.grow(growth(part, 10))
    arrival.end()
    arrival.wait(10)
    with pytest.raises(NotWhole, match="has ended"):
        arrival.wait(11)


def test_a_folder_does_not_grow(tmp_path: Path) -> None:
    arrival = Arrival()
    arrival.grow(growth(tmp_path, 10))
    with pytest.raises(NotWhole):
        arrival.wait(1)
