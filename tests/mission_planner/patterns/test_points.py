"""Barrier, point watch and damage patrol: as much as one battery allows, and never more."""

import re
from dataclasses import replace
from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box

from mission_planner import mission as m
from mission_planner.errors import PlannerError, PlanRefused
from mission_planner.focus import Focus
from mission_planner.plan import PlanRequest, Wind, draft, plan
from tests.mission_planner.islands import FRAME, area_of, discs, heron, islands, place
from tests.mission_planner.limits import keeps_limits

FAR_ISLET = Point(9_000.0, 9_000.0).buffer(30.0)
LINE = LineString([(-1_500.0, 300.0), (0.0, 0.0), (1_000.0, 400.0)])
OPEN = area_of(box(-1_500.0, -600.0, 1_500.0, 600.0), FAR_ISLET)
BREEZE = Wind(6.0, 300.0)
PLANE = replace(heron(), kind="plane", turn_radius_m=60.0)


def at_places(pattern, *places_m, wind=BREEZE, **focus):
    places = tuple(place(*p) for p in places_m)
    return PlanRequest(
        pattern=pattern, swath_m=200.0, wind=wind, focus=Focus(places=places, **focus)
    )


def holds_of(made):
    """Place in metres and seconds of every wait."""
    waits = [i for i in made.mission.items if i.command == m.CMD_LOITER_TIME]
    return [(np.array(FRAME.point(i.position)), i.params[0]) for i in waits]


# barrier


def test_a_barrier_is_flown_to_and_fro_as_often_as_the_battery_allows():
    area = area_of(LINE, FAR_ISLET)
    made = plan(area, heron(), PlanRequest(pattern="barrier", wind=BREEZE, swath_m=200.0))
    passes = made.remarks.passes
    survey = FRAME.geometry_to_metres(made.survey)
    assert survey.length == pytest.approx(passes * LINE.length, rel=1e-3)
    assert len(made.sorties) == 1
    assert made.coverage > 0.98  # beyond the bend and the ends a corner is missed
    assert made.sorties[0].least_left_pct >= 20.0
    # two more passes do not fit
    left_wh = (made.sorties[0].least_left_pct - 20.0) / 100.0 * made.vehicle.battery_wh
    assert left_wh < 2.0 * made.energy_wh / passes


def test_a_barrier_between_two_places_is_entered_at_its_nearer_end():
    made = plan(OPEN, heron(), at_places("barrier", (-1_000.0, 0.0), (1_000.0, 100.0)))
    first = FRAME.geometry_to_metres(made.survey).geoms[0]
    assert first.coords[0] == pytest.approx((1_000.0, 100.0), abs=0.1)


def test_a_barrier_too_long_for_one_battery_is_flown_once_in_several_sorties():
    ends = (-500.0, -2_000.0), (-500.0, 2_000.0)
    made = plan(OPEN, heron(battery_wh=120.0), at_places("barrier", *ends, wind=Wind(0.0, 0.0)))
    assert made.remarks.passes == 1
    assert len(made.sorties) > 1
    assert made.violations == ()


def test_a_barrier_needs_a_line_inside_the_fence():
    with pytest.raises(PlannerError, match="a barrier is a line"):
        plan(OPEN, heron(), PlanRequest(pattern="barrier"))
    with pytest.raises(PlannerError, match="place 2 is 1000 m outside the fence"):
        plan(OPEN, heron(), at_places("barrier", (0.0, 0.0), (0.0, 5_000.0)))


def test_a_barrier_past_a_zone_is_cut_there():
    zone = Point(0.0, 0.0).buffer(150.0)
    area = area_of(OPEN_SHAPE, FAR_ISLET, nofly_m=(zone,))
    made = plan(area, heron(), at_places("barrier", (-1_000.0, 0.0), (1_000.0, 0.0)))
    assert made.remarks.passes > 5
    assert FRAME.geometry_to_metres(made.path).distance(zone) > 4.0
    assert {piece.reason for piece in made.uncovered} == {"nofly"}


OPEN_SHAPE = box(-1_500.0, -600.0, 1_500.0, 600.0)

# watch


def test_a_watch_lasts_as_long_as_the_battery():
    made = plan(OPEN, heron(), at_places("watch", (-300.0, 0.0)))
    ((spot, seconds),) = holds_of(made)
    assert seconds == made.remarks.on_station_s > 1_800.0
    assert 20.0 <= made.sorties[0].least_left_pct < 20.2
    # the middle of the picture: 100 m high, pitched 25 degrees down
    off = np.hypot(*(spot - [-300.0, 0.0]))
    assert off == pytest.approx(100.0 / np.tan(np.radians(25.0)), abs=0.1)


def test_the_nose_points_to_the_place_when_the_watch_begins():
    made = plan(OPEN, heron(), at_places("watch", (-300.0, 200.0)))
    way = FRAME.geometry_to_metres(made.survey).geoms[0]
    approach = np.subtract(way.coords[-1], way.coords[0])
    to_place = np.array([-300.0, 200.0]) - way.coords[-1]
    cosine = approach @ to_place / np.hypot(*approach) / np.hypot(*to_place)
    assert cosine == pytest.approx(1.0, abs=1e-4)


def test_asked_minutes_are_kept_or_refused_with_what_is_possible():
    made = plan(OPEN, heron(), at_places("watch", (-300.0, 0.0), minutes=10.0))
    assert holds_of(made)[0][1] == 600.0
    assert made.duration_s > 600.0
    with pytest.raises(PlanRefused, match=r"can watch the place for \d+\.\d min") as caught:
        plan(OPEN, heron(), at_places("watch", (-300.0, 0.0), minutes=90.0))
    most = float(re.search(r"for (\d+\.\d) min", str(caught.value))[1])
    assert plan(OPEN, heron(), at_places("watch", (-300.0, 0.0), minutes=most - 0.1))


def test_a_place_ashore_is_watched_from_where_the_standoff_holds():
    land = box(-6_000.0, 0.0, 6_000.0, 5_000.0)
    area = area_of(box(-2_000.0, -1_500.0, 2_000.0, 200.0), land, (0.0, -1_500.0))
    made = plan(area, heron(), at_places("watch", (0.0, 50.0)))
    ((spot, _),) = holds_of(made)
    assert spot == pytest.approx([0.0, -300.0], abs=12.0)
    assert made.nearest_land_m >= 300.0
    with pytest.raises(PlanRefused, match="nowhere within 700 m of the place"):
        plan(area, heron(), at_places("watch", (0.0, 900.0)))


def test_a_place_beyond_the_battery_is_refused():
    with pytest.raises(PlanRefused, match="out of reach of heron-1"):
        plan(OPEN, heron(battery_wh=30.0), at_places("watch", (-3_500.0, 0.0)))


def test_too_strong_a_wind_is_what_is_named():
    with pytest.raises(PlanRefused, match="wind"):
        plan(OPEN, heron(), at_places("watch", (-300.0, 0.0), wind=Wind(13.0, 0.0)))


def test_a_plane_circles_the_place_and_cannot_stop_at_others():
    made = plan(OPEN, PLANE, at_places("watch", (-300.0, 200.0), minutes=5.0))
    assert made.violations == ()
    (ring,) = FRAME.geometry_to_metres(made.survey).geoms
    radius = np.hypot(*(np.array(ring.coords) - [-300.0, 200.0]).T)
    assert np.ptp(radius) < 0.2
    assert radius.min() >= PLANE.least_turn_m(BREEZE.speed_mps)
    assert 300.0 <= made.remarks.on_station_s < 300.0 + 2.0 * np.pi * radius.max() / 8.0
    longest = plan(OPEN, PLANE, at_places("watch", (-300.0, 200.0)))
    assert longest.sorties[0].least_left_pct >= 20.0
    assert longest.remarks.on_station_s > 600.0
    assert len(longest.mission.items) < 724  # what common boards of ArduPilot keep
    with pytest.raises(PlanRefused, match="can circle the place for"):
        plan(OPEN, PLANE, at_places("watch", (-300.0, 200.0), minutes=90.0))
    with pytest.raises(PlannerError, match="cannot stop"):
        plan(OPEN, PLANE, at_places("places", (-300.0, 0.0), minutes=1.0))
    past = plan(OPEN, PLANE, at_places("places", (-300.0, 0.0), (800.0, 300.0)))
    assert len(past.remarks.visited) == 2


# places


def test_places_are_visited_on_the_shortest_round():
    ring = [(1_500.0, 0.0), (-1_500.0, 0.0), (0.0, 1_500.0), (0.0, -1_500.0)]
    made = plan(OPEN, heron(), at_places("places", *ring, wind=Wind(0.0, 0.0)))
    assert made.remarks.left_out == ()
    assert made.coverage == 1.0
    assert [seconds for _, seconds in holds_of(made)] == [30.0] * 4
    spots = {n: spot for n, (spot, _) in zip(made.remarks.visited, holds_of(made), strict=True)}
    home = np.array([2_000.0, 0.0])

    def length(order):
        stops = [home, *(spots[n] for n in order), home]
        return sum(np.hypot(*(b - a)) for a, b in pairwise(stops))

    best = min(map(length, permutations(spots)))
    assert length(made.remarks.visited) == pytest.approx(best, abs=0.1)


def test_what_the_battery_does_not_allow_is_named_and_the_first_come_first():
    far, near, island = (-3_500.0, 0.0), (1_000.0, 500.0), (9_000.0, 0.0)
    for order, visited in [((far, near), {1, 2}), ((near, far, island), {1, 2})]:
        made = plan(OPEN, heron(), at_places("places", *order, minutes=0.0))
        assert set(made.remarks.visited) == visited
    left = made.remarks.left_out
    assert [(out.number, out.place) for out in left] == [(3, place(*island))]
    assert made.coverage == pytest.approx(2 / 3)
    assert [piece.reason for piece in made.uncovered] == ["fence"]
    # it reaches one of the two, not both: the first of the list is flown, and what lies on the way
    weak = heron(battery_wh=172.0)
    for order in ((far, (-3_500.0, 3_000.0), near), ((-3_500.0, 3_000.0), far, near)):
        made = plan(OPEN, weak, at_places("places", *order, wind=Wind(0.0, 0.0)))
        assert set(made.remarks.visited) == {1, 3}
        assert "battery" in made.remarks.left_out[0].reason
        assert {"energy"} == {piece.reason for piece in made.uncovered}


def test_no_place_at_all_is_refused():
    with pytest.raises(PlanRefused, match="none of the 1 places"):
        plan(OPEN, heron(battery_wh=20.0), at_places("places", (-3_500.0, 0.0)))


def test_waits_are_not_lost_on_a_straight_way():
    """Three places in a row: the waits lie on one line."""
    row = [(1_000.0, 0.0), (0.0, 0.0), (-1_000.0, 0.0)]
    made = plan(OPEN, heron(camera=None), at_places("places", *row, minutes=2.0))
    assert sorted(round(float(spot[0])) for spot, _ in holds_of(made)) == [-1_000, 0, 1_000]
    assert made.duration_s > 360.0


def check_any(draw):
    """Places anywhere: no limit broken, and every place visited or named."""
    land, zones = draw(islands()), draw(discs(3))
    where = st.tuples(st.floats(-3_900.0, 3_900.0), st.floats(-3_900.0, 3_900.0))
    pattern = draw(st.sampled_from(["barrier", "watch", "places"]))
    count = {"barrier": 2, "watch": 1, "places": draw(st.integers(1, 6))}[pattern]
    spots = draw(
        st.lists(where, min_size=count, max_size=count, unique_by=lambda p: round(p[0] / 20.0))
    )
    wind = Wind(draw(st.floats(0.0, 8.0)), draw(st.floats(0.0, 360.0)))
    vehicle = draw(st.sampled_from([heron(), PLANE]))
    area = area_of(OPEN_SHAPE, land, draw(where), nofly_m=tuple(zones))
    request = replace(at_places(pattern, *spots, wind=wind), standoff_m=100.0)
    try:
        made = draft(area, replace(vehicle, battery_wh=draw(st.floats(100.0, 800.0))), request)
    except PlanRefused:
        return  # home, or all of the places shut in or out of reach: said, not flown
    except PlannerError as exc:
        assert "is land" in str(exc)
        return
    keeps_limits(made, area, zones, 100.0)
    if pattern == "places":
        told = [*made.remarks.visited, *(left.number for left in made.remarks.left_out)]
        assert sorted(told) == list(range(1, count + 1))
        assert len(holds_of(made)) == (0 if vehicle is PLANE else len(made.remarks.visited))


@settings(max_examples=4, deadline=None)
@given(st.data())
def test_wherever_the_places_are_nothing_is_violated(data):
    check_any(data.draw)


@pytest.mark.areas
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_hundreds_of_places_violate_nothing(data):
    check_any(data.draw)
