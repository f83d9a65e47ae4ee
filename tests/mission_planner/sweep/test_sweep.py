"""Sweeps see all of an area that can be seen, break no limit, and are about as short as can be."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import rotate, translate
from shapely.geometry import LineString, Point, Polygon, box

from mission_planner.errors import PlannerError, PlanRefused
from mission_planner.plan import PlanRequest, draft, plan
from tests.mission_planner.islands import FRAME, area_of, gannet, heron
from tests.mission_planner.sweep.fields import holes, outlines, sea_area

FIELD = Polygon([(-700, -600), (800, -500), (1000, 300), (200, 700), (-600, 200)])
FULL = 4_000.0  # Wh: one sortie


def in_metres(shape):
    return FRAME.geometry_to_metres(shape)


def seen_share(made, swath_m):
    """Measured here: the area within half a swath of the survey lines."""
    asked = in_metres(made.area.shape)
    return asked.intersection(in_metres(made.survey).buffer(swath_m / 2.0, 32)).area / asked.area


def over_area_m(made):
    """From the beginning of the first survey line to the end of the last one."""
    path = shapely.get_coordinates(in_metres(made.path))
    ends = shapely.get_coordinates(in_metres(made.survey))[[0, -1]]
    first = np.argmin(np.hypot(*(path - ends[0]).T))
    last = len(path) - 1 - np.argmin(np.hypot(*(path[::-1] - ends[1]).T))
    return LineString(path[first : last + 1]).length


def check_all_is_seen(area, swath_m):
    request = PlanRequest(pattern="sweep", swath_m=swath_m)
    try:
        made = draft(area, heron(battery_wh=FULL), request)
    except PlanRefused as exc:  # all of the area lies in no-fly zones
        assert "can be flown" in str(exc) or "no way" in str(exc)
        return
    assert made.violations == ()
    zones = shapely.union_all([in_metres(z.shape) for z in area.nofly])
    path = in_metres(made.path)
    assert zones.is_empty or path.distance(zones) > 4.0
    asked = in_metres(area.shape)
    due = asked.difference(zones)
    seen = due.intersection(in_metres(made.survey).buffer(swath_m / 2.0, 32)).area
    assert seen >= 0.999 * due.area - 1.0
    assert {piece.reason for piece in made.uncovered} <= {"nofly"}


def test_a_corner_behind_a_zone_is_looked_at():
    """The first lines tried for it lead through the zone."""
    outline = Polygon([(46.5, 5.8), (21.2, 110.5), (-65.7, 36.2), (-109.4, -102.6), (31.9, -67.9)])
    check_all_is_seen(sea_area(outline, (box(0.0, 0.0, 20.0, 68.0),)), 77.0)


@settings(max_examples=4, deadline=None)
@given(outlines(), holes(), st.floats(60.0, 120.0))
def test_all_that_can_be_seen_is_seen_and_nothing_is_violated(outline, zones, swath_m):
    check_all_is_seen(sea_area(outline, tuple(zones)), swath_m)


@pytest.mark.areas
@pytest.mark.timeout(900)
@settings(max_examples=1000, deadline=None)
@given(outlines(), holes(), st.floats(60.0, 120.0))
def test_a_thousand_areas(outline, zones, swath_m):
    check_all_is_seen(sea_area(outline, tuple(zones)), swath_m)


@pytest.mark.areas
@pytest.mark.timeout(600)
@settings(max_examples=25, deadline=None)
@given(outlines(), st.floats(0.0, 360.0), st.floats(-2000.0, 2000.0))
def test_turning_and_moving_an_area_changes_little(outline, turn_deg, away_m):
    request = PlanRequest(pattern="sweep", swath_m=60.0)
    moved = translate(rotate(outline, turn_deg, origin=(0.0, 0.0)), away_m, -away_m)
    here, there = (
        over_area_m(draft(sea_area(shape), heron(battery_wh=FULL), request))
        for shape in (outline, moved)
    )
    assert there == pytest.approx(here, rel=0.06, abs=60.0)


def test_a_field_of_47_by_63_metres_is_seen_in_full():
    made = plan(sea_area(box(0, 0, 47, 63)), heron(), PlanRequest(pattern="sweep", swath_m=11.0))
    assert seen_share(made, 11.0) > 0.9999
    assert made.coverage > 0.9999
    assert made.uncovered == ()
    assert over_area_m(made) < 1.2 * 47 * 63 / 11.0


def test_less_coverage_is_reached_and_is_shorter():
    area = sea_area(FIELD)
    made = {
        pct: plan(area, heron(battery_wh=FULL), PlanRequest(
            pattern="sweep", swath_m=120.0, coverage_pct=pct))
        for pct in (100.0, 98.0)
    }  # fmt: skip
    bound = FIELD.area / 120.0
    assert seen_share(made[100.0], 120.0) > 0.9999
    assert 0.98 <= seen_share(made[98.0], 120.0) < 0.99
    assert over_area_m(made[98.0]) < 1.066 * bound < over_area_m(made[100.0]) < 1.25 * bound


def test_two_arms_are_swept_each_along_its_own_length():
    """One direction alone takes 20 rows, and a turn of a swath for each."""
    arms = Polygon([(0, 0), (2000, 0), (2000, 400), (400, 400), (400, 2000), (0, 2000)])
    made = plan(sea_area(arms), heron(battery_wh=FULL), PlanRequest(pattern="sweep", swath_m=100.0))
    assert seen_share(made, 100.0) > 0.9999
    steps = np.diff(shapely.get_coordinates(in_metres(made.survey)), axis=0)
    is_row = np.hypot(*steps.T) > 300.0
    assert is_row.sum() <= 8
    assert over_area_m(made) < 1.07 * arms.area / 100.0


def test_auto_sweeps_open_sea_and_says_why():
    made = plan(sea_area(FIELD), heron(battery_wh=FULL), PlanRequest(swath_m=200.0))
    assert made.pattern == "sweep"
    assert "land" in made.why


def test_land_in_the_area_is_kept_off_and_not_asked_for():
    disc = Point(0.0, 0.0).buffer(200.0)
    area = area_of(box(-700, -500, 700, 500), disc, home_m=(1500.0, 0.0))
    request = PlanRequest(pattern="sweep", swath_m=200.0, standoff_m=150.0)
    made = plan(area, heron(battery_wh=FULL), request)
    assert made.nearest_land_m >= 150.0
    assert made.uncovered[0].reason == "standoff"
    assert sum(p.area_m2 for p in made.uncovered if p.reason != "standoff") < 0.01 * 1400 * 1000
    assert in_metres(made.strip).intersection(disc).area < 100.0


def test_a_line_cannot_be_swept():
    area = area_of(LineString([(0, 900), (10, 900)]), Point(0.0, 0.0).buffer(500.0))
    with pytest.raises(PlannerError, match="polygon, not a line"):
        plan(area, heron(), PlanRequest(pattern="sweep"))


def test_a_plane_sweeps_round_a_no_fly_zone():
    zone = box(0.0, -60.0, 200.0, 60.0)
    area = sea_area(FIELD, (zone,), fence_m=700.0)
    request = PlanRequest(pattern="sweep", swath_m=200.0, coverage_pct=90.0)
    made = plan(area, gannet(battery_wh=FULL), request)
    assert made.violations == ()
    assert in_metres(made.path).intersection(zone).length == 0.0
    assert made.coverage > 0.9
