"""The layer of satellite passes: what was looked at, when, and what silence there means."""

import pytest
from playwright.sync_api import Page, expect

from surveillance.model import LookedAt
from surveillance.scan.unseen.limits import SEEN_SHARE, TOLD_SHARE
from surveillance.station.passes import MAX_PASSES, PASS_SPAN
from tests.browser import scenes
from tests.browser.canvas import LAND, colours, eventually
from tests.browser.conftest import Opened
from tests.browser.fake_station import FakeStation
from tests.browser.overpasses import box, overpass, rings
from tests.browser.test_page import CONTRAST

pytestmark = pytest.mark.browser

# how strong the pass layer is at a place, 0 to 255
STRENGTH = """([lon, lat]) => {
  const map = window[document.querySelector(".folium-map").id];
  const canvas = document.querySelector(".leaflet-passes-pane canvas");
  const at = map.latLngToContainerPoint([lat, lon]);
  const edge = canvas.getBoundingClientRect();
  const frame = map.getContainer().getBoundingClientRect();
  const scale = canvas.width / edge.width;
  const [x, y] = [at.x + frame.left - edge.left, at.y + frame.top - edge.top];
  return canvas.getContext("2d").getImageData(x * scale, y * scale, 1, 1).data[3];
}"""
POINT = """([lon, lat]) => {
  const map = window[document.querySelector(".folium-map").id];
  const at = map.latLngToContainerPoint([lat, lon]);
  return [at.x, at.y];
}"""


def strength(page: Page, east_m: float, north_m: float) -> int:
    where = scenes.place(east_m, north_m)
    page.wait_for_timeout(150)
    found: int = page.evaluate(STRENGTH, [where.lon, where.lat])
    return found


def marked(page: Page) -> None:
    """Waits until the mark of a pass is on the map; hours old, it is a little faded."""
    for _ in range(80):
        near = [[int(part) for part in name.split(",")] for name in colours(page, "live")]
        if any(abs(r) < 40 and abs(g - 108) < 12 and abs(b - 84) < 22 for r, g, b in near):
            return
        page.wait_for_timeout(100)
    raise AssertionError("no mark of a pass")


def rows(page: Page):
    page.locator("#tab-map").click()
    return page.locator("#list li[data-key^='pass:']")


def test_a_pass_comes_without_reload_and_lies_on_the_sea_only(
    opened: Opened, station: FakeStation
) -> None:
    page = opened.page
    eventually(page, "land", LAND)
    assert strength(page, 700, -600) == 0
    station.publish(overpass())
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("41 vessels, 3 without AIS match · 3 h 0 min ago")
    marked(page)
    assert strength(page, 700, -600) > 15
    assert strength(page, 0, 0) == 0  # the hole of the island
    opened.watch.assert_clean()


def test_its_details_say_when_how_many_and_with_which_limit(
    opened: Opened, station: FakeStation
) -> None:
    page = opened.page
    station.publish(overpass())
    rows(page).locator("button").click()
    details = page.locator("#details")
    expect(details.locator(".overline")).to_have_text("Satellite scene · S1A")
    expect(details.locator("h2")).to_have_text("S1A_IW_GRDH_1SDV_20261129")
    for text in (
        "3 h 0 min ago", "160 min after it was taken", "4 min after its publication",
        "Nine of ten vessels from 25 m on are seen over 90 % of the sea looked at, from 12 m over",
        "Silence is a statement with a limit.",
        "30 % of the sea: from 10 m on nine of ten are seen",
        "40 % of the sea: nothing shorter than 15 m could be seen; from 25 m on nine of ten are",
        "30 % of the sea: nothing shorter than 50 m could be seen",
    ):  # fmt: skip
        expect(details).to_contain_text(text)
    counts = {"Vessels found": "41", "Without AIS match": "3", "AIS unknown": "2"}
    for name, count in counts.items():
        expect(details.locator(f"dt:text-is('{name}') + dd")).to_have_text(count)
    # the longer the limit, the weaker
    west, middle, east = (strength(page, x, -600) for x in (-1200, 700, 1200))
    assert west > middle > east > 15
    assert (SEEN_SHARE, TOLD_SHARE) == (0.9, 0.9)  # as the words say
    assert (MAX_PASSES, PASS_SPAN.total_seconds()) == (50, 24 * 3600.0)
    opened.watch.assert_clean()


def test_the_limit_of_a_place_is_told_under_the_pointer(
    opened: Opened, station: FakeStation
) -> None:
    page = opened.page
    station.publish(overpass())
    expect(rows(page)).to_have_count(1)
    for place, text in (
        ((700, -600), "here: nothing shorter than 15 m could be seen; from 25 m on nine of ten"),
        ((1200, -600), "here: nothing shorter than 50 m could be seen"),
    ):
        where = scenes.place(*place)
        page.mouse.move(*page.evaluate(POINT, [where.lon, where.lat]))
        expect(page.locator("#here")).to_contain_text(text)
    where = scenes.place(0, 100)
    page.mouse.move(*page.evaluate(POINT, [where.lon, where.lat]))
    expect(page.locator("#here")).to_have_text("")


def test_in_japanese(opened: Opened, station: FakeStation) -> None:
    page = opened.page
    station.publish(overpass())
    page.locator("#lang-ja").click()
    expect(page.locator("#passes")).to_have_text("衛星画像：表示中")
    expect(rows(page)).to_contain_text("船舶 41隻、AIS対応なし 3隻")
    rows(page).locator("button").click()
    details = page.locator("#details")
    for text in (
        "衛星画像 · S1A", "撮影の 160分後", "公開の 4分後", "長さ 25 m以上、半分では 12 m以上",
        "海面の 40 %：15 m未満は見えない。25 m以上は10隻中9隻が見える",
    ):  # fmt: skip
        expect(details).to_contain_text(text)
    opened.watch.assert_clean()


def test_the_layer_goes_off_and_on_by_keyboard_and_stays_so(
    opened: Opened, station: FakeStation
) -> None:
    page = opened.page
    station.publish(overpass())
    expect(rows(page)).to_have_count(1)
    button = page.get_by_role("button", name="Show or hide the satellite scenes")
    expect(button).to_have_text("Satellite scenes: shown")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_text("Satellite scenes: hidden")
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(rows(page)).to_have_count(0)
    assert strength(page, 700, -600) == 0
    page.reload()
    expect(button).to_have_text("Satellite scenes: hidden")
    button.focus()
    page.keyboard.press("Space")
    expect(rows(page)).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#details h2")).to_contain_text("S1A_IW")
    page.keyboard.press("Escape")
    expect(page.locator("#details")).to_be_hidden()
    opened.watch.assert_clean()


def test_old_ones_fade_and_go(opened: Opened, station: FakeStation) -> None:
    page = opened.page
    for scene, hours, place in (
        ("new", 0.1, box(-1500, -1200, -900, -900)), ("old", 23.0, box(900, -1200, 1500, -900)),
        ("gone", 24.1, box(-300, -1200, 300, -900)),
    ):  # fmt: skip
        looked = LookedAt(rings(place), None, None)
        station.publish(overpass(scene, hours, looked=looked, limits=None))
    expect(rows(page)).to_have_count(2)
    new, old, gone = (strength(page, x, -1050) for x in (-1200, 1200, 0))
    assert new > 2 * old > 0 and gone == 0
    page.locator("[data-key='pass:new'] button").click()
    expect(page.locator("#details")).to_contain_text("its silence says little")


def test_a_newer_version_takes_the_place_of_the_older_one(
    opened: Opened, station: FakeStation
) -> None:
    page = opened.page
    station.publish(overpass())
    rows(page).locator("button").click()
    unknown = page.locator("#details dt:text-is('Without AIS match') + dd")
    expect(unknown).to_have_text("3")
    station.publish(overpass(without_ais=1, published_at=None, picture_at=None))
    expect(unknown).to_have_text("1")
    expect(rows(page)).to_have_count(1)
    expect(page.locator("#details dt:text-is('Published') + dd")).to_have_text("not told")


def test_a_click_on_its_mark_selects_it(opened: Opened, station: FakeStation) -> None:
    page = opened.page
    station.publish(overpass())
    marked(page)
    where = scenes.place(700, -900)
    page.mouse.click(*page.evaluate(POINT, [where.lon, where.lat]))
    expect(page.locator("#details h2")).to_have_text("S1A_IW_GRDH_1SDV_20261129")


def test_a_hostile_name_stays_text(opened: Opened, station: FakeStation) -> None:
    page = opened.page
    names = (*scenes.HOSTILE, "<script>alert(1)</script>")
    for number, name in enumerate(names):
        station.publish(overpass(name, 1.0 + number, source=f"satellite {name}"))
    expect(rows(page)).to_have_count(len(names))
    for number, name in enumerate(names):
        rows(page).nth(number).locator("button").click()
        expect(page.locator("#details h2")).to_have_text(name)
        expect(page.locator("#details .overline")).to_have_text(f"Satellite scene · {name}")
    assert page.locator("iframe, #panel img[src=x], #details img[src=x]").count() == 0
    opened.watch.assert_clean()


@pytest.mark.parametrize("theme", ["day", "night"])
def test_its_texts_have_contrast(opened: Opened, station: FakeStation, theme: str) -> None:
    page = opened.page
    station.publish(overpass())
    page.evaluate("theme => localStorage.setItem('mizugiwa.theme', theme)", theme)
    page.reload()
    rows(page).locator("button").click()
    page.wait_for_timeout(500)
    assert page.evaluate(CONTRAST) == []
    page.locator("#passes").click()
    assert page.evaluate(CONTRAST) == []
