"""Several vehicles on one plan: done sooner, all is flown, each within its own battery."""

import itertools
from dataclasses import replace

import pytest
import shapely
from shapely.geometry import Point, box

from mission_planner.draft import choose_swath, narrowest
from mission_planner.energy import estimate
from mission_planner.errors import PlanRefused
from mission_planner.flight import flight_path
from mission_planner.plan import PlanRequest, Wind, plan
from tests.mission_planner.islands import FRAME, area_of, heron

DISC = Point(0.0, 0.0).buffer(500.0, quad_segs=8)
ROUND = box(-1500.0, -1500.0, 1500.0, 1500.0)
ASKED = PlanRequest(strip_m=400.0, swath_m=150.0, wind=Wind(3.0, 200.0))
A = replace(heron(battery_wh=200.0), name="a")
B = replace(heron(battery_wh=150.0), name="b", cruise_mps=11.0)


@pytest.fixture(scope="module")
def alone():
    return plan(area_of(ROUND, DISC), A, ASKED)


@pytest.fixture(scope="module")
def shared():
    return plan(area_of(ROUND, DISC), (A, B), ASKED)


def test_two_are_done_sooner_than_one(alone, shared):
    assert {sortie.vehicle.name for sortie in shared.sorties} == {"a", "b"}
    assert shared.done_s < 0.8 * alone.done_s


def test_all_lines_are_flown_by_somebody(alone, shared):
    flown = shapely.union_all([FRAME.geometry_to_metres(s.path) for s in shared.sorties])
    lines = FRAME.geometry_to_metres(alone.survey)
    assert lines.difference(flown.buffer(1.0)).length < 1.0
    assert shared.coverage == pytest.approx(alone.coverage, abs=1e-6)


def test_each_holds_on_its_own_battery_also_in_a_stronger_wind(shared):
    for sortie in shared.sorties:
        path = flight_path(sortie.mission, shared.area.frame, sortie.vehicle.cruise_mps)
        for blow in (ASKED.wind, ASKED.wind.stronger):
            assert estimate(path, sortie.vehicle, blow).energy_wh <= sortie.vehicle.usable_wh


@pytest.mark.parametrize("plans", ["alone", "shared"])
def test_a_vehicle_waits_for_its_next_battery(plans, request):
    made = request.getfixturevalue(plans)
    for name in {sortie.vehicle.name for sortie in made.sorties}:
        own = [s for s in made.sorties if s.vehicle.name == name]
        for before, after in itertools.pairwise(own):
            assert after.start_s >= before.start_s + before.duration_s + ASKED.swap_s - 5.0


def test_a_place_that_none_of_them_reaches_is_named():
    weak = tuple(replace(v, battery_wh=20.0) for v in (A, B))
    with pytest.raises(PlanRefused, match=r"out of reach of a: 16 Wh .*, b: 16 Wh"):
        plan(area_of(ROUND, DISC), weak, ASKED)


def test_lines_are_laid_for_the_narrowest_swath():
    narrow = replace(B, camera=replace(B.camera, hfov_deg=30.0))
    request = PlanRequest()
    assert narrowest((A, narrow), request) == choose_swath(narrow, request)
    assert choose_swath(narrow, request).seen_m < choose_swath(A, request).seen_m
