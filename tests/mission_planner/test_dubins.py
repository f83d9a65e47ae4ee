"""Dubins paths against lengths known in closed form, and properties that any of them has."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mission_planner.dubins import WORDS, circle, drawn, lengths, table, words

PI = math.pi
# Radius 1. Turning back on the spot takes 7 pi / 3 (Dubins 1957: three arcs, the middle one
# 5 pi / 3); the others are arcs and tangents of circles that can be read off a drawing.
KNOWN = [
    ((0, 0, 0), (4, 0, 0), 4.0, "LSL"),
    ((0, 0, 0), (0, 0, PI), 7 * PI / 3, "RLR"),
    ((0, 0, 0), (0, 2, PI), PI, "LSL"),
    ((0, 0, 0), (0, 4, PI), PI + 2, "LSL"),
    ((0, 0, 0), (0, -4, PI), PI + 2, "RSR"),
    ((0, 0, 0), (1, 1, PI / 2), PI / 2, "LSL"),
    ((0, 0, 0), (2, 2, 0), PI, "LSR"),
    ((0, 0, 0), (2, -2, 0), PI, "RSL"),
    ((0, 0, PI / 2), (2, -5, -PI / 2), PI + 5, "RSR"),
    # the circles touch: half a turn left, half a turn right
    ((0, 0, -PI / 2), (4, 0, -PI / 2), 2 * PI, "LSR"),
    # circles 2 apart in line: a quarter turn, the way between, a quarter turn
    ((0, 0, PI / 2), (6, 0, -PI / 2), PI + 4, "RSR"),
]

pose = st.tuples(
    st.floats(-1000.0, 1000.0), st.floats(-1000.0, 1000.0), st.floats(-2 * PI, 2 * PI)
).map(lambda p: np.array(p, np.float64))
radius = st.floats(10.0, 300.0)


def one(start, end, radius_m):
    return float(lengths(np.array([start], float), np.array([end], float), radius_m)[0, 0])


@pytest.mark.parametrize("start, end, length, name", KNOWN)
def test_lengths_known_in_closed_form(start, end, length, name):
    found = words(np.array(start, float), np.array(end, float), 1.0)
    assert one(start, end, 1.0) == pytest.approx(min(w.length_m for w in found))
    named = [w for w in found if w.name == name]
    assert min(w.length_m for w in named) == pytest.approx(length, abs=1e-9)
    assert found[0].length_m == pytest.approx(length, abs=1e-9)
    # the radius only scales it
    wide = [50.0 * start[0], 50.0 * start[1], start[2]], [50.0 * end[0], 50.0 * end[1], end[2]]
    assert one(*wide, 50.0) == pytest.approx(50.0 * found[0].length_m)


@settings(max_examples=25)
@given(pose, pose, radius)
def test_every_word_arrives_on_course_and_turns_at_the_radius(start, end, radius_m):
    for found in words(start, end, radius_m):
        way = drawn(start, found, radius_m, 0.5)
        assert np.hypot(*(way[-1] - end[:2])) < 1e-5
        signs = {"L": 1.0, "R": -1.0, "S": 0.0}
        turned = sum(signs[k] * p for k, p in zip(found.name, found.pieces, strict=True))
        assert math.cos(start[2] + turned - end[2]) == pytest.approx(1.0, abs=1e-9)
        # fine chords are as long as the word, and none longer: every piece is drawn as told
        fine = drawn(start, found, radius_m, 1e-3)
        assert np.hypot(*np.diff(fine, axis=0).T).sum() == pytest.approx(found.length_m, rel=1e-3)


@settings(max_examples=25)
@given(pose, pose, radius)
def test_never_shorter_than_the_straight_line_and_the_same_when_reversed(start, end, radius_m):
    assume(np.hypot(*(end - start)[:2]) > 1.0)  # on the spot, rounding may ask for a full turn
    there = one(start, end, radius_m)
    assert there >= math.hypot(*(end - start)[:2]) - 1e-6
    turned = np.array([0.0, 0.0, PI])
    assert one(end + turned, start + turned, radius_m) == pytest.approx(there, rel=1e-6, abs=1e-3)


@settings(max_examples=25)
@given(pose, pose, pose, radius)
def test_a_stop_on_the_way_is_never_shorter(start, middle, end, radius_m):
    direct = one(start, end, radius_m)
    assert one(start, middle, radius_m) + one(middle, end, radius_m) >= direct - 1e-3


@settings(max_examples=25)
@given(pose, pose, radius, st.floats(0.1, 2.0))
def test_chords_leave_the_curve_by_no_more_than_told(start, end, radius_m, sag_m):
    found = words(start, end, radius_m)[0]
    assume(found.length_m > 0.0)
    way = drawn(start, found, radius_m, sag_m)
    fine = drawn(start, found, radius_m, 1e-3)
    off = shapely.distance(shapely.points(fine), shapely.linestrings(way))
    assert off.max() <= sag_m + 2e-3


def test_arrays_and_single_words_agree():
    rng = np.random.default_rng(3)
    starts = np.column_stack([rng.uniform(-500, 500, (6, 2)), rng.uniform(-7, 7, 6)])
    ends = np.column_stack([rng.uniform(-500, 500, (7, 2)), rng.uniform(-7, 7, 7)])
    least_m = lengths(starts, ends, 80.0)
    for row, start in enumerate(starts):
        for column, end in enumerate(ends):
            found = words(start, end, 80.0)
            assert found == table(starts, ends, 80.0).by_length(row, column)
            least = min(w.length_m for w in found if w.name in WORDS)
            assert least_m[row, column] == pytest.approx(least)


def test_a_circle_runs_clockwise_and_closes():
    ring = circle(np.array([100.0, 50.0]), 80.0, 1.0, 0.5)
    assert ring[0] == pytest.approx(ring[-1])
    first, second = ring[1] - ring[0], ring[2] - ring[1]
    assert first[0] * second[1] - first[1] * second[0] < 0
    assert np.hypot(*(ring - [100.0, 50.0]).T) == pytest.approx(80.0)
