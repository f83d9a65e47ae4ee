"""Choosing a barrier patrol, and what a plan tells of its detection."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box

from bench import detection as bench
from geodata.coast import Land
from mission_planner.detection.against import Against, Eye
from mission_planner.detection.approach import barrier_line, towards_land
from mission_planner.detection.assess import detection_of
from mission_planner.detection.barrier import Station, choose_barrier, crossers, keeping
from mission_planner.detection.barrier_shape import TO_AND_FRO, BarrierShape
from mission_planner.detection.best import better, told
from mission_planner.detection.exposure import found
from mission_planner.detection.fitted import fitted, fitted_plan
from mission_planner.detection.target import KNOT_MPS, Conditions, Target
from mission_planner.plan import PlanRequest, plan
from tests.mission_planner.islands import FRAME, area_of, heron

AGAINST = Against(Target(20.0 * KNOT_MPS))
LINE = LineString([(-2000.0, 0.0), (2000.0, 500.0)])
FAR_LAND = Point(0.0, -60_000.0).buffer(10.0)


@settings(max_examples=15, deadline=None)
@given(st.floats(0.0, 3000.0), st.floats(-500.0, 500.0), st.floats(-math.pi, math.pi))
def test_tracks_advance_with_the_boats_whichever_way_the_line_is_drawn(inset, advance, towards):
    shape = BarrierShape(inset, advance, towards_rad=towards)
    flow = np.array([math.cos(towards), math.sin(towards)])
    normal = np.array([-500.0, 4000.0]) / math.hypot(4000.0, 500.0)
    normal = normal if normal @ flow >= 0.0 else -normal
    for line in (LINE, LINE.reverse()):
        for track in shape.tracks(line):
            first, last = np.asarray(track.coords)[[0, -1]]
            if abs(normal @ flow) > 1e-6:
                assert (last - first) @ normal == pytest.approx(advance, abs=1e-3)
            middle = 0.5 * (first + last)
            assert LINE.distance(Point(middle)) < 1e-3
            inner = LINE.length - 2.0 * min(inset, 0.45 * LINE.length)
            assert track.length == pytest.approx(math.hypot(inner, advance), abs=1e-3)


def test_to_and_fro_is_the_line_itself():
    there, back = TO_AND_FRO.tracks(LINE)
    assert there.equals_exact(LINE, 1e-9)
    assert back.equals_exact(LINE.reverse(), 1e-9)
    assert (TO_AND_FRO.kind, BarrierShape(0.0, 10.0).kind) == ("back-and-forth", "crossover")


@pytest.fixture(scope="module")
def choices():
    """For boats from both sides, and from one."""
    stations = [Station(4000.0, 1500.0, (30.0, 90.0, 145.0), one_way) for one_way in (False, True)]
    return [(s, choose_barrier(s, heron(), 0.0, AGAINST)) for s in stations]


@pytest.mark.areas
def test_the_choice_is_better_than_the_line_as_it_is_drawn(choices):
    for station, choice in choices:
        path = keeping(TO_AND_FRO, station, heron())
        eye = Eye(heron(), 100.0, 0.0, AGAINST)
        boats = crossers(station, AGAINST.target.speed_mps, path.duration_s, 1000)
        plain = found(path, boats, eye.field_of).mean()
        assert choice.probability > 1.2 * plain
        assert 30.0 <= choice.altitude_m <= 145.0


@pytest.mark.areas
def test_a_crossover_pays_when_all_boats_come_from_one_side(choices):
    (_, both), (_, one) = choices
    assert (both.shape.kind, one.shape.kind) == ("back-and-forth", "crossover")
    assert one.probability > both.probability
    assert one.shape.towards_rad == -math.pi / 2.0


@pytest.mark.areas
def test_prediction_and_simulation_agree(choices, monkeypatch):
    """The simulation draws boats and throws dice; it does not know the formula."""
    monkeypatch.setattr(bench, "BOATS", 20_000)
    for station, choice in choices:
        path = keeping(choice.shape, station, replace(heron(), cruise_mps=choice.speed_mps))
        kept = bench.Kept("", choice.altitude_m, path, choice.probability)
        share, off = bench.interval(bench.simulated(kept, station, heron()))
        assert abs(share - choice.probability) < 0.03
        assert off < 0.008


def barrier_area(land=FAR_LAND):
    return replace(area_of(LINE, land, home_m=(0.0, 1500.0)), max_alt_m=120.0)


def request():
    return PlanRequest(pattern="barrier")


@pytest.mark.areas
def test_a_plan_is_fitted_within_the_ceiling_and_finds_more():
    area = barrier_area()

    def make(asked, vehicle=None):
        return plan(area, vehicle or heron(), asked)

    plain = make(request())
    made = fitted_plan(make, plain, AGAINST, None, is_height_free=True)
    before = detection_of(plain, AGAINST)
    assert 100.0 < made.request.altitude_m <= 115.0
    assert made.detection.probability > before.probability + 0.02
    assert made.detection.per_battery_hour > before.per_battery_hour
    assert made.detection.blind.share < 0.02  # it still looks over the ends of its line
    kept = fitted_plan(make, plain, AGAINST, None, is_height_free=False)
    assert kept.request.altitude_m == request().altitude_m
    assert kept.request.barrier.kind == "back-and-forth"


def test_boats_make_for_the_land_beside_a_barrier():
    north, south = box(-9e3, 3e3, 9e3, 5e3), box(-9e3, -5e3, 9e3, -3e3)
    area = barrier_area(north)
    line = barrier_line(area, request())
    lands = [FRAME.geometry_to_metres(barrier_area(s).land) for s in (north, south)]
    up, down = (towards_land(line, land) for land in lands)
    assert math.sin(up) > 0.9
    assert math.sin(down) < -0.9
    assert math.cos(towards_land(line.reverse(), lands[0]) - up) == pytest.approx(1.0)
    assert towards_land(line, lands[0].union(lands[1])) is None


@pytest.mark.areas
def test_a_barrier_off_a_coast_crosses_over_with_the_boats():
    made = plan(barrier_area(box(-9e3, 3e3, 9e3, 5e3)), heron(), request())
    asked, _ = fitted(made, AGAINST, None, is_height_free=True)
    assert asked.barrier.kind == "crossover"
    assert math.sin(asked.barrier.towards_rad) > 0.9


def test_what_finds_nothing_leaves_the_plan_as_it_was_asked():
    area = barrier_area()
    made = plan(area, heron(), request())
    dark = Against(AGAINST.target, Conditions(2.0, "night"))
    kept = better(told(made, dark, None), lambda: replace(made, swath_m=1.0), None)
    assert (kept.swath_m, kept.detection.probability) == (made.swath_m, 0.0)


def test_land_given_beside_the_area_hides_what_lies_behind_it():
    island = Point(0.0, 0.0).buffer(200.0)
    area = area_of(box(-1500.0, -1500.0, 1500.0, 1500.0), island)
    made = plan(area, heron(), PlanRequest(strip_m=400.0))
    wall = Land(FRAME.geometry_to_lonlat(box(500.0, -800.0, 520.0, 800.0)))
    free, hidden = detection_of(made, AGAINST), detection_of(made, AGAINST, wall)
    assert free.blind.behind_land == 0.0 < hidden.blind.behind_land
    stands = detection_of(made, Against(Target(0.0)))
    assert stands.probability > 0.99 > free.probability
    hours = made.energy_wh / made.vehicle.cruise_w
    assert stands.per_battery_hour == pytest.approx(stands.probability / hours)
    (sortie,) = made.sorties
    twice = replace(made, sorties=(sortie, replace(sortie, number=2, start_s=900.0)))
    again = detection_of(twice, AGAINST)  # boats that came in the time between are lost
    assert again.probability == pytest.approx(
        free.probability * 2.0 * sortie.duration_s / (900.0 + sortie.duration_s), rel=0.25
    )
