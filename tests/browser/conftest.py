"""Fixtures for tests of the page."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import Watch, launched, watched
from tests.browser.fake_station import FakeStation


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with launched() as started:
        yield started


@pytest.fixture
def station() -> Iterator[FakeStation]:
    fake = FakeStation().start()
    yield fake
    fake.stop()


@dataclass
class Opened:
    """A page on the station, and what it did."""

    page: Page
    watch: Watch


@pytest.fixture
def opened(browser: Browser, station: FakeStation) -> Iterator[Opened]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    context.set_default_timeout(8000)
    page = context.new_page()
    watch = watched(page, station.url)
    page.goto(station.url)
    page.locator("#age[data-state=live]").wait_for()
    yield Opened(page, watch)
    context.close()
