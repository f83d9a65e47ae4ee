"""A day of a fleet: batteries, turn-rounds, revisits; what cannot be done is named."""

import itertools
from dataclasses import replace

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.area import Area
from mission_planner.energy import estimate
from mission_planner.errors import PlannerError, PlanRefused
from mission_planner.flight import flight_path
from mission_planner.focus import Focus
from mission_planner.request import PlanRequest, Wind
from mission_planner.schedule.asked import DayRequest, Window
from mission_planner.schedule.day import Day, plan_day
from mission_planner.traffic.apart import LAUNCH_GAP_S
from mission_planner.winged import as_flown
from tests.mission_planner.archipelago import archipelago
from tests.mission_planner.islands import heron, place

ASKED = PlanRequest(standoff_m=100.0, swath_m=250.0)
DAY = Window(6 * 3600.0, 12 * 3600.0)


def fleet(count: int, **changes: float):
    return tuple(replace(heron(**changes), name=f"heron-{n + 1}") for n in range(count))


def assert_batteries_hold(day: Day) -> None:
    wind = day.asked.request.wind
    for sortie in day.plan.sorties:
        vehicle = sortie.vehicle
        steps = flight_path(sortie.mission, day.plan.area.frame, vehicle.cruise_mps)
        path = as_flown(sortie.mission, steps, vehicle, wind)
        for blow in (wind, wind.stronger):
            assert estimate(path, vehicle, blow).energy_wh <= vehicle.usable_wh


def assert_nobody_flies_two_at_once(day: Day) -> None:
    turn = max(day.asked.request.swap_s, LAUNCH_GAP_S)
    for vehicle in {flight.vehicle for flight in day.flights}:
        own = sorted(
            (f for f in day.flights if f.vehicle == vehicle), key=lambda flight: flight.start_s
        )
        for before, after in itertools.pairwise(own):
            assert after.start_s >= before.end_s + turn - 1e-6
    events = sorted((t, f.vehicle) for f in day.flights for t in (f.start_s, f.end_s))
    for (t, vehicle), (later, other) in itertools.pairwise(events):
        assert later - t >= LAUNCH_GAP_S - 1e-6 or vehicle == other


def assert_looked_at_where_it_says(day: Day) -> None:
    """The path of a sortie comes to each of its areas at the time of the look."""
    paths = {sortie.number: sortie.path for sortie in day.plan.sorties}
    areas = {area.name: area for area in day.asked.areas}
    for flight in day.flights:
        for sight in flight.sights:
            assert flight.start_s < sight.begin_s < sight.end_s < flight.end_s
            shape = areas[day.watches[sight.visit - 1].area].shape
            assert shapely.distance(paths[flight.sortie], shape) < 1e-6


@settings(max_examples=3, deadline=None)
@given(st.integers(2, 5), st.integers(1, 2), st.integers(0, 20), st.floats(0.0, 7.0))
def test_one_round_sees_every_area_once(count, vehicles, seed, wind_mps):
    asked = DayRequest(
        tuple(archipelago(count, seed, 12_000.0)),
        fleet(vehicles, battery_wh=700.0),
        replace(ASKED, wind=Wind(wind_mps, 250.0)),
    )
    day = plan_day(asked)
    assert [watch.looks for watch in day.watches] == [1] * len(day.watches)
    assert {watch.area for watch in day.watches} == {area.name for area in asked.areas}
    assert min(day.coverage) > 0.99
    assert_batteries_hold(day)
    assert_nobody_flies_two_at_once(day)
    assert_looked_at_where_it_says(day)
    assert plan_day(asked).flights == day.flights  # the same question has the same answer


def test_a_revisit_is_kept_through_the_whole_window():
    asked = DayRequest(
        tuple(archipelago(3, 2, 10_000.0)), fleet(2), ASKED, DAY, revisit_s=4 * 3600.0
    )
    day = plan_day(asked)
    assert day.rounds >= 3
    for number, watch in enumerate(day.watches, start=1):
        looks = [s for f in day.flights for s in f.sights if s.visit == number]
        ends = [*(s.end_s for s in looks), DAY.length_s]
        begins = [0.0, *(s.begin_s for s in looks)]
        longest = max(end - begin for begin, end in zip(begins, ends, strict=True))
        assert longest <= 4 * 3600.0
        assert watch.longest_gap_s == pytest.approx(longest)
    assert max(flight.end_s for flight in day.flights) <= DAY.length_s
    assert_nobody_flies_two_at_once(day)


def test_what_is_riskier_is_seen_more_often():
    asked = DayRequest(
        tuple(archipelago(3, 2, 10_000.0)), fleet(1), ASKED, DAY, 4 * 3600.0, (1.0, 4.0, 1.0)
    )
    day = plan_day(asked)
    calm, risky, other = day.watches
    assert risky.looks > max(calm.looks, other.looks)
    assert risky.wanted_gap_s == pytest.approx(0.5 * calm.wanted_gap_s)
    assert risky.longest_gap_s <= risky.wanted_gap_s
    assert any(flight.is_extra for flight in day.flights)
    assert_nobody_flies_two_at_once(day)
    assert_batteries_hold(day)


def test_a_revisit_that_cannot_be_kept_says_what_it_needs():
    areas = tuple(archipelago(4, 3, 12_000.0))
    asked = DayRequest(areas, fleet(1), ASKED, DAY, revisit_s=2400.0)
    with pytest.raises(PlanRefused, match=r"one round .* needs a revisit of .* vehicles") as caught:
        plan_day(asked)
    count = int(str(caught.value).split(", or ")[1].split()[0])
    kept = plan_day(replace(asked, vehicles=fleet(count)))
    assert all(watch.longest_gap_s <= 2400.0 for watch in kept.watches)


def test_a_window_too_short_says_how_long_it_must_be():
    asked = DayRequest(tuple(archipelago(4, 3, 12_000.0)), fleet(1), ASKED, Window(0.0, 600.0))
    with pytest.raises(PlanRefused, match="the window is 10 min: it needs a window of"):
        plan_day(asked)


def test_targets_out_of_reach_are_all_named_before_anything_is_solved():
    near, *far = archipelago(5, 1, 40_000.0)
    asked = DayRequest((near, *far), fleet(1, battery_wh=150.0), ASKED)
    with pytest.raises(PlanRefused, match="out of reach of every vehicle") as caught:
        plan_day(asked)
    assert sum(area.name in str(caught.value) for area in asked.areas) >= 2


def test_wind_that_no_vehicle_flies_in():
    asked = DayRequest(tuple(archipelago(1)), fleet(1), replace(ASKED, wind=Wind(20.0, 0.0)))
    with pytest.raises(PlanRefused, match="wind is 20 m/s"):
        plan_day(asked)


def test_what_is_asked_has_to_make_sense():
    areas = tuple(archipelago(2))
    with pytest.raises(PlannerError, match="two areas are called"):
        DayRequest((areas[0], areas[0]), fleet(1), ASKED)
    with pytest.raises(PlannerError, match="needs a window"):
        DayRequest(areas, fleet(1), ASKED, revisit_s=3600.0)
    watch = PlanRequest(pattern="watch", focus=Focus(places=(place(0.0, 0.0),)))
    with pytest.raises(PlannerError, match="cannot be part of a round"):
        DayRequest(areas, fleet(1), watch)


@pytest.mark.areas
@settings(max_examples=12, deadline=None)
@given(st.integers(6, 14), st.integers(1, 3), st.integers(0, 99), st.booleans())
def test_large_rounds_of_mixed_fleets(count, vehicles, seed, has_plane):
    own: tuple[Area, ...] = tuple(archipelago(count, seed, 20_000.0))
    plane = replace(
        heron(battery_wh=900.0), name="gull", kind="plane", turn_radius_m=60.0, cruise_mps=20.0,
        climb_mps=3.0, hover_w=300.0, cruise_w=300.0, climb_w=500.0,
    )  # fmt: skip
    crews = (*fleet(vehicles, battery_wh=1500.0), *([plane] if has_plane else []))
    day = plan_day(DayRequest(own, crews, replace(ASKED, wind=Wind(5.0, 60.0))))
    assert [watch.looks for watch in day.watches] == [1] * len(day.watches)
    assert_batteries_hold(day)
    assert_nobody_flies_two_at_once(day)
    assert_looked_at_where_it_says(day)
