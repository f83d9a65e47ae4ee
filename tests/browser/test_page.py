"""The live map in a real browser, against a scripted station."""

from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from surveillance.model import AlertState, Ellipse, SourceState
from tests.browser import scenes
from tests.browser.canvas import DRONE, LAND, NO_MATCH, eventually, tinted
from tests.browser.chromium import watched
from tests.browser.conftest import Opened
from tests.browser.fake_station import FakeStation

pytestmark = pytest.mark.browser


def test_the_coast_is_drawn_and_nobody_else_is_asked(opened: Opened, station: FakeStation) -> None:
    scenes.evening(station)
    station.coverage = scenes.looked_at()
    station.publish(scenes.footprint(-300, -760, 80))
    assert eventually(opened.page, "land", LAND) > 5000
    eventually(opened.page, "live", NO_MATCH)
    eventually(opened.page, "looked", DRONE, 2000)
    expect(opened.page.locator("#area-name")).to_have_text("okinoshima")
    expect(opened.page.locator("#realm")).to_contain_text("Simulated")
    opened.watch.assert_clean()


def test_the_drone_moves(opened: Opened, station: FakeStation) -> None:
    page = opened.page
    station.publish(scenes.drone(-900, -700))
    page.locator("#tab-map").click()
    page.get_by_role("button", name="heron-1").click()
    position = page.locator("#details .facts dd").filter(has_text="′N")
    before = position.inner_text()
    eventually(page, "live", DRONE)
    for step in range(5):
        station.publish(scenes.drone(-800 + 100 * step, -700))
    expect(position).not_to_have_text(before)
    expect(position).to_contain_text("34°14.262′N")
    opened.watch.assert_clean()


def test_a_reckoned_place_is_shown_with_its_error(opened: Opened, station: FakeStation) -> None:
    page = opened.page
    about = scenes.drone(-900, -700)
    page.locator("#tab-map").click()
    station.publish(about)
    page.get_by_role("button", name="heron-1").click()
    errors = page.locator("#details .facts dd").filter(has_text="±")
    expect(errors).to_have_count(0)
    eventually(page, "live", DRONE)
    before = tinted(page, "live", DRONE)
    under = replace(about, at=about.at + timedelta(seconds=1), ellipse=Ellipse(140.0, 60.0, 30.0))
    station.publish(under)
    expect(errors).to_contain_text("±140")
    page.wait_for_timeout(500)
    assert tinted(page, "live", DRONE) > before + 100
    opened.watch.assert_clean()


def test_an_alert_arrives_without_reload_and_is_withdrawn(
    opened: Opened, station: FakeStation
) -> None:
    page = opened.page
    page.evaluate("window.sameDocument = true")
    about = scenes.evening(station)
    expect(page.locator(".alert-row")).to_have_count(1)
    station.publish(scenes.alert("A-2", about))
    row = page.locator(".alert-row[data-state=open]")
    expect(row).to_contain_text("9 m boat without AIS match")
    expect(page.locator("#spoken")).to_contain_text("New alert: 9 m boat")
    picture = row.locator("img")
    expect(picture).to_have_attribute("src", f"/api/evidence/{about.evidence}")
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 320
    station.publish(scenes.alert("A-2", about, AlertState.WITHDRAWN))
    expect(page.locator(".alert-row[data-state=withdrawn]")).to_have_count(2)
    expect(page.locator("#spoken-politely")).to_contain_text("Alert withdrawn")
    assert page.evaluate("window.sameDocument")
    opened.watch.assert_clean()


def test_sound_comes_once_per_new_alert_and_only_after_a_touch(
    opened: Opened, station: FakeStation
) -> None:
    page = opened.page
    page.evaluate(
        """() => { window.tones = 0; const start = OscillatorNode.prototype.start;
        OscillatorNode.prototype.start = function (...when) {
          window.tones += 1; start.apply(this, when); }; }"""
    )
    about = scenes.evening(station)
    station.publish(scenes.alert("A-2", about))
    expect(page.locator(".alert-row[data-state=open]")).to_have_count(1)
    assert page.evaluate("window.tones") == 0
    expect(page.locator("#sound")).to_have_text("Sound: press once")
    page.locator("#sound").click()
    expect(page.locator("#sound")).to_have_text("Sound on")
    station.publish(scenes.alert("A-3", about))
    expect(page.locator(".alert-row[data-state=open]")).to_have_count(2)
    assert page.evaluate("window.tones") == 2
    station.publish(scenes.alert("A-3", about, AlertState.WITHDRAWN))
    page.locator("#sound").click()
    station.publish(scenes.alert("A-4", about))
    expect(page.locator(".alert-row[data-state=open]")).to_have_count(2)
    assert page.evaluate("window.tones") == 2
    opened.watch.assert_clean()


def test_hostile_names_stay_text(opened: Opened, station: FakeStation) -> None:
    page = opened.page
    for number, name in enumerate(scenes.HOSTILE):
        where = scenes.place(200 * number, -900)
        station.publish(scenes.ais(431000000 + number, where, name))
        about = scenes.track(f"x{number}", scenes.place(200 * number, 900))
        station.publish(about)
        station.publish(
            scenes.alert(
                f"H-{number}",
                about,
                text_en=name,
                reasons_en=(name,),
                reasons_ja=(name,),
                rule=name,
                severity=name,
            )
        )
        station.publish(scenes.health(name, name, SourceState.OK, name))
    expect(page.locator(".alert-row")).to_have_count(len(scenes.HOSTILE))
    page.locator(".alert-row button").last.click()
    expect(page.locator("#details h2")).to_have_text(scenes.HOSTILE[0])
    page.locator("#tab-map").click()
    for name in scenes.HOSTILE:
        page.get_by_role("button").filter(has=page.get_by_text(name, exact=True)).click()
        expect(page.locator("#details h2")).to_have_text(name)
    assert page.locator("iframe, #panel img[src=x], #details img[src=x]").count() == 0
    opened.watch.assert_clean()


def test_both_languages_and_both_themes(opened: Opened, station: FakeStation) -> None:
    page = opened.page
    about = scenes.evening(station)
    station.publish(scenes.alert("A-2", about))
    page.locator("#lang-ja").click()
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    expect(page.locator("#realm")).to_contain_text("模擬")
    expect(page.locator("#tab-alerts")).to_have_text("警報 1")
    expect(page.locator(".alert-row").first).to_contain_text("海岸へ接近")
    page.locator("#tab-map").click()
    expect(page.locator("#list")).to_contain_text("AIS対応なしの船舶")
    shown = page.locator("html").get_attribute("data-shown")
    page.locator("#theme").click()
    expect(page.locator("html")).not_to_have_attribute("data-shown", shown or "")
    page.reload()
    expect(page.locator("#realm")).to_contain_text("模擬")
    expect(page.locator("html")).not_to_have_attribute("data-shown", shown or "")
    opened.watch.assert_clean()


@pytest.mark.parametrize("theme", ["day", "night"])
def test_texts_have_contrast(opened: Opened, station: FakeStation, theme: str) -> None:
    page = opened.page
    about = scenes.evening(station)
    station.publish(scenes.health("ais", "receiver", SourceState.SILENT))
    station.publish(scenes.health("video", "heron-1", SourceState.LOST))
    station.publish(scenes.alert("A-2", about))
    page.evaluate("theme => localStorage.setItem('mizugiwa.theme', theme)", theme)
    page.reload()
    page.locator(".alert-row button").first.click()
    page.wait_for_timeout(500)
    weak = page.evaluate(CONTRAST)
    assert weak == []


CONTRAST = """() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0.9) return colour;
    }
    return numbers(getComputedStyle(document.body).backgroundColor);
  };
  const weak = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !node.checkVisibility() || node.closest(".unseen, .skip")) continue;
    const [a, b] = [numbers(getComputedStyle(node).color), ground(node)].map(light);
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) weak.push(`${node.className || node.tagName} ${node.textContent}: ${ratio}`);
  }
  return weak;
}"""


def test_details_say_how_sure_they_are(opened: Opened, station: FakeStation) -> None:
    page = opened.page
    about = scenes.evening(station)
    page.locator("#tab-map").click()
    page.locator(f"[data-key='track:{about.id}'] button").click()
    details = page.locator("#details")
    expect(details).to_contain_text("Vessel without AIS match")
    expect(details).to_contain_text("±41 × ±24 m, long axis 054°")
    expect(details).to_contain_text("3.9 ± 0.8 kn")
    page.locator("[data-key='track:t2'] button").click()
    expect(details).to_contain_text("not yet known (error too large)")
    page.locator("[data-key='track:t5'] button").click()
    expect(details).to_contain_text("the dashed mark is a prediction")
    page.locator("[data-key='track:t3'] button").click()
    expect(details).to_contain_text("Vessel with AIS match")
    expect(details).to_contain_text("KASHI MARU")
    title = details.locator("time").first.get_attribute("title")
    assert title is not None
    assert title.endswith("UTC")


def test_everything_by_keyboard(opened: Opened, station: FakeStation) -> None:
    page = opened.page
    about = scenes.evening(station)
    station.publish(scenes.alert("A-2", about))
    expect(page.locator(".alert-row")).to_have_count(2)
    page.keyboard.press("j")
    expect(page.locator(".alert-row button").first).to_be_focused()
    outline = page.locator(".alert-row button").first.evaluate(
        "node => getComputedStyle(node).outlineWidth"
    )
    assert outline == "3px"
    page.keyboard.press("ArrowDown")
    expect(page.locator(".alert-row button").last).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.locator("#details h2")).to_contain_text("9 m boat")
    page.keyboard.press("Escape")
    expect(page.locator("#details")).to_be_hidden()
    reached = page.evaluate("""async () => {
      const wanted = "button, [href], summary, .folium-map";
      return [...document.querySelectorAll(wanted)]
        .filter((node) => node.checkVisibility() && node.tabIndex < 0
          && !node.closest(".leaflet-control")).map((node) => node.id);
    }""")
    assert reached == []
    page.locator("#tab-alerts").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#tab-map")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#details")).to_be_visible()


def test_a_click_on_the_map_selects(opened: Opened, station: FakeStation) -> None:
    page = opened.page
    where = scenes.place(0, -800)
    station.publish(scenes.track("only", where))
    eventually(page, "live", NO_MATCH)
    point = page.evaluate(
        "(at) => { const p = map_live.latLngToContainerPoint(at); return [p.x, p.y]; }",
        [where.lat, where.lon],
    )
    page.mouse.click(point[0] + 4, point[1] - 3)
    expect(page.locator("#details .overline")).to_have_text("Vessel without AIS match")
    page.mouse.click(point[0] + 4, point[1] + 90)
    expect(page.locator("#details")).to_be_hidden()


def test_a_thousand_tracks_pan_quickly(opened: Opened, station: FakeStation) -> None:
    page = opened.page
    for number in range(1000):
        where = scenes.place(-1300 + 65 * (number % 40), -1000 + 80 * (number // 40))
        station.publish(scenes.track(f"n{number}", where, velocity=(1.0, 1.0)))
    page.locator("#tab-map").click()
    expect(page.locator("#list .count")).to_have_text("1000")
    quickest = page.evaluate("""async () => {
      const times = [];
      for (let n = 0; n < 20; n += 1) {
        const start = performance.now();
        map_live.panBy([n % 2 ? 160 : -160, 40], {animate: false});
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        times.push(performance.now() - start);
      }
      return Math.min(...times);
    }""")
    # the best of many: a test machine that is busy with other things must not decide
    assert quickest < 100
    opened.watch.assert_clean()


def test_a_tablet_gets_sheets(browser: Browser, station: FakeStation) -> None:
    about = scenes.evening(station)
    station.publish(scenes.alert("A-2", about))
    context = browser.new_context(viewport={"width": 820, "height": 1180}, has_touch=True)
    page = context.new_page()
    watch = watched(page, station.url)
    page.goto(station.url)
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator("#panel-button")).to_have_text("Alerts 1")
    page.locator("#panel-button").tap()
    page.locator(".alert-row button").first.tap()
    expect(page.locator("#details")).to_be_visible()
    expect(page.locator("#panel")).to_be_hidden()
    box = page.locator("#details").bounding_box()
    assert box is not None
    assert box["width"] == 820
    assert box["y"] > 400
    watch.assert_clean()
    context.close()
