"""The mission protocol of the simulated PX4, by the transcript px4."""

import math
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from tests.simulator.autopilot.px4.pilot import MISSION, TAKEOFF, Pilot, corner, spot, waypoint
from tests.simulator.autopilot.station import Ground

Items = list[tuple[Any, ...]]


@pytest.fixture
def second(ground: Pilot) -> Iterator[Ground]:
    """Another ground station."""
    other = Ground(ground.autopilot, system=254)
    yield other
    other.wire.close()


def raw(ground: Pilot, seq: int, kind: int = 0) -> Any:
    ground.mav.mission_request_int_send(1, 1, seq, kind)
    return ground.expect("MISSION_ITEM_INT", seq=seq, mission_type=kind)


def begin(ground: Pilot, count: int, kind: int = 0) -> str:
    """Announce an upload; the name of the first request."""
    ground.mav.mission_count_send(1, 1, count, kind)
    request = ground.until(lambda m: m.get_type() in ground.requests, 1.0, "request")
    assert request.seq == 0
    return str(request.get_type())


def test_the_first_request_of_all_is_the_float_one(ground: Pilot, plan: Items) -> None:
    assert begin(ground, 6) == "MISSION_REQUEST"
    ground.send_item(0, plan[0])
    assert ground.expect("MISSION_REQUEST_INT").seq == 1
    ground.said("Operation timeout", 7.0)
    assert begin(ground, 6) == "MISSION_REQUEST_INT"
    ground.mav.mission_item_send(1, 1, 0, 6, 22, 0, 1, 0, 0, 0, 0, 45.0, -73.0, 15.0, 0)
    assert ground.expect("MISSION_ACK").type == 2  # "MISSION_ITEM float: UNSUPPORTED_FRAME"
    ground.said("IGN MISSION_ITEM: Invalid item")
    assert begin(ground, 6) == "MISSION_REQUEST"


def test_item_0_is_an_item_and_all_come_back(ground: Pilot, plan: Items) -> None:
    assert ground.upload(plan) == 0
    stored = ground.download()
    assert [item[:2] for item in stored] == [item[:2] for item in plan]
    assert [item[6:] for item in stored] == [item[6:] for item in plan]
    assert math.isnan(stored[0][5])  # any heading
    assert stored[3][2:6] == (1.0, 8.0, -1.0, 0.0)
    ground.mav.mission_ack_send(1, 1, 0, 0)


def test_nothing_is_current_right_after_an_upload(ground: Pilot, plan: Items) -> None:
    # seq=0 current=0 after the first upload, current=1 a while after
    assert ground.upload(plan) == 0
    ground.mav.mission_request_list_send(1, 1, 0)
    assert raw(ground, 0).current == 0
    ground.mav.mission_ack_send(1, 1, 0, 0)
    ground.advance(1.0)
    ground.mav.mission_request_list_send(1, 1, 0)
    assert [raw(ground, seq).current for seq in range(2)] == [1, 0]


@pytest.mark.parametrize(
    "item, result",
    [
        (spot(3, 31010, 0, 0, 20.0), 3),  # "neg unsupported cmd"
        (spot(99, 16, 0, 0, 20.0), 2),  # "neg frame 99"
        ((3, 178, 1.0, 8.0, -1.0, 0.0, 0, 0, 0.0), 3),  # a command without a place, with a frame
        (corner(0, 0), 1),
    ],
)
def test_items_that_end_an_upload(ground: Pilot, plan: Items, item: Any, result: int) -> None:
    assert ground.upload(plan) == 0
    assert ground.upload([TAKEOFF, item, TAKEOFF]) == result
    assert [kept[:2] for kept in ground.download()] == [kept[:2] for kept in plan]


def test_latitude_95_and_no_height_are_accepted(ground: Pilot, fence: Items) -> None:
    # "neg lat 95: MAV_MISSION_ACCEPTED", "Geofence violation for waypoint 3"; "neg alt NaN"
    assert ground.upload(fence, kind=1) == 0
    north = (6, 16, 0.0, 0.0, 0.0, math.nan, 950_000_000, 0, 20.0)
    assert ground.upload([TAKEOFF, waypoint(10, 0, 20), north]) == 0
    ground.said("Geofence violation for waypoint 3")
    assert ground.download()[2][6] == 950_000_000
    ground.mav.mission_ack_send(1, 1, 0, 0)
    flat = (*waypoint(30, 0, 0)[:8], math.nan)
    assert ground.upload([TAKEOFF, flat]) == 0
    assert ground.auto(MISSION) == 0
    assert ground.arm() == 0
    ground.expect("MISSION_ITEM_REACHED", 40.0, seq=1)
    assert ground.autopilot.state.alt_m == pytest.approx(48.0, abs=1.0)


def test_silence_ends_in_a_text_and_no_acknowledgement(ground: Pilot, plan: Items) -> None:
    # "silent from 3: None": asked each 0.26 s for 5 s, "Operation timeout"
    begin(ground, 6)
    ground.send_item(0, plan[0])
    ground.expect("MISSION_REQUEST_INT", seq=1)
    heard = ground.advance(8.0)
    asked = [m for m in heard if m.get_type() == "MISSION_REQUEST_INT"]
    assert len(asked) == pytest.approx(20, abs=1)
    assert "Operation timeout\t" in [m.text for m in heard if m.get_type() == "STATUSTEXT"]
    assert not [m for m in heard if m.get_type() == "MISSION_ACK"]
    assert ground.download() == []


def test_a_wrong_number_is_passed_over(ground: Pilot, plan: Items) -> None:
    # "neg wrong seq once: MAV_MISSION_ACCEPTED"
    begin(ground, 2)
    ground.send_item(1, plan[1])
    assert not [m for m in ground.advance(0.2) if m.get_type() == "MISSION_ACK"]
    ground.send_item(0, plan[0])
    ground.expect("MISSION_REQUEST_INT", seq=1)
    ground.send_item(1, plan[1])
    assert ground.expect("MISSION_ACK").type == 0
    ground.send_item(1, plan[1])  # the acknowledgement was lost on the way
    assert ground.expect("MISSION_ACK").type == 0
    ground.send_item(0, plan[0])
    ground.said("IGN MISSION_ITEM: No transfer")


def test_one_transfer_at_a_time(ground: Pilot, second: Ground, plan: Items) -> None:
    begin(ground, 2)
    second.mav.mission_count_send(1, 1, 3, 0)
    refusal = ground.expect("MISSION_ACK")
    assert (refusal.type, refusal.target_system) == (1, 254)
    second.mav.mission_request_list_send(1, 1, 0)
    ground.said("Mission download request ignored, already active")
    ground.mav.mission_clear_all_send(1, 1, 0)
    ground.said("WPM: IGN CLEAR CMD: Busy")
    ground.send_item(0, plan[0])
    ground.expect("MISSION_REQUEST_INT", seq=1)


def test_a_download_without_an_end_keeps_others_out(ground: Pilot, plan: Items) -> None:
    assert ground.upload(plan) == 0
    ground.mav.mission_request_list_send(1, 1, 0)
    raw(ground, 0)
    ground.mav.mission_count_send(1, 1, 2, 0)
    ground.said("WPM: IGN MISSION_COUNT: Busy")
    raw(ground, 1)
    raw(ground, 1)  # once more
    ground.mav.mission_request_int_send(1, 1, 4, 0)
    assert ground.expect("MISSION_ACK").type == 1
    assert ground.upload(plan[:2]) == 0


def test_a_bad_fence_replaces_the_good_one(ground: Pilot, fence: Items) -> None:
    assert ground.upload(fence, kind=1) == 0
    # "fence 2 vertices: MAV_MISSION_ERROR"
    assert ground.upload([corner(0, 0, corners=2)] * 2, kind=1) == 1
    assert len(ground.download(1)) == 4
    ground.mav.mission_ack_send(1, 1, 0, 1)
    # "fence count mismatch", "fence WP cmd": MAV_MISSION_ACCEPTED
    assert ground.upload(fence[:3], kind=1) == 0
    assert ground.upload([(*spot(0, 16, 0, 0, 0.0)[:5], 0.0, *spot(0, 16, 0, 0, 0.0)[6:])], 1) == 0
    ground.said("Geofence invalid, doesn't contain Home position")
    assert [item[1] for item in ground.download(1)] == [16]
    assert ground.arm() == 1  # home is in no zone


def test_a_fence_comes_back_in_another_form(ground: Pilot, fence: Items) -> None:
    # frame=5 command=5001 current=1 autocontinue=0 on the first, current=0 on the others
    assert ground.upload(fence, kind=1) == 0
    ground.advance(1.0)
    ground.mav.mission_request_list_send(1, 1, 1)
    items = [raw(ground, seq, 1) for seq in range(4)]
    assert {(m.frame, m.command, m.autocontinue, m.param1) for m in items} == {(5, 5001, 0, 4.0)}
    assert [m.current for m in items] == [1, 0, 0, 0]


def test_rally_points_are_where_it_returns_to(ground: Pilot, plan: Items) -> None:
    point = (3, 5100, 0.0, 0.0, 0.0, 0.0, *waypoint(80, 60, 0)[6:8], 20.0)
    assert ground.upload([point], kind=2) == 0
    assert ground.download(2)[0][:2] == (6, 5100)
    ground.mav.mission_ack_send(1, 1, 0, 2)
    ground.fly(plan[:3])
    ground.expect("MISSION_ITEM_REACHED", 60.0, seq=1)
    assert ground.auto(5) == 0
    ground.said("Disarmed by landing", 120.0)
    state = ground.autopilot.state
    assert (state.east_m, state.north_m) == pytest.approx((60.0, 80.0), abs=1.0)


@pytest.mark.parametrize("kind, east_m, north_m", [(0, 0.0, 0.0), (1, 60.0, 80.0), (3, 30.0, 10.0)])
def test_the_kind_of_return_chooses_among_the_places_to_land(
    ground: Pilot, kind: int, east_m: float, north_m: float
) -> None:
    """Home, a rally point far off, and a landing of the mission near by."""
    point = (3, 5100, 0.0, 0.0, 0.0, 0.0, *waypoint(80, 60, 0)[6:8], 20.0)
    assert ground.upload([point], kind=2) == 0
    ground.set_integer("RTL_TYPE", kind)
    landing = [] if kind == 1 else [spot(6, 21, 10, 30, 0.0)]
    ground.fly([TAKEOFF, waypoint(20, 20, 15), *landing])
    ground.expect("MISSION_ITEM_REACHED", 60.0, seq=1)
    assert ground.auto(5) == 0
    ground.said("Disarmed by landing", 120.0)
    state = ground.autopilot.state
    assert (state.east_m, state.north_m) == pytest.approx((east_m, north_m), abs=1.0)


def test_count_0_and_clear_all(ground: Pilot, plan: Items, fence: Items) -> None:
    assert ground.upload(plan) == 0
    assert ground.upload([]) == 0  # "count 0"
    assert ground.download() == []
    ground.mav.mission_ack_send(1, 1, 0, 0)
    assert ground.upload(plan) == 0
    assert ground.upload(fence, kind=1) == 0
    ground.mav.mission_clear_all_send(1, 1, mavlink.MAV_MISSION_TYPE_ALL)
    assert ground.expect("MISSION_ACK").type == 0
    assert (ground.download(0), ground.download(1)) == ([], [])
    ground.mav.mission_ack_send(1, 1, 0, 1)
    ground.mav.mission_count_send(1, 1, 2001, 0)
    assert ground.expect("MISSION_ACK").type == mavlink.MAV_MISSION_NO_SPACE


PLACES = st.tuples(
    st.just(6), st.just(16), st.just(0.0), st.just(0.0), st.just(0.0), st.just(math.nan),
    st.integers(-(2**31), 2**31 - 1), st.integers(-(2**31), 2**31 - 1),
    st.floats(width=32, allow_nan=False),
)  # fmt: skip


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(items=st.lists(PLACES, min_size=1, max_size=4))
def test_whatever_is_accepted_comes_back(ground: Pilot, items: Items) -> None:
    ground.mav.mission_ack_send(1, 1, 0, 0)
    ground.advance(0.1)
    assert ground.upload(items) == 0
    assert [item[6:] for item in ground.download()] == [item[6:] for item in items]


ANY = st.floats(width=32)
WHOLE = st.integers(-(2**31), 2**31 - 1)
WILD = st.tuples(
    st.sampled_from([0, 2, 3, 5, 6, 99]),
    st.sampled_from([16, 17, 19, 20, 21, 22, 93, 177, 178, 205, 5001, 5002, 5003, 5004, 5100, 9]),
    ANY, ANY, ANY, ANY, WHOLE, WHOLE, ANY,
)  # fmt: skip


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(items=st.lists(WILD, min_size=1, max_size=4), kind=st.sampled_from([0, 1, 2]))
def test_nothing_that_is_uploaded_stops_the_vehicle(ground: Pilot, items: Items, kind: int) -> None:
    ground.mav.mission_ack_send(1, 1, 0, kind)
    ground.advance(0.1)
    if ground.upload(items, kind=kind) == 0:
        assert len(ground.download(kind)) == len(items)
        ground.mav.mission_ack_send(1, 1, 0, kind)
    ground.auto(MISSION)
    ground.arm()
    ground.advance(4.0)
    ground.command(400, 0, 21196)
    ground.expect("HEARTBEAT", 1.5)


def test_a_mission_of_endless_jumps_ends(ground: Pilot) -> None:
    jump = (2, 177, 1.0, -1.0, 0.0, 0.0, 0, 0, 0.0)
    ground.fly([TAKEOFF, jump])
    ground.said("Mission finished, loitering", 30.0)
