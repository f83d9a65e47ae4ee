import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.vehicles.body import Place
from simulator.vehicles.copter import IDLE, Copter, CopterSpec, Demand

DT_S = 0.04
SPEC = CopterSpec()
GROUND = Place(0.0, 0.0, 2.0)


def flying(wind: tuple[float, float] = (0.0, 0.0), heading_deg: float = 0.0) -> Copter:
    copter = Copter(SPEC, GROUND, heading_deg, wind)
    copter.armed = True
    fly(copter, Demand(vu=3.0), 10.0)
    return copter


def fly(copter: Copter, demand: Demand, seconds: float) -> None:
    for _ in range(round(seconds / DT_S)):
        copter.step(DT_S, demand)


speeds = st.floats(-30.0, 30.0)
demands = st.builds(Demand, speeds, speeds, speeds, st.none() | st.floats(-720.0, 720.0))


@settings(max_examples=30, deadline=None)
@given(st.lists(demands, min_size=1, max_size=6))
def test_limits_hold_whatever_is_demanded(orders: list[Demand]) -> None:
    copter = flying()
    for order in orders:
        for _ in range(25):
            ve, vn, vu, rate = copter.ve, copter.vn, copter.vu, copter.yaw_rate_dps
            copter.step(DT_S, order)
            if copter.touchdown_mps is not None or copter.on_ground:
                return
            assert math.hypot(copter.ve - ve, copter.vn - vn) <= 1.5 * SPEC.accel_mps2 * DT_S
            assert abs(copter.vu - vu) <= SPEC.climb_accel_mps2 * DT_S + 1e-9
            assert -1.1 * SPEC.descend_mps <= copter.vu <= 1.1 * SPEC.climb_mps
            assert abs(copter.yaw_rate_dps) <= SPEC.yaw_rate_dps
            assert abs(copter.yaw_rate_dps - rate) <= SPEC.yaw_accel_dps2 * DT_S + 1e-9
            assert 0.0 <= copter.heading_deg < 360.0


def test_stands_still_until_armed_and_asked_to_climb() -> None:
    copter = Copter(SPEC, GROUND)
    fly(copter, Demand(vu=3.0), 2.0)
    assert copter.on_ground
    copter.armed = True
    fly(copter, IDLE, 2.0)
    assert copter.on_ground
    fly(copter, Demand(vu=3.0), 10.0)
    assert 20.0 < copter.alt_m - GROUND.alt_m < 30.0


def test_reaches_the_asked_velocity_and_keeps_it() -> None:
    copter = flying()
    fly(copter, Demand(ve=6.0, vn=8.0), 10.0)
    assert (copter.ve, copter.vn) == pytest.approx((6.0, 8.0), abs=0.01)


@pytest.mark.parametrize(("start", "goal", "sign"), [(350.0, 10.0, 1.0), (10.0, 350.0, -1.0)])
def test_turns_the_short_way(start: float, goal: float, sign: float) -> None:
    copter = flying(heading_deg=start)
    fly(copter, Demand(heading_deg=goal), 0.4)
    assert copter.yaw_rate_dps * sign > 0.0
    fly(copter, Demand(heading_deg=goal), 5.0)
    assert copter.heading_deg == pytest.approx(goal, abs=0.1)


def test_nose_down_forward_and_right_side_down_to_the_right() -> None:
    copter = flying()
    fly(copter, Demand(vn=14.0), 15.0)
    assert copter.pitch_deg == pytest.approx(-SPEC.cruise_tilt_deg, abs=0.1)
    assert copter.roll_deg == pytest.approx(0.0, abs=0.1)
    fly(copter, Demand(ve=14.0), 15.0)  # heading stays north: to the right
    assert copter.roll_deg == pytest.approx(SPEC.cruise_tilt_deg, abs=0.1)


def test_leans_into_the_wind_when_it_hovers() -> None:
    copter = flying(wind=(0.0, -8.0))  # from the north
    fly(copter, Demand(), 5.0)
    assert copter.pitch_deg < -1.0
    assert copter.ground_speed_mps == pytest.approx(0.0, abs=0.01)
    assert copter.air_speed_mps == pytest.approx(8.0, abs=0.05)


def test_hover_and_cruise_cost_what_the_spec_says() -> None:
    copter = flying()
    fly(copter, Demand(), 5.0)
    assert copter.power_w == pytest.approx(SPEC.hover_w, rel=0.01)
    before = copter.energy_wh
    fly(copter, Demand(), 36.0)
    assert before - copter.energy_wh == pytest.approx(SPEC.hover_w / 100.0, rel=0.01)
    fly(copter, Demand(vn=SPEC.cruise_mps), 20.0)
    assert copter.power_w == pytest.approx(SPEC.cruise_w, rel=0.01)


def test_headwind_costs_more_than_still_air_and_climbing_more_than_level() -> None:
    still, against = flying(), flying(wind=(0.0, -8.0))
    for copter in (still, against):
        fly(copter, Demand(vn=SPEC.cruise_mps), 20.0)
    assert against.power_w > 1.5 * still.power_w
    level = still.power_w
    fly(still, Demand(vn=SPEC.cruise_mps, vu=2.0), 3.0)
    assert still.power_w > level + 100.0


def test_lands_softly_on_the_site_and_on_the_sea_beyond_it() -> None:
    copter = flying()
    fly(copter, Demand(vu=-0.5), 80.0)
    assert copter.on_ground
    assert copter.alt_m == GROUND.alt_m
    away = flying()
    fly(away, Demand(ve=10.0), 12.0)
    fly(away, Demand(vu=-2.0), 20.0)
    assert (away.on_ground, away.alt_m) == (True, 0.0)


def test_falls_when_the_battery_is_empty() -> None:
    copter = flying()
    copter.energy_wh = 1e-6
    fly(copter, Demand(), 1.0)
    assert copter.vu < -5.0
    impact = 0.0
    for _ in range(500):
        copter.step(DT_S, Demand())
        impact = max(impact, copter.touchdown_mps or 0.0)
    assert impact > 5.0
    assert copter.on_ground


def test_launch_charge_is_taken_from_the_spec() -> None:
    copter = Copter(CopterSpec(charge_pct=40.0), GROUND)
    assert copter.battery_pct == pytest.approx(40.0)
