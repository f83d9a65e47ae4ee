"""What a vehicle does by itself: without a ground station, with a low battery, over its fence."""

from collections.abc import Iterator

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from surveillance.links.items import ListKind
from surveillance.links.params import read_params, write_params
from surveillance.links.transfer import store
from tests.sitl.plans import fence, mission, place
from tests.sitl.subject import LAND_S, Subject

CHANGED = (
    "FS_GCS_ENABLE",
    "FENCE_ENABLE",
    "FENCE_TYPE",
    "BATT_FS_LOW_ACT",
    "BATT_LOW_VOLT",
    "SIM_BATT_VOLTAGE",
)


@pytest.fixture
def hovering(drone: Subject) -> Iterator[Subject]:
    """A copter 20 m above home, in GUIDED; its parameters come back afterwards."""
    kept = read_params(drone.connection, CHANGED)
    drone.vehicle.set_mode("GUIDED")
    drone.vehicle.arm()
    drone.vehicle.take_off(20.0, 40.0)
    yield drone
    write_params(drone.connection, kept)
    if drone.vehicle.readings.armed:
        drone.land()


# arducopter-corner-cases.txt: FS_GCS_ENABLE=0.0: nothing happens without a ground station
# px4.txt: TIMEOUT waiting for datalink failsafe, after 11.8 s the mode is the same
@pytest.mark.of("arducopter")
def test_by_default_it_does_not_miss_the_ground_station(hovering: Subject) -> None:
    with hovering.silence():
        hovering.let(11.0)
    assert hovering.vehicle.mode == "GUIDED"


# arducopter.txt: 14 GCS failsafe after 4.8 s -> mode 6, 'GCS Failsafe', 'GCS Failsafe Cleared'
# after heartbeats return mode=6 (does not go back by itself)
@pytest.mark.of("arducopter")
def test_without_a_ground_station_it_returns(hovering: Subject) -> None:
    write_params(hovering.connection, {"FS_GCS_ENABLE": 1.0})
    hovering.mark()
    with hovering.silence():
        took_s = hovering.until(lambda: hovering.vehicle.mode == "RTL", 12.0, "GCS failsafe")
    assert 2.0 < took_s < 9.0  # counted from our last heartbeat, up to 2 s earlier
    hovering.text("GCS Failsafe")
    hovering.text("GCS Failsafe Cleared")
    hovering.let(5.0)
    assert hovering.vehicle.mode == "RTL"


# arducopter.txt: 15 battery failsafe after 10.2 s -> mode 6, 'Battery 1 is low', then on the
# ground 'PreArm: Battery 1 low voltage failsafe', arm with the battery low -> 4
@pytest.mark.of("arducopter")
def test_with_a_low_battery_it_returns_and_stays_down(hovering: Subject) -> None:
    if not hovering.source.is_ours:
        pytest.skip("it would not arm any more before it is switched off")
    known = read_params(hovering.connection, ("SIM_BATT_VOLTAGE",))
    limits = {"BATT_FS_LOW_ACT": 2.0, "BATT_LOW_VOLT": 11.5 if known else 99.0}
    write_params(hovering.connection, {**limits, **({"SIM_BATT_VOLTAGE": 11.0} if known else {})})
    took_s = hovering.until(lambda: hovering.vehicle.mode == "RTL", 30.0, "battery failsafe")
    assert took_s > 5.0
    hovering.until(lambda: not hovering.vehicle.readings.armed, LAND_S, "landing at home")
    hovering.text("PreArm: Battery 1 low voltage failsafe", 40.0)
    hovering.vehicle.set_mode("GUIDED")
    assert hovering.order_arm() == 4
    hovering.text("Arm: Battery 1 low voltage failsafe")
    hovering.restart()  # a real one remembers the failsafe until then


# arducopter.txt: 12 fence: DO_REPOSITION outside -> 4, nothing happens
@pytest.mark.of("arducopter")
def test_it_is_not_sent_out_of_its_fence(hovering: Subject) -> None:
    store(hovering.connection, ListKind.FENCE, fence(hovering, 150.0))
    write_params(hovering.connection, {"FENCE_TYPE": 4.0, "FENCE_ENABLE": 1.0})
    there = place(hovering, 400.0, 0.0)
    hovering.mark()
    hovering.connection.send(
        mavlink.MAVLink_command_int_message(
            *(1, 1, mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT_INT, mavlink.MAV_CMD_DO_REPOSITION),
            *(0, 0, -1.0, 1.0, 0.0, 0.0),
            *(round(there.lat * 1e7), round(there.lon * 1e7), 20.0),
        )
    )
    assert hovering.expect("COMMAND_ACK").result == 4
    hovering.let(10.0)
    assert hovering.vehicle.mode == "GUIDED"


# arducopter-corner-cases.txt: E8 a mission over the fence is ACCEPTED; breach: mode=6;
# AUTO again while in breach -> 0
@pytest.mark.of("arducopter")
def test_over_its_fence_it_returns(hovering: Subject) -> None:
    store(hovering.connection, ListKind.FENCE, fence(hovering, 60.0))
    hovering.store_mission(mission(hovering))
    write_params(hovering.connection, {"FENCE_TYPE": 4.0, "FENCE_ENABLE": 1.0})
    hovering.vehicle.set_mode("AUTO")
    hovering.vehicle.set_mission_item(2)
    hovering.until(lambda: hovering.vehicle.mode == "RTL", 60.0, "fence failsafe")
    assert hovering.order_mode("AUTO") == 0
    hovering.vehicle.set_mode("RTL")
