"""Rows see their bands; what they leave out is about what they say."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from mission_planner.sweep.rows import rows
from tests.mission_planner.sweep.fields import outlines

REACH_M = 30.0


def bands(shape):
    _, low, _, high = shape.bounds
    return np.linspace(low, high, int(np.ceil((high - low) / (2.0 * REACH_M))) + 1)


def unseen_m2(shape, segments):
    lines = shapely.linestrings(segments[~np.isnan(segments[:, 0, 0])])
    return shape.difference(shapely.union_all(lines).buffer(REACH_M, 64)).area


@settings(max_examples=20, deadline=None)
@given(outlines())
def test_rows_see_all_of_a_shape(shape):
    made = rows(shape, bands(shape), REACH_M, 0.0)
    assert unseen_m2(shape, made.segments(0.0)) < 1e-3 * shape.area


@settings(max_examples=20, deadline=None)
@given(outlines(), st.floats(1.0, 25.0))
def test_shortened_rows_leave_out_no_more_than_they_say(shape, missed_m):
    made = rows(shape, bands(shape), REACH_M, 0.0)
    unseen = unseen_m2(shape, made.segments(missed_m))
    assert unseen <= 1.25 * made.missed_m2(missed_m) + 2e-3 * shape.area


def test_a_row_ends_where_the_corners_of_a_narrow_band_are_just_in_reach():
    made = rows(box(0.0, 0.0, 200.0, 36.0), np.array([0.0, 36.0]), REACH_M, 0.0)
    ends = made.segments(0.0)[0]
    assert ends[:, 1] == pytest.approx([18.0, 18.0])
    assert ends[:, 0] == pytest.approx([24.0, 176.0])  # 18, 24, 30: Pythagoras


def test_a_row_moves_inwards_where_the_middle_of_its_band_is_closed():
    shape, region = box(0.0, 0.0, 200.0, 20.0), box(-50.0, 15.0, 250.0, 100.0)
    made = rows(shape, np.array([0.0, 20.0]), REACH_M, 0.0, region)
    assert 15.0 <= made.across_m[0] <= 30.0
    assert unseen_m2(shape, made.segments(0.0)) < 1.0
