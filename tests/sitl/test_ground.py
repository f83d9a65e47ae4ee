"""On the ground: modes, arming, commands that are none, parameters, disarming by itself."""

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from surveillance.errors import LinkRefused
from surveillance.links.params import read_params, write_params
from tests.sitl.plans import mission
from tests.sitl.subject import Subject

FAILED, DENIED, UNSUPPORTED, ACCEPTED = 4, 2, 3, 0
# arducopter-corner-cases.txt: param ...=...
DEFAULTS = {
    "FS_GCS_ENABLE": 0.0,
    "DISARM_DELAY": 10.0,
    "MIS_RESTART": 0.0,
    "BATT_FS_LOW_ACT": 0.0,
    "FS_OPTIONS": 16.0,
    "MAV_SYSID": 1.0,
}


# arducopter.txt: AUTO (3), no mission -> 0, RTL (6) on the ground -> 0, GUIDED -> 0
# arduplane.txt: GUIDED(15) on the ground -> 0, AUTO(10) -> 0
# ardusub.txt: GUIDED(4) disarmed -> 0, AUTO(3) disarmed -> 0
# px4.txt: AUTO.MISSION without a mission -> 0
def test_modes_change_freely_on_the_ground(drone: Subject) -> None:
    firmware = drone.dialect.firmware
    if drone.name in ("arduplane", "ardusub"):  # as recorded
        drone.store_mission(mission(drone))
    for mode in (firmware.mission_mode, firmware.guided_mode):
        assert drone.order_mode(mode) == ACCEPTED
        drone.expect("HEARTBEAT", custom_mode=firmware.mode_number(mode))


# arducopter.txt: mode 99 -> 4, 'No such mode 99'
@pytest.mark.of("arducopter")
def test_a_mode_that_does_not_exist(drone: Subject) -> None:
    assert drone.command(mavlink.MAV_CMD_DO_SET_MODE, 1.0, 99.0) == FAILED
    drone.text("No such mode 99")


# arducopter.txt: unknown cmd 31999 -> 3
@pytest.mark.of("arducopter")
def test_a_command_that_does_not_exist(drone: Subject) -> None:
    assert drone.command(31999) == UNSUPPORTED


# arducopter.txt: takeoff while disarmed -> 4; px4.txt: takeoff cmd disarmed -> 0
@pytest.mark.of("arducopter", "px4")
def test_a_take_off_while_disarmed(drone: Subject) -> None:
    result = drone.command(mavlink.MAV_CMD_NAV_TAKEOFF, 0, 0, 0, 0, 0, 0, 10.0)
    assert result == (ACCEPTED if drone.dialect.firmware.is_px4 else FAILED)
    assert not drone.vehicle.readings.armed


# arducopter.txt: arm in AUTO while disarmed -> 4, 'Arm: AUTO mode not armable'
@pytest.mark.of("arducopter")
def test_a_copter_does_not_arm_in_auto(drone: Subject) -> None:
    drone.vehicle.set_mode("AUTO")
    assert drone.order_arm() == FAILED
    drone.text("Arm: ")


# arducopter.txt: arm in RTL -> 4
@pytest.mark.of("arducopter")
def test_a_copter_does_not_arm_in_a_return(drone: Subject) -> None:
    drone.vehicle.set_mode("RTL")
    with pytest.raises(LinkRefused, match="refuses to arm"):
        drone.vehicle.arm()


# arduplane.txt: arm GUIDED -> 0, NAV_TAKEOFF cmd -> 4, disarm -> 0
@pytest.mark.of("arduplane")
def test_a_plane_does_not_take_off_by_command(drone: Subject) -> None:
    drone.vehicle.set_mode("GUIDED")
    drone.vehicle.arm()
    assert drone.command(mavlink.MAV_CMD_NAV_TAKEOFF, 0, 0, 0, 0, 0, 0, 40.0) == FAILED
    drone.vehicle.disarm()


# arducopter-corner-cases.txt: E5 disarmed itself after 10.5 s
@pytest.mark.of("arducopter")
def test_left_on_the_ground_it_disarms_itself(drone: Subject) -> None:
    drone.vehicle.set_mode("GUIDED")
    drone.vehicle.arm()
    assert drone.order_arm() == ACCEPTED  # arducopter.txt: arm again while armed -> 0
    took_s = drone.until(lambda: not drone.vehicle.readings.armed, 20.0, "disarming")
    assert 7.0 < took_s < 14.0


@pytest.mark.of("arducopter")
def test_the_parameters_of_a_new_copter(drone: Subject) -> None:
    if not drone.source.is_ours:
        pytest.skip("the parameters of somebody else's vehicle are theirs")
    assert read_params(drone.connection, tuple(DEFAULTS)) == DEFAULTS


# arducopter-corner-cases.txt: TIMEOUT waiting for PARAM SYSID_THISMAV
def test_a_parameter_that_does_not_exist_is_missing(drone: Subject) -> None:
    assert read_params(drone.connection, ("SYSID_THISMAV",)) == {}


@pytest.mark.of("arducopter", "arduplane")
def test_a_parameter_is_written_and_read_back(drone: Subject) -> None:
    old = read_params(drone.connection, ("FENCE_ALT_MAX",))
    write_params(drone.connection, {"FENCE_ALT_MAX": 87.5})
    assert read_params(drone.connection, ("FENCE_ALT_MAX",)) == {"FENCE_ALT_MAX": 87.5}
    write_params(drone.connection, old)
