"""Names beside the marks of the map."""

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page

from geodata.position import LonLat
from tests.browser import scenes
from tests.browser.conftest import Opened
from tests.browser.fake_station import FakeStation

pytestmark = pytest.mark.browser

PLACE_AT = """([x, y]) => {
  const map = window[document.querySelector(".folium-map").id];
  const place = map.containerPointToLatLng([x, y]);
  return [place.lng, place.lat];
}"""
# where the texts of the next painting stand, in pixels of the window: text -> [left, right]
PAINTED = """() => new Promise((resolve) => {
  const drawing = CanvasRenderingContext2D.prototype;
  const plain = drawing.fillText;
  const found = {};
  drawing.fillText = function (text, x, y) {
    plain.call(this, text, x, y);
    const at = this.getTransform().transformPoint({ x, y });
    const edge = this.canvas.getBoundingClientRect();
    const left = edge.left + at.x * edge.width / this.canvas.width;
    found[text] = [left, left + this.measureText(text).width];
  };
  setTimeout(() => {
    drawing.fillText = plain;
    resolve(found);
  }, 1500);
})"""  # the page paints twice a second
NAME = "DAI HACHI KAIYO MARU"


def place_at(page: Page, x: float, y: float) -> LonLat:
    lon, lat = page.evaluate(PLACE_AT, [x, y])
    return LonLat(lon, lat)


def test_a_name_at_the_right_edge_turns_to_the_left(opened: Opened, station: FakeStation) -> None:
    page, width = opened.page, 1440
    near, far = place_at(page, width - 60, 300), place_at(page, 800, 400)
    station.publish(scenes.ais(431_000_001, near, NAME))
    station.publish(scenes.ais(431_000_002, far, "KAIYO"))
    station.publish(replace(scenes.drone(0, 0), position=place_at(page, width - 40, 600)))
    page.get_by_role("tab").nth(1).click()
    page.get_by_role("button", name=NAME).wait_for()
    page.get_by_role("button", name="heron-1").wait_for()
    texts: dict[str, Any] = page.evaluate(PAINTED)
    for name, mark in ((NAME, width - 60), ("heron-1", width - 40)):
        left, right = texts[name]
        assert 0 < left < right < mark
    left, right = texts["KAIYO"]
    assert 800 < left < right < width  # elsewhere names stand on the right
    opened.watch.assert_clean()
