"""One served station for the tests of a file."""

from collections.abc import Iterator

import pytest

from tests.surveillance.serving import Served, served_in


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served_in(tmp_path_factory.mktemp("station")) as station:
        yield station
