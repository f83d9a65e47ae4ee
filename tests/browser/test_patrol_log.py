"""What the page tells of a patrol."""

import pytest
from playwright.sync_api import expect

from surveillance.model import PatrolEvent
from tests.browser import scenes
from tests.browser.conftest import Opened
from tests.browser.fake_station import FakeStation

pytestmark = pytest.mark.browser

WARNING = "its place is off by about 180 m to the east"


def test_an_event_that_comes_again_is_shown_once(opened: Opened, station: FakeStation) -> None:
    """The picture and the stream after it may both hold an event."""
    page = opened.page
    station.publish(scenes.drone(-300, -300))
    first = PatrolEvent(scenes.present(), scenes.REALM, "heron-1", "notice", WARNING)
    station.publish(first)
    station.publish(first)
    last = PatrolEvent(scenes.present(), scenes.REALM, "heron-1", "notice", "recalled by sato")
    station.publish(last)
    page.locator("#tab-map").click()
    page.get_by_role("button", name="heron-1").click()
    log = page.locator(".patrol-log li")
    expect(log.first).to_contain_text("recalled by sato")
    expect(log.filter(has_text=WARNING)).to_have_count(1)
    expect(log).to_have_count(2)
    opened.watch.assert_clean()
