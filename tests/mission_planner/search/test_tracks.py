"""Parallel tracks: half a spacing inside the edge, into the wind, all of the area seen."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, box

from mission_planner.lines import Swath
from mission_planner.request import CALM, Wind
from mission_planner.search.tracks import Begin, long_side_deg, tracks

FIELD = box(0.0, 0.0, 3_000.0, 1_000.0)  # long side east and west
HOME = np.array([-500.0, -500.0])


def flown(shape, spacing=200.0, legs_deg=90.0, wind=CALM, pct=100.0, **more):
    begin = Begin(legs_deg, more.pop("is_either", True), wind, HOME, **more)
    return tracks(shape, Swath(spacing, spacing), pct, begin)


def test_the_first_line_is_half_a_spacing_inside_near_home():
    made = flown(FIELD)
    assert made.spacing_m == pytest.approx(200.0)
    assert made.legs[0] == pytest.approx(np.array([[0.0, 100.0], [3_000.0, 100.0]]))
    assert [leg[0][1] for leg in made.legs] == pytest.approx([100.0, 300.0, 500.0, 700.0, 900.0])
    assert made.legs[1][0] == pytest.approx([3_000.0, 300.0])  # there and back


def test_the_last_line_is_half_a_spacing_inside_as_well():
    made = flown(box(0.0, 0.0, 3_000.0, 910.0))
    assert made.spacing_m == pytest.approx(182.0)
    assert made.legs[-1][0][1] == pytest.approx(910.0 - 91.0)


@pytest.mark.parametrize(
    "from_deg, course", [(80.0, 1.0), (110.0, 1.0), (260.0, -1.0), (300.0, -1.0)]
)
def test_the_first_leg_is_into_the_wind(from_deg, course):
    first = flown(FIELD, wind=Wind(8.0, from_deg)).legs[0]
    assert np.sign(first[1][0] - first[0][0]) == course


def test_a_wind_across_the_legs_leaves_the_corner_near_home():
    assert flown(FIELD, wind=Wind(8.0, 0.0)).legs[0][0] == pytest.approx([0.0, 100.0])


def test_an_asked_course_is_kept():
    made = flown(FIELD, legs_deg=270.0, wind=Wind(8.0, 90.0), is_either=False)
    assert made.legs[0][0][0] == pytest.approx(3_000.0)


@pytest.mark.parametrize("creep_deg, first_m", [(90.0, 100.0), (270.0, 2_900.0)])
def test_a_creep_keeps_its_direction(creep_deg, first_m):
    made = flown(FIELD, legs_deg=creep_deg + 90.0, creep_deg=creep_deg)
    assert made.legs[0][0][0] == pytest.approx(first_m)
    assert len(made.legs) == 15


def test_half_the_coverage_takes_half_the_lines():
    assert len(flown(FIELD, pct=50.0).legs) == 3


@pytest.mark.parametrize("turn", [0.0, 17.0, 90.0, 133.0])
def test_the_longer_side(turn):
    shape = shapely.affinity.rotate(FIELD, -turn)
    assert (long_side_deg(shape) - turn) % 180.0 == pytest.approx(90.0)


@settings(max_examples=20, deadline=None)
@given(
    places=st.lists(
        st.tuples(st.floats(-900.0, 900.0), st.floats(-900.0, 900.0)), min_size=3, max_size=9
    ),
    bearing=st.floats(0.0, 180.0),
    spacing=st.floats(30.0, 400.0),
    notch=st.booleans(),
)
def test_every_place_of_any_area_is_within_half_a_spacing_of_a_line(
    places, bearing, spacing, notch
):
    shape = shapely.MultiPoint(places).convex_hull
    if notch:
        shape = shape.difference(box(-200.0, -100.0, 2_000.0, 100.0))
    if shape.area < 1_000.0:
        return
    made = flown(shape, spacing, bearing)
    assert made.spacing_m <= spacing + 1e-9
    seen = shapely.union_all(
        [LineString(leg).buffer(0.5 * spacing + 0.01, cap_style="flat") for leg in made.legs]
    )
    assert shape.difference(seen).area < 1e-4 * shape.area
    assert max(shape.distance(shapely.points(leg)).max() for leg in made.legs) <= 0.5 * spacing
