"""From area to plan: what is asked is kept, what cannot be flown is refused with a reason."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, Polygon, box

from geodata import areas
from geodata.area import read_area
from mission_planner import mission as m
from mission_planner.errors import PlannerError, PlanRefused
from mission_planner.plan import PlanRequest, Wind, draft, plan
from tests.mission_planner.islands import (
    FRAME,
    area_of,
    discs,
    heron,
    islands,
    least_distance_m,
)

DISC = Point(0.0, 0.0).buffer(500.0, quad_segs=16)
ROUND = box(-1500.0, -1500.0, 1500.0, 1500.0)
COAST = box(-6000.0, 0.0, 6000.0, 5000.0)  # the sea is in the south


@pytest.fixture(scope="module")
def okinoshima():
    return plan(read_area(areas.path("okinoshima")), heron(), PlanRequest())


def in_metres(made):
    return FRAME.geometry_to_metres(made.survey)


def test_the_demo_island_is_looped_with_full_coverage(okinoshima):
    assert okinoshima.pattern == "loop"
    assert okinoshima.coverage > 0.9999
    assert okinoshima.violations == ()
    assert okinoshima.nearest_land_m >= 300.0
    assert okinoshima.battery_left_pct > 80.0
    assert least_distance_m(okinoshima.path, okinoshima.area.land) >= 300.0


def test_the_mission_is_what_an_autopilot_wants(okinoshima):
    items = okinoshima.mission.items
    assert [i.seq for i in items] == list(range(len(items)))
    assert [i.command for i in items[:4]] == [16, 22, 178, 205]
    assert (items[0].frame, items[0].position) == (0, m.rounded(okinoshima.area.home))
    assert {i.command for i in items[4:-1]} == {m.CMD_WAYPOINT}
    assert all((i.frame, i.alt_m) == (3, 100.0) for i in items[4:-1])
    assert items[-1].command == m.CMD_RETURN
    # the last way point is above home: returning to launch is only a descent
    assert items[-2].position == items[0].position
    assert items[3].params[0] == -25.0
    assert [ring.kind for ring in okinoshima.mission.fence] == [m.FenceKind.INCLUSION]
    assert len(okinoshima.mission.rally) == 1


@pytest.mark.parametrize("direction, is_ccw", [("cw", False), ("ccw", True)])
def test_both_ways_round_an_island(direction, is_ccw):
    made = plan(area_of(ROUND, DISC), heron(), PlanRequest(direction=direction))
    assert shapely.is_ccw(shapely.linearrings(made.survey.geoms[0].coords)) == is_ccw


def test_a_wide_strip_takes_several_rings():
    request = PlanRequest(strip_m=600.0, swath_m=200.0)
    made = plan(area_of(ROUND, DISC), heron(), request)
    assert [round(500.0 + d, -1) for d in (400.0, 600.0, 800.0)] == [
        round(float(np.hypot(*np.array(g.exterior.coords).T).max()), -1)
        for g in sorted((Polygon(r.coords) for r in in_metres(made).geoms), key=lambda p: p.area)
    ]
    assert made.coverage > 0.998


def test_less_coverage_takes_fewer_lines():
    half = PlanRequest(strip_m=600.0, swath_m=200.0, coverage_pct=60.0)
    made = plan(area_of(ROUND, DISC), heron(), half)
    assert len(made.survey.geoms) == 2
    assert 0.6 < made.coverage < 0.75


@pytest.mark.parametrize("shape", [
    box(-2000.0, -1500.0, 2000.0, 200.0), LineString([(-2000.0, -20.0), (2000.0, 30.0)]),
])  # fmt: skip
def test_a_corridor_runs_on_the_sea_side(shape):
    area = area_of(shape, COAST, home_m=(0.0, -1500.0))
    made = plan(area, heron(), PlanRequest(strip_m=400.0, swath_m=200.0))
    assert made.pattern == "corridor"
    lines = in_metres(made).geoms
    offshore = sorted(round(-float(np.mean(shapely.get_coordinates(g)[:, 1]))) for g in lines)
    assert offshore == pytest.approx([400, 600], abs=3)
    assert made.coverage > 0.999


def test_only_one_side_of_a_spit_is_followed():
    spit = box(-3000.0, 0.0, 3000.0, 100.0)
    line = LineString([(-1500.0, -10.0), (1500.0, -10.0)])
    made = plan(area_of(line, spit, home_m=(0.0, -1500.0)), heron(), PlanRequest())
    assert in_metres(made).bounds[3] < 0.0


def test_a_narrow_bay_gets_a_line_of_its_own():
    """A line in the middle of the strip does not enter a bay 700 m wide; the stand-off does."""
    bay = box(-350.0, -10.0, 350.0, 3000.0)
    area = area_of(box(-2000.0, -1500.0, 2000.0, 2000.0), COAST.difference(bay), (0.0, -1500.0))
    request = PlanRequest(standoff_m=300.0, strip_m=300.0)
    made = plan(area, heron(), request)
    assert made.coverage > 0.99
    assert in_metres(made).bounds[3] > 1000.0


def test_no_fly_zones_and_land_are_flown_round():
    zone = Point(0.0, 900.0).buffer(250.0)
    area = area_of(ROUND, DISC, home_m=(-2500.0, 0.0), nofly_m=(zone,))
    made = plan(area, heron(), PlanRequest())
    path = FRAME.geometry_to_metres(made.path)
    assert path.distance(zone) > 4.0
    assert {piece.reason for piece in made.uncovered} <= {"nofly", "turn"}
    assert [ring.kind for ring in made.mission.fence] == ["inclusion", "exclusion"]


def test_home_near_the_shore_is_left_the_short_way():
    area = area_of(ROUND, DISC, home_m=(520.0, 0.0))
    made = plan(area, heron(), PlanRequest())
    assert made.nearest_land_m >= 300.0  # without the way out
    path = FRAME.geometry_to_metres(made.path)
    assert path.distance(DISC) > 5.0
    near = path.intersection(DISC.buffer(299.0))
    assert near.length < 1.1 * 285.0


def test_home_on_land_goes_straight_out_to_sea():
    made = plan(area_of(ROUND, DISC, home_m=(400.0, 0.0)), heron(), PlanRequest())
    path = FRAME.geometry_to_metres(made.path)
    # out and home over the same line
    assert path.intersection(DISC).length == pytest.approx(100.0, abs=2.0)
    assert made.violations == ()


def test_islet_near_the_mainland_is_seen_as_far_as_the_standoff_allows():
    islet = Point(0.0, 0.0).buffer(80.0)
    mainland = box(-6000.0, 400.0, 6000.0, 5000.0)
    area = area_of(box(-200.0, -200.0, 200.0, 200.0), islet, home_m=(0.0, -1800.0))
    area = replace(area, land=FRAME.geometry_to_lonlat(shapely.union(islet, mainland)))
    made = plan(area, heron(), PlanRequest(pattern="loop"))
    assert least_distance_m(made.path, area.land) >= 300.0
    assert 0.3 < made.coverage < 0.9
    assert made.uncovered[0].reason == "standoff"


def test_a_slow_camera_drone_without_camera_needs_a_swath():
    blind = replace(heron(), camera=None)
    with pytest.raises(PlannerError, match="--swath"):
        plan(area_of(ROUND, DISC), blind, PlanRequest())
    made = plan(area_of(ROUND, DISC), blind, PlanRequest(swath_m=250.0))
    assert 205 not in [i.command for i in made.mission.items]


REFUSED = [
    (PlanRequest(wind=Wind(12.5, 0.0)), "wind", r"wind is 12.5 m/s; heron-1 flies in up to 12 m/s"),
    (PlanRequest(altitude_m=151.0), "ceiling", r"151 m above the sea; ceiling of the area 150 m"),
    (PlanRequest(altitude_m=15.0), "floor", r"15 m above home; heron-1 flies at least 20 m"),
]


@pytest.mark.parametrize("request_, kind, text", REFUSED)
def test_unsafe_plans_are_refused_in_one_line(request_, kind, text):
    with pytest.raises(PlanRefused, match=text) as caught:
        plan(area_of(ROUND, DISC), heron(), request_)
    assert kind in {found.kind for found in caught.value.violations}
    assert "\n" not in str(caught.value)


HOPELESS = [
    (
        area_of(ROUND, DISC, home_m=(5000.0, 0.0)),
        r"home [\d.,]+ is 1000 m outside",
    ),
    (area_of(ROUND, DISC, home_m=(3998.0, 0.0)), r"home [\d.,]+ is 2.0 m from a fence"),
    (area_of(ROUND, DISC, nofly_m=(Point(2000.0, 0.0).buffer(50.0),)), "no-fly zone: move it"),
    (area_of(ROUND, DISC, fence_m=box(-300, 900, 300, 1500), home_m=(0, 1200)), "no part of the"),
    (replace(area_of(ROUND, DISC), home=None), "give --home LON,LAT"),
]


@pytest.mark.parametrize("area, text", HOPELESS)
def test_what_cannot_be_drawn_is_said_in_one_line(area, text):
    request = PlanRequest(standoff_m=300.0 if "part" not in text else 1200.0)
    with pytest.raises(PlannerError, match=text):
        plan(area, heron(), request)


@pytest.mark.parametrize("pattern, shape, text", [
    ("loop", LineString([(0, 900), (10, 900)]), "not a line"),
    ("loop", box(2500, 2500, 3000, 3000), "no island lies within"),
    ("corridor", box(2500, 2500, 3000, 3000), "does not meet the area"),
    ("corridor", LineString([(3200, 3200), (3500, 3200)]), "must run along a coast"),
])  # fmt: skip
def test_patterns_that_do_not_fit(pattern, shape, text):
    with pytest.raises(PlannerError, match=text):
        plan(area_of(shape, DISC), heron(), PlanRequest(pattern=pattern))


def test_requests_out_of_range_are_named():
    for wrong in ({"strip_m": 0.0}, {"standoff_m": float("nan")}, {"pattern": "zigzag"}):
        with pytest.raises(PlannerError, match=next(iter(wrong)).removesuffix("_m")):
            PlanRequest(**wrong)


@settings(max_examples=25, deadline=None)
@given(
    land=islands(),
    zones=discs(2),
    pattern=st.sampled_from(["auto", "corridor", "loop"]),
    standoff_m=st.floats(20.0, 500.0),
    strip_m=st.floats(20.0, 400.0),
    home=st.tuples(st.floats(-2500.0, 2500.0), st.floats(-2500.0, 2500.0)),
)
def test_whatever_the_island_nothing_is_violated(land, zones, pattern, standoff_m, strip_m, home):
    area = area_of(box(-3000, -3000, 3000, 3000), land, home, nofly_m=tuple(zones))
    request = PlanRequest(pattern=pattern, standoff_m=standoff_m, strip_m=strip_m)
    try:
        made = draft(area, heron(battery_wh=50_000.0), request)
    except PlanRefused:
        return  # home in a zone, or shut in by zones: said, not flown
    assert made.violations == ()
    if land.distance(Point(home)) >= standoff_m:
        assert least_distance_m(made.path, area.land) >= standoff_m
    assert made.nearest_land_m >= standoff_m
    path = FRAME.geometry_to_metres(made.path)
    assert all(path.distance(zone) > 0 for zone in zones)
    missed = sum(u.area_m2 for u in made.uncovered if u.reason == "turn")
    assert missed <= 0.06 * FRAME.geometry_to_metres(made.strip).area
