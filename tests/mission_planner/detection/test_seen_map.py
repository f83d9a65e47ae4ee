"""Where a plan finds boats, place by place."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, box

from mission_planner.cells import cells_shape
from mission_planner.detection.against import Against
from mission_planner.detection.best import told
from mission_planner.detection.seen_map import seen_map
from mission_planner.detection.target import Conditions, Target
from mission_planner.plan import PlanRequest, plan
from mission_planner.preview.html import html_of
from mission_planner.preview.picture import SEEN_PCT, picture_of
from mission_planner.preview.png import png_of
from mission_planner.preview.words import both
from tests.mission_planner.islands import area_of, heron
from tests.mission_planner.preview.test_preview import read

AREA = area_of(box(-1500.0, -1500.0, 1500.0, 1500.0), Point(0.0, 0.0).buffer(300.0))
ROUGH = Against(Target(0.0, 2.0), Conditions(4.0))


@pytest.fixture(scope="module")
def wide():
    """Lines too wide for a small boat in a rough sea."""
    return told(plan(AREA, heron(), PlanRequest(strip_m=600.0, swath_m=330.0)), ROUGH, None)


def test_the_mean_over_the_strip_is_the_detection_probability(wide):
    """Two ways to the same figure: a grid of places, and boats spread evenly over the strip."""
    found = seen_map(wide)
    seen = found.probability[~np.isnan(found.probability)]
    assert seen.mean() == pytest.approx(wide.detection.probability, abs=0.02)
    assert 0.1 < wide.detection.probability < 0.95
    assert seen.min() < 0.1 and seen.max() > 0.9  # between lines, and below them


def test_cells_hold_what_they_say_and_no_more(wide):
    found = seen_map(wide)
    strip = wide.area.frame.geometry_to_metres(wide.strip)
    areas = [found.at_least(pct / 100.0).area for pct in SEEN_PCT]
    assert areas == sorted(areas, reverse=True)
    whole = found.at_least(0.0)
    assert whole.difference(strip.buffer(found.cell_m)).area == 0.0
    assert whole.area == pytest.approx(strip.area, rel=0.02)
    assert found.at_least(1.1).is_empty


def test_at_night_nothing_is_shaded(wide):
    dark = told(wide, replace(ROUGH, conditions=Conditions(4.0, "night")), None)
    assert seen_map(dark).at_least(0.1).is_empty


@given(st.lists(st.lists(st.booleans(), min_size=7, max_size=7), min_size=1, max_size=9),
       st.floats(-1e5, 1e5), st.floats(0.1, 999.0))  # fmt: skip
def test_the_union_of_cells_has_their_area_and_no_seams(rows, corner, cell):
    chosen = np.array(rows, bool)
    shape = cells_shape(corner, -corner, cell, chosen)
    assert shape.area == pytest.approx(chosen.sum() * cell**2, rel=1e-4)
    filled = cells_shape(corner, -corner, cell, np.ones_like(chosen))
    assert len(filled.geoms) == 1 and not filled.geoms[0].interiors


def test_the_preview_shades_what_is_found_and_says_so(wide):
    picture = picture_of(wide, None)
    assert [pct for pct, _ in picture.seen] == list(SEEN_PCT)
    text = html_of(wide, picture, both)
    seen = read(text)
    assert " ".join(seen.text).count("%+ found") >= 2 * len(SEEN_PCT)  # map and legend
    assert "a boat that lies still" in " ".join(seen.text)
    assert 'class="swath"' not in text
    plain = replace(wide, detection=None)
    usual = html_of(plain, picture_of(plain, None), both)
    assert 'class="swath"' in usual
    assert 'class="found"' not in usual
    assert png_of(wide, picture, None) != png_of(plain, picture_of(plain, None), None)
