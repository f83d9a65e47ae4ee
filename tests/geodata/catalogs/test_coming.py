"""Many offers at once: whoever stops early stops soon and loses nothing."""

import random
import time

import pytest

from geodata.catalogs.cdse import CdseCatalog
from geodata.catalogs.credentials import Credentials
from geodata.clock import Clock
from tests.geodata.catalogs.copernicus import PASSWORD, USER, Copernicus
from tests.geodata.catalogs.fetched import fetch_each
from tests.geodata.catalogs.pacing import Still
from tests.geodata.catalogs.products import AREA, SINCE, UNTIL
from tests.geodata.catalogs.server import Turn, serving

BODY = random.Random(12).randbytes(200_000)


@pytest.fixture
def space():
    with serving() as site:
        yield Copernicus(site)


@pytest.fixture
def catalog(space):
    catalog = CdseCatalog(Credentials(USER, PASSWORD), Still(), doors=space.doors)
    yield catalog
    catalog.close()


def offers(space, catalog, count):
    for number in range(count):
        space.add(BODY, number)
    return catalog.search(AREA, SINCE, UNTIL)


def test_left_early_the_rest_is_given_up_and_kept(space, catalog, tmp_path):
    found = offers(space, catalog, 3)
    space.site.turns.append(Turn())
    space.site.every_turn = Turn(bytes_per_s=200_000.0)  # a second for each of the others
    for fetched in fetch_each(catalog, found, tmp_path, workers=2):
        assert fetched.path and fetched.path.read_bytes() == BODY
        break
    names = sorted(path.name for path in tmp_path.iterdir())
    assert len([name for name in names if name.endswith(".zip")]) == 1
    assert [name for name in names if name.endswith(".part")]
    space.site.every_turn = None
    space.site.asked.clear()
    assert all(one.path for one in fetch_each(catalog, found, tmp_path))
    assert any("range" in asked.headers for asked in space.site.asked)


def test_left_early_nobody_waits_for_a_service(space, tmp_path):
    catalog = CdseCatalog(Credentials(USER, PASSWORD), Clock.real(), doors=space.doors)
    found = offers(space, catalog, 2)
    space.site.turns.append(Turn())
    space.site.every_turn = Turn(status=429, headers={"Retry-After": "200"})
    started = time.monotonic()
    for fetched in fetch_each(catalog, found, tmp_path):
        assert fetched.path
        break
    catalog.close()
    assert time.monotonic() - started < 30.0


def test_a_mistake_in_the_watcher_is_not_hidden(space, catalog, tmp_path):
    def broken(growth):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(fetch_each(catalog, offers(space, catalog, 2), tmp_path, broken))


def test_nothing_to_fetch(catalog, tmp_path):
    assert list(fetch_each(catalog, [], tmp_path)) == []
