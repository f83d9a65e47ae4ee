"""In the air: missions started, jumped in, changed, left and gone back to; orders; the way home."""

from collections.abc import Iterator

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from geodata.position import distance_m, turn_deg
from surveillance.links.items import ListKind
from surveillance.links.transfer import download
from tests.sitl.plans import mission, place
from tests.sitl.subject import LAND_S, Subject

ACCEPTED, DENIED, UNSUPPORTED, FAILED = 0, 2, 3, 4
REACHED_S = 120.0
COPTERS = ("arducopter", "px4")


@pytest.fixture
def flying(drone: Subject) -> Iterator[Subject]:
    """A copter on the first leg of its mission; it comes down afterwards."""
    drone.store_mission(mission(drone))
    drone.vehicle.set_mode(drone.dialect.firmware.arming_mode)
    drone.vehicle.arm()
    drone.vehicle.set_mode(drone.dialect.firmware.mission_mode)
    drone.vehicle.start_mission()
    drone.until(lambda: (drone.vehicle.readings.mission_item or 0) >= 2, REACHED_S, "first leg")
    yield drone
    if drone.vehicle.readings.armed:
        drone.land()


# arducopter.txt: 9 AUTO: reached 1, 2; current 2, 3; then RTL; disarmed, current 0
# px4.txt: AUTO.MISSION: reached 0, 1; current 1, 2; RTL; Disarmed by landing
@pytest.mark.of(*COPTERS)
def test_a_whole_mission(flying: Subject) -> None:
    vehicle = flying.vehicle
    last = 5  # the last waypoint, in the plan's own numbers
    flying.until(lambda: vehicle.readings.reached_item >= last, 2 * REACHED_S, "last waypoint")
    flying.until(lambda: not vehicle.readings.armed, LAND_S, "landing at home")
    assert vehicle.readings.position is not None
    assert distance_m(vehicle.readings.position, flying.home) < 5.0


# arducopter.txt: after the landing MISSION_CURRENT seq=0: disarming sets the item to 0
@pytest.mark.of("arducopter")
def test_disarming_goes_back_to_the_first_item(flying: Subject) -> None:
    flying.vehicle.set_mode("RTL")
    flying.until(lambda: not flying.vehicle.readings.armed, LAND_S, "landing at home")
    flying.mark()
    assert flying.expect("MISSION_CURRENT").seq == 0


# arducopter.txt: disarm in flight -> 4
@pytest.mark.of("arducopter")
def test_it_does_not_disarm_in_flight(flying: Subject) -> None:
    assert flying.command(mavlink.MAV_CMD_COMPONENT_ARM_DISARM, 0.0) == FAILED
    assert flying.vehicle.readings.armed


# arducopter-corner-cases.txt: E7 DO_SET_MISSION_CURRENT 2 -> 0, set 99 -> 2
# px4.txt: DO_SET_MISSION_CURRENT 2 -> 3, set current 99 -> 3
@pytest.mark.of(*COPTERS)
def test_a_jump_to_an_item(flying: Subject) -> None:
    is_px4 = flying.dialect.firmware.is_px4
    jump = mavlink.MAV_CMD_DO_SET_MISSION_CURRENT
    assert flying.command(jump, 2.0) == (UNSUPPORTED if is_px4 else ACCEPTED)
    assert flying.command(jump, 99.0) == (UNSUPPORTED if is_px4 else DENIED)
    flying.vehicle.set_mission_item(5)
    flying.vehicle.set_mission_item(3)
    assert flying.vehicle.readings.mission_item == 3


# arducopter-corner-cases.txt: MISSION_SET_CURRENT 5: flown to; 77: nothing changes
@pytest.mark.of("arducopter")
def test_a_jump_by_the_old_message(flying: Subject) -> None:
    flying.connection.send(mavlink.MAVLink_mission_set_current_message(1, 1, 5))
    flying.expect("MISSION_CURRENT", seq=5)
    flying.connection.send(mavlink.MAVLink_mission_set_current_message(1, 1, 77))
    flying.let(2.0)
    flying.mark()
    assert flying.expect("MISSION_CURRENT").seq == 5


# arducopter.txt: GUIDED -> 0, AUTO again -> 0, current after resume=3; px4.txt: pause: AUTO.LOITER
@pytest.mark.of(*COPTERS)
def test_the_mission_goes_on_where_it_was_left(flying: Subject) -> None:
    firmware, vehicle = flying.dialect.firmware, flying.vehicle
    vehicle.set_mission_item(3)
    vehicle.set_mode(firmware.guided_mode)
    flying.let(3.0)
    vehicle.set_mode(firmware.mission_mode)
    flying.let(3.0)
    assert vehicle.readings.mission_item == 3


# arducopter.txt: SET_POSITION_TARGET in GUIDED; px4.txt: DO_REPOSITION -> 0, mode 3040000
@pytest.mark.of(*COPTERS)
def test_it_goes_where_it_is_sent(flying: Subject) -> None:
    there = place(flying, 60.0, 40.0)
    flying.vehicle.set_mode(flying.dialect.firmware.guided_mode)
    flying.vehicle.go_to(there, 25.0, None)

    def is_there() -> bool:
        here = flying.vehicle.readings.position
        return here is not None and distance_m(here, there) < 5.0

    flying.until(is_there, 60.0, "arrival")
    assert flying.vehicle.mode == flying.dialect.firmware.guided_mode


# px4.txt: COMMAND_INT frame=5 command=192 param2=1: ACCEPTED, mode 3040000; AUTO.MISSION -> 0, at
# the item where it was left. The heading was NaN there: PX4 1.15's source reads it in radians
@pytest.mark.of("px4")
def test_it_turns_its_nose_where_it_is_sent_and_goes_on_with_its_mission(flying: Subject) -> None:
    vehicle = flying.vehicle
    vehicle.set_mission_item(3)
    there = place(flying, 60.0, 40.0)
    vehicle.go_to(there, 25.0, 200.0, 6.0)

    def is_there() -> bool:
        r = vehicle.readings
        is_near = r.position is not None and distance_m(r.position, there) < 5.0
        return is_near and abs(turn_deg(r.heading_deg, 200.0)) < 15.0

    flying.until(is_there, 90.0, "arrival with its nose turned")
    assert vehicle.mode == "LOITER"
    left = vehicle.readings.mission_item
    assert left is not None and left >= 3
    vehicle.set_mode("MISSION", afresh=True)
    flying.let(1.0)
    assert vehicle.readings.mission_item in (left, left + 1)  # it may be at that item by now


# arducopter-corner-cases.txt: E7 clear mission in AUTO: ERROR, it flies on
# px4.txt: clear in flight: ACCEPTED, 'No valid mission available, loitering'
@pytest.mark.of(*COPTERS)
def test_clearing_the_mission_in_flight(flying: Subject) -> None:
    flying.mark()
    flying.connection.send(mavlink.MAVLink_mission_clear_all_message(1, 1, 0))
    answer = flying.expect("MISSION_ACK").type
    if flying.dialect.firmware.is_px4:
        assert answer == mavlink.MAV_MISSION_ACCEPTED
        flying.text("No valid mission available, loitering")
        flying.until(lambda: flying.vehicle.mode == "LOITER", 5.0, "loiter")
    else:
        assert answer == mavlink.MAV_MISSION_ERROR
        assert flying.mission_faults(flying.stored) == ()
        assert flying.vehicle.mode == "AUTO"


# arducopter-corner-cases.txt: E7 shorter (4 items) mission while flying item 5: ACCEPTED with the
# text 'Auto mission changed but failed to restart command'; it goes on with item 5, total=3
@pytest.mark.of("arducopter")
def test_a_shorter_mission_in_flight(flying: Subject) -> None:
    flying.vehicle.set_mission_item(5)
    said = len(flying.wire.heard)
    assert flying.upload(flying.stored[:4]) == mavlink.MAV_MISSION_ACCEPTED
    flying.let(2.0)
    texts = [m.text for m in flying.wire.heard[said:] if m.get_type() == "STATUSTEXT"]
    assert "Auto mission changed but failed to restart command" in texts
    flying.mark()
    current = flying.expect("MISSION_CURRENT")
    assert (current.seq, current.total) == (5, 3)
    assert len(download(flying.connection, ListKind.MISSION)) == 4


# px4.txt: upload while flying: ACCEPTED, it goes on in the same mode
@pytest.mark.of("px4")
def test_an_upload_in_flight(flying: Subject) -> None:
    assert flying.upload(flying.stored) == mavlink.MAV_MISSION_ACCEPTED
    flying.let(2.0)
    assert flying.vehicle.mode == "MISSION"


# arducopter.txt: DO_PAUSE_CONTINUE pause in AUTO -> 0, mission_state=4; continue -> 0
@pytest.mark.of("arducopter")
def test_a_pause_within_the_mission(flying: Subject) -> None:
    assert flying.command(mavlink.MAV_CMD_DO_PAUSE_CONTINUE, 0.0) == ACCEPTED
    flying.expect("MISSION_CURRENT", mission_state=mavlink.MISSION_STATE_PAUSED)
    assert flying.command(mavlink.MAV_CMD_DO_PAUSE_CONTINUE, 1.0) == ACCEPTED
    flying.expect("MISSION_CURRENT", mission_state=mavlink.MISSION_STATE_ACTIVE)


# arducopter.txt: takeoff 15 m -> 0, 15 m reached after 11 s
@pytest.mark.of("arducopter")
def test_a_take_off_by_command(drone: Subject) -> None:
    drone.vehicle.set_mode("GUIDED")
    drone.vehicle.arm()
    drone.vehicle.take_off(15.0, 30.0)
    assert drone.vehicle.is_airborne
    drone.land()


# arducopter.txt: alt after AUTO without MISSION_START = 0.0 armed=True; MISSION_START -> 0
@pytest.mark.of("arducopter")
def test_auto_alone_does_not_lift_a_copter(drone: Subject) -> None:
    drone.store_mission(mission(drone))
    drone.vehicle.set_mode("GUIDED")
    drone.vehicle.arm()
    drone.vehicle.set_mode("AUTO")
    drone.let(4.0)
    assert drone.vehicle.readings.armed and not drone.vehicle.is_airborne
    assert drone.command(mavlink.MAV_CMD_MISSION_START) == ACCEPTED
    drone.until(lambda: drone.vehicle.is_airborne, 20.0, "take-off")
    drone.land()


# arduplane.txt: AUTO(10) -> 0, arm in AUTO -> 0, reached 1, 2; LOITER interrupt, AUTO, GUIDED -> 0
@pytest.mark.of("arduplane")
def test_a_plane_takes_off_when_armed_in_auto(drone: Subject) -> None:
    drone.store_mission(mission(drone, 50.0))
    drone.vehicle.set_mode("AUTO")
    drone.vehicle.arm()
    drone.until(lambda: drone.vehicle.readings.reached_item >= 2, REACHED_S, "second item")
    for mode in ("LOITER", "AUTO", "GUIDED", "RTL"):
        assert drone.order_mode(mode) == ACCEPTED
    assert drone.vehicle.is_airborne
