"""Plans from a ship under way: limits, meetings and battery of every sortie; what is refused."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, box

from mission_planner import formats
from mission_planner import mission as m
from mission_planner.airspace import land_in_metres
from mission_planner.checks import Limits, check
from mission_planner.deck.deck import Deck
from mission_planner.energy import LANDING_S, estimate
from mission_planner.errors import PlannerError, PlanRefused
from mission_planner.flight import TAKE_OVER_S, flight_path
from mission_planner.focus import Focus
from mission_planner.layers.layers import Layers
from mission_planner.plan import PlanRequest, Wind, plan
from mission_planner.samples import Samples
from tests.mission_planner.deck.ship import reckoned
from tests.mission_planner.islands import (
    FRAME,
    area_of,
    discs,
    gannet,
    heron,
    islands,
    least_distance_m,
)

DISC = Point(0.0, 0.0).buffer(500.0, quad_segs=16)
ROUND = box(-1500.0, -1500.0, 1500.0, 1500.0)
WIDE = box(-15_000.0, -15_000.0, 15_000.0, 15_000.0)
NORTH = Deck(2.0, 10.0)


def sea(land=DISC, nofly=(), home=(-3_000.0, -2_000.0), fence=WIDE):
    return area_of(ROUND, land, home_m=home, fence_m=fence, nofly_m=tuple(nofly))


def planned(deck=NORTH, vehicle=None, area=None, **asked):
    return plan(area or sea(), vehicle or heron(), PlanRequest(deck=deck, **asked))


def check_sortie(made, sortie, deck):
    """The way that is flown, worked out again from the items that are uploaded."""
    frame, request = made.area.frame, made.request
    path = flight_path(sortie.mission, frame, sortie.vehicle.cruise_mps)
    figures = estimate(path, sortie.vehicle, request.wind)
    arrival_s = sortie.start_s + figures.duration_s - TAKE_OVER_S - LANDING_S
    start = made.sorties[0].mission.home
    for place, at_s in (
        (sortie.mission.home, sortie.start_s),
        (sortie.mission.items[-1].position, arrival_s),
        (sortie.deck.place, sortie.deck.at_s),
    ):
        there = frame.point(reckoned(start, deck, at_s))
        assert np.hypot(*np.subtract(frame.point(place), there)) < 3.0
    usable = sortie.vehicle.usable_wh
    for wind in (request.wind, request.wind.stronger):
        assert estimate(path, sortie.vehicle, wind).energy_wh <= usable
    assert sortie.least_left_pct >= sortie.vehicle.reserve_pct - 1e-6
    samples = shapely.points(Samples(path.points).places)
    fence = frame.geometry_to_metres(made.area.fence)
    zones = frame.geometry_to_metres(shapely.union_all([z.shape for z in made.area.nofly]))
    assert shapely.covers(fence, samples).all()
    assert not shapely.intersects(zones, samples).any()
    assert least_distance_m(sortie.path, made.area.land) >= request.standoff_m
    for point in sortie.mission.rally:
        place = Point(point.position.lon, point.position.lat)
        assert made.area.fence.contains(place)


@pytest.mark.areas
@settings(max_examples=60, deadline=None)
@given(
    st.floats(0.0, 5.0), st.floats(0.0, 360.0), st.floats(0.0, 200.0), islands(), discs(2),
    st.floats(0.0, 4.0), st.floats(0.0, 360.0), st.floats(150.0, 900.0),
)  # fmt: skip
def test_any_ship_any_island(ship, course, error, island, zones, blow, from_deg, battery_wh):
    deck = Deck(ship, course, error)
    area = sea(island, zones, home=(-5_000.0, -4_000.0))
    asked = {"wind": Wind(blow, from_deg), "strip_m": 300.0, "standoff_m": 200.0}
    try:
        made = planned(deck, heron(battery_wh=battery_wh), area, **asked)
    except PlanRefused as exc:
        words = ("out of reach", "the deck", "the ship makes", "no way from home", "no part of")
        assert any(word in str(exc) for word in words), str(exc)
        return
    assert made.violations == ()
    for sortie in made.sorties:
        check_sortie(made, sortie, deck)


@pytest.mark.parametrize("deck, wind, battery_wh", [
    (NORTH, Wind(0.0, 0.0), 550.0),
    (Deck(4.0, 20.0), Wind(3.0, 20.0), 900.0),
    (Deck(0.5, 300.0), Wind(4.0, 200.0), 250.0),
])  # fmt: skip
def test_sorties_keep_everything(deck, wind, battery_wh):
    made = planned(deck, heron(battery_wh=battery_wh), wind=wind, strip_m=500.0)
    for sortie in made.sorties:
        check_sortie(made, sortie, deck)
    flown = shapely.union_all([FRAME.geometry_to_metres(s.path) for s in made.sorties])
    assert FRAME.geometry_to_metres(made.survey).difference(flown.buffer(1.0)).length < 1.0


def test_a_split_patrol_starts_again_from_where_the_ship_then_is():
    made = planned(Deck(0.5, 300.0), heron(battery_wh=250.0), strip_m=500.0)
    assert len(made.sorties) > 1
    for before, after in zip(made.sorties, made.sorties[1:], strict=False):
        swap_s = after.start_s - (before.start_s + before.duration_s)
        assert swap_s == pytest.approx(made.request.swap_s, abs=0.2)
        assert after.mission.home != before.mission.home
    times = [sortie.duration_s for sortie in made.sorties]
    assert max(times) < 1.5 * min(times)


def test_the_mission_waits_for_its_pilot_and_does_not_return_to_launch(tmp_path):
    made = planned()
    (sortie,) = made.sorties
    items = sortie.mission.items
    assert items[-1].command == m.CMD_LOITER_UNLIM
    assert m.CMD_RETURN not in {item.command for item in items}
    assert items[-1].alt_m == made.request.altitude_m
    assert len(sortie.mission.rally) == len(sortie.deck.rally) > 1
    land = land_in_metres(made.area.frame, made.area, None, 1_000.0)
    limits = Limits(made.area, sortie.vehicle, land, 300.0)
    for suffix in (".plan", ".waypoints", ".kml", ".geojson"):
        (file,) = formats.write_file(made, tmp_path / f"ship{suffix}")
        read = formats.read_mission(file)
        report = check(read, limits)
        assert report.violations == ()
        assert report.estimate.energy_wh == pytest.approx(sortie.energy_wh, rel=1e-4)
        assert read.ends_aloft


def test_the_check_of_a_wait_near_land_is_not_blind():
    """A return to a home near land is the only way out; a wait for the pilot there is none."""
    made = planned()
    close = FRAME.lonlat(0.0, -700.0)
    items = made.mission.items
    moved = replace(made.mission, items=(*items[:-1], replace(items[-1], position=close)))
    land = land_in_metres(made.area.frame, made.area, None, 1_000.0)
    report = check(moved, Limits(made.area, made.vehicle, land, 300.0))
    assert [v.kind for v in report.violations] == ["standoff"]
    inland = replace(items[-1], position=FRAME.lonlat(0.0, 0.0))
    report = check(
        replace(made.mission, items=(*items[:-1], inland)),
        Limits(made.area, made.vehicle, land, 300.0),
    )
    assert {v.kind for v in report.violations} == {"land", "standoff"}


def test_a_wait_above_a_home_near_land_is_no_breach():
    """Launched 200 m off the shore, and back above that place."""
    land = land_in_metres(sea().frame, sea(), None, 1_000.0)
    home = FRAME.lonlat(0.0, -700.0)
    flight = m.Flight(100.0, 14.0, None, ends_aloft=True)
    items = m.patrol_items(home, [FRAME.lonlat(0.0, -2_000.0), home], flight)
    report = check(m.Mission(items), Limits(sea(), heron(), land, 300.0))
    assert report.violations == ()


def test_items_behind_a_wait_without_end_are_refused():
    made = planned()
    items = made.mission.items
    more = replace(items[-2], seq=len(items))
    land = land_in_metres(made.area.frame, made.area, None, 1_000.0)
    with pytest.raises(PlannerError, match=f"item {len(items) - 1} waits without end"):
        check(
            replace(made.mission, items=(*items, more)), Limits(made.area, made.vehicle, land, 0.0)
        )


def test_a_ship_at_anchor_is_a_home_that_stays_but_for_the_wait():
    moored = planned(Deck(0.0, 0.0, 0.0))
    stays = planned(None)
    assert moored.length_m == pytest.approx(stays.length_m, rel=1e-3)
    climb_down_s = moored.request.altitude_m / moored.vehicle.descend_mps
    assert moored.duration_s - TAKE_OVER_S == pytest.approx(
        stays.duration_s - climb_down_s, abs=1.0
    )


@pytest.mark.parametrize("changes, words", [
    ({"vehicle": (heron(), heron())}, "several vehicles cannot share a moving deck"),
    ({"vehicle": gannet()}, "gannet-1 is a plane"),
    ({"altitude_m": 39.0}, "altitude is 39 m; the wait above a deck needs 40 m"),
    ({"pattern": "watch", "focus": Focus(places=(FRAME.lonlat(0.0, -900.0),))},
     "pattern watch is fitted to the battery"),
])  # fmt: skip
def test_what_is_not_planned_from_a_ship(changes, words):
    with pytest.raises(PlannerError, match=words):
        planned(**changes)


def test_a_greatest_distance_needs_a_home_that_stays():
    with pytest.raises(PlannerError, match="leave out --max-distance"):
        plan(sea(), heron(), PlanRequest(deck=NORTH), None, Layers(max_distance_m=5_000.0))


@pytest.mark.parametrize("deck, changes, words", [
    (Deck(5.0, 45.0), {}, r"after 10 min, at 129.99\d*,34.00\d*, the deck comes nearer than 300 m"),
    (Deck(5.0, 270.0), {}, "the deck leaves the fence"),
    (Deck(5.0, 0.0), {"area": sea(nofly=[box(-3_200.0, 1_000.0, -2_800.0, 1_400.0)])},
     "the deck enters a no-fly zone"),
    (Deck(12.0, 0.0), {}, "the ship makes 12 m/s"),
    (Deck(2.0, 190.0), {"vehicle": heron(battery_wh=100.0)}, "km from the deck after 0 min, is"),
    (NORTH, {"area": sea(home=(-700.0, 0.0))}, "the deck comes nearer than 300 m to land"),
])  # fmt: skip
def test_a_ship_that_steams_where_it_cannot_be_met(deck, changes, words):
    with pytest.raises(PlanRefused, match=words):
        planned(deck, **{"area": sea(fence=box(-8_000.0, -8_000.0, 8_000.0, 8_000.0)), **changes})
