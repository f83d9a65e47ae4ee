import math

import pytest

from simulator.autopilot.guidance import Leg, Limits, corner_speed, through, turn_at
from simulator.vehicles.body import Place
from simulator.vehicles.copter import Copter, CopterSpec, Demand

LIMITS = Limits(14.0, 3.0, 2.0, 2.5)


def at(east: float, north: float, alt: float = 50.0) -> Place:
    return Place(east, north, alt)


def test_corner_speed_falls_with_the_turn() -> None:
    speeds = [corner_speed(turn, 2.5, 2.0) for turn in (0.0, 10.0, 45.0, 90.0, 135.0, 180.0)]
    assert speeds[0] == math.inf
    assert speeds == sorted(speeds, reverse=True)
    assert speeds[3] == pytest.approx(3.47, abs=0.01)
    assert speeds[5] == 0.0


def test_turn_at_a_corner_is_positive_to_the_right() -> None:
    assert turn_at(at(0, 0), at(0, 10), at(10, 10)) == pytest.approx(90.0)
    assert turn_at(at(0, 0), at(0, 10), at(-10, 10)) == pytest.approx(-90.0)


def test_stops_at_the_end_of_the_way() -> None:
    assert through([at(0, 0), at(0, 100)], LIMITS, 2.0).speed_mps == 0.0


def test_flies_straight_through_and_slows_down_for_what_follows() -> None:
    far = through([at(0, 0), at(0, 200), at(0, 400)], LIMITS, 2.0)
    assert (far.speed_mps, far.lead_m) == (14.0, 0.0)
    near = through([at(0, 0), at(0, 200), at(0, 205)], LIMITS, 2.0)
    assert near.speed_mps == pytest.approx(math.sqrt(2 * 0.6 * 2.5 * 5.0))
    hairpin = [at(0, 0), at(0, 200), at(0, 220), at(1, 0), at(1, -500)]
    assert through(hairpin, LIMITS, 2.0).speed_mps < 8.0


def test_turns_of_short_legs_do_not_overlap() -> None:
    turn = through([at(0, 0), at(0, 20), at(10, 37), at(27, 47), at(200, 47)], LIMITS, 5.0)
    assert turn.lead_m <= 10.0 + 1e-9


def fly(leg: Leg, start: Place) -> list[Place]:
    copter = Copter(CopterSpec(), Place(start.east_m, start.north_m, 0.0))
    copter.armed, copter.on_ground, copter.alt_m = True, False, start.alt_m
    path = []
    for _ in range(2500):
        copter.step(0.04, leg.demand(copter, LIMITS, None))
        path.append(Place(copter.east_m, copter.north_m, copter.alt_m))
        if leg.is_flown(copter, 0.5):
            return path
    raise AssertionError("the leg has no end")


def test_leg_is_straight_and_climbs_evenly() -> None:
    path = fly(Leg(at(0, 0, 50), at(300, 0, 80), 0.0), at(0, 0, 50))
    assert max(abs(p.north_m) for p in path) < 0.01
    assert max(abs(p.alt_m - (50.0 + 0.1 * p.east_m)) for p in path) < 1.5


def test_leg_leads_back_to_its_line_without_crossing_it_far() -> None:
    path = fly(Leg(at(0, 0), at(300, 0), 0.0), at(0, 20))
    assert min(p.north_m for p in path) > -1.5
    assert abs(path[-1].north_m) < 0.5


def test_steep_leg_waits_for_the_climb() -> None:
    path = fly(Leg(at(0, 0, 10), at(30, 0, 110), 0.0), at(0, 0, 10))
    assert max(abs((p.alt_m - 10.0) - p.east_m * 100.0 / 30.0) for p in path) < 6.0


def test_demand_of_a_pointless_leg_is_a_hover() -> None:
    leg = Leg(at(5, 5), at(5, 5), 0.0)
    copter = Copter(CopterSpec(), Place(5.0, 5.0, 50.0))
    assert leg.demand(copter, LIMITS, None) == Demand(0.0, 0.0, 0.0, None)
