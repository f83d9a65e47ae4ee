"""Sorties: each holds on its battery, all lines are flown, what is out of reach is named."""

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, box

from mission_planner.energy import estimate
from mission_planner.errors import PlanRefused
from mission_planner.flight import flight_path
from mission_planner.plan import PlanRequest, Wind, plan
from tests.mission_planner.islands import FRAME, area_of, heron

DISC = Point(0.0, 0.0).buffer(500.0, quad_segs=16)
ROUND = box(-1500.0, -1500.0, 1500.0, 1500.0)


@settings(max_examples=12, deadline=None)
@given(st.floats(40.0, 400.0), st.floats(0.0, 7.0), st.floats(0.0, 360.0))
def test_every_sortie_holds_in_the_wind_and_in_a_stronger_one(battery_wh, speed, from_deg):
    vehicle, wind = heron(battery_wh=battery_wh), Wind(speed, from_deg)
    request = PlanRequest(strip_m=500.0, swath_m=120.0, wind=wind)
    try:
        made = plan(area_of(ROUND, DISC), vehicle, request)
    except PlanRefused as exc:
        assert "out of reach" in str(exc)
        return
    for sortie in made.sorties:
        path = flight_path(sortie.mission, made.area.frame, vehicle.cruise_mps)
        for blow in (wind, wind.stronger):
            assert estimate(path, vehicle, blow).energy_wh <= vehicle.usable_wh
    assert [s.number for s in made.sorties] == list(range(1, len(made.sorties) + 1))


def test_the_sorties_fly_every_line_and_are_about_equally_long():
    whole = plan(area_of(ROUND, DISC), heron(battery_wh=5000.0), PlanRequest(strip_m=500.0))
    made = plan(area_of(ROUND, DISC), heron(battery_wh=150.0), PlanRequest(strip_m=500.0))
    assert len(whole.sorties) == 1 < len(made.sorties)
    flown = shapely.union_all([FRAME.geometry_to_metres(s.path) for s in made.sorties])
    lines = FRAME.geometry_to_metres(whole.survey)
    assert lines.difference(flown.buffer(1.0)).length < 1.0
    times = [s.duration_s for s in made.sorties]
    assert max(times) < 1.3 * min(times)
    assert made.coverage == pytest.approx(whole.coverage, abs=1e-6)


def test_a_place_out_of_reach_is_named_before_anything_is_flown():
    with pytest.raises(PlanRefused, match=r"km from home, is out of reach of heron-1: 16 Wh"):
        plan(area_of(ROUND, DISC), heron(battery_wh=20.0), PlanRequest())
