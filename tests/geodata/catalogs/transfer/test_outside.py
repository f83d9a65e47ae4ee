"""Texts from outside are believed only when they are harmless."""

import json
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.catalogs.transfer import outside
from geodata.catalogs.transfer.checksum import read_checksum, read_multihash, strongest
from geodata.errors import OfferRefused


@given(st.text("aZ09._-/\\\x00é ", max_size=200))
def test_a_file_name_stays_in_its_folder(text):
    try:
        name = outside.file_name(text, "name")
    except OfferRefused:
        return
    assert name == text and "/" not in name and not name.startswith((".", "-"))
    assert len(name.encode()) <= 150


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/x",
        "ftp://example.com/x",
        "file:///etc/passwd",
        "https://user:secret@example.com/",
        "https://user@example.com/",
        "https://@example.com/",
        "https://example.com:80:80/",
        "https://exa mple.com/",
        "https://-x/",
        "HTTPS://example.com/",
        "https:///x",
        "https://example.com/a b",
        "https://example.com/a\nb",
        "https://exämple.com/",
        "https://example.com:99999/",
        "https://[::1",
        "http://127.0.0.1.example.com/",
        "https://example.com\\@127.0.0.1/",
        "s3://eodata/x",
        "x" * 9000,
        f"https://example.com/{'x' * 9000}",
        "",
        None,
    ],
)
def test_addresses_that_are_not_asked(url):
    with pytest.raises(OfferRefused):
        outside.address(url, "href")


@pytest.mark.parametrize(
    "url",
    [
        "https://download.dataspace.copernicus.eu/odata/v1/Products(3d5934fa)/$value",
        "https://dhus.example.org/odata/v1/Products('3d5934fa')/$value",
        "http://127.0.0.1:8000/x",
        "http://[::1]:8000/x",
        "http://localhost/x",
    ],
)
def test_addresses_that_are_asked(url):
    assert outside.address(url, "href") == url


@given(st.text("htps:/@?#[]\\\\.%&abc12 \t\n", max_size=30))
def test_an_address_is_read_alike_by_who_checks_and_who_asks(text):
    try:
        url = outside.address(f"https://{text}", "href")
    except OfferRefused:
        return
    assert outside.origin(url)[1] == httpx.URL(url).host != ""
    assert (urlsplit(url).hostname or "") == httpx.URL(url).host


def test_an_origin_is_scheme_host_and_port():
    assert outside.origin("https://Example.com/x") == ("https", "example.com", 443)
    assert outside.origin("https://example.com:444/x") != outside.origin("https://example.com/x")


@pytest.mark.parametrize("value", [-1, True, 1.5, "x", "-5", [], 20_000_000_001])
def test_sizes_that_are_none(value):
    with pytest.raises(OfferRefused):
        outside.size_bytes(value, "size")


@pytest.mark.parametrize(
    ("value", "size"), [(None, None), (0, None), ("0", None), (7, 7), ("7", 7)]
)
def test_sizes(value, size):
    assert outside.size_bytes(value, "size") == size


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-01T03:00:00Z",
        "2026-05-01T03:00:00.000000000Z",
        "2026-05-01T12:00:00+09:00",
        "2026-05-01T03:00:00",
    ],
)
def test_times(text):
    assert outside.time_utc(text, "at") == datetime(2026, 5, 1, 3, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "yesterday", None, 5, "0001-01-01T00:00:00+23:00", "9" * 50])
def test_times_that_are_none(text):
    with pytest.raises(OfferRefused):
        outside.time_utc(text, "at")


@pytest.mark.parametrize(
    "text",
    [
        b"[]",
        b"{",
        b'{"a": NaN}',
        b'{"a": ' + b"[" * 60 + b"]" * 60 + b"}",
        b'{"a": ' + b"[" * 200_000 + b"}",
        b'{"a": ' + b"9" * 10_000 + b"}",
        b"\xff",
    ],
)
def test_documents_that_are_refused(text):
    with pytest.raises(OfferRefused):
        outside.read_json(text, "the answer")


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=20))
def test_documents_that_are_read(value):
    assert outside.read_json(json.dumps({"a": value}).encode(), "the answer") == {"a": value}


EMPTY_MD5 = "d41d8cd98f00b204e9800998ecf8427e"
EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_checksums_of_an_empty_file():
    for found in (
        read_checksum("MD5", EMPTY_MD5),
        read_multihash("d50110" + EMPTY_MD5),
        read_multihash("1220" + EMPTY_SHA256),
        read_checksum("SHA-256", EMPTY_SHA256.upper()),
    ):
        assert found is not None
        assert found.hasher().hexdigest() == found.hex


@pytest.mark.parametrize(
    ("algorithm", "digest"), [("BLAKE3", "0" * 64), ("MD5", "0" * 31), ("MD5", "g" * 32), ("", "")]
)
def test_checksums_that_are_none(algorithm, digest):
    assert read_checksum(algorithm, digest) is None


@pytest.mark.parametrize(
    "text", ["", "zz", "d501", "d5010f" + EMPTY_MD5, "ff" * 40, "1e20" + EMPTY_SHA256]
)
def test_multihashes_that_are_none(text):
    assert read_multihash(text) is None


def test_of_several_checksums_the_strongest_counts():
    md5, sha = read_checksum("MD5", EMPTY_MD5), read_checksum("SHA256", EMPTY_SHA256)
    assert md5 and sha
    assert strongest([md5, sha]) == sha
    assert strongest([]) is None
