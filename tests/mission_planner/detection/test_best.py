"""Heights and spacings chosen by what is found."""

from dataclasses import replace

import pytest
from shapely.geometry import Point, box

from mission_planner.detection.against import Against
from mission_planner.detection.assess import detection_of
from mission_planner.detection.best import best_plan, heights
from mission_planner.detection.curve_file import read_curves
from mission_planner.detection.target import Target
from mission_planner.errors import PlanRefused
from mission_planner.plan import PlanRequest, plan
from tests.mission_planner.islands import area_of, heron

AREA = area_of(box(-1500.0, -1500.0, 1500.0, 1500.0), Point(0.0, 0.0).buffer(300.0))
REQUEST = PlanRequest(standoff_m=200.0, strip_m=500.0)
STANDING = Against(Target(0.0))


@pytest.fixture(scope="module")
def asked():
    return plan(AREA, heron(), REQUEST)


def make(request):
    return plan(AREA, heron(), request)


@pytest.mark.areas
def test_what_stands_is_found_with_fewer_lines(asked):
    made = best_plan(make, asked, STANDING, None, is_height_free=False, is_spacing_free=True)
    before = detection_of(asked, STANDING)
    assert made.detection.per_battery_hour > 1.3 * before.per_battery_hour
    assert made.detection.probability > 0.8
    assert made.request.altitude_m == REQUEST.altitude_m
    assert made.swath_m > asked.swath_m


def test_the_plan_as_asked_is_kept_when_nothing_else_may_be_flown(asked):
    def refused(request, vehicle=None):
        raise PlanRefused("no")

    made = best_plan(refused, asked, STANDING, None, is_height_free=True, is_spacing_free=True)
    assert made == replace(asked, detection=made.detection)
    assert made.detection is not None


def test_heights_keep_below_the_ceiling_and_to_what_was_measured(tmp_path):
    low = replace(AREA, max_alt_m=90.0)
    assert heights(low, heron(), STANDING) == (30.0, 44.0, 58.0, 71.0, 85.0)
    file = tmp_path / "trial.csv"
    file.write_text(
        "length_m,altitude_m,sea_state,light,speed_mps,lateral_m,probability\n"
        + "".join(
            f"6,{h},2,day,14,{x},{1 - x / 200}\n" for h in (10, 60, 80, 120) for x in (0, 200)
        )
    )
    against = Against(Target(0.0), curves=read_curves(file))
    assert heights(low, heron(), against) == (60.0, 80.0)
