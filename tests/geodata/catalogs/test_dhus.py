"""The door of the DHuS mirrors: who is let in, what is said when the extra is missing."""

import sys

import pytest
import requests

from geodata.catalogs.credentials import Credentials
from geodata.catalogs.dhus import DhusCatalog, _PoliteAdapter, load_sentinelsat
from geodata.catalogs.tokens import BasicAccess
from geodata.catalogs.transfer.web import Web
from geodata.errors import AccessRefused, CatalogError, CatalogUnavailable
from tests.geodata.catalogs.pacing import Still
from tests.geodata.catalogs.server import Answer, serving

URL = "https://dhus.example.org/dhus"


def test_a_missing_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "sentinelsat", None)
    with pytest.raises(CatalogError, match=r"pip install 'mizugiwa\[dhus\]'"):
        load_sentinelsat()
    with pytest.raises(CatalogError, match=r"pip install 'mizugiwa\[dhus\]'"):
        DhusCatalog(URL, Credentials("a", "b"), Still())


@pytest.mark.parametrize("who", [Credentials(), Credentials("a"), Credentials(password="b")])
def test_it_wants_a_login(who):
    with pytest.raises(AccessRefused, match="MIZUGIWA_DHUS_USER"):
        DhusCatalog(URL, who, Still())


@pytest.fixture
def asked():
    """A session of requests whose every question goes through our own client."""
    with serving() as site:
        web = Web(Still(), BasicAccess("heron", "secret", site.url))
        session = requests.Session()
        session.mount("http://", _PoliteAdapter(web))
        yield site, session
        session.close()
        web.close()


def test_what_it_asks_is_asked_by_our_client(asked):
    site, session = asked
    site.routes.append(lambda asked: Answer(200, b'{"feed": {"a": "\xc3\xa4"}}'))
    answer = session.get(f"{site.url}/search", params={"q": "x y"}, auth=("other", "name"))
    assert answer.json() == {"feed": {"a": "ä"}}
    answer.raise_for_status()
    assert site.asked[0].query == {"q": "x y"}
    assert site.asked[0].headers["authorization"] == "Basic aGVyb246c2VjcmV0"


def test_its_refusals_are_ours(asked):
    site, session = asked
    site.routes.append(lambda asked: Answer(503, b"maintenance"))
    with pytest.raises(CatalogUnavailable, match="maintenance"):
        session.get(f"{site.url}/search")
    with pytest.raises(CatalogError, match="nothing is changed"):
        session.post(f"{site.url}/search")
