"""A large file by several connections: the same promises, faster."""

import random
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.catalogs.port import Growth, OfferedFile, silent
from geodata.catalogs.transfer import blocks as block_room
from geodata.catalogs.transfer import download as download_room
from geodata.catalogs.transfer.download import fetch_file
from geodata.catalogs.transfer.web import Web
from geodata.errors import AccessRefused, CatalogUnavailable, DownloadFailed
from tests.geodata.catalogs.pacing import Still
from tests.geodata.catalogs.server import Served, Turn
from tests.geodata.catalogs.transfer.test_download import md5

BLOCK = 20_000
BODY = random.Random(21).randbytes(10 * BLOCK + 123)
OTHER = random.Random(22).randbytes(10 * BLOCK + 123)
NAME = "scene.zip"


@pytest.fixture(scope="module", autouse=True)
def small_blocks():
    patch = pytest.MonkeyPatch()
    patch.setattr(block_room, "BLOCK_BYTES", BLOCK)
    patch.setattr(download_room, "BLOCK_BYTES", BLOCK)
    yield
    patch.undo()


def clean(site, etag='"v1"'):
    site.files = {"/scene": Served(BODY, etag)}
    site.turns.clear()
    site.every_turn = None
    site.asked.clear()
    site.open_most = 0


def offered(site, size=len(BODY), checksum=md5(BODY)):
    return OfferedFile(NAME, f"{site.url}/scene", size, checksum)


def ranges(site):
    return [asked.headers.get("range") for asked in site.asked]


def test_four_connections_fetch_one_file(site, web, tmp_path):
    site.every_turn = Turn(bytes_per_s=1_000_000.0)
    seen: list[Growth] = []
    assert fetch_file(web, offered(site), tmp_path, seen.append).read_bytes() == BODY
    assert site.open_most == 4
    assert len(site.asked) == 11 and len(set(ranges(site))) == 11
    counts = [growth.done_bytes for growth in seen]
    assert counts == sorted(counts) and counts[-1] == len(BODY)
    assert {growth.take for growth in seen[1:]} == {1}


def test_what_is_told_can_be_read(site, web, tmp_path):
    def read(growth):
        assert growth.path.read_bytes()[: growth.done_bytes] == BODY[: growth.done_bytes]

    fetch_file(web, offered(site), tmp_path, read)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.integers(0, BLOCK), max_size=20),
    st.sampled_from([None, md5(BODY)]),
    st.sampled_from(['"v1"', 'W/"v1"', None]),
)
def test_any_sequence_of_cuts_gives_the_same_bytes(_site, tmp_path_factory, cuts, checksum, etag):
    clean(_site, etag)
    if etag != '"v1"' and checksum is None:
        cuts = cuts[:3]  # each of them begins it anew
    cuts = [c for n, c in enumerate(cuts) if c or n % 3]
    _site.turns.extend(Turn(cut_after=c) for c in cuts)
    web = Web(Still(), per_s=1e9)
    folder = tmp_path_factory.mktemp("cut")
    try:
        path = fetch_file(web, offered(_site, checksum=checksum), folder, silent)
    finally:
        web.close()
    assert path.read_bytes() == BODY
    assert [p.name for p in folder.iterdir()] == [NAME]


def test_a_server_without_ranges_is_asked_by_one_connection(site, web, tmp_path):
    site.every_turn = Turn(ignores_range=True)
    assert fetch_file(web, offered(site), tmp_path, silent).read_bytes() == BODY
    assert ranges(site)[-1] is None


@pytest.mark.parametrize("checksum", [None, md5(OTHER)])
@pytest.mark.parametrize("etag", ['"v2"', None])
@pytest.mark.parametrize("is_careless", [False, True])
@pytest.mark.parametrize("at", [1, 3, 9])
def test_a_new_version_is_never_mixed_with_the_old_one(
    site, web, tmp_path, checksum, etag, is_careless, at
):
    site.every_turn = Turn(ignores_if_range=is_careless)

    def swap(growth):
        if growth.done_bytes >= at * BLOCK:
            site.files["/scene"] = Served(OTHER, etag)

    whole = fetch_file(web, offered(site, checksum=checksum), tmp_path, swap).read_bytes()
    # without a checksum the old version is as good, when all of it was under way already
    assert whole == OTHER or (checksum is None and whole == BODY)


def test_the_next_call_goes_on_where_the_last_one_gave_up(site, web, tmp_path):
    site.turns.extend([Turn()] * 4)
    site.every_turn = Turn(status=503)
    with pytest.raises(CatalogUnavailable, match=r"of 200123 bytes of scene\.zip are kept"):
        fetch_file(web, offered(site), tmp_path, silent)
    kept = (tmp_path / f"{NAME}.part").stat().st_size
    assert kept >= BLOCK
    site.every_turn = None
    site.asked.clear()
    assert fetch_file(web, offered(site), tmp_path, silent).read_bytes() == BODY
    assert min(int(r.removeprefix("bytes=").split("-")[0]) for r in ranges(site)) == kept
    assert {asked.headers.get("if-range") for asked in site.asked} == {'"v1"'}


def test_a_wrong_checksum_is_looked_at_once_more_in_one_piece(site, web, tmp_path):
    with pytest.raises(DownloadFailed, match="checksum"):
        fetch_file(web, offered(site, checksum=md5(OTHER)), tmp_path, silent)
    assert ranges(site).count(None) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lie", [-5, 5, BLOCK])
@pytest.mark.parametrize("checksum", [None, md5(BODY)])
def test_another_place_than_asked_for(site, web, tmp_path, lie, checksum):
    site.turns.extend([Turn(), Turn(start_lie=lie)])
    file = offered(site, checksum=checksum)
    assert fetch_file(web, file, tmp_path, silent).read_bytes() == BODY


@pytest.mark.parametrize("etag", ['"v2"', None])
def test_a_new_version_within_a_block_is_not_mixed(site, web, tmp_path, etag):
    site.turns.append(Turn(cut_after=5_000))

    swapped = threading.Event()

    def swap(asked):
        """All but the first 5,000 bytes are of the new version."""
        wished = asked.headers.get("range", "")
        if wished.startswith("bytes=5000-"):
            site.files["/scene"] = Served(OTHER, etag)
            swapped.set()
        elif wished and not wished.startswith("bytes=0-"):
            assert swapped.wait(10.0)

    site.routes.append(swap)
    try:
        path = fetch_file(web, offered(site, checksum=None), tmp_path, silent)
    finally:
        site.routes.clear()
    assert path.read_bytes() == OTHER


def test_a_size_that_catalogue_and_server_do_not_agree_on(site, web, tmp_path):
    with pytest.raises(DownloadFailed, match="200123 bytes on the server, 200124 in the cat"):
        fetch_file(web, offered(site, size=len(BODY) + 1), tmp_path, silent)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("status", "error"), [(403, AccessRefused), (404, DownloadFailed)])
def test_what_does_not_change_by_asking_again(site, web, tmp_path, status, error):
    site.every_turn = Turn(status=status)
    with pytest.raises(error, match=str(status)):
        fetch_file(web, offered(site), tmp_path, silent)
    assert len(site.asked) <= 6
    assert list(tmp_path.iterdir()) == []


def test_retry_after_is_obeyed(site, web, tmp_path):
    site.turns.append(Turn(status=429, headers={"Retry-After": "17"}))
    assert fetch_file(web, offered(site), tmp_path, silent).read_bytes() == BODY
    assert sum(web.pace.slept_s) >= 17.0


def test_a_small_rest_is_fetched_by_one_connection(site, web, tmp_path):
    site.files["/scene"] = Served(BODY[: 2 * BLOCK])
    file = offered(site, 2 * BLOCK, None)
    assert fetch_file(web, file, tmp_path, silent).read_bytes() == BODY[: 2 * BLOCK]
    assert ranges(site) == [None]
