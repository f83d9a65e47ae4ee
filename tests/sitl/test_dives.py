"""An underwater vehicle: its mission, what it does not do, and how it comes up."""

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from tests.sitl.plans import mission
from tests.sitl.subject import Subject

ACCEPTED, UNSUPPORTED, FAILED = 0, 3, 4
DIVE_S = 200.0  # ardusub.txt: the last item is reached 100 s after the start


# ardusub.txt: AUTO(3) disarmed -> 0, then MISSION_ITEM_REACHED 1 to 4 at once
@pytest.mark.of("ardusub")
def test_in_auto_on_deck_it_reaches_everything_at_once(drone: Subject) -> None:
    drone.store_mission(mission(drone))
    drone.mark()
    assert drone.order_mode("AUTO") == ACCEPTED
    for seq in range(1, len(drone.stored)):
        drone.expect("MISSION_ITEM_REACHED", seq=seq)
    assert not drone.vehicle.readings.armed


# ardusub.txt: arm -> 0, ALT_HOLD(2) -> 0, NAV_TAKEOFF -> 3, AUTO -> 0, seq 1 to 4, mode after the
# end 3, RTL? mode 6 -> 4 'No such mode 6', SURFACE(9) -> 0, mode 2, disarm -> 0
@pytest.mark.of("ardusub")
def test_a_whole_dive(drone: Subject) -> None:
    drone.store_mission(mission(drone))
    drone.vehicle.set_mode("AUTO")
    assert drone.order_arm() == ACCEPTED
    drone.until(lambda: drone.vehicle.readings.armed, 5.0, "arming")
    assert drone.order_mode("ALT_HOLD") == ACCEPTED
    assert drone.command(mavlink.MAV_CMD_NAV_TAKEOFF, 0, 0, 0, 0, 0, 0, -5.0) == UNSUPPORTED
    drone.mark()
    assert drone.order_mode("AUTO") == ACCEPTED
    for seq in range(1, len(drone.stored)):
        drone.expect("MISSION_ITEM_REACHED", DIVE_S, seq=seq)
    assert drone.vehicle.mode == "AUTO"
    assert drone.command(mavlink.MAV_CMD_DO_SET_MODE, 1.0, 6.0) == FAILED
    drone.text("No such mode 6")
    assert drone.order_mode("SURFACE") == ACCEPTED
    drone.until(lambda: drone.vehicle.mode == "ALT_HOLD", 60.0, "surface")
    assert drone.vehicle.readings.alt_home_m > -0.6
    drone.vehicle.disarm()
