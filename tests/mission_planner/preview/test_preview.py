"""Previews: every fact is on them, they need nothing else, and names cannot break out."""

import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import image
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon, box

from geodata.area import Zone
from geodata.position import LonLat, bearing_deg, distance_m
from mission_planner.errors import OptionError
from mission_planner.layers.assessment import Assessment, LinkMap
from mission_planner.layers.link import Radio, Shadow, State
from mission_planner.mission import Flight, Mission, patrol_items
from mission_planner.planned import Uncovered
from mission_planner.preview import write_preview
from mission_planner.preview.html import html_of
from mission_planner.preview.picture import picture_of
from mission_planner.preview.png import png_of
from mission_planner.preview.png_sheet import japanese_font
from mission_planner.preview.words import both
from mission_planner.request import PlanRequest, Wind
from tests.mission_planner.formats.test_map_formats import AREA, LINE, plan_of

HOME = LonLat(130.001, 34.001)
PLACES = [LonLat(130.0 + 0.001 * k, 34.004) for k in range(1, 19)]
MISSION = Mission(patrol_items(HOME, PLACES, Flight(90.0, 14.0, None)))
GAP = Uncovered(Polygon([(130.0, 34.0), (130.004, 34.0), (130.0, 34.004)]), "nofly", 81_234.0)


def made(sorties=2, **changes):
    plan = plan_of([MISSION] * sorties, [LINE] * sorties)
    land = MultiPolygon([box(130.006, 34.012, 130.011, 34.016)])
    area = replace(AREA, land=land)
    wind = PlanRequest(wind=Wind(7.0, 300.0))
    return replace(plan, area=area, request=wind, uncovered=(GAP,), **changes)


def page(plan):
    return html_of(plan, picture_of(plan, None), both)


class Seen(HTMLParser):
    """All that a browser would do something with."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text.append(data)


def read(text):
    seen = Seen()
    seen.feed(text)
    return seen


def test_the_page_says_what_the_plan_says():
    plan = made()
    text = " ".join(read(page(plan)).text)
    for fact in (
        "対馬", "loop", "7 m/s", "300°", "coverage 視認率", "90.0 %", "heron-1",
        "1.0", "1.7", "10", "80", "75", "together 合計", "2.0", "3.3",
        "not seen 未確認", "no-fly 飛行禁止", "81234", "130.00", "light & house",
        "home 離着陸地点", "rally point 代替着陸地点", "1 km",
    ):  # fmt: skip
        assert fact in text, fact


def test_the_page_needs_nothing_else():
    text = page(made())
    assert "http" not in text
    assert "//" not in re.sub(r"/\*.*?\*/", "", text)
    seen = read(text)
    assert not {"script", "link", "img", "iframe", "object", "image", "use"} & set(seen.tags)
    loads = {"src", "href", "xlink:href", "data", "action", "onload", "style"}
    assert not loads & {name for name, _ in seen.attributes}
    assert re.findall(r"url\([^)]*\)", text) == ["url(#hatch)"]
    assert "@import" not in text
    assert "prefers-color-scheme:dark" in text
    assert "@media print" in text


@given(st.text(max_size=30).map(lambda t: t + '"><script>alert(1)</script><!--'))
@settings(max_examples=10)
def test_names_cannot_break_out(name):
    plan = made(1)
    area = replace(plan.area, name=name, nofly=(Zone(name, plan.area.nofly[0].shape),))
    usual, odd = read(page(plan)), read(page(replace(plan, area=area, why=name, pattern=name)))
    assert "script" not in odd.tags
    assert [t for t in odd.tags if t != "p"] == [t for t in usual.tags if t != "p"]


def test_gaps_and_links_are_drawn_and_explained():
    plan = made()
    shadow = Shadow(1, State.DEAD, "land", HOME, (PLACES[3], PLACES[7]), 100.0, 400.0)
    link = LinkMap(Radio(2.0), {State.FULL: 0.75, State.WEAK: 0.05, State.DEAD: 0.2}, (shadow,), ())
    text = page(replace(plan, assessment=Assessment((), (), link)))
    assert text.count('class="dead"') == 2  # on the map and in the legend
    assert "no link 通信途絶</dt><dd>20 %" in text
    assert text.count('class="gap"') == 2
    quiet = page(replace(plan, uncovered=()))
    assert 'class="gap"' not in quiet
    assert 'class="dead"' not in quiet
    assert "not seen" not in quiet


def test_arrows_point_along_the_way_and_numbers_keep_apart():
    plan = made(1)
    picture = picture_of(plan, None)
    (track,) = picture.tracks
    there = bearing_deg(LonLat(*LINE.coords[0]), LonLat(*LINE.coords[1]))
    courses = [course for _, course in track.arrows]
    assert courses[0] == pytest.approx(there, abs=0.5)
    assert courses[-1] == pytest.approx(there + 180.0, abs=0.5)
    places = np.array([place for place, _ in track.numbers])
    assert 2 <= len(places) < len(PLACES)
    gaps = np.hypot(*(places[:, None] - places[None, :]).transpose(2, 0, 1))
    assert gaps[~np.eye(len(places), dtype=bool)].min() > 0.05 * picture.width_m
    numbers = [int(number) for _, number in track.numbers]
    assert all(plan.mission.items[n].position is not None for n in numbers)


@given(
    st.lists(st.tuples(st.floats(129.0, 131.0), st.floats(33.0, 35.0)), min_size=2, max_size=6),
    st.floats(0.001, 1.0),
)
@settings(max_examples=25)
def test_all_that_is_flown_is_in_the_picture(corners, shrink):
    line = LineString([(130 + (x - 130) * shrink, 34 + (y - 34) * shrink) for x, y in corners])
    plan = replace(plan_of([MISSION], [line]), strip=line.envelope, survey=MultiLineString([line]))
    picture = picture_of(plan, None)
    west, south, east, north = picture.bounds
    (track,) = picture.tracks
    assert (track.line >= (west, south)).all()
    assert (track.line <= (east, north)).all()
    assert 0.8 <= picture.width_m / picture.height_m <= 2.0
    assert 0.05 * picture.width_m <= picture.scale_m <= 0.25 * picture.width_m
    meridians, parallels = picture.grid()
    assert len(meridians) <= 12 and len(parallels) <= 12
    for degrees, start, _ in parallels:
        assert picture.frame.lonlat(*start).lat == pytest.approx(degrees, abs=1e-6)


def test_the_scale_bar_is_as_long_as_it_says():
    """Against geodesics."""
    picture = picture_of(made(), None)
    west, south, _, _ = picture.bounds
    a, b = picture.frame.lonlat(west, south), picture.frame.lonlat(west + picture.scale_m, south)
    assert distance_m(a, b) == pytest.approx(picture.scale_m, rel=1e-3)


def colours(content):
    pixels = (255 * image.imread(io.BytesIO(content))[..., :3]).round().astype(int)
    packed = pixels @ (65536, 256, 1)
    return {f"#{value:06x}": count for value, count in zip(
        *np.unique(packed, return_counts=True), strict=True)}  # fmt: skip


def test_a_png_without_japanese_letters_has_no_boxes():
    """A letter that the font has not is a warning of matplotlib, and warnings are errors here."""
    plan = made()
    content = png_of(plan, picture_of(plan, None), None)
    found = colours(content)
    assert found["#dcd5bf"] > 500  # land
    assert found["#eaf2f7"] > 50_000  # sea
    assert found["#0072b2"] > 20  # the first sortie


@pytest.mark.areas
def test_the_same_plan_gives_the_same_png(tmp_path):
    plan = made()
    write_preview(plan, None, tmp_path / "a.png")
    write_preview(plan, None, tmp_path / "b.png")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    with_letters = png_of(plan, picture_of(plan, None), japanese_font())
    assert (tmp_path / "a.png").read_bytes() == with_letters


def test_the_files_name_chooses_the_kind(tmp_path):
    plan = made(1)
    write_preview(plan, None, tmp_path / "a.html")
    assert (tmp_path / "a.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    with pytest.raises(OptionError, match=r"a preview is written as \.html or \.png"):
        write_preview(plan, None, tmp_path / "a.pdf")
