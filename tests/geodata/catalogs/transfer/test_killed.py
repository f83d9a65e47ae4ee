"""A download that is killed anywhere goes on or begins anew, and never mixes two versions."""

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import whole_file
from geodata.catalogs.port import OfferedFile, silent
from geodata.catalogs.transfer import blocks as block_room
from geodata.catalogs.transfer import download as download_room
from geodata.catalogs.transfer import part as part_room
from geodata.catalogs.transfer.download import fetch_file
from geodata.catalogs.transfer.web import Web
from geodata.errors import CatalogUnavailable
from tests.geodata.catalogs.pacing import Still
from tests.geodata.catalogs.server import Served, Turn, serving

ROOT = Path(__file__).resolve().parents[4]
OLD = random.Random(7).randbytes(120_000)
NEW = random.Random(8).randbytes(120_000)


class Killed(BaseException):
    """The program is gone: nothing that it still tries reaches the disk."""


class Dying:
    """The module os for a program that is killed at its n-th change of the disk."""

    CHANGES = frozenset({"open", "write", "fsync", "ftruncate", "replace", "unlink"})

    def __init__(self, at: int) -> None:
        self.left = at

    def __getattr__(self, name):
        real = getattr(os, name)
        return self._counted(name, real) if name in self.CHANGES else real

    def _counted(self, name, real):
        def call(*args, **kwargs):
            self.left -= 1
            if self.left == 0 and name == "write":
                real(args[0], args[1][: len(args[1]) // 2])
            if self.left <= 0:
                raise Killed
            return real(*args, **kwargs)

        return call


def live(web, file, folder, monkeypatch, dies_at, block=10**9):
    """One life of the program; True when it came to its end."""
    with monkeypatch.context() as patch:
        patch.setattr(part_room, "SYNC_BYTES", 30_000)
        patch.setattr(block_room, "BLOCK_BYTES", block)
        patch.setattr(download_room, "BLOCK_BYTES", block)
        if dies_at:
            dying = Dying(dies_at)
            patch.setattr(part_room, "os", dying)
            patch.setattr(whole_file, "os", dying)
        try:
            fetch_file(web, file, folder, silent)
        except Killed:
            return False
    return True


def lose_power(folder):
    """What was not synced is zeros now, as on some file systems."""
    part, note = folder / "scene.zip.part", folder / "scene.zip.part.json"
    if part.exists():
        kept = json.loads(note.read_bytes())["synced_bytes"] if note.exists() else 0
        whole = part.read_bytes()
        part.write_bytes(whole[:kept] + bytes(len(whole[kept:])))


lives = st.lists(st.tuples(st.integers(1, 60), st.booleans(), st.booleans()), max_size=5)


@settings(max_examples=30, deadline=None)
@given(lives, st.integers(1, 120_000), st.booleans(), st.sampled_from([10**9, 9_000]))
def test_killed_between_any_two_writes(served, lives, cut, is_sized, block):
    """lives: (dies at its n-th change of the disk, loses power, the server has a new version).

    block: so small that several connections are used, or so large that one is.
    """
    site, folders = served
    folder = folders.mktemp("killed")
    site.files = {"/scene": Served(OLD, '"old"')}
    site.turns.clear()
    file = OfferedFile("scene.zip", f"{site.url}/scene", len(OLD) if is_sized else None)
    web, patch = Web(Still(), per_s=1e9), pytest.MonkeyPatch()
    is_done = False
    for dies_at, has_no_power, is_renewed in lives:
        version = (NEW, '"new"') if is_renewed else (OLD, '"old"')
        site.files = {"/scene": Served(*version)}
        site.turns.append(Turn(cut_after=cut))
        is_done = live(web, file, folder, patch, dies_at, block) or is_done
        if has_no_power:
            lose_power(folder)
    live(web, file, folder, patch, 0, block)
    web.close()
    whole = (folder / "scene.zip").read_bytes()
    assert whole in (OLD, NEW)
    assert not (folder / "scene.zip.part").exists()
    if not any(renewed for *_, renewed in lives):
        assert whole == OLD


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving() as site:
        yield site, tmp_path_factory


@pytest.mark.parametrize("block", [10**9, 25_000])
def test_every_single_write_can_be_the_last(served, monkeypatch, block):
    """Each death of one life once, with and without the new version waiting."""
    site, folders = served
    web = Web(Still(), per_s=1e9)
    file = OfferedFile("scene.zip", f"{site.url}/scene", len(OLD))
    for dies_at in range(1, 200):
        folder = folders.mktemp("each")
        site.files = {"/scene": Served(OLD, '"old"')}
        is_done = live(web, file, folder, monkeypatch, dies_at, block)
        site.files = {"/scene": Served(NEW, '"new"')}
        was_there = (folder / "scene.zip").exists()
        live(web, file, folder, monkeypatch, 0, block)
        assert (folder / "scene.zip").read_bytes() in ((OLD,) if was_there else (OLD, NEW))
        left = [p.name for p in folder.iterdir() if not p.name.startswith(whole_file.UNFINISHED)]
        assert left == ["scene.zip"]
        if is_done:
            break
    else:
        pytest.fail("it never came to its end")
    assert dies_at > 20
    web.close()


def test_killed_at_the_beginning_of_another_version(served, monkeypatch):
    """The note of the old version must not speak of the new one's bytes when the old is back."""
    site, folders = served
    web = Web(Still(), per_s=1e9)
    file = OfferedFile("scene.zip", f"{site.url}/scene", len(OLD))
    for dies_at in range(1, 40):
        folder = folders.mktemp("back")
        site.files = {"/scene": Served(OLD, '"old"')}
        site.turns.append(Turn(cut_after=1_000))
        site.every_turn = Turn(status=503)
        with pytest.raises(CatalogUnavailable):
            live(web, file, folder, monkeypatch, 0)
        site.every_turn = None
        site.files = {"/scene": Served(NEW, '"new"')}
        live(web, file, folder, monkeypatch, dies_at)
        site.files = {"/scene": Served(OLD, '"old"')}
        live(web, file, folder, monkeypatch, 0)
        assert (folder / "scene.zip").read_bytes() in (OLD, NEW)
    web.close()


PROGRAM = """
import sys
from pathlib import Path
from geodata.catalogs.port import OfferedFile
from geodata.catalogs.transfer import part
from geodata.catalogs.transfer.download import fetch_file
from geodata.catalogs.transfer.web import Web
from geodata.clock import Clock
part.SYNC_BYTES = 10_000
file = OfferedFile("scene.zip", sys.argv[1], int(sys.argv[2]))
fetch_file(Web(Clock.real()), file, Path(sys.argv[3]), lambda g: print(g.done_bytes, flush=True))
"""


def test_a_killed_program_continues_where_it_was(served, tmp_path):
    site, _ = served
    site.files = {"/scene": Served(OLD, '"old"')}
    site.turns.clear()
    site.turns.append(Turn(bytes_per_s=200_000.0))
    command = [sys.executable, "-c", PROGRAM, f"{site.url}/scene", str(len(OLD)), str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as program:
        assert program.stdout is not None
        for line in program.stdout:
            if int(line) > 40_000:
                break
        program.send_signal(signal.SIGKILL)
    site.asked.clear()
    web = Web(Still())
    file = OfferedFile("scene.zip", f"{site.url}/scene", len(OLD))
    assert fetch_file(web, file, tmp_path, silent).read_bytes() == OLD
    web.close()
    start = int(site.asked[0].headers["range"].removeprefix("bytes=").rstrip("-"))
    assert 30_000 <= start < len(OLD)
