"""Downloads from a server that does everything wrong that real ones did."""

import hashlib
import os
import random
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.catalogs.port import Growth, OfferedFile, silent
from geodata.catalogs.transfer import part as part_room
from geodata.catalogs.transfer.checksum import Checksum
from geodata.catalogs.transfer.download import fetch_file
from geodata.catalogs.transfer.web import Web
from geodata.errors import AccessRefused, CatalogUnavailable, DownloadFailed, OfferRefused
from tests.geodata.catalogs.pacing import Still
from tests.geodata.catalogs.server import Served, Site, Turn

BODY = random.Random(5).randbytes(200_000)
OTHER = random.Random(6).randbytes(200_000)
PATH = "/scene"
NAME = "scene.zip"


def md5(body):
    return Checksum("md5", hashlib.md5(body).hexdigest())


def clean(site: Site, body=BODY):
    site.files = {PATH: Served(body)}
    site.turns.clear()
    site.every_turn = None
    site.asked.clear()


def offered(site, size=len(BODY), checksum=md5(BODY), name=NAME):
    return OfferedFile(name, site.url + PATH, size, checksum)


def names(folder):
    return sorted(p.name for p in folder.iterdir())


def ranges(site):
    return [asked.headers.get("range") for asked in site.asked]


def test_a_file_arrives_alone_under_its_name(site, web, tmp_path):
    assert fetch_file(web, offered(site), tmp_path / "new", silent).read_bytes() == BODY
    assert names(tmp_path / "new") == [NAME]
    assert site.asked[0].headers["accept-encoding"] == "identity"


def test_what_is_there_is_not_fetched_again(site, web, tmp_path):
    fetch_file(web, offered(site), tmp_path, silent)
    fetch_file(web, offered(site), tmp_path, silent)
    assert len(site.asked) == 1


def test_a_stranger_of_that_name_is_not_replaced(site, web, tmp_path):
    (tmp_path / NAME).write_bytes(b"a letter")
    with pytest.raises(DownloadFailed, match="8 bytes, the offer has 200000: move it away"):
        fetch_file(web, offered(site), tmp_path, silent)
    assert (tmp_path / NAME).read_bytes() == b"a letter"


cuts = st.lists(st.integers(0, len(BODY)), max_size=12)
published = st.sampled_from(
    [(None, None), (len(BODY), None), (None, md5(BODY)), (len(BODY), md5(BODY))]
)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cuts, published, st.sampled_from(['"v1"', 'W/"v1"', None]))
def test_any_sequence_of_cuts_gives_the_same_bytes(_site, tmp_path_factory, cuts, published, etag):
    clean(_site)
    _site.files[PATH].etag = etag
    if etag != '"v1"' and published[1] is None:
        cuts = cuts[:3]  # each of them begins it anew
    cuts = [c for n, c in enumerate(cuts) if c or n % 3]  # eight in a row that give nothing end it
    _site.turns.extend(Turn(cut_after=c) for c in cuts)
    web = Web(Still(), per_s=1e9)
    folder = tmp_path_factory.mktemp("cut")
    try:
        path = fetch_file(web, offered(_site, *published), folder, silent)
    finally:
        web.close()
    assert path.read_bytes() == BODY
    assert names(folder) == [NAME]


def test_it_goes_on_where_it_was_cut(site, web, tmp_path):
    site.turns.extend([Turn(cut_after=50_000), Turn(cut_after=20_000)])
    fetch_file(web, offered(site), tmp_path, silent)
    assert ranges(site) == [None, "bytes=50000-", "bytes=70000-"]
    assert [a.headers.get("if-range") for a in site.asked] == [None, '"v1"', '"v1"']


def test_the_next_call_goes_on_where_the_last_one_gave_up(site, web, tmp_path):
    site.turns.append(Turn(cut_after=50_000))
    site.every_turn = Turn(status=503)
    with pytest.raises(CatalogUnavailable, match="50000 of 200000 bytes of"):
        fetch_file(web, offered(site), tmp_path, silent)
    assert names(tmp_path) == [NAME + ".part", NAME + ".part.json"]
    site.every_turn = None
    assert fetch_file(web, offered(site), tmp_path, silent).read_bytes() == BODY
    assert ranges(site)[-1] == "bytes=50000-"


def test_without_validator_and_checksum_nothing_is_put_together(site, web, tmp_path):
    site.files[PATH].etag = 'W/"v1"'
    site.turns.append(Turn(cut_after=50_000))
    fetch_file(web, offered(site, checksum=None), tmp_path, silent)
    assert ranges(site) == [None, None]


@pytest.mark.parametrize("checksum", [None, md5(OTHER)])
@pytest.mark.parametrize("etag", ['"v2"', None])
@pytest.mark.parametrize("is_careless", [False, True])
def test_a_new_version_is_never_mixed_with_the_old_one(
    site, web, tmp_path, checksum, etag, is_careless
):
    """is_careless: the server answers 206 of the new version although If-Range names the old."""
    site.turns.extend([Turn(cut_after=50_000), Turn(status=503)])

    def swap(growth):
        if growth.done_bytes == 50_000:
            site.files[PATH] = Served(OTHER, etag)

    site.turns.append(Turn(ignores_if_range=is_careless))
    assert fetch_file(web, offered(site, checksum=checksum), tmp_path, swap).read_bytes() == OTHER


def test_a_new_version_that_is_shorter_keeps_nothing_of_the_old_one(site, web, tmp_path):
    site.turns.extend([Turn(cut_after=150_000), Turn(status=503)])

    def swap(growth):
        if growth.done_bytes == 150_000:
            site.files[PATH] = Served(OTHER[:100_000], '"v2"')

    path = fetch_file(web, offered(site, size=None, checksum=None), tmp_path, swap)
    assert path.read_bytes() == OTHER[:100_000]


@pytest.mark.parametrize("change", ["address", "size", "checksum"])
def test_what_is_left_of_another_offer_is_not_taken_up(site, web, tmp_path, change):
    """Also when its server gives the same validator: every second one counts from 1."""
    site.turns.append(Turn(cut_after=50_000))
    site.every_turn = Turn(status=503)
    with pytest.raises(CatalogUnavailable):
        fetch_file(web, offered(site, size=None, checksum=None), tmp_path, silent)
    site.every_turn = None
    site.files = {PATH: Served(OTHER), "/other": Served(OTHER)}
    other = {
        "address": OfferedFile(NAME, f"{site.url}/other"),
        "size": offered(site, checksum=None),
        "checksum": offered(site, size=None, checksum=md5(OTHER)),
    }[change]
    site.asked.clear()
    assert fetch_file(web, other, tmp_path, silent).read_bytes() == OTHER
    assert ranges(site) == [None]


def test_a_server_that_knows_no_ranges_begins_anew(site, web, tmp_path):
    site.turns.extend([Turn(cut_after=50_000), Turn(ignores_range=True)])
    seen: list[Growth] = []
    assert fetch_file(web, offered(site), tmp_path, seen.append).read_bytes() == BODY
    assert [g.take for g in seen if g.done_bytes] == sorted(g.take for g in seen if g.done_bytes)
    assert seen[-1].take == 2


def test_one_that_always_begins_anew_and_is_cut_has_an_end(site, web, tmp_path):
    site.every_turn = Turn(cut_after=50_000, ignores_range=True)
    with pytest.raises(DownloadFailed, match="began anew 4 times"):
        fetch_file(web, offered(site), tmp_path, silent)


@pytest.mark.parametrize("start_lie", [-10, 10])
def test_a_range_of_another_place_is_refused(site, web, tmp_path, start_lie):
    site.turns.extend([Turn(cut_after=50_000), Turn(start_lie=start_lie)])
    assert fetch_file(web, offered(site), tmp_path, silent).read_bytes() == BODY


def test_a_size_that_catalogue_and_server_do_not_agree_on(site, web, tmp_path):
    with pytest.raises(DownloadFailed, match="200000 bytes on the server, 7 in the catalogue"):
        fetch_file(web, offered(site, size=7), tmp_path, silent)
    assert names(tmp_path) == []


@pytest.mark.parametrize("lie", [-1000, 1000])
@pytest.mark.parametrize("size", [None, len(BODY)])
def test_a_length_that_lies_never_gives_a_wrong_file(site, web, tmp_path, lie, size):
    site.every_turn = Turn(length_lie=lie)
    with pytest.raises((DownloadFailed, CatalogUnavailable)):
        fetch_file(web, offered(site, size=size), tmp_path, silent)
    assert NAME not in names(tmp_path)


def test_longer_than_said(site, web, tmp_path):
    site.every_turn = Turn(length_lie=None)
    with pytest.raises(DownloadFailed, match="longer than was said"):
        fetch_file(web, offered(site, size=1000), tmp_path, silent)
    assert names(tmp_path) == []


def test_a_length_that_nobody_says_needs_a_checksum(site, web, tmp_path):
    site.every_turn = Turn(length_lie=None)
    with pytest.raises(DownloadFailed, match="neither a length nor a checksum"):
        fetch_file(web, offered(site, size=None, checksum=None), tmp_path, silent)
    assert fetch_file(web, offered(site, size=None), tmp_path, silent).read_bytes() == BODY


def test_a_wrong_checksum_ends_it_and_leaves_nothing(site, web, tmp_path):
    with pytest.raises(DownloadFailed, match="checksum"):
        fetch_file(web, offered(site, checksum=md5(OTHER)), tmp_path, silent)
    assert names(tmp_path) == []
    assert len(site.asked) == 1  # it came in one piece: it would be as wrong again


def test_what_was_put_together_wrong_is_fetched_once_more_whole(site, web, tmp_path):
    site.files[PATH] = Served(OTHER, None)
    site.turns.append(Turn(cut_after=50_000))

    def swap(growth):
        if growth.done_bytes == 50_000:
            site.files[PATH] = Served(BODY, None)

    assert fetch_file(web, offered(site), tmp_path, swap).read_bytes() == BODY
    assert ranges(site) == [None, "bytes=50000-", None]


def test_more_than_a_product_has_is_refused(site, web, tmp_path):
    site.every_turn = Turn(length_lie=30_000_000_000)
    with pytest.raises(DownloadFailed, match="more than 20000000000"):
        fetch_file(web, offered(site, size=None), tmp_path, silent)


def test_retry_after_is_obeyed(site, web, tmp_path):
    site.turns.append(Turn(status=429, headers={"Retry-After": "17"}))
    fetch_file(web, offered(site), tmp_path, silent)
    assert sum(web.pace.slept_s) >= 17.0


def test_a_date_in_retry_after_is_read_by_the_servers_own_clock(site, web, tmp_path):
    headers = {
        "Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT",
        "Date": "Fri, 31 Dec 1999 23:59:30 GMT",
    }
    site.turns.append(Turn(status=503, headers=headers))
    fetch_file(web, offered(site), tmp_path, silent)
    assert sum(web.pace.slept_s) >= 29.0


def test_a_service_that_wants_an_hour_is_left_alone(site, web, tmp_path):
    site.turns.append(Turn(status=429, headers={"Retry-After": "3600"}))
    with pytest.raises(CatalogUnavailable, match="left alone for 3600 s"):
        fetch_file(web, offered(site), tmp_path, silent)
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    ("status", "error"),
    [(403, AccessRefused), (401, AccessRefused), (404, DownloadFailed), (410, DownloadFailed)],
)
def test_what_does_not_change_by_asking_again(site, web, tmp_path, status, error):
    site.every_turn = Turn(status=status)
    with pytest.raises(error, match=str(status)):
        fetch_file(web, offered(site), tmp_path, silent)
    assert len(site.asked) == 1
    assert names(tmp_path) == []


def test_a_full_disk_keeps_what_it_took(site, web, tmp_path, monkeypatch):
    disk = FullDisk(room=70_000)
    monkeypatch.setattr(part_room, "os", disk)
    with pytest.raises(DownloadFailed, match="No space left on device: 70000 bytes are kept"):
        fetch_file(web, offered(site), tmp_path, silent)
    disk.room = 10**9
    assert fetch_file(web, offered(site), tmp_path, silent).read_bytes() == BODY
    assert ranges(site) == [None, "bytes=70000-"]


class FullDisk:
    """The module os with a disk that has room for so many bytes; the last write is a part."""

    def __init__(self, room):
        self.room = room

    def __getattr__(self, name):
        return getattr(os, name)

    def write(self, handle, data):
        if not self.room:
            raise OSError(28, "No space left on device")
        count = os.write(handle, data[: self.room])
        self.room -= count
        return count


def test_room_is_looked_for_before_a_byte_is_asked(site, web, tmp_path):
    huge = offered(site, size=19_999_999_999_999_999)
    with pytest.raises(DownloadFailed, match="make room"):
        fetch_file(web, huge, tmp_path, silent)
    assert site.asked == []


class Late(Still):
    """Every look at the clock shows a good while later."""

    def monotonic(self):
        self.now_s += 1.0
        return self.now_s


def test_a_file_that_only_trickles_has_an_end(site, tmp_path):
    site.every_turn = Turn(bytes_per_s=50_000.0)  # in steps of 1,000 bytes
    web = Web(Late(), per_s=1e9)
    with pytest.raises(CatalogUnavailable, match=r"bytes in the last 12\d s: \d+ bytes are kept"):
        fetch_file(web, offered(site), tmp_path, silent)
    web.close()
    assert names(tmp_path) == [NAME + ".part", NAME + ".part.json"]


def test_two_programs_do_not_write_one_file(site, web, tmp_path):
    site.every_turn = Turn(bytes_per_s=2_000_000.0)
    answers: list[object] = []

    def second(growth):
        if not answers and growth.done_bytes:
            try:
                answers.append(fetch_file(web, offered(site), tmp_path, silent))
            except DownloadFailed as exc:
                answers.append(str(exc))

    assert fetch_file(web, offered(site), tmp_path, second).read_bytes() == BODY
    assert len(answers) == 1
    assert "by another program" in str(answers[0])


def test_a_growing_file_can_be_read(site, web, tmp_path):
    def read(growth):
        assert growth.path.read_bytes()[: growth.done_bytes] == BODY[: growth.done_bytes]
        seen.append((growth.done_bytes, growth.size_bytes))

    seen: list[tuple[int, int | None]] = []
    site.turns.extend([Turn(cut_after=50_000), Turn(cut_after=20_000)])
    fetch_file(web, offered(site), tmp_path, read)
    assert [n for n, _ in seen] == sorted(n for n, _ in seen)
    assert seen[-1] == (len(BODY), len(BODY))


@pytest.mark.parametrize(
    "name", ["../x", "a/b", "", ".x", "x" * 151, "a\x00", "x.part", "con\\x", 5]
)
def test_names_that_are_no_file_names(site, web, tmp_path, name):
    with pytest.raises(OfferRefused, match="name of a file"):
        fetch_file(web, offered(site, name=name), tmp_path, silent)
    assert site.asked == []


def test_a_symbolic_link_is_not_followed(site, web, tmp_path):
    precious = tmp_path / "precious"
    precious.write_bytes(b"mine")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / f"{NAME}.part").symlink_to(precious)
    with pytest.raises(DownloadFailed):
        fetch_file(web, offered(site), folder, silent)
    assert precious.read_bytes() == b"mine"


def test_never_more_connections_than_allowed(site, tmp_path):
    site.every_turn = Turn(bytes_per_s=4_000_000.0)
    web = Web(Still(), per_s=1e9, connections=2)
    files = [offered(site, name=f"scene-{n}.zip") for n in range(6)]
    workers = [
        threading.Thread(target=fetch_file, args=(web, file, tmp_path, silent)) for file in files
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    web.close()
    assert names(tmp_path) == [file.name for file in files]
    assert site.open_most == 2
