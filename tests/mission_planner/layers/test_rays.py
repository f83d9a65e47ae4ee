"""Ways over land, beside exact overlay."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Polygon, box

from mission_planner.layers.rays import land_spans, site_m
from tests.mission_planner.islands import islands

places = st.tuples(st.floats(-4000, 4000), st.floats(-4000, 4000))


shapes = st.lists(st.tuples(islands(), places), min_size=1, max_size=3)


@settings(max_examples=50)
@given(shapes, places, st.lists(places, min_size=1, max_size=20))
def test_spans_agree_with_overlay(shapes, origin, ends):
    parts = [shapely.affinity.translate(shape, *by) for shape, by in shapes]
    land = shapely.union_all(parts)
    if not land.is_valid or land.boundary.distance(shapely.Point(origin)) < 1e-3:
        return
    spans = land_spans(np.array(origin), np.array(ends), land)
    lengths = np.bincount(spans.ray, weights=spans.end_m - spans.start_m, minlength=len(ends))
    exact = [land.intersection(LineString([origin, end])).length for end in ends]
    assert lengths == pytest.approx(exact, abs=1e-3)


def test_a_way_through_corners_counts_them_once():
    land = MultiPolygon([box(0, 0, 10, 10), box(20, -10, 30, 0)])
    ends = np.array([[40.0, 40.0], [5.0, 5.0], [-5.0, 5.0]])
    spans = land_spans(np.array([-10.0, -10.0]), ends, land)
    assert spans.ray.tolist() == [0, 1]
    assert spans.end_m - spans.start_m == pytest.approx([np.hypot(10, 10), np.hypot(5, 5)])


def test_from_land_the_first_span_begins_at_the_origin():
    land = box(-100, -100, 100, 100)
    spans = land_spans(np.zeros(2), np.array([[1000.0, 0.0], [50.0, 0.0]]), land)
    assert spans.start_m.tolist() == [0.0, 0.0]
    assert spans.end_m == pytest.approx([100.0, 50.0])
    assert len(spans.beyond(80.0).ray) == 1
    assert site_m(np.zeros(2), land) == 200.0
    assert site_m(np.zeros(2), box(-900, -900, 900, 900)) == 1800.0


def test_no_land_no_spans():
    assert len(land_spans(np.zeros(2), np.ones((3, 2)), MultiPolygon()).ray) == 0
    assert len(land_spans(np.zeros(2), np.ones((3, 2)), Polygon()).ray) == 0
