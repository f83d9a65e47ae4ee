"""The underwater vehicle against figures worked out by hand."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.vehicles.body import Place
from simulator.vehicles.sub import STILL, TOP_SHARE, Sub, SubDemand, SubSpec

AFLOAT = Place(0.0, 0.0, 0.0)
SPEC = SubSpec()
DT_S = 0.04


def drive(sub: Sub, demand: SubDemand, seconds: float) -> None:
    for _ in range(round(seconds / DT_S)):
        sub.step(DT_S, demand)


def armed(current: tuple[float, float] = (0.0, 0.0), bed_m: float | None = None) -> Sub:
    sub = Sub(SPEC, AFLOAT, current=current, bed_m=bed_m)
    sub.armed = True
    return sub


def test_its_crew_holds_it_until_it_is_armed_then_the_current_takes_it() -> None:
    sub = Sub(SPEC, AFLOAT, current=(0.3, -0.4))
    drive(sub, SubDemand(1.0, 1.0, -1.0), 100.0)
    assert (sub.east_m, sub.north_m, sub.ground_speed_mps) == (0.0, 0.0, 0.0)
    sub.armed = True
    drive(sub, STILL, 1.0)
    sub.armed = False
    drive(sub, SubDemand(1.0, 1.0, -1.0), 99.0)
    assert (sub.east_m, sub.north_m) == pytest.approx((30.0, -40.0), abs=0.1)
    assert sub.alt_m == 0.0
    assert sub.has_sky


def test_without_thrust_it_rises() -> None:
    sub = armed()
    drive(sub, SubDemand(vu=-1.0), 10.0)
    depth_m = sub.depth_m
    assert depth_m == pytest.approx(10.0 - 1.0, abs=0.3)  # 2 s until it is at 1 m/s
    assert not sub.has_sky
    drive(sub, STILL, 20.0)
    drive(sub, SubDemand(), 20.0)  # armed, but nothing against its buoyancy
    assert sub.vu == pytest.approx(SPEC.buoyancy_mps, abs=0.005)
    assert sub.depth_m < depth_m
    drive(sub, STILL, 200.0)
    assert (sub.depth_m, sub.vu) == (0.0, 0.0)


def test_speed_through_the_water_has_a_limit_and_the_current_comes_on_top() -> None:
    sub = armed(current=(0.0, 0.5))
    drive(sub, SubDemand(vn=9.0, vu=0.0), 30.0)
    top = TOP_SHARE * SPEC.cruise_mps
    assert sub.air_speed_mps == pytest.approx(top, abs=0.01)
    assert sub.vn == pytest.approx(top + 0.5, abs=0.01)


def test_it_stops_at_the_bed() -> None:
    sub = armed(bed_m=6.0)
    drive(sub, SubDemand(vu=-1.0), 20.0)
    assert (sub.depth_m, sub.over_bed_m, sub.vu) == (6.0, 0.0, 0.0)
    assert armed().over_bed_m is None


def test_it_turns_on_the_spot() -> None:
    sub = armed()
    drive(sub, SubDemand(heading_deg=135.0), 10.0)
    assert sub.heading_deg == pytest.approx(135.0, abs=1.0)
    assert math.hypot(sub.east_m, sub.north_m) < 1e-6


def test_energy_at_rest_at_cruise_and_asleep() -> None:
    used = []
    for demand in (STILL, SubDemand(vu=0.0), SubDemand(vn=SPEC.cruise_mps, vu=0.0)):
        sub = armed()
        drive(sub, demand, 30.0)  # up to speed
        before = sub.energy_wh
        drive(sub, demand, 360.0)
        used.append(10.0 * (before - sub.energy_wh))
    assert used == pytest.approx([12.0, SPEC.hover_w, SPEC.cruise_w], rel=0.01)


def test_with_an_empty_battery_it_rises_and_drifts() -> None:
    sub = armed(current=(0.2, 0.0))
    drive(sub, SubDemand(vu=-1.0), 10.0)
    sub.energy_wh = 0.0
    drive(sub, SubDemand(vn=1.0, vu=-1.0), 200.0)
    assert sub.depth_m == 0.0
    assert sub.ground_speed_mps == pytest.approx(0.2, abs=1e-3)


@settings(deadline=None)
@given(st.lists(st.tuples(*[st.floats(-3.0, 3.0)] * 3), min_size=1, max_size=6))
def test_it_never_leaves_the_water_nor_enters_the_bed(
    wishes: list[tuple[float, float, float]],
) -> None:
    sub = armed(bed_m=4.0)
    for ve, vn, vu in wishes:
        drive(sub, SubDemand(ve, vn, vu), 4.0)
        assert 0.0 <= sub.depth_m <= 4.0
        assert math.hypot(sub.ve, sub.vn) <= sub.top_mps + 1e-6
