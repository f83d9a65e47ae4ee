"""Missions up and down: what is accepted, what is refused with which code, what is left."""

import math
from collections.abc import Callable
from dataclasses import replace

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

from surveillance.errors import LinkRefused
from surveillance.links.items import ListKind, WireItem
from surveillance.links.transfer import download
from tests.sitl.plans import mission
from tests.sitl.subject import Subject

ACCEPTED, ERROR, FRAME, UNSUPPORTED, NO_SPACE = 0, 1, 2, 3, 4
PARAM1, PARAM5, PARAM7, SEQUENCE, DENIED, CANCELLED = 6, 10, 12, 13, 14, 15

Spoil = Callable[[WireItem], WireItem]
# item 3 of a mission made bad: arducopter.txt, 6 upload negatives d), e), g), h); px4.txt, neg
BAD: dict[str, tuple[Spoil, dict[str, int]]] = {
    "command": (
        lambda item: replace(item, command=31010),
        {"arducopter": UNSUPPORTED, "px4": UNSUPPORTED},
    ),
    "frame": (lambda item: replace(item, frame=99), {"arducopter": FRAME, "px4": FRAME}),
    "latitude": (
        lambda item: replace(item, x=950_000_000),
        {"arducopter": PARAM5, "px4": ACCEPTED},
    ),
    "height": (lambda item: replace(item, z=math.nan), {"arducopter": PARAM7, "px4": ACCEPTED}),
}
# arducopter.txt, 6 upload negatives h2), i), h3)
STRANGE: dict[str, tuple[Spoil, int]] = {
    "hold": (lambda item: replace(item, params=(math.nan, 0.0, 0.0, 0.0)), PARAM1),
    "far too high": (lambda item: replace(item, z=99_999.0), PARAM7),
    "yaw": (lambda item: replace(item, params=(0.0, 0.0, 0.0, math.nan)), ACCEPTED),
}


def test_a_mission_is_stored_read_back_and_equal(drone: Subject) -> None:
    """arducopter.txt 4 and 5; arduplane.txt, ardusub.txt, px4.txt: each came back as sent."""
    items = mission(drone)
    drone.store_mission(items)
    assert drone.mission_faults(items) == ()


# arducopter.txt: MISSION_CURRENT total=6 for 7 items; px4.txt: total=6 for 6 items
def test_the_total_counts_home_only_where_it_is_an_item(drone: Subject) -> None:
    items = mission(drone)
    drone.store_mission(items)
    drone.mark()
    total = len(items) if drone.dialect.firmware.is_px4 else len(items) - 1
    drone.expect("MISSION_CURRENT", total=total)


@pytest.mark.of("arducopter", "px4")
@pytest.mark.parametrize("fault", BAD)
def test_a_bad_item_is_answered_with_its_code(drone: Subject, fault: str) -> None:
    spoil, codes = BAD[fault]
    items = list(mission(drone))
    items[3] = spoil(items[3])
    assert drone.upload(items) == codes[drone.name]


@pytest.mark.of("arducopter")
@pytest.mark.parametrize("fault", STRANGE)
def test_a_strange_item_is_answered_with_its_code(drone: Subject, fault: str) -> None:
    spoil, code = STRANGE[fault]
    items = list(mission(drone))
    items[3] = spoil(items[3])
    assert drone.upload(items) == code


# arducopter.txt: 6 a) item repeated with a wrong seq once: INVALID_SEQUENCE
# px4.txt: neg wrong seq once: ACCEPTED in the end
@pytest.mark.of("arducopter", "px4")
def test_an_item_with_the_wrong_number(drone: Subject) -> None:
    items = mission(drone)
    assert drone.upload(items, stop_at=2) is None
    drone.give(items[4])
    if drone.dialect.firmware.is_px4:
        assert drone.asked(within_s=10.0).seq == 2
        assert drone.finish(items) == ACCEPTED
    else:
        assert drone.expect("MISSION_ACK").type == SEQUENCE
        drone.text("Mission upload timeout", 12.0)  # arducopter-corner-cases.txt: E13


# arducopter.txt: 6 b) lost item (one drop): asked again after a second, ACCEPTED
# px4.txt: lost item once: asked again after 0.2 s, ACCEPTED
@pytest.mark.of("arducopter", "px4")
def test_a_lost_item_is_asked_for_again(drone: Subject) -> None:
    items = mission(drone)
    assert drone.upload(items, stop_at=2) is None
    assert drone.asked(within_s=3.0).seq == 2
    drone.give(items[2])
    assert drone.finish(items) == ACCEPTED


# arducopter.txt: 6 c) sender goes silent at seq 3: OPERATION_CANCELLED after 8 s and a text
# px4.txt: silent from 3: the text 'Operation timeout' after 5 s and no MISSION_ACK
@pytest.mark.of("arducopter", "px4")
def test_a_sender_that_falls_silent(drone: Subject) -> None:
    assert drone.upload(mission(drone), stop_at=3) is None
    drone.mark()
    if drone.dialect.firmware.is_px4:
        began = len(drone.wire.heard)
        drone.text("Operation timeout", 9.0)
        drone.let(3.0)
        since = drone.wire.heard[began:]
        assert not [m for m in since if m.get_type() == "MISSION_ACK"]
    else:
        began = drone.now_s
        assert drone.expect("MISSION_ACK", 12.0).type == CANCELLED
        assert 6.0 < drone.now_s - began < 10.0
        drone.text("Mission upload timeout")


# arducopter-corner-cases.txt: E1 stored after the failed upload: items 0 to 3 are new, the rest old
# px4.txt: stored after the failures: the whole of the old one
@pytest.mark.of("arducopter", "px4")
def test_what_a_failed_upload_leaves(drone: Subject) -> None:
    old, new = mission(drone, 20.0), list(mission(drone, 40.0))
    drone.store_mission(old)
    new[-2] = replace(new[-2], command=31010)
    assert drone.upload(new) == UNSUPPORTED
    held = download(drone.connection, ListKind.MISSION)
    heights = {item.z for item in held if item.command == mavlink.MAV_CMD_NAV_WAYPOINT and item.z}
    if drone.dialect.firmware.is_px4:
        assert heights == {20.0, 25.0}
    else:
        assert heights == {40.0, 45.0, 20.0}
        assert drone.mission_faults(old)  # our link sees the mixture


@pytest.mark.of("arducopter", "px4")
def test_our_link_refuses_what_the_vehicle_refuses(drone: Subject) -> None:
    items = list(mission(drone))
    items[3] = replace(items[3], command=31010)
    with pytest.raises(LinkRefused, match="unsupported"):
        drone.store_mission(items)


# arducopter-corner-cases.txt: E3 second GCS (sysid 254) interferes during an upload: DENIED to 254
@pytest.mark.of("arducopter")
def test_a_second_uploader_is_denied(drone: Subject) -> None:
    items = mission(drone)
    assert drone.upload(items, stop_at=3) is None
    drone.wire.say_as_stranger(mavlink.MAVLink_mission_count_message(1, 1, 3, 0))
    assert drone.expect("MISSION_ACK", target_system=254).type == DENIED
    drone.wire.say_as_stranger(mavlink.MAVLink_mission_request_list_message(1, 1, 0))
    assert drone.expect("MISSION_ACK", target_system=254).type == DENIED
    drone.give(items[3])
    assert drone.finish(items) == ACCEPTED


# arducopter-corner-cases.txt: E3b same GCS restarts COUNT in the middle: ACCEPTED
@pytest.mark.of("arducopter")
def test_the_same_station_may_begin_again(drone: Subject) -> None:
    items = mission(drone)
    assert drone.upload(items, stop_at=3) is None
    assert drone.upload(items) == ACCEPTED


# arducopter.txt: p) MISSION_ITEM (float): ACCEPTED; px4.txt: MISSION_ITEM float: UNSUPPORTED_FRAME
@pytest.mark.of("arducopter", "px4")
def test_an_item_in_floats(drone: Subject) -> None:
    items = mission(drone)
    drone.offer(len(items))
    while (message := drone.asked()).get_type() != "MISSION_ACK":
        i = items[message.seq]
        x, y = i.x / 1e7, i.y / 1e7
        drone.connection.send(
            mavlink.MAVLink_mission_item_message(
                1, 1, i.seq, i.frame, i.command, 0, 1, *i.params, x, y, i.z, 0
            )
        )
    assert message.type == (FRAME if drone.dialect.firmware.is_px4 else ACCEPTED)


# arducopter.txt: l) count 65000: NO_SPACE, 'Only 650 items are supported'
@pytest.mark.of("arducopter")
def test_more_than_it_can_keep(drone: Subject) -> None:
    drone.offer(65_000)
    assert drone.asked().type == NO_SPACE
    drone.text("Only ")


# arducopter.txt: n) item with no transaction open: ERROR
@pytest.mark.of("arducopter")
def test_an_item_that_nobody_asked_for(drone: Subject) -> None:
    drone.mark()
    drone.give(mission(drone)[0])
    assert drone.expect("MISSION_ACK").type == ERROR


# arducopter.txt: m) count 0 and r) clear all: ACCEPTED, count=1 (3 download empty mission)
# px4.txt: count 0, clear all: ACCEPTED
@pytest.mark.of("arducopter", "px4")
def test_an_empty_mission(drone: Subject) -> None:
    assert drone.upload(mission(drone)) == ACCEPTED
    assert drone.upload(()) == ACCEPTED
    drone.connection.send(mavlink.MAVLink_mission_clear_all_message(1, 1, 0))
    assert drone.asked().type == ACCEPTED
    left = 0 if drone.dialect.firmware.is_px4 else 1
    assert len(download(drone.connection, ListKind.MISSION)) == left


# arducopter.txt: s) DO_SET_MISSION_CURRENT with an empty mission -> 2; px4.txt: -> 3
@pytest.mark.of("arducopter", "px4")
def test_an_item_of_an_empty_mission_cannot_be_the_current_one(drone: Subject) -> None:
    drone.upload(())
    number = mavlink.MAV_CMD_DO_SET_MISSION_CURRENT
    assert drone.command(number, 3.0) == (3 if drone.dialect.firmware.is_px4 else 2)
