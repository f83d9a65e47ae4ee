"""Messages become readings in our units; what the vehicle does not know stays None."""

from dataclasses import replace
from datetime import UTC, datetime

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.position import LonLat
from surveillance.links.readings import Readings, updated


def position(lat: int = 347000000, lon: int = 1294500000, hdg: int = 9000) -> object:
    return mavlink.MAVLink_global_position_int_message(
        5_000, lat, lon, 21_500, 20_000, 300, -400, 0, hdg
    )


def test_position_in_degrees_metres_and_metres_per_second() -> None:
    r = updated(Readings(), position())
    assert r.position == LonLat(129.45, 34.7)
    assert (r.alt_amsl_m, r.alt_home_m, r.heading_deg, r.ground_speed_mps) == (
        21.5,
        20.0,
        90.0,
        5.0,
    )
    assert r.positions == 1
    assert r.position_at is None  # no SYSTEM_TIME yet


def test_the_vehicles_own_time_dates_its_position() -> None:
    at = datetime(2026, 5, 1, 12, tzinfo=UTC)
    time = mavlink.MAVLink_system_time_message(int(at.timestamp() * 1e6), 4_000)
    r = updated(updated(Readings(), time), position())
    assert r.position_at == datetime(2026, 5, 1, 12, 0, 1, tzinfo=UTC)


def test_a_clock_without_gps_time_is_no_time() -> None:
    assert updated(Readings(), mavlink.MAVLink_system_time_message(5_000_000, 4_000)) == Readings()


def test_zero_zero_and_nonsense_are_no_place() -> None:
    assert updated(Readings(), position(0, 0)).position is None
    assert updated(Readings(), position(lat=950_000_000)).position is None


def test_an_unknown_heading_keeps_the_last() -> None:
    r = updated(updated(Readings(), position()), position(hdg=65535))
    assert r.heading_deg == 90.0


def test_unknown_battery_is_none() -> None:
    values = [0] * 12
    values[:3] = [mavlink.MAV_SYS_STATUS_PREARM_CHECK] * 3
    values[4] = 12_600
    known = mavlink.MAVLink_sys_status_message(*values[:6], 87, *values[7:13], 0)
    r = updated(Readings(), known)
    assert (r.battery_pct, r.is_prearm_good) == (87.0, True)
    unknown = mavlink.MAVLink_sys_status_message(0, 0, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0)
    assert updated(r, unknown).battery_pct is None
    assert updated(r, unknown).is_prearm_good is None


def test_reached_numbers_never_go_back() -> None:
    r = Readings(armed=True)
    for seq in (1, 4, 2):
        r = updated(r, mavlink.MAVLink_mission_item_reached_message(seq))
    assert r.reached_item == 4


def test_what_was_reached_before_does_not_count_again() -> None:
    """px4.txt: MISSION_ITEM_REACHED is repeated each second, ten times, also over an upload"""
    old = mavlink.MAVLink_mission_item_reached_message(5)
    assert updated(Readings(), old).reached_item == -1  # on the ground
    begun = Readings(first_item=1, armed=True, mission_item=1)
    assert updated(begun, old).reached_item == -1  # it flies to its first item
    assert updated(replace(begun, mission_item=6), old).reached_item == 6


def test_an_item_may_be_reached_before_the_next_is_told() -> None:
    """arducopter-one-mission-with-streams.txt: reached 2, then 4: the DO command after item 3"""
    r = Readings(armed=True, mission_item=3)
    assert updated(r, mavlink.MAVLink_mission_item_reached_message(4)).reached_item == 4


def test_other_messages_change_nothing() -> None:
    r = Readings()
    assert updated(r, mavlink.MAVLink_vibration_message(0, 0, 0, 0, 0, 0, 0)) is r


def test_a_sub_without_a_place_has_a_depth() -> None:
    told = mavlink.MAVLink_global_position_int_message(9_500, 0, 0, -6_200, -6_000, 0, 0, 0, 4500)
    r = updated(Readings(), told)
    assert (r.position, r.positions, r.heights) == (None, 0, 1)
    assert (r.alt_home_m, r.heading_deg, r.boot_s) == (-6.0, 45.0, 9.5)


def sounded(distance_cm: int, orientation: int = mavlink.MAV_SENSOR_ROTATION_PITCH_270) -> object:
    return mavlink.MAVLink_distance_sensor_message(
        0, 20, 5000, distance_cm, mavlink.MAV_DISTANCE_SENSOR_ULTRASOUND, 0, orientation, 0
    )


def test_the_echo_sounder_that_looks_down() -> None:
    r = updated(Readings(), sounded(350))
    assert r.over_bed_m == 3.5
    assert updated(r, sounded(120, mavlink.MAV_SENSOR_ROTATION_NONE)).over_bed_m == 3.5
    assert updated(r, sounded(5000)).over_bed_m is None  # no echo is no depth of 50 m


def sticks(ahead_us: int, right_us: int) -> object:
    pulses = [1500] * 4 + [ahead_us, right_us] + [0] * 12
    return mavlink.MAVLink_rc_channels_message(0, 16, *pulses, 254)


def test_the_sticks_of_a_sub_and_of_nobody_else() -> None:
    sub = Readings(vehicle_type=mavlink.MAV_TYPE_SUBMARINE)
    r = updated(sub, sticks(1700, 1100))
    assert (r.stick_ahead, r.stick_right) == (0.5, -1.0)
    assert updated(sub, sticks(0, 65535)).stick_ahead is None
    assert updated(Readings(), sticks(1700, 1100)) == Readings()
