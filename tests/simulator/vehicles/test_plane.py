"""The fixed wing against figures worked out by hand."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.vehicles.body import GRAVITY_MPS2, Place
from simulator.vehicles.plane import NO_THRUST, Plane, PlaneDemand, PlaneSpec

GROUND = Place(0.0, 0.0, 2.0)
SPEC = PlaneSpec()
DT_S = 0.04
LEVEL = PlaneDemand(0.0, 0.0, SPEC.cruise_mps)


def fly(plane: Plane, demand: PlaneDemand, seconds: float) -> None:
    for _ in range(round(seconds / DT_S)):
        plane.step(DT_S, demand)


def flying(wind: tuple[float, float] = (0.0, 0.0), heading_deg: float = 0.0) -> Plane:
    """Level at about 40 m and at cruise speed."""
    plane = Plane(SPEC, GROUND, heading_deg, wind)
    plane.armed = True
    fly(plane, PlaneDemand(0.0, SPEC.climb_mps, SPEC.cruise_mps), 15.0)
    fly(plane, LEVEL, 5.0)
    return plane


def test_the_catapult_throws_it_and_it_climbs_ahead() -> None:
    plane = Plane(SPEC, GROUND, heading_deg=90.0)
    fly(plane, NO_THRUST, 5.0)
    assert (plane.on_ground, plane.east_m) == (True, 0.0)
    plane.armed = True
    fly(plane, PlaneDemand(0.0, 9.0, SPEC.cruise_mps), 12.0)
    assert not plane.on_ground
    assert plane.vu == pytest.approx(SPEC.climb_mps, abs=0.01)
    assert plane.east_m > 150.0
    assert abs(plane.north_m) < 1e-6


@settings(max_examples=15, deadline=None)
@given(st.floats(5.0, 35.0), st.booleans())
def test_a_turn_has_the_radius_of_its_bank(bank_deg: float, is_left: bool) -> None:
    plane = flying()
    bank = -bank_deg if is_left else bank_deg
    fly(plane, PlaneDemand(bank, 0.0, SPEC.cruise_mps), 5.0)
    rate = math.radians(plane.yaw_rate_dps)
    radius_m = SPEC.cruise_mps**2 / (GRAVITY_MPS2 * math.tan(math.radians(bank_deg)))
    assert SPEC.cruise_mps / abs(rate) == pytest.approx(radius_m, rel=0.01)
    assert (rate < 0.0) is is_left


def test_it_does_not_bank_beyond_its_limit_nor_hover() -> None:
    plane = flying()
    fly(plane, PlaneDemand(80.0, 0.0, 0.0), 3.0)
    assert plane.roll_deg == pytest.approx(SPEC.bank_deg, abs=0.1)
    assert plane.air_speed_mps > 10.0


@settings(max_examples=15, deadline=None)
@given(st.floats(0.0, 360.0), st.floats(0.0, 15.0))
def test_the_wind_carries_it_along(from_deg: float, speed_mps: float) -> None:
    towards = math.radians(from_deg + 180.0)
    wind = (speed_mps * math.sin(towards), speed_mps * math.cos(towards))
    plane = flying(wind)
    assert plane.air_speed_mps == pytest.approx(SPEC.cruise_mps, rel=0.01)
    nose = math.radians(plane.heading_deg)
    assert plane.ve == pytest.approx(SPEC.cruise_mps * math.sin(nose) + wind[0], abs=0.3)
    assert plane.vn == pytest.approx(SPEC.cruise_mps * math.cos(nose) + wind[1], abs=0.3)


def test_what_cruise_turns_climb_and_speed_cost() -> None:
    plane = flying()
    assert plane.power_w == pytest.approx(SPEC.cruise_w, rel=0.01)
    before = plane.energy_wh
    fly(plane, LEVEL, 36.0)
    assert before - plane.energy_wh == pytest.approx(SPEC.cruise_w / 100.0, rel=0.01)
    fly(plane, PlaneDemand(35.0, 0.0, SPEC.cruise_mps), 3.0)
    load = 1.0 / math.cos(math.radians(35.0))
    assert plane.power_w == pytest.approx(SPEC.cruise_w * (1.0 + 0.35 * (load**2 - 1.0)), rel=0.01)
    fly(plane, PlaneDemand(0.0, 3.0, SPEC.cruise_mps), 6.0)
    lift_w = SPEC.mass_kg * GRAVITY_MPS2 * 3.0 / 0.6
    assert plane.power_w == pytest.approx(SPEC.cruise_w + lift_w, rel=0.02)
    fly(plane, PlaneDemand(0.0, 0.0, 1.2 * SPEC.cruise_mps), 15.0)
    assert plane.power_w == pytest.approx(SPEC.cruise_w * (0.65 * 1.2**3 + 0.35 / 1.2), rel=0.02)


def test_it_glides_down_when_the_battery_is_empty() -> None:
    plane = flying()
    plane.energy_wh = 1e-6
    height = plane.alt_m
    fly(plane, LEVEL, 10.0)
    assert plane.air_speed_mps == pytest.approx(SPEC.cruise_mps, rel=0.01)
    assert plane.vu == pytest.approx(-SPEC.cruise_mps / 12.0, rel=0.02)
    assert plane.alt_m < height - 10.0
    fly(plane, LEVEL, 60.0)
    assert (plane.on_ground, plane.ground_speed_mps, plane.alt_m) == (True, 0.0, 0.0)
