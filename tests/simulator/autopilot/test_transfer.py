"""Up- and download. Letters and E-numbers are steps of the recorded ArduCopter transcripts."""

import math
from typing import Any

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mavlink

Items = list[tuple[Any, ...]]


def put(item: tuple[Any, ...], **changes: Any) -> tuple[Any, ...]:
    names = ("frame", "command", "p1", "p2", "p3", "p4", "x", "y", "z")
    return tuple(changes.get(name, value) for name, value in zip(names, item, strict=True))


def test_empty_mission_is_home_alone(ground: Any) -> None:
    # "== 3 download empty mission"
    (home,) = ground.download()
    assert home[:2] == (0, mavlink.MAV_CMD_NAV_WAYPOINT)
    assert home[6:8] == pytest.approx((347000000, 1294500000), abs=1)


def test_upload_and_read_back(ground: Any, plan: Items) -> None:
    # "== 4 mission upload", "== 5 mission download"
    assert ground.upload(plan) == mavlink.MAV_MISSION_ACCEPTED
    ground.text("Flight plan received")
    read = ground.download()
    assert len(read) == len(plan)
    for sent, kept in zip(plan[1:], read[1:], strict=True):
        assert kept[1:] == sent[1:]
        placeless = sent[1] in (mavlink.MAV_CMD_DO_CHANGE_SPEED, 20)
        assert kept[0] == (0 if placeless else 3)  # "frame=0 cmd=178", "frame=0 cmd=20"
    assert ground.param("MIS_TOTAL") == 7.0


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        ({"command": 31010}, mavlink.MAV_MISSION_UNSUPPORTED),  # d)
        ({"frame": 99}, mavlink.MAV_MISSION_UNSUPPORTED_FRAME),  # e)
        ({"frame": 2}, mavlink.MAV_MISSION_ACCEPTED),  # f)
        ({"x": 950000000}, mavlink.MAV_MISSION_INVALID_PARAM5_X),  # g)
        ({"z": math.nan}, mavlink.MAV_MISSION_INVALID_PARAM7),  # h)
        ({"p1": math.nan}, mavlink.MAV_MISSION_INVALID_PARAM1),  # h2)
        ({"p4": math.nan}, mavlink.MAV_MISSION_ACCEPTED),  # h3)
        ({"z": 99999.0}, mavlink.MAV_MISSION_INVALID_PARAM7),  # i)
        ({"frame": 10}, mavlink.MAV_MISSION_ACCEPTED),  # j)
        ({"frame": 6}, mavlink.MAV_MISSION_ACCEPTED),  # k)
        ({"p1": math.inf}, mavlink.MAV_MISSION_INVALID_PARAM1),
        ({"y": 1_900_000_000}, mavlink.MAV_MISSION_INVALID_PARAM6_Y),
    ],
)
def test_item_is_judged(ground: Any, plan: Items, changes: dict[str, Any], result: int) -> None:
    plan[3] = put(plan[3], **changes)
    assert ground.upload(plan) == result


def test_relative_frames_are_kept_as_one(ground: Any, plan: Items) -> None:
    plan[2] = put(plan[2], frame=6)
    ground.upload(plan)
    assert ground.read_item(2)[0] == 3


def test_wrong_sequence_number(ground: Any, plan: Items) -> None:
    # a) item repeated with a wrong seq once
    ground.mav.mission_count_send(1, 1, 7, 0)
    ground.expect("MISSION_REQUEST", seq=0)
    ground.send_item(4, plan[2])
    assert ground.expect("MISSION_ACK").type == mavlink.MAV_MISSION_INVALID_SEQUENCE


def test_lost_item_is_asked_for_again_each_second(ground: Any, plan: Items) -> None:
    # b) lost item (one drop)
    ground.mav.mission_count_send(1, 1, 7, 0)
    ground.expect("MISSION_REQUEST", seq=0)
    start = ground.t_s
    ground.expect("MISSION_REQUEST", seq=0)
    assert ground.t_s - start == pytest.approx(1.0, abs=0.1)
    for seq in range(7):
        ground.send_item(seq, plan[seq])
        if seq < 6:
            ground.expect("MISSION_REQUEST", seq=seq + 1)
    assert ground.expect("MISSION_ACK").type == 0


def test_silent_sender_is_given_up_after_eight_seconds(ground: Any, plan: Items) -> None:
    # c) sender goes silent at seq 3; E1b
    ground.mav.mission_count_send(1, 1, 7, 0)
    for seq in range(3):
        ground.expect("MISSION_REQUEST", seq=seq)
        ground.send_item(seq, plan[seq])
    ground.expect("MISSION_REQUEST", seq=3)
    start = ground.t_s
    ack = ground.expect("MISSION_ACK", 9.0)
    assert ack.type == mavlink.MAV_MISSION_OPERATION_CANCELLED
    assert ground.t_s - start == pytest.approx(8.0, abs=0.1)
    ground.text("Mission upload timeout")


def test_refused_upload_leaves_a_mixture(ground: Any, plan: Items, make_waypoint: Any) -> None:
    # E1 "stored after the failed upload"
    first = [plan[0], plan[1], *[make_waypoint(50 * i, 0, 20) for i in range(1, 5)], plan[6]]
    second = [plan[0], plan[1], make_waypoint(0, 50, 33), make_waypoint(0, 100, 33)]
    bad = put(make_waypoint(0, 0, 20), x=950000000)
    assert ground.upload(first) == 0
    assert ground.upload([*second, bad, bad, bad]) == mavlink.MAV_MISSION_INVALID_PARAM5_X
    read = ground.download()
    assert [item[8] for item in read[1:6]] == [20.0, 33.0, 33.0, 20.0, 20.0]
    assert read[4:] == [*first[4:6], put(plan[6], frame=0)]


def test_every_item_sent_twice(ground: Any, plan: Items) -> None:
    # E13: INVALID_SEQUENCE, the transaction stays open, a download is DENIED, then the time-out
    ground.mav.mission_count_send(1, 1, 7, 0)
    ground.expect("MISSION_REQUEST", seq=0)
    for seq in (0, 0, 1, 1):
        ground.send_item(seq, plan[seq])
    assert ground.expect("MISSION_ACK").type == mavlink.MAV_MISSION_INVALID_SEQUENCE
    ground.expect("MISSION_REQUEST", seq=2)
    assert ground.expect("MISSION_ACK").type == mavlink.MAV_MISSION_INVALID_SEQUENCE
    ground.mav.mission_request_list_send(1, 1, 0)
    assert ground.expect("MISSION_ACK").type == mavlink.MAV_MISSION_DENIED
    last = ground.expect("MISSION_ACK", 9.0)
    assert last.type == mavlink.MAV_MISSION_OPERATION_CANCELLED


def test_second_station_is_denied(ground: Any, connect: Any, plan: Items) -> None:
    # E3: the ACK is addressed to the intruder, and everyone hears it
    other = connect(ground.autopilot, 254)
    ground.mav.mission_count_send(1, 1, 7, 0)
    ground.expect("MISSION_REQUEST", seq=0)
    other.mav.mission_count_send(1, 1, 3, 0)
    ack = ground.expect("MISSION_ACK")
    assert (ack.target_system, ack.type) == (254, mavlink.MAV_MISSION_DENIED)
    assert ground.upload(plan) == 0  # E3b: the same station may begin again


def test_fence_upload_does_not_disturb_a_mission_upload(ground: Any, plan: Items) -> None:
    # E3c
    ground.mav.mission_count_send(1, 1, 7, 0)
    for seq in range(7):
        ground.expect("MISSION_REQUEST", seq=seq, mission_type=0)
        if seq == 3:
            ground.mav.mission_count_send(1, 1, 4, 1)
            ground.expect("MISSION_REQUEST", seq=0, mission_type=1)
        ground.send_item(seq, plan[seq])
    assert ground.expect("MISSION_ACK", mission_type=0).type == 0
    late = ground.expect("MISSION_ACK", 9.0, mission_type=1)
    assert late.type == mavlink.MAV_MISSION_OPERATION_CANCELLED
    ground.text("Fence upload timeout")


def test_counts(ground: Any, plan: Items) -> None:
    # l) 65000, m) 0, n) item without a transaction, o) wrong target system
    ground.mav.mission_count_send(1, 1, 65000, 0)
    assert ground.expect("MISSION_ACK").type == mavlink.MAV_MISSION_NO_SPACE
    ground.text("Only 650 items are supported")
    assert ground.upload([]) == 0
    ground.text("Flight plan received")
    ground.send_item(0, plan[2])
    assert ground.expect("MISSION_ACK").type == mavlink.MAV_MISSION_ERROR
    ground.mav.mission_count_send(7, 1, 3, 0)
    assert not [m for m in ground.advance(2.0) if m.get_type().startswith("MISSION_")]


def test_float_items_lose_place(ground: Any, plan: Items) -> None:
    # p) upload with MISSION_ITEM (float, deprecated)
    ground.mav.mission_count_send(1, 1, 3, 0)
    for seq, (x, y) in enumerate([(34.7, 129.45), (0.0, 0.0), (34.70089831520983, 129.45)]):
        if seq == 1:
            ground.text("got MISSION_ITEM; GCS should send MISSION_ITEM_INT")
        else:
            ground.expect("MISSION_REQUEST", seq=seq)
        _, command, *params, _, _, z = plan[seq]
        ground.mav.mission_item_send(1, 1, seq, 3, command, 0, 1, *params, x, y, z)
    assert ground.expect("MISSION_ACK").type == 0
    assert ground.read_item(2)[6:8] == (347008960, 1294499968)


def test_request_beyond_the_end(ground: Any, plan: Items) -> None:
    # q)
    ground.upload(plan)
    ground.mav.mission_request_int_send(1, 1, 50, 0)
    assert ground.expect("MISSION_COUNT").count == 7
    assert ground.expect("MISSION_ACK").type == mavlink.MAV_MISSION_INVALID_SEQUENCE


def test_clear_and_set_current(ground: Any, plan: Items) -> None:
    # r) clear all, s) DO_SET_MISSION_CURRENT with an empty mission -> 2
    ground.upload(plan)
    assert ground.command(224, 2) == 0
    assert ground.command(224, 99) == mavlink.MAV_RESULT_DENIED
    ground.mav.mission_clear_all_send(1, 1, 0)
    assert ground.expect("MISSION_ACK").type == 0
    assert len(ground.download()) == 1
    assert ground.command(224, 3) == mavlink.MAV_RESULT_DENIED


def test_302_items(ground: Any, plan: Items, make_waypoint: Any) -> None:
    # t)
    many = [*plan[:2], *[make_waypoint(10 * i % 500, i // 50, 20) for i in range(300)]]
    assert ground.upload(many) == 0
    assert ground.download()[1:] == many[1:]


def test_rally_points(ground: Any, make_waypoint: Any) -> None:
    points = [put(make_waypoint(n, 30, 25), command=5100) for n in (60, 80)]
    assert ground.upload(points, kind=2) == 0
    assert ground.download(kind=2) == points
    assert ground.upload([put(points[0], command=16)], kind=2) == mavlink.MAV_MISSION_UNSUPPORTED


def test_unknown_mission_type(ground: Any) -> None:
    ground.mav.mission_request_list_send(1, 1, 77)
    assert ground.expect("MISSION_ACK").type == mavlink.MAV_MISSION_UNSUPPORTED
