"""One token for all: refreshed in time, kept for the next run, told to nobody else."""

import stat
import threading

import pytest

from geodata.catalogs.credentials import Credentials
from geodata.catalogs.tokens import BasicAccess, BearerAccess, TokenKeeper
from geodata.catalogs.transfer.web import Web
from geodata.errors import AccessRefused, CatalogUnavailable
from tests.geodata.catalogs.copernicus import PASSWORD, USER, Copernicus
from tests.geodata.catalogs.pacing import Still
from tests.geodata.catalogs.server import Answer, serving

WHO = Credentials(USER, PASSWORD)


@pytest.fixture
def space():
    with serving() as site:
        yield Copernicus(site)


@pytest.fixture
def web():
    web = Web(Still(), connections=1, per_s=1e9)
    yield web
    web.close()


def keeper(space, web, who=WHO, kept_in=None):
    return TokenKeeper(web, space.doors.token, who, kept_in)


def test_it_is_refreshed_before_it_ends(space, web):
    one = keeper(space, web)
    assert one.bearer() == one.bearer() == "access-1"
    web.pace.now_s += 539.0
    assert one.bearer() == "access-1"
    web.pace.now_s += 2.0
    assert one.bearer() == "access-2"
    for _ in range(5):
        web.pace.now_s += 550.0
        one.bearer()
    assert (space.logins, space.refreshed) == (1, 6)


def test_a_short_life_is_used_to_its_half(space, web):
    space.life_s = 10
    one = keeper(space, web)
    assert one.bearer() == one.bearer()
    web.pace.now_s += 6.0
    assert one.bearer() == "access-2"


def test_a_login_again_only_when_the_refresh_token_has_ended(space, web):
    one = keeper(space, web)
    one.bearer()
    space.refreshable.clear()
    web.pace.now_s += 4000.0
    one.bearer()
    assert (space.logins, space.refreshed) == (2, 0)


def test_many_threads_with_one_refused_token_refresh_it_once(space, web):
    one = keeper(space, web)
    refused = one.bearer()
    gate = threading.Barrier(8)
    answers = []

    def worker():
        gate.wait()
        answers.append(one.renew(refused))

    threads = [threading.Thread(target=worker) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [True] * 8
    assert (space.logins, space.refreshed) == (1, 1)


def test_the_next_run_refreshes_what_the_last_one_kept(space, web, tmp_path):
    kept = tmp_path / "new" / "cdse-token.json"
    for _ in range(3):
        keeper(space, web, kept_in=kept).bearer()
    assert (space.logins, space.refreshed) == (1, 2)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "{}", "[" * 5000, '{"url": 1}', "\xff"])
def test_a_kept_file_that_is_no_such_file(space, web, tmp_path, text):
    kept = tmp_path / "token"
    kept.write_text(text)
    assert keeper(space, web, kept_in=kept).bearer() == "access-1"


def test_a_kept_token_of_somebody_else_is_not_used(space, web, tmp_path):
    kept = tmp_path / "token"
    keeper(space, web, kept_in=kept).bearer()
    with pytest.raises(AccessRefused, match="Invalid user"):
        keeper(space, web, Credentials("other", "x"), kept).bearer()


def test_a_refresh_token_instead_of_a_password(space, web):
    space.refreshable.add("mine")
    who = Credentials(refresh_token="mine")
    assert keeper(space, web, who).bearer() == "access-1"
    assert (space.logins, space.refreshed) == (0, 1)


def test_a_refresh_token_that_has_ended_is_said(space, web):
    with pytest.raises(AccessRefused, match="MIZUGIWA_CDSE_USER"):
        keeper(space, web, Credentials(refresh_token="old")).bearer()


NO_TOKENS = (
    b"{}",
    b'{"access_token": "a b", "expires_in": 600}',
    b'{"access_token": "a\\nb: c", "expires_in": 600}',
    b'{"access_token": "a", "expires_in": "x"}',
)


@pytest.mark.parametrize("body", NO_TOKENS)
def test_answers_that_are_no_token(web, body):
    with serving() as site:
        site.routes.append(lambda asked: Answer(200, body))
        with pytest.raises(CatalogUnavailable, match="no token"):
            TokenKeeper(web, f"{site.url}/token", WHO).bearer()


def test_a_token_is_for_its_own_services(space, web):
    access = BearerAccess(keeper(space, web), [space.doors.download])
    assert access.authorization(f"{space.doors.download}/x") == "Bearer access-1"
    for url in ("https://example.com/", f"https{space.site.url[4:]}/", "http://127.0.0.1:1/"):
        assert access.authorization(url) is None
        assert not access.renew(url, "Bearer access-1")
    assert access.renew(space.doors.download, "Bearer access-1")


def test_a_password_is_for_its_own_service():
    access = BasicAccess("heron", "pässword", "https://dhus.example.org/dhus")
    assert str(access.authorization("https://dhus.example.org/x")).startswith("Basic ")
    assert access.authorization("https://dhus.example.org:8443/x") is None
    assert access.authorization("https://example.org/x") is None
