"""What the simulated PX4 does by itself. Quoted words are steps of the transcript px4; the rest is
by PX4's documented parameters, as no transcript shows it."""

from typing import Any

import pytest

from simulator.faults.kinds import GnssLoss, Motor
from tests.simulator.autopilot.px4.pilot import (
    LAND,
    LOITER,
    MISSION,
    RETURN,
    TAKEOFF,
    Pilot,
    corner,
    waypoint,
)

Items = list[tuple[Any, ...]]
FAR = [TAKEOFF, waypoint(190, 0, 20), waypoint(190, 100, 20)]


def under_way(ground: Pilot, items: Items) -> None:
    ground.fly(items)
    ground.expect("MISSION_ITEM_REACHED", 60.0, seq=0)


def drain(ground: Pilot, pct: float) -> None:
    body = ground.autopilot._board.body
    body.energy_wh = body.spec.battery_wh * pct / 100.0


def mode(ground: Pilot) -> str:
    return ground.autopilot.state.mode


def test_a_lost_link_is_nothing_by_default(ground: Pilot) -> None:
    # "silence GCS heartbeats": "after 11.8 sim s mode 3040000" and not a word
    under_way(ground, FAR)
    assert ground.integer("NAV_DLL_ACT") == 0
    ground.beats = False
    said = ground.texts(20.0)
    assert mode(ground) == "AUTO.MISSION"
    assert not [text for text in said if "ailsafe" in text]


def test_a_lost_link_comes_home_after_a_hold(ground: Pilot) -> None:
    under_way(ground, FAR)
    ground.set_integer("NAV_DLL_ACT", 2)
    ground.beats, start = False, ground.t_s
    ground.said("Failsafe activated: entering Hold for 5 seconds", 15.0)
    assert ground.t_s - start == pytest.approx(10.0, abs=1.2)  # COM_DL_LOSS_T
    assert mode(ground) == "AUTO.LOITER"
    assert ground.expect("HEARTBEAT").system_status == 5
    ground.said("RTL: start return", 7.0)
    assert ground.t_s - start == pytest.approx(15.0, abs=1.4)  # COM_FAIL_ACT_T
    ground.beats = True
    ground.advance(5.0)
    assert mode(ground) == "AUTO.RTL"


def test_a_person_may_choose_another_mode_during_the_hold(ground: Pilot) -> None:
    under_way(ground, FAR)
    ground.set_integer("NAV_DLL_ACT", 2)
    ground.beats = False
    ground.said("Failsafe activated: entering Hold", 15.0)
    ground.beats = True
    ground.advance(1.5)
    assert ground.auto(MISSION) == 0
    ground.advance(8.0)
    assert mode(ground) == "AUTO.MISSION"


def test_no_arming_without_a_link_that_is_watched(ground: Pilot, plan: Items) -> None:
    ground.set_integer("NAV_DLL_ACT", 2)
    ground.beats = False
    ground.advance(11.0)
    assert ground.upload(plan) == 0
    assert ground.auto(MISSION) == 0
    assert ground.arm() == 1
    ground.said("Arming denied: Resolve system health failures firs")


def test_beyond_the_fence_it_holds(ground: Pilot) -> None:
    # "GF_ACTION=2.8e-45": 2, hold
    assert ground.integer("GF_ACTION") == 2
    under_way(ground, FAR)
    small = [corner(n, e) for n, e in ((-50, -50), (-50, 50), (100, 50), (100, -50))]
    assert ground.upload(small, kind=1) == 0
    ground.said("Failsafe activated", 30.0)
    ground.advance(6.0)
    assert mode(ground) == "AUTO.LOITER"
    assert 100.0 < ground.autopilot.state.north_m < 115.0


def test_beyond_the_fence_it_returns_when_told_so(ground: Pilot) -> None:
    ground.set_integer("GF_ACTION", 3)
    under_way(ground, FAR)
    small = [corner(n, e) for n, e in ((-50, -50), (-50, 50), (100, 50), (100, -50))]
    assert ground.upload(small, kind=1) == 0
    ground.said("RTL: start return", 40.0)
    ground.said("Disarmed by landing", 150.0)


def test_a_mission_through_a_zone_is_not_flown(ground: Pilot, fence: Items) -> None:
    # "Geofence violation for waypoint 3"
    zone = [corner(n, e, inside=False) for n, e in ((150, -20), (150, 20), (199, 20), (199, -20))]
    assert ground.upload([*fence, *zone], kind=1) == 0
    assert ground.upload(FAR) == 0
    ground.said("Geofence violation for waypoint 2")
    assert ground.auto(MISSION) == 0  # on the ground every mode is taken
    assert ground.arm() == 1


def test_a_low_battery_is_only_told_by_default(ground: Pilot) -> None:
    under_way(ground, FAR)
    drain(ground, 14.0)
    ground.said("Failsafe activated")
    assert ground.expect("BATTERY_STATUS", 3.0, charge_state=2)
    drain(ground, 6.0)
    ground.said("Failsafe activated")
    ground.advance(6.0)
    assert mode(ground) == "AUTO.MISSION"


def test_a_critical_battery_returns_and_an_empty_one_lands(ground: Pilot) -> None:
    ground.set_integer("COM_LOW_BAT_ACT", 3)
    under_way(ground, FAR)
    drain(ground, 6.5)
    ground.said("Failsafe activated: entering Hold for 5 seconds")
    ground.said("RTL: start return", 7.0)
    drain(ground, 4.0)
    ground.said("Failsafe activated")
    ground.advance(0.2)
    assert mode(ground) == "AUTO.LAND"


def test_a_nearly_empty_battery_forbids_to_arm(ground: Pilot) -> None:
    drain(ground, 5.0)
    assert ground.auto(LOITER) == 0
    assert ground.arm() == 1


def lose_satellites(ground: Pilot, duration_s: float | None = None) -> float:
    ground.autopilot.faults.add(GnssLoss(at_s=ground.t_s, duration_s=duration_s))
    return ground.t_s


def test_without_satellites_it_comes_down_where_the_wind_takes_it(ground: Pilot) -> None:
    """Hold and return need a position as well: what is left is Descend, on the wire AUTO.LAND."""
    under_way(ground, FAR)
    ground.autopilot._board.body.wind = (2.0, 0.0)
    ground.advance(5.0)
    began = lose_satellites(ground)
    ground.advance(4.5)
    assert mode(ground) == "AUTO.MISSION"  # it reckons on
    ground.said("Failsafe activated", 2.0)
    assert ground.t_s - began == pytest.approx(5.0, abs=0.5)  # EKF2_NOAID_TOUT
    assert mode(ground) == "AUTO.LAND"
    assert ground.auto(LOITER) != 0
    east_m = ground.autopilot.state.east_m
    ground.heard.clear()
    ground.advance(10.0)
    assert not [m for m in ground.heard if m.get_type() == "GLOBAL_POSITION_INT"]
    assert ground.autopilot.state.vu == pytest.approx(-0.7, abs=0.1)  # MPC_LAND_SPEED
    assert ground.autopilot.state.east_m - east_m == pytest.approx(20.0, abs=4.0)
    ground.said("Disarmed by landing", 90.0)  # the sea lies 33 m below the launch site


def test_with_satellites_again_it_goes_on_with_its_mission(ground: Pilot) -> None:
    under_way(ground, FAR)
    ground.advance(3.0)
    lose_satellites(ground, 9.0)
    ground.advance(8.0)
    assert mode(ground) == "AUTO.LAND"
    ground.advance(2.0)
    assert mode(ground) == "AUTO.MISSION"
    ground.expect("MISSION_ITEM_REACHED", 90.0, seq=1)


def test_what_a_person_chose_meanwhile_stays(ground: Pilot) -> None:
    under_way(ground, FAR)
    lose_satellites(ground, 9.0)
    ground.advance(7.0)
    assert ground.auto(LAND) == 0
    ground.advance(5.0)
    assert mode(ground) == "AUTO.LAND"


def test_it_does_not_arm_without_satellites(ground: Pilot, plan: Items) -> None:
    assert ground.upload(plan) == 0
    lose_satellites(ground)
    ground.advance(7.0)
    assert ground.arm() == 1


@pytest.mark.parametrize("breaker", [121212, 0])
def test_with_a_dead_motor_it_falls(ground: Pilot, breaker: int) -> None:
    """The failure detector only tells by default; with CBRK_FLIGHTTERM 0 it stops the motors."""
    ground.set_integer("CBRK_FLIGHTTERM", breaker)
    under_way(ground, FAR)
    ground.autopilot.faults.add(Motor(at_s=ground.t_s))
    ground.said("Failsafe activated", 1.0)
    assert ground.autopilot.state.armed is (breaker != 0)
    fastest_mps = 0.0
    for _ in range(80):
        ground.advance(0.1)
        fastest_mps = max(fastest_mps, -ground.autopilot.state.vu)
    assert fastest_mps > 8.0
    assert not ground.autopilot.state.armed
    assert ground.autopilot.state.alt_m < 34.0


@pytest.mark.parametrize(("excepted", "goes_home"), [(0, True), (1, True), (2, False), (4, True)])
def test_a_place_is_held_without_a_link_where_that_is_excepted(
    ground: Pilot, excepted: int, goes_home: bool
) -> None:
    under_way(ground, FAR)
    ground.set_integer("NAV_DLL_ACT", 2)
    ground.set_integer("COM_DLL_EXCEPT", excepted)
    assert ground.auto(LOITER) == 0
    ground.beats = False
    ground.advance(17.0)  # COM_DL_LOSS_T and COM_FAIL_ACT_T
    assert mode(ground) == ("AUTO.RTL" if goes_home else "AUTO.LOITER")


def test_an_exception_for_holding_is_none_for_coming_home(ground: Pilot) -> None:
    under_way(ground, FAR)
    ground.set_integer("NAV_DLL_ACT", 3)
    ground.set_integer("COM_DLL_EXCEPT", 2)
    assert ground.auto(RETURN) == 0
    ground.beats = False
    ground.advance(12.0)
    assert mode(ground) == "AUTO.LAND"
