"""The comparison sees every change beyond the wire's own rounding, and no other."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveillance.links.compare import differences, digest, told
from surveillance.links.items import ListKind, WireItem

PARAMS = (0.0, 0.0, 0.0, 0.0)
HOME = WireItem(0, 0, 16, PARAMS, 347000000, 1294500000, 0.0)
POINT = WireItem(1, 3, 16, (2.0, 0.0, 0.0, 0.0), 347005390, 1294506556, 25.0)
SPEED = WireItem(2, 2, 178, (1.0, 8.0, -1.0, 0.0), 0, 0, 0.0)
LIST = (HOME, POINT, SPEED)

# what ArduCopter gave back for such a list: home is its own, DO commands come in frame 0
STORED = (
    replace(HOME, x=346999999, y=1294500001, z=0.08),
    replace(POINT, autocontinue=1),
    replace(SPEED, frame=0),
)


def test_what_arducopter_makes_of_a_list_is_equal() -> None:
    assert differences(ListKind.MISSION, LIST, STORED) == ()


def test_fence_corners_come_back_without_autocontinue() -> None:
    sent = (replace(HOME, command=5001, params=(1.0, 0.0, 0.0, 0.0)),)
    assert differences(ListKind.FENCE, sent, (replace(sent[0], autocontinue=0),)) == ()


def test_fence_item_zero_is_compared() -> None:
    sent = (replace(HOME, command=5001),)
    assert differences(ListKind.FENCE, sent, (replace(sent[0], x=HOME.x + 2),))


def test_a_mount_command_loses_its_mode_in_the_vehicle() -> None:
    sent = (HOME, replace(SPEED, seq=1, command=205, params=(-25.0, 0.0, 0.0, 0.0), z=2.0))
    held = (HOME, replace(sent[1], frame=0, z=0.0))
    assert differences(ListKind.MISSION, sent, held) == ()


def test_a_heading_left_to_the_vehicle_is_no_difference() -> None:
    sent = (HOME, replace(POINT, params=(2.0, 0.0, 0.0, math.nan)))
    assert differences(ListKind.MISSION, sent, (HOME, POINT)) == ()


@pytest.mark.parametrize(
    "changed",
    [
        {"command": 19},
        {"seq": 2},
        {"frame": 0},
        {"x": POINT.x + 2},
        {"y": POINT.y - 2},
        {"z": 25.02},
        {"z": math.nan},
        {"params": (3.0, 0.0, 0.0, 0.0)},
    ],
)
def test_every_other_change_is_found(changed: dict[str, object]) -> None:
    held = (HOME, replace(POINT, **changed))  # type: ignore[arg-type]
    assert len(differences(ListKind.MISSION, (HOME, POINT), held)) == 1


def test_a_mixture_of_old_and_new_is_told_shortly() -> None:
    many = tuple(replace(POINT, seq=n) for n in range(20))
    found = differences(ListKind.FENCE, many, tuple(replace(i, z=9.0) for i in many))
    assert len(found) == 20
    assert told(found).endswith("and 15 more")


def test_a_missing_item_is_one_difference() -> None:
    assert differences(ListKind.MISSION, LIST, STORED[:2]) == ("3 items sent, 2 in the vehicle",)


@given(st.integers(-1, 1), st.integers(-1, 1), st.floats(-0.0099, 0.0099))
def test_rounding_on_the_wire_is_no_difference(dx: int, dy: int, dz: float) -> None:
    held = (HOME, replace(POINT, x=POINT.x + dx, y=POINT.y + dy, z=POINT.z + dz))
    assert differences(ListKind.MISSION, (HOME, POINT), held) == ()


def test_digests_name_contents() -> None:
    assert digest(LIST) == digest(tuple(replace(i, autocontinue=0) for i in LIST))
    assert digest(LIST) != digest(STORED)
