"""What the page says when something is gone: the station, its feed, a receiver, a link."""

import time

import pytest
from playwright.sync_api import expect

from surveillance.model import AisVerdict, LinkState, SourceState, TrackState
from tests.browser import scenes
from tests.browser.canvas import NO_MATCH, colours
from tests.browser.conftest import Opened
from tests.browser.fake_station import FakeStation

pytestmark = pytest.mark.browser


def test_a_station_that_goes_is_missed_and_its_return_seen(
    opened: Opened, station: FakeStation
) -> None:
    page = opened.page
    about = scenes.evening(station)
    expect(page.locator(".alert-row")).to_have_count(1)
    expect(page.locator("#gone")).to_be_hidden()
    station.stop()
    expect(page.locator("#gone")).to_be_visible(timeout=3500)
    expect(page.locator("#gone")).to_contain_text("No word from the station since")
    expect(page.locator("#gone")).to_contain_text("JST")
    station.publish(scenes.alert("A-2", about))
    station.start()
    expect(page.locator("#gone")).to_be_hidden(timeout=8000)
    expect(page.locator(".alert-row[data-state=open]")).to_have_count(1)
    assert station.resumed_from[-1] > 0  # it asked for what it had missed
    assert opened.watch.foreign == []


def test_a_restarted_station_is_read_anew(opened: Opened, station: FakeStation) -> None:
    page = opened.page
    about = scenes.evening(station)
    expect(page.locator(".alert-row")).to_have_count(1)
    station.stop()
    station.forget_events()
    station.newest["alert"].clear()
    station.publish(scenes.alert("A-9", about, text_en="from after the restart"))
    station.start()
    expect(page.locator(".alert-row")).to_contain_text("from after the restart", timeout=8000)
    expect(page.locator(".alert-row")).to_have_count(1)


def test_a_frozen_feed_shows_within_three_seconds(opened: Opened, station: FakeStation) -> None:
    page = opened.page
    station.publish(scenes.drone(0, -800))
    expect(page.locator("#age")).to_contain_text("Picture")
    station.frozen.set()
    frozen_at = time.monotonic()
    page.locator("#gone").wait_for(state="visible")
    assert time.monotonic() - frozen_at < 3.5  # 3 s and at most one heartbeat
    station.frozen.clear()
    page.locator("#gone").wait_for(state="hidden")
    opened.watch.assert_clean()


def test_a_silent_receiver_gives_no_verdict(opened: Opened, station: FakeStation) -> None:
    page = opened.page
    station.publish(scenes.health("ais", "receiver", SourceState.SILENT, "no message for 10 min"))
    station.publish(scenes.track("u", scenes.place(0, -800), AisVerdict.UNKNOWN))
    station.publish(scenes.track("hidden", scenes.place(0, 900), state=TrackState.TENTATIVE))
    expect(page.locator("#health")).to_contain_text("AIS silent")
    page.locator("#tab-map").click()
    expect(page.locator("#list .row")).to_have_count(1)
    page.locator("#list .row button").click()
    expect(page.locator("#details .overline")).to_contain_text("our own receiver is silent")
    expect(page.locator("#details")).not_to_contain_text("without AIS match")
    assert colours(page, "live").get(NO_MATCH, 0) == 0


def test_a_lost_link_is_said(opened: Opened, station: FakeStation) -> None:
    page = opened.page
    station.publish(scenes.drone(0, -800, link=LinkState.LOST))
    page.locator("#tab-map").click()
    expect(page.locator("#list")).to_contain_text("link lost")
    page.get_by_role("button", name="heron-1").click()
    expect(page.locator("#details .bad")).to_contain_text("Link lost since")
    station.publish(scenes.drone(0, -800))
    expect(page.locator("#details .bad")).to_have_count(0)
    expect(page.locator("#details .bad")).to_contain_text("No report since", timeout=9000)
