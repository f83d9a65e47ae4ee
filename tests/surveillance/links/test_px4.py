"""PX4 on the wire, as the transcript px4.txt has it; and a simulated one behind the link."""

import math
import struct
from dataclasses import replace

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from mission_planner.mission import CMD_TAKEOFF, MissionItem
from surveillance.errors import LinkRefused
from surveillance.links.commands import At, Order, accept, await_state
from surveillance.links.compare import differences
from surveillance.links.connection import Connection
from surveillance.links.items import ListKind, WireItem, fence_list, mission_list
from surveillance.links.mavlink import MavlinkVehicle
from surveillance.links.modes import COPTER, PX4_COPTER, firmware_of
from surveillance.links.orders import aim_orders, reposition_order, streams_of, take_off_order
from surveillance.links.params import read_params, write_params
from surveillance.links.readings import Readings, updated
from surveillance.links.texts import TextLog, is_arming_text, is_plan_text
from tests.surveillance.bench import SimulatedCopter, SimulatedPx4, make_mission

FAST = 40.0
READY = Readings(first_item=1)


@pytest.mark.parametrize(
    ("number", "name"),
    [  # px4.txt: custom_mode of the heartbeats
        (50593792, "LOITER"),
        (67371008, "MISSION"),
        (33816576, "TAKEOFF"),
        (84148224, "RTL"),
    ],
)
def test_modes_are_those_of_the_heartbeats(number: int, name: str) -> None:
    assert PX4_COPTER.mode_name(number) == name
    assert PX4_COPTER.mode_number(name) == number


def test_a_mode_is_ordered_by_main_and_sub_mode() -> None:
    """px4.txt: COMMAND_LONG command=176 param1=1 param2=4 param3=5: RTL -> 0"""
    number = PX4_COPTER.mode_number("RTL")
    assert number is not None
    assert PX4_COPTER.mode_params(number) == (1.0, 4.0, 5.0)


def test_only_a_copter_is_flown_with_px4() -> None:
    assert firmware_of("copter", "px4") is PX4_COPTER
    for kind, maker in (("plane", "px4"), ("sub", "px4"), ("copter", "betaflight")):
        with pytest.raises(LinkRefused, match=f"a {kind} cannot be flown with {maker}"):
            firmware_of(kind, maker)


def test_a_mission_has_no_home_and_no_north() -> None:
    """px4.txt: item 0 is the take-off, frame=6, param4=nan; DO and RTL items have frame=2"""
    mission = make_mission()
    items = mission_list(mission, has_home=False)
    assert len(items) == len(mission.items) - 1
    assert [item.seq for item in items] == list(range(len(items)))
    assert items[0].command == CMD_TAKEOFF
    placed = [item for item in items if item.x]
    assert {item.frame for item in placed} == {6} and {i.frame for i in items if not i.x} == {2}
    assert all(math.isnan(item.params[3]) for item in placed)


def test_a_take_off_without_a_place_is_at_home() -> None:
    mission = make_mission()
    bare = MissionItem(1, 3, CMD_TAKEOFF, (0.0, 0.0, 0.0, 0.0), None, 15.0)
    items = mission_list(type(mission)(items=(mission.items[0], bare)), has_home=False)
    assert (items[0].x, items[0].y) == (
        round(mission.home.lat * 1e7),
        round(mission.home.lon * 1e7),
    )


def test_a_fence_comes_back_in_another_frame_and_is_the_same() -> None:
    """px4.txt: sent frame=0 current=0 autocontinue=1, came back frame=5 current=1 autocontinue=0"""
    sent = fence_list(make_mission())
    held = tuple(
        WireItem(i.seq, 5, i.command, i.params, i.x, i.y, i.z, int(not i.seq), 0) for i in sent
    )
    assert differences(ListKind.FENCE, sent, held) == ()


def test_its_first_item_is_compared() -> None:
    items = mission_list(make_mission(), has_home=False)
    first = items[0]
    moved = WireItem(0, first.frame, first.command, first.params, first.x + 50, first.y, first.z)
    assert differences(ListKind.MISSION, items, (moved, *items[1:]), has_home=False)


def test_items_have_the_plans_own_numbers() -> None:
    """px4.txt: MISSION_ITEM_REACHED seq=0, then MISSION_CURRENT seq=1: the second of the plan"""
    r = updated(replace(READY, armed=True), mavlink.MAVLink_mission_item_reached_message(0))
    r = updated(r, mavlink.MAVLink_mission_current_message(1, 6, 0, 0))
    assert (r.reached_item, r.mission_item) == (1, 2)


def test_another_mission_begins_with_nothing_reached() -> None:
    with SimulatedPx4(FAST) as copter, Connection(copter.link, copter.clock) as connection:
        vehicle = MavlinkVehicle(connection, "heron-1", PX4_COPTER)
        vehicle.identify()
        vehicle._readings = replace(vehicle.readings, reached_item=4)
        vehicle.forget_progress()
        assert vehicle.readings.reached_item == -1


def test_the_estimator_is_heard() -> None:
    flags = mavlink.ESTIMATOR_ATTITUDE | mavlink.ESTIMATOR_POS_HORIZ_ABS
    r = updated(READY, mavlink.MAVLink_estimator_status_message(0, flags, *(0.0,) * 8))
    assert r.ekf_flags == mavlink.EKF_ATTITUDE | mavlink.EKF_POS_HORIZ_ABS
    assert mavlink.MAVLINK_MSG_ID_ESTIMATOR_STATUS in streams_of(PX4_COPTER)
    assert mavlink.MAVLINK_MSG_ID_EKF_STATUS_REPORT not in streams_of(PX4_COPTER)


def test_texts_are_put_together_and_known() -> None:
    """px4.txt: 'Arming denied: Resolve system health failures firs' + 't\\t', id=2"""
    log = TextLog()
    pieces = ("Arming denied: Resolve system health failures firs", "t\t")
    for place, piece in enumerate(pieces):
        log.hear(mavlink.MAVLink_statustext_message(2, piece.encode(), 2, place))
    log.hear(mavlink.MAVLink_statustext_message(2, b"Geofence violation for waypoint 3\t", 17, 0))
    _, texts = log.after(0)
    said = [text.text for text in texts]
    assert said == [
        "Arming denied: Resolve system health failures first",
        "Geofence violation for waypoint 3",
    ]
    assert [is_arming_text(text) for text in said] == [True, False]
    assert [is_plan_text(text) for text in said] == [False, True]
    assert is_arming_text("Preflight Fail: vertical velocity unstable")


def test_a_take_off_counts_from_the_sea() -> None:
    """px4.txt: takeoff: home at 33.4 m, 15 m above it: param7=47"""
    with pytest.raises(LinkRefused, match="height of home is not known"):
        take_off_order(PX4_COPTER, READY, 15.0)
    home = mavlink.MAVLink_home_position_message(
        454671160, -737578370, 33_400, *(0.0,) * 3, (1.0, 0.0, 0.0, 0.0), *(0.0,) * 3
    )
    r = updated(READY, home)
    assert take_off_order(PX4_COPTER, r, 15.0).seven[6] == pytest.approx(48.4)
    assert take_off_order(COPTER, r, 15.0).seven[6] == 15.0


def test_its_camera_is_taken_over_and_aimed_ahead_of_the_nose() -> None:
    take, aim = aim_orders(PX4_COPTER, -30.0)
    assert (take.command, take.params) == (1001, (255.0, 190.0, -1.0, -1.0))
    assert (aim.command, aim.params[:2], aim.params[4]) == (1000, (-30.0, 0.0), 12.0)
    assert math.isnan(aim.params[2]) and math.isnan(aim.params[3])


def test_a_place_to_fly_to_counts_from_the_sea() -> None:
    """px4.txt: COMMAND_INT frame=5 command=192 param1=-1 param2=1 param3=0 param4=nan z=20"""
    held = replace(READY, home_alt_amsl_m=4.0)
    place = make_mission().home
    order = reposition_order(held, place, 16.0, None)
    assert (order.command, order.params[:3]) == (192, (-1.0, 1.0, 0.0))
    assert math.isnan(order.params[3])
    assert order.at == At(place, 20.0, is_above_sea=True)
    west = reposition_order(held, place, 16.0, 270.0, 8.0)
    assert west.params[0] == 8.0
    assert west.params[3] == pytest.approx(-math.pi / 2.0)  # radians, as PX4 reads it
    with pytest.raises(LinkRefused, match="height of home is not known"):
        reposition_order(READY, place, 16.0, None)


def test_its_gimbal_obeys_only_who_has_taken_it_over() -> None:
    with SimulatedPx4(FAST) as copter, Connection(copter.link, copter.clock) as connection:
        vehicle = MavlinkVehicle(connection, "heron-1", PX4_COPTER)
        vehicle.identify()
        pitch = Order(mavlink.MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW, (-30.0,), "aim")
        with pytest.raises(LinkRefused, match="denied"):
            accept(connection, pitch)
        vehicle.aim(-30.0)
        assert await_state(
            connection, lambda: abs(copter.autopilot.gimbal_pitch_deg + 30.0) < 1.0, 10.0
        )


def test_integers_are_read_and_written_by_their_bytes() -> None:
    """px4.txt: GF_ACTION=2.802596928649634e-45, which are the bytes of 2"""
    assert struct.unpack("<i", struct.pack("<f", 2.802596928649634e-45)) == (2,)
    with SimulatedPx4(FAST) as copter, Connection(copter.link, copter.clock) as connection:
        assert read_params(connection, ["GF_ACTION"], has_bytes=True) == {"GF_ACTION": 2.0}
        assert read_params(connection, ["GF_ACTION"])["GF_ACTION"] == 2.802596928649634e-45
        wanted = {"GF_ACTION": 3.0, "NAV_ACC_RAD": 2.5, "COM_DL_LOSS_T": 7.0}
        write_params(connection, wanted, has_bytes=True)
        assert read_params(connection, list(wanted), has_bytes=True) == wanted
        with pytest.raises(LinkRefused, match=r"GF_ACTION holds whole numbers, not 2\.5"):
            write_params(connection, {"GF_ACTION": 2.5}, has_bytes=True)
        with pytest.raises(LinkRefused, match="knows no parameter FENCE_ENABLE"):
            write_params(connection, {"FENCE_ENABLE": 1.0}, has_bytes=True)


@pytest.mark.parametrize(("real", "claimed"), [("ardupilot", PX4_COPTER), ("px4", COPTER)])
def test_another_makers_autopilot_is_refused_by_name(real: str, claimed: object) -> None:
    build = SimulatedPx4 if real == "px4" else SimulatedCopter
    firmware = PX4_COPTER if claimed is PX4_COPTER else COPTER
    with build(FAST) as copter, Connection(copter.link, copter.clock) as connection:
        vehicle = MavlinkVehicle(connection, "heron-1", firmware)
        with pytest.raises(LinkRefused, match=f"registered as {firmware.maker} copter, but a"):
            vehicle.identify()
