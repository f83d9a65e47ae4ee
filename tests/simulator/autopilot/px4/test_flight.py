"""Flights of the simulated PX4. Quoted words are steps of the transcript px4."""

import math
from typing import Any

import pytest

from tests.simulator.autopilot.px4.pilot import (
    LAND,
    LOITER,
    MISSION,
    RETURN,
    TAKE_OFF,
    TAKEOFF,
    Pilot,
    spot,
    waypoint,
)

Items = list[tuple[Any, ...]]


def reached(messages: list[Any]) -> list[int]:
    """Item numbers in the order of their first MISSION_ITEM_REACHED."""
    return list(dict.fromkeys(m.seq for m in messages if m.get_type() == "MISSION_ITEM_REACHED"))


def texts(messages: list[Any]) -> list[str]:
    return [m.text for m in messages if m.get_type() == "STATUSTEXT"]


def speed(ground: Pilot) -> float:
    return math.hypot(ground.autopilot.state.ve, ground.autopilot.state.vn)


def test_a_whole_mission_from_the_ground_to_the_ground(ground: Pilot, plan: Items) -> None:
    ground.fly(plan)
    messages = [*ground.heard, *ground.advance(150.0)]
    assert reached(messages) == [0, 1, 2, 3, 4, 5]
    said = texts(messages)
    for text in (
        "Executing Mission\t",
        "Climb to 15.0 meters above home\t",
        "Takeoff detected\t",
        "RTL: land at destination\t",
        "Landing detected\t",
    ):
        assert text in said
    assert said[-1] == "Disarmed by landing\t"
    state = ground.autopilot.state
    assert not state.armed
    assert math.hypot(state.east_m, state.north_m) < 1.0
    events = [(e.what, e.number) for e in ground.autopilot.take_events() if e.what != "mode"]
    assert events == [
        ("armed", None), ("takeoff", None), *[("waypoint", n) for n in (0, 1, 2, 4)],
        ("landed", None), ("disarmed", None),
    ]  # fmt: skip


def test_the_mission_changes_its_speed(ground: Pilot, plan: Items) -> None:
    ground.fly(plan)
    ground.expect("MISSION_ITEM_REACHED", 60.0, seq=1)
    fastest = {}
    for last in (2, 4):
        fastest[last] = 0.0
        while ground.autopilot.state.armed and last not in reached(ground.advance(0.4)):
            fastest[last] = max(fastest[last], speed(ground))
    assert fastest[2] == pytest.approx(5.0, abs=0.3)
    assert fastest[4] == pytest.approx(8.0, abs=0.5)


def test_pause_and_continue(ground: Pilot, plan: Items) -> None:
    # "pause: AUTO.LOITER(4,3) -> 0", then "AUTO.MISSION -> 0"
    ground.fly(plan)
    ground.expect("MISSION_ITEM_REACHED", 60.0, seq=1)
    ground.advance(3.0)
    assert ground.auto(LOITER) == 0
    ground.advance(6.0)
    assert speed(ground) < 0.2
    assert ground.autopilot.state.mode == "AUTO.LOITER"
    assert ground.auto(MISSION) == 0
    ground.said("Executing Mission")
    assert ground.expect("MISSION_ITEM_REACHED", 40.0).seq == 2


def test_a_mission_without_a_takeoff_climbs_first(ground: Pilot) -> None:
    # "mission without takeoff: MAV_MISSION_ACCEPTED"
    ground.fly([waypoint(60, 0, 20), waypoint(60, 60, 20)])
    ground.said("Climb to 20.0 meters above home")
    ground.advance(6.0)
    state = ground.autopilot.state
    assert state.alt_m > 40.0
    assert math.hypot(state.east_m, state.north_m) < 0.5
    assert ground.expect("MISSION_ITEM_REACHED", 40.0).seq == 0


def test_a_mission_without_an_end_holds(ground: Pilot) -> None:
    ground.fly([TAKEOFF, waypoint(60, 0, 15)])
    ground.said("Mission finished, loitering", 60.0)
    ground.advance(4.0)
    assert ground.autopilot.state.mode == "AUTO.LOITER"
    assert speed(ground) < 0.2


def test_a_mission_that_lands(ground: Pilot) -> None:
    ground.fly([TAKEOFF, waypoint(40, 0, 15), spot(6, 21, 40, 30, 0.0)])
    ground.said("Disarmed by landing", 90.0)
    state = ground.autopilot.state
    assert (state.east_m, state.north_m) == pytest.approx((30.0, 40.0), abs=1.0)


def test_waits_jumps_headings_and_the_gimbal(ground: Pilot) -> None:
    hold_5_facing_east = (6, 16, 5.0, 0.0, 0.0, 90.0, *waypoint(30, 0, 15)[6:])
    aim = (2, 205, -60.0, 0.0, 0.0, 0.0, 0, 0, 0.0)
    jump = (2, 177, 1.0, 1.0, 0.0, 0.0, 0, 0, 0.0)
    ground.fly([TAKEOFF, hold_5_facing_east, aim, waypoint(0, 0, 15), jump])
    ground.expect("MISSION_CURRENT", 60.0, seq=1)
    begin = ground.t_s
    ground.expect("MISSION_ITEM_REACHED", 40.0, seq=1)
    assert ground.t_s - begin > 30.0 / 5.0 + 5.0
    assert ground.autopilot.state.heading_deg == pytest.approx(90.0, abs=2.0)
    ground.expect("MISSION_ITEM_REACHED", 40.0, seq=3)
    assert ground.autopilot.gimbal_pitch_deg == -60.0
    ground.expect("MISSION_ITEM_REACHED", 60.0, seq=1)  # once more
    ground.said("Mission finished, loitering", 60.0)


def test_the_nose_may_point_home(ground: Pilot) -> None:
    ground.set_integer("MPC_YAW_MODE", 1)
    ground.fly([TAKEOFF, waypoint(60, 0, 15)])
    ground.expect("MISSION_ITEM_REACHED", 40.0, seq=1)
    assert ground.autopilot.state.heading_deg == pytest.approx(180.0, abs=2.0)


def test_an_item_that_does_not_continue(ground: Pilot) -> None:
    assert ground.upload([TAKEOFF]) == 0
    ground.mav.mission_count_send(1, 1, 2, 0)
    for seq, item in enumerate((TAKEOFF, waypoint(30, 0, 15))):
        ground.until(lambda m: m.get_type() in ground.requests, 1.0, "request")
        frame, command, *params, x, y, z = item
        ground.mav.mission_item_int_send(1, 1, seq, frame, command, 0, 0, *params, x, y, z, 0)
    assert ground.expect("MISSION_ACK").type == 0
    assert ground.auto(MISSION) == 0
    assert ground.arm() == 0
    ground.expect("MISSION_ITEM_REACHED", 30.0, seq=0)
    ground.advance(15.0)
    assert ground.autopilot.state.mode == "AUTO.MISSION"
    assert ground.autopilot.state.north_m == pytest.approx(0.0, abs=1.0)


def test_takeoff_by_command_is_to_a_height_above_the_sea(ground: Pilot) -> None:
    # "takeoff cmd disarmed -> 0", "arm -> 0", "Takeoff detected"
    assert ground.command(22, 0, 0, 0, math.nan, math.nan, math.nan, 47.0) == 0
    assert ground.custom_mode() == (29, 4, TAKE_OFF)
    assert ground.arm() == 0
    ground.said("Takeoff detected", 5.0)
    ground.advance(12.0)
    assert ground.autopilot.state.alt_m == pytest.approx(47.0, abs=0.5)
    assert ground.custom_mode() == (157, 4, LOITER)


def test_a_takeoff_that_goes_on_with_the_mission(ground: Pilot, plan: Items) -> None:
    ground.set_integer("COM_TAKEOFF_ACT", 1)
    assert ground.upload(plan) == 0
    assert ground.command(22, 0, 0, 0, math.nan, math.nan, math.nan, 40.0) == 0
    assert ground.arm() == 0
    ground.said("Executing Mission", 15.0)
    assert ground.autopilot.state.mode == "AUTO.MISSION"


def test_a_return_from_near_stays_low(ground: Pilot) -> None:
    assert ground.command(22, 0, 0, 0, math.nan, math.nan, math.nan, 40.0) == 0
    assert ground.arm() == 0
    ground.advance(15.0)
    assert ground.auto(RETURN) == 0
    ground.said("RTL: start return at 43 m (10 m above destination)")
    ground.said("Disarmed by landing", 60.0)


def test_clearing_the_mission_in_flight_holds(ground: Pilot, plan: Items) -> None:
    # "clear in flight": "No valid mission available, loitering", mode 4,3, total=65535
    ground.fly(plan)
    ground.expect("MISSION_ITEM_REACHED", 60.0, seq=1)
    ground.mav.mission_clear_all_send(1, 1, 0)
    assert ground.expect("MISSION_ACK").type == 0
    ground.said("No valid mission available, loitering")
    ground.advance(1.0)
    assert ground.autopilot.state.mode == "AUTO.LOITER"
    current = ground.expect("MISSION_CURRENT")
    assert (current.seq, current.total, current.mission_state) == (0, 65535, 0)
    assert ground.auto(MISSION) == 1
    ground.said("Switching to Mission is currently not available")


def test_another_item_in_flight(ground: Pilot, plan: Items) -> None:
    ground.fly(plan)
    ground.expect("MISSION_ITEM_REACHED", 60.0, seq=0)
    # "DO_SET_MISSION_CURRENT 2 -> 3"
    assert ground.command(224, 2) == 3
    ground.mav.mission_set_current_send(1, 1, 2)
    assert ground.expect("MISSION_CURRENT").seq == 2
    assert ground.expect("MISSION_ITEM_REACHED", 60.0, seq=2)
    ground.mav.mission_set_current_send(1, 1, 77)
    ground.said("WPM: WP CURR CMD: Not in list")


def test_the_same_mission_again_in_flight_changes_nothing(ground: Pilot, plan: Items) -> None:
    # "upload while flying: MAV_MISSION_ACCEPTED", then still seq=2
    ground.fly(plan)
    ground.expect("MISSION_ITEM_REACHED", 60.0, seq=1)
    assert ground.upload(plan) == 0
    assert not [t for t in ground.texts(3.0) if "Mission" in t]
    assert ground.expect("MISSION_CURRENT").seq == 2
    assert speed(ground) > 2.0


def test_another_mission_in_flight_goes_on_at_the_same_number(ground: Pilot, plan: Items) -> None:
    ground.fly(plan)
    ground.expect("MISSION_ITEM_REACHED", 60.0, seq=1)
    assert ground.upload([TAKEOFF, waypoint(0, 60, 20), waypoint(-60, 0, 20)]) == 0
    assert ground.expect("MISSION_ITEM_REACHED", 60.0, seq=2)
    assert ground.autopilot.state.north_m == pytest.approx(-60.0, abs=4.0)


def test_reposition_goes_to_a_height_above_the_sea(ground: Pilot, plan: Items) -> None:
    # "DO_REPOSITION -> 0", "mode after reposition 3040000"
    ground.fly(plan)
    ground.expect("MISSION_ITEM_REACHED", 60.0, seq=1)
    _, _, *_, lat, lon, _ = waypoint(60, 60, 0)
    ground.mav.command_int_send(1, 1, 5, 192, 0, 0, -1, 1, 0, math.nan, lat, lon, 60.0)
    assert ground.expect("COMMAND_ACK", command=192).result == 0
    ground.advance(30.0)
    state = ground.autopilot.state
    assert (state.east_m, state.north_m, state.alt_m) == pytest.approx((60, 60, 60), abs=1.0)
    assert state.mode == "AUTO.LOITER"


def test_reposition_turns_the_nose_by_radians(ground: Pilot, plan: Items) -> None:
    # the transcript has NaN there; navigator_main.cpp of 1.15 takes the number as it is
    ground.fly(plan)
    ground.expect("MISSION_ITEM_REACHED", 60.0, seq=1)
    _, _, *_, lat, lon, _ = waypoint(60, 60, 0)
    ground.mav.command_int_send(1, 1, 5, 192, 0, 0, 5, 1, 0, -math.pi / 2.0, lat, lon, 60.0)
    assert ground.expect("COMMAND_ACK", command=192).result == 0
    ground.advance(40.0)
    assert ground.autopilot.state.heading_deg == pytest.approx(270.0, abs=2.0)


def test_the_gimbal_obeys_who_has_taken_it_over(ground: Pilot) -> None:
    # no transcript has a gimbal: input_mavlink.cpp of 1.15
    take, aim, denied = 1001, 1000, 2
    assert ground.command(aim, -40.0, 0.0, math.nan, math.nan, 12.0) == denied
    assert ground.command(take, 255, 190, -1, -1) == 0
    assert ground.command(aim, -40.0, 0.0, math.nan, math.nan, 12.0) == 0
    ground.advance(5.0)
    assert ground.autopilot.gimbal_pitch_deg == pytest.approx(-40.0, abs=1.0)
    assert ground.command(take, -3, -3, -1, -1) == 0
    assert ground.command(aim, -10.0, 0.0, math.nan, math.nan, 12.0) == denied
    assert ground.command(take, -2, -2, -1, -1) == 0
    assert ground.command(aim, -10.0, 0.0, math.nan, math.nan, 12.0) == 0


def test_return_and_land_by_command(ground: Pilot, plan: Items) -> None:
    # "RTL: start return at 63 m (30 m above destination)", in two chunks
    ground.fly(plan)
    ground.expect("MISSION_ITEM_REACHED", 60.0, seq=2)
    assert ground.auto(RETURN) == 0
    first = ground.said("RTL: start return at 63 m (30 m above destination)")
    second = ground.expect("STATUSTEXT", id=first.id, chunk_seq=1)
    assert second.text == "\t"
    ground.advance(5.0)
    assert ground.auto(LAND) == 0
    ground.said("Disarmed by landing", 90.0)
    assert math.hypot(ground.autopilot.state.east_m, ground.autopilot.state.north_m) > 50.0


def test_after_the_landing_it_is_in_the_last_mode_for_take_off(ground: Pilot, plan: Items) -> None:
    # the HEARTBEAT after "Disarmed by landing": base_mode=29, AUTO.LOITER, standby
    ground.fly(plan)
    ground.expect("MISSION_ITEM_REACHED", 60.0, seq=1)
    ground.auto(LOITER)
    ground.auto(RETURN)
    ground.said("Disarmed by landing", 150.0)
    assert ground.custom_mode() == (29, 4, LOITER)
    assert ground.expect("MISSION_CURRENT", 2.0).seq == 0
