"""In which language the page starts."""

from collections.abc import Sequence

import pytest
from playwright.sync_api import Browser, Page, expect

from surveillance.web.page import PageSettings
from tests.browser.chromium import watched
from tests.browser.fake_station import FakeStation

pytestmark = pytest.mark.browser

SPEAKS = "Object.defineProperty(navigator, 'languages', {{get: () => {}}})"


def started(browser: Browser, url: str, languages: Sequence[str]) -> Page:
    """The page in a browser whose person has set these languages, best first."""
    page = browser.new_context(locale=languages[0]).new_page()
    page.add_init_script(SPEAKS.format(list(languages)))
    watch = watched(page, url)
    page.goto(url)
    page.locator("#age[data-state=live]").wait_for()
    watch.assert_clean()
    return page


@pytest.mark.parametrize(("languages", "setting", "shown"), [
    (["ja-JP", "en-US"], "en", "ja"),
    (["en-GB", "ja"], "ja", "en"),
    (["JA"], "en", "ja"),
    (["ko-KR", "ja", "en"], "en", "ja"),
    (["ko-KR", "fr"], "ja", "ja"),
    (["ko-KR", "fr"], "en", "en"),
    (["jam", "enm"], "ja", "ja"),
])  # fmt: skip
def test_the_browser_then_the_station_says_the_language(
    browser: Browser, languages: list[str], setting: str, shown: str
) -> None:
    station = FakeStation(PageSettings(language=setting)).start()
    try:
        page = started(browser, station.url, languages)
        expect(page.locator("html")).to_have_attribute("lang", shown)
        expect(page.locator(f"#lang-{shown}")).to_have_attribute("aria-pressed", "true")
        words = {"ja": "警報", "en": "Alerts"}
        expect(page.locator("#tab-alerts")).to_have_text(words[shown])
        assert page.evaluate("localStorage.getItem('mizugiwa.language')") is None
        page.context.close()
    finally:
        station.stop()


def test_a_choice_is_kept_whatever_the_browser_says(browser: Browser, station: FakeStation) -> None:
    page = started(browser, station.url, ["en-GB"])
    page.locator("#lang-ja").click()
    page.reload()
    page.locator("#age[data-state=live]").wait_for()
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    expect(page.locator("#lang-ja")).to_have_attribute("aria-pressed", "true")
    page.context.close()
