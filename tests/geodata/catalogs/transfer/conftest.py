"""A server and a client for the tests of downloads."""

from collections.abc import Iterator

import pytest

from geodata.catalogs.transfer.web import Web
from tests.geodata.catalogs.pacing import Still
from tests.geodata.catalogs.server import Site, serving


@pytest.fixture(scope="module")
def _site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def site(_site: Site, request: pytest.FixtureRequest) -> Site:
    """As the module's own `clean` leaves it."""
    request.module.clean(_site)
    return _site


@pytest.fixture
def web() -> Iterator[Web]:
    client = Web(Still(), per_s=1e9)
    yield client
    client.close()
