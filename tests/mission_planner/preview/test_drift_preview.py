"""The map of a drift: every fact is on it, it needs nothing else, and names cannot break out."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import image
from shapely.geometry import MultiPolygon, Point, box

from geodata.position import LocalFrame, LonLat
from mission_planner.detection.curve import inverse_cube_curve
from mission_planner.drift import OBJECTS, Adrift, Search, Water, drift_case
from mission_planner.drift.water import steady
from mission_planner.errors import OptionError
from mission_planner.preview import write_drift_preview
from mission_planner.preview.drift_html import drift_html
from mission_planner.preview.drift_picture import SHADES_PCT, drift_picture
from mission_planner.preview.drift_png import drift_png
from mission_planner.preview.svg import distance_text
from mission_planner.preview.words import both
from mission_planner.request import Wind
from tests.mission_planner.preview.test_preview import read

PLACE = LonLat(130.1, 34.24)
AT = datetime(2026, 5, 1, tzinfo=UTC)


def case(hours=3.0, own_mps=0.5):
    land = MultiPolygon([box(2_000.0, -9_000.0, 4_000.0, 9_000.0)])
    water = Water(steady(Wind(6.0, 300.0)), steady(Wind(0.3, 270.0)), land, 1.0, 0.1)
    way = np.array([[0.0, -500.0], [0.0, 500.0], [300.0, 500.0]])
    begun = AT.timestamp() + 1800.0 * np.sign(hours)
    search = Search(
        way, begun + np.array([0.0, 60.0, 80.0]), inverse_cube_curve(150.0, 14.0), "p.geojson"
    )
    asked = Adrift(OBJECTS["package"], PLACE, AT, hours, 150.0, own_mps)
    return drift_case(asked, LocalFrame(PLACE), water, [search])


@pytest.fixture(scope="module")
def forward():
    return case()


def page(found):
    return drift_html(found, drift_picture(found), both)


def test_the_page_says_what_the_drift_says(forward):
    text = " ".join(read(page(forward)).text)
    for pct in (50, 80, 95):
        area = forward.region(pct).area / 1e6
        assert f"{pct} % region 存在域 {area:.2f} km2" in text
    for fact in (
        "package floating low, +3 h", "oil drum of 220 l", "6.0 m/s from 風向 300°", "p.geojson",
        "0.3 m/s towards 流向 90°", "150", "inverse cube law", "known place", "next search",
        f"{100 * forward.map.left:.0f} %", f"{forward.farthest_on_m / 1000:.1f} km",
        distance_text(drift_picture(forward).scale_m),
    ):  # fmt: skip
        assert fact in text, fact


def test_the_page_needs_nothing_else(forward):
    text = page(forward)
    assert "http" not in text
    assert "//" not in re.sub(r"/\*.*?\*/", "", text)
    seen = read(text)
    assert not {"script", "link", "img", "iframe", "object", "image", "use"} & set(seen.tags)
    assert not {"src", "href", "xlink:href", "onload", "style"} & {n for n, _ in seen.attributes}


@given(st.text(max_size=30).map(lambda t: t + '"><script>alert(1)</script><!--'))
@settings(max_examples=5, deadline=None)
def test_names_cannot_break_out(forward, name):
    (search,) = forward.searches
    named = replace(forward, searches=(replace(search, name=name),))
    usual, odd = read(page(forward)), read(page(named))
    assert "script" not in odd.tags
    assert odd.tags == usual.tags


@pytest.mark.parametrize("hours", [3.0, -3.0, 0.6])
def test_all_that_is_told_is_in_the_picture(hours):
    found = case(hours)
    picture = drift_picture(found)
    view = box(*picture.bounds)
    assert view.contains(found.region(95)) and view.contains(found.next_area)
    assert view.contains(Point(picture.start))
    assert shapely.contains_xy(view, picture.track).all()
    assert picture.circle.length == pytest.approx(2 * np.pi * found.farthest_on_m, rel=0.01)
    areas = [shape.area for shape in picture.shades]
    assert areas == sorted(areas, reverse=True) and len(areas) == len(SHADES_PCT)
    for outer, inner in zip(picture.shades[:-1], picture.shades[1:], strict=True):
        assert inner.difference(outer.buffer(0.1)).area < 1.0
    hourly = np.array(picture.marks).reshape(-1, 2)
    assert len(hourly) == int(abs(hours))
    if len(hourly):
        gone = abs(hours) * 3600.0 - 0.01
        index = np.searchsorted(np.abs(found.cloud.times_s - found.cloud.times_s[0]), gone)
        assert np.allclose(hourly[-1], picture.track[index], atol=1.0)


@pytest.mark.parametrize(("hours", "every"), [(5.0, 1), (-13.0, 2), (30.0, 3)])
def test_marks_are_as_far_apart_as_it_says(hours, every):
    found = case(hours)
    picture = drift_picture(found)
    assert f"marks every 印の間隔 {every} h" in " ".join(" ".join(read(page(found)).text).split())
    gone = np.abs(found.cloud.times_s - found.cloud.times_s[0])
    at = np.argmin(np.abs(gone - 3600.0 * every))
    assert np.allclose(picture.marks[0], picture.track[at], atol=1.0)


def test_a_circle_far_beyond_is_told_and_not_drawn():
    found = case(own_mps=20.0)
    picture = drift_picture(found)
    assert picture.circle.is_empty
    text = page(found)
    assert 'class="circle"' not in text
    assert "beyond the picture" in text
    without = page(case(own_mps=None))
    assert "farthest on" not in without


def colours(content):
    pixels = (255 * image.imread(io.BytesIO(content))[..., :3]).round().astype(int)
    return pixels.reshape(-1, 3)


def test_a_png_without_japanese_letters_has_no_boxes_and_is_darker_where_likelier(forward):
    """A letter that the font has not is a warning of matplotlib, and warnings are errors here.

    The shades fall in grey as well: who sees no colours sees the same map.
    """
    picture = drift_picture(forward)
    grey = colours(drift_png(forward, picture, None)) @ (0.299, 0.587, 0.114)
    sea = np.array([0xEA, 0xF2, 0xF7]) @ (0.299, 0.587, 0.114)
    shade = np.array([0x00, 0x72, 0xB2]) @ (0.299, 0.587, 0.114)
    for layers in range(1, len(SHADES_PCT) + 1):
        expected = shade + (sea - shade) * 0.89**layers
        assert (np.abs(grey - expected) < 1.5).sum() > 50, layers


def test_the_files_name_chooses_the_kind(tmp_path, forward):
    write_drift_preview(forward, tmp_path / "a.html")
    write_drift_preview(forward, tmp_path / "a.png")
    assert (tmp_path / "a.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(OptionError, match=r"a preview is written as \.html or \.png"):
        write_drift_preview(forward, tmp_path / "a.pdf")


def test_what_was_searched_is_paler(forward):
    """The density is that of the map after the searches, not before."""
    plain = drift_case(forward.asked, forward.frame, forward.water)
    assert not drift_picture(plain).searches
    assert forward.map.left < plain.map.left == pytest.approx(1.0)
    assert "p.geojson" not in page(plain)
