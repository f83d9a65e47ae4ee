"""The client of a service: whom it tells the password, how long it waits, what it takes."""

import threading
import time

import pytest

from geodata.catalogs.port import OfferedFile, silent
from geodata.catalogs.transfer.download import fetch_file
from geodata.catalogs.transfer.outside import origin
from geodata.catalogs.transfer.patience import Rate
from geodata.catalogs.transfer.web import Ask, Web
from geodata.errors import AccessRefused, CatalogError, CatalogUnavailable, OfferRefused
from tests.geodata.catalogs.pacing import Still
from tests.geodata.catalogs.server import Answer, Served, Turn, serving


class Known:
    """Tells one host only; counts how often it was asked for a newer one."""

    def __init__(self, url):
        self.host = origin(url)
        self.renewed = 0

    def authorization(self, url):
        return f"Bearer {self.renewed}" if origin(url) == self.host else None

    def renew(self, url, refused):
        self.renewed += 1
        return True


@pytest.fixture
def site():
    with serving() as site:
        yield site


@pytest.fixture
def stranger():
    with serving() as site:
        yield site


def answering(site, *answers):
    """The site gives these answers in turn, the last one for ever."""
    queue = list(answers)
    site.routes.append(lambda asked: queue.pop(0) if len(queue) > 1 else queue[0])


def test_a_redirect_to_another_host_is_not_told_who_we_are(site, stranger, tmp_path):
    stranger.files["/scene"] = Served(b"abc")
    answering(site, Answer(302, headers={"Location": f"{stranger.url}/scene"}))
    web = Web(Still(), Known(site.url))
    file = OfferedFile("scene.zip", f"{site.url}/moved", 3)
    assert fetch_file(web, file, tmp_path, silent).read_bytes() == b"abc"
    web.close()
    assert site.asked[0].headers["authorization"] == "Bearer 0"
    assert "authorization" not in stranger.asked[0].headers


def test_one_that_comes_back_is_told_again(site, stranger):
    answering(stranger, Answer(307, headers={"Location": f"{site.url}/home"}))
    site.routes.append(
        lambda asked: (
            Answer(301, headers={"Location": f"{stranger.url}/out"}) if asked.path == "/" else None
        )
    )
    site.routes.append(lambda asked: Answer(200, b"{}"))
    web = Web(Still(), Known(site.url))
    web.document(Ask("GET", f"{site.url}/"))
    web.close()
    assert ["authorization" in a.headers for a in [*site.asked, *stranger.asked]] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    "place", ["http://example.com/x", "file:///etc/passwd", "https://a:b@example.com/"]
)
def test_a_redirect_to_where_nobody_goes(site, place):
    answering(site, Answer(302, headers={"Location": place}))
    web = Web(Still())
    with pytest.raises(OfferRefused):
        web.document(Ask("GET", f"{site.url}/"))
    web.close()


def test_a_redirect_in_a_circle(site):
    answering(site, Answer(302, headers={"Location": "/"}))
    web = Web(Still())
    with pytest.raises(CatalogError, match="more than 5 times"):
        web.document(Ask("GET", f"{site.url}/"))
    web.close()


def test_what_is_posted_goes_to_no_other_place(site, stranger):
    answering(site, Answer(307, headers={"Location": f"{stranger.url}/"}))
    web = Web(Still())
    with pytest.raises(CatalogError, match="answers 307"):
        web.document(Ask("POST", f"{site.url}/", content=b"password=x"))
    web.close()
    assert stranger.asked == []


def test_a_document_is_asked_for_again(site):
    answering(
        site, Answer(429, headers={"Retry-After": "2"}), Answer(502), Answer(200, b'{"a": 1}')
    )
    web = Web(Still())
    assert web.document(Ask("GET", f"{site.url}/")) == {"a": 1}
    web.close()
    assert max(web.pace.slept_s) >= 2.0


def test_an_old_token_is_renewed_once(site):
    answering(site, Answer(401), Answer(200, b"{}"))
    access = Known(site.url)
    web = Web(Still(), access)
    web.document(Ask("GET", f"{site.url}/"))
    site.routes.clear()
    answering(site, Answer(401, b"no"))
    with pytest.raises(AccessRefused, match=r"answers 401 \(no\)"):
        web.document(Ask("GET", f"{site.url}/"))
    web.close()
    assert access.renewed == 2


def test_a_server_that_is_not_there_has_an_end():
    with serving() as site:
        url = site.url
    web = Web(Still())
    with pytest.raises(CatalogUnavailable, match=r"127.0.0.1 cannot be reached.*asked 8 times"):
        web.document(Ask("GET", f"{url}/"))
    web.close()


def test_an_answer_without_end_is_not_read_on(site, monkeypatch):
    monkeypatch.setattr("geodata.catalogs.transfer.web.MAX_JSON_BYTES", 1000)
    answering(site, Answer(200, b" " * 100_000))
    web = Web(Still())
    with pytest.raises(CatalogError, match="more than 1000 bytes"):
        web.document(Ask("GET", f"{site.url}/"))
    web.close()


def test_an_answer_that_trickles_for_hours_is_none(site):
    class Late(Still):
        def monotonic(self):
            self.now_s += 100.0
            return self.now_s

    site.files["/"] = Served(b"{}" * 1000)
    site.every_turn = Turn(bytes_per_s=50_000.0)
    web = Web(Late())
    with pytest.raises(CatalogUnavailable, match="takes too long"):
        web.document(Ask("GET", f"{site.url}/"))
    web.close()


def test_a_password_is_in_no_repr():
    assert "secret" not in repr(Ask("POST", "https://example.com", content=b"secret"))


def test_requests_are_so_far_apart():
    pace = Still()
    rate = Rate(pace, 4.0)
    started = pace.now_s
    for _ in range(9):
        rate.wait()
    assert pace.now_s - started == pytest.approx(2.0)
    rate.hold(30.0)
    rate.wait()
    assert pace.now_s - started >= 32.0


def test_threads_share_one_rate():
    class Real:
        monotonic = staticmethod(time.monotonic)
        sleep = staticmethod(time.sleep)

    rate = Rate(Real(), 200.0)
    started = time.monotonic()
    threads = [threading.Thread(target=lambda: [rate.wait() for _ in range(5)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - started >= 19 / 200.0
